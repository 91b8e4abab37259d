/**
 * Property values that a page object cuts off, read in full; and when two sights of a page say the same.
 *
 * @see https://developers.notion.com/reference/retrieve-a-page-property
 */
import { withoutSignature } from "../../src/notion/canonical.ts";
import type { NotionReader, PropertyItem, RequestOptions } from "../../src/notion/client.ts";
import { limits } from "../../src/notion/limits.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page, PropertyValue, RichText } from "../../src/notion/types.ts";

/** Names of the properties of which the object shows (or may show) only the first part. */
export function cutOff(page: Page): readonly string[] {
  return Object.entries(page.properties)
    .filter(([, value]) => isCutOff(value))
    .map(([name]) => name);
}

/** The page with every value whole. One request per 100 items of each value that was cut off. */
export async function completed(
  notion: Pick<NotionReader, "propertyItems">,
  page: Page,
  options?: RequestOptions,
): Promise<Page> {
  const properties: Record<string, PropertyValue> = { ...page.properties };
  for (const name of cutOff(page)) {
    const value = page.properties[name];
    if (value === undefined) continue;
    properties[name] = joined(value, await notion.propertyItems(page.id, value.id, options));
  }
  return { ...page, properties };
}

/**
 * `listed` with the whole values of `known` where they begin as the listed ones do: what was read past the
 * cut once need not be read again while nothing says that it changed.
 */
export function carriedOver(listed: Page, known: Page): Page {
  const names = cutOff(listed).filter((name) => {
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

/** Equal for two sights of the same state of an object: signatures of hosted files differ at every read. */
export const digest = (object: Page | readonly BlockTree[]): string =>
  JSON.stringify(object, (key, value: unknown) => {
    if (key === "expiry_time" || key === "request_id") return undefined;
    return key === "url" && typeof value === "string" && value.includes("X-Amz-")
      ? withoutSignature(value)
      : value;
  });

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
