/**
 * Properties, icon and cover of one page: what of the file's edits can be sent, one by one.
 */
import type { PageUpdate } from "../../src/notion/client.ts";
import { canonicalProperty, typeOfValue } from "../../src/notion/properties.ts";
import type {
  Page,
  PropertyValue,
  PropertyValueRequest,
  RichText,
} from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import { mergeText } from "./merge-text.ts";
import { propertyOf, sameCover, sameIcon, sameValue } from "./properties.ts";
import { runsRequest } from "./rich-text.ts";
import type { PlanNote } from "./trees.ts";

export interface MergedPage {
  /** What to send; empty when nothing differs. */
  readonly update: PageUpdate;
  /** Names of properties (or `icon`, `cover`) on which the sides disagree. */
  readonly conflicts: readonly string[];
  readonly notes: readonly PlanNote[];
}

export function mergePage(
  base: Page,
  local: PageUpdate,
  remote: Page,
  prefer: "local" | "remote" | "hold",
  alreadySent: PageUpdate,
): MergedPage {
  const conflicts: string[] = [];
  const notes: PlanNote[] = [];
  const properties: Record<string, PropertyValueRequest> = {};
  const settle = (key: string, send: () => void) => {
    conflicts.push(key);
    if (prefer === "local") send();
  };
  for (const [key, value] of Object.entries(local.properties ?? {})) {
    const theirs = propertyOf(remote, key);
    if (theirs === undefined) {
      notes.push({
        kind: "refused",
        code: "property_gone",
        message: `The page has no property ${JSON.stringify(key)} any more.`,
      });
      continue;
    }
    const before = alreadySent.properties?.[key] ?? propertyOf(base, key);
    if (sameValue(theirs, value)) continue;
    if (sameValue(theirs, before)) {
      properties[key] = value;
      continue;
    }
    const merged = mergeValue(before, value, theirs);
    if (merged === null)
      settle(key, () => {
        properties[key] = value;
      });
    else if (!sameValue(merged, theirs)) properties[key] = merged as PropertyValueRequest;
  }
  let update: PageUpdate = Object.keys(properties).length === 0 ? {} : { properties };
  if (local.icon !== undefined && !sameIcon(local.icon, remote.icon)) {
    const { icon } = local;
    const send = () => {
      update = { ...update, icon };
    };
    if (sameIcon(remote.icon, alreadySent.icon ?? base.icon)) send();
    else settle("icon", send);
  }
  if (local.cover !== undefined && !sameCover(local.cover, remote.cover)) {
    const { cover } = local;
    const send = () => {
      update = { ...update, cover };
    };
    if (sameCover(remote.cover, alreadySent.cover ?? base.cover)) send();
    else settle("cover", send);
  }
  if (local.is_locked !== undefined && local.is_locked !== remote.is_locked)
    update = { ...update, is_locked: local.is_locked };
  return { update, conflicts, notes };
}

type Fields = Readonly<Record<string, unknown>>;

/** Texts word by word, lists of things item by item; `null` for what can only be one or the other. */
function mergeValue(base: unknown, local: unknown, remote: PropertyValue): unknown {
  const type = typeOfValue(remote);
  const raw = (value: unknown) => ((value ?? {}) as Fields)[type];
  switch (type) {
    case "title":
    case "rich_text": {
      const merged = mergeText(texts(raw(base)), texts(raw(local)), texts(raw(remote)));
      return merged === null ? null : { [type]: runsRequest(merged).runs };
    }
    case "multi_select":
      return { [type]: mergeSet(type, base, local, remote).map(optionRequest) };
    case "people":
    case "relation":
      return {
        [type]: mergeSet(type, base, local, remote).map((item) => ({ id: (item as Fields)["id"] })),
      };
    default:
      return null;
  }
}

const texts = (value: unknown): readonly RichText[] => (value ?? []) as readonly RichText[];

const optionRequest = (option: unknown): Fields => {
  const { name, id } = option as { name?: unknown; id?: unknown };
  return name === undefined ? { id } : { name };
};

/** What both have or one has added, in Notion's order first; what one has taken out is out. */
function mergeSet(
  type: string,
  base: unknown,
  local: unknown,
  remote: unknown,
): readonly unknown[] {
  const keyed = (value: unknown) => {
    const items = (((value ?? {}) as Fields)[type] ?? []) as readonly unknown[];
    const { value: keys } = canonicalProperty({
      type,
      [type]: items,
    } as unknown as PropertyValueRequest);
    return items.map((item, i) => ({ item, key: canonicalJson((keys as readonly unknown[])[i]) }));
  };
  const before = new Set(keyed(base).map(({ key }) => key));
  const mine = keyed(local);
  const theirs = keyed(remote);
  const has = (list: readonly { key: string }[], key: string) =>
    list.some((one) => one.key === key);
  return [
    ...theirs.filter(({ key }) => !before.has(key) || has(mine, key)),
    ...mine.filter(({ key }) => !before.has(key) && !has(theirs, key)),
  ].map(({ item }) => item);
}

/** The page with the base's value where the sides disagree: what the new base holds. */
export function withHeld(page: Page, base: Page, conflicts: readonly string[]): Page {
  if (conflicts.length === 0) return page;
  const properties = { ...page.properties };
  let result = page;
  for (const key of conflicts) {
    if (key === "icon") result = { ...result, icon: base.icon };
    else if (key === "cover") result = { ...result, cover: base.cover };
    else {
      const before = propertyOf(base, key);
      const name = Object.keys(properties).find(
        (one) => one === key || properties[one]?.id === key,
      );
      if (before !== undefined && name !== undefined) properties[name] = before;
    }
  }
  return { ...result, properties };
}
