/**
 * Property values that a page object cuts off, read in full.
 *
 * @see https://developers.notion.com/reference/retrieve-a-page-property
 */
import type { NotionReader, PropertyItem, RequestOptions } from "./client.ts";
import { limits } from "./limits.ts";
import type { Page, PropertyValue, RichText } from "./types.ts";

/** Names of the properties of which the object shows (or may show) only the first part. */
export function cutOff(page: Page): readonly string[] {
  return Object.entries(page.properties)
    .filter(([, value]) => isCutOff(value))
    .map(([name]) => name);
}

/**
 * The page with every value whole, or those of `names`. One request per 100 items of each value that was cut off.
 */
export async function completed(
  notion: Pick<NotionReader, "propertyItems">,
  page: Page,
  options?: RequestOptions,
  names: readonly string[] = cutOff(page),
): Promise<Page> {
  const properties: Record<string, PropertyValue> = { ...page.properties };
  for (const name of names) {
    const value = page.properties[name];
    if (value === undefined) continue;
    properties[name] = joined(value, await notion.propertyItems(page.id, value.id, options));
  }
  return { ...page, properties };
}

/**
 * `listed` with the whole values of `known` where they begin as the listed ones do: what was read past the
 * cut once need not be read again while nothing says that it changed. `changed`: names of values that did.
 */
export function carriedOver(
  listed: Page,
  known: Page,
  changed: ReadonlySet<string> = new Set(),
): Page {
  const names = cutOff(listed).filter((name) => {
    if (changed.has(name)) return false;
    const before = known.properties[name];
    const now = listed.properties[name];
    return (
      before !== undefined && now !== undefined && !isCutOff(before) && beginsWith(before, now)
    );
  });
  if (names.length === 0) return listed;
  const properties: Record<string, PropertyValue> = { ...listed.properties };
  for (const name of names) properties[name] = known.properties[name] as PropertyValue;
  return { ...listed, properties };
}

const cut = limits.inlineReferencesMax;

/** Nothing flags cut people or mentions: exactly as many as fit may be all, or not. */
function isCutOff(value: PropertyValue): boolean {
  switch (value.type) {
    case "relation":
      return (value as { readonly has_more?: boolean }).has_more === true;
    case "people":
      return value.people.length === cut;
    case "title":
      return mentions(value.title as readonly RichText[]) === cut;
    case "rich_text":
      return mentions(value.rich_text as readonly RichText[]) === cut;
    default:
      return false;
  }
}

const mentions = (runs: readonly RichText[]): number =>
  runs.filter((run) => run.type === "mention").length;

function joined(value: PropertyValue, items: readonly PropertyItem[]): PropertyValue {
  const all = items.map((item) => item[value.type]).filter((item) => item !== undefined);
  return {
    ...value,
    [value.type]: all,
    ...(value.type === "relation" ? { has_more: false } : {}),
  } as PropertyValue;
}

function beginsWith(whole: PropertyValue, start: PropertyValue): boolean {
  if (whole.type !== start.type) return false;
  const all = idsIn(whole);
  return idsIn(start).every((id, at) => all[at] === id);
}

function idsIn(value: PropertyValue): readonly string[] {
  switch (value.type) {
    case "relation":
      return value.relation.map(({ id }) => id);
    case "people":
      return value.people.map(({ id }) => id);
    case "title":
      return value.title.map((run) => JSON.stringify(run));
    case "rich_text":
      return value.rich_text.map((run) => JSON.stringify(run));
    default:
      return [];
  }
}
