/**
 * Fields of a page compared and hashed, whether they were read or are to be written. When two values of a
 * property are the same is said in `src/notion/properties.ts`.
 */
import { canonicalIcon } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import { canonicalProperty } from "../../src/notion/properties.ts";
import type {
  Cover,
  Icon,
  Page,
  PropertyValue,
  PropertyValueRequest,
} from "../../src/notion/types.ts";
import { canonicalJson, hashOf } from "../../src/platform/hash.ts";

/** A value that was read or is to be written; nothing for a property that is not there. */
const canonical = (value: unknown): unknown =>
  value === undefined || value === null
    ? null
    : canonicalProperty(value as PropertyValue | PropertyValueRequest);

export const sameValue = (a: unknown, b: unknown): boolean =>
  canonicalJson(canonical(a)) === canonicalJson(canonical(b));

export const sameIcon = (a: Icon | null, b: Icon | null): boolean =>
  JSON.stringify(canonicalIcon(a)) === JSON.stringify(canonicalIcon(b));

export const canonicalCover = (cover: Cover | null): unknown => canonicalIcon(cover);

/** What a page has under the name (or id) that an update uses; `undefined` for a property it has not. */
export function propertyOf(page: Page, key: string): Page["properties"][string] | undefined {
  const named = page.properties[key];
  if (named !== undefined) return named;
  return Object.values(page.properties).find((property) => property.id === key);
}

/** Hash of the fields of the page that `update` names. */
export function pageFieldsHash(page: Page, update: PageUpdate): string {
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(update.properties ?? {}))
    fields[`property ${key}`] = canonical(propertyOf(page, key));
  if (update.icon !== undefined) fields["icon"] = canonicalIcon(page.icon);
  if (update.cover !== undefined) fields["cover"] = canonicalCover(page.cover);
  if (update.is_locked !== undefined) fields["is_locked"] = page.is_locked;
  if (update.in_trash !== undefined) fields["in_trash"] = page.in_trash;
  return hashOf(fields);
}

export const isEmptyUpdate = (update: PageUpdate): boolean =>
  Object.keys(update.properties ?? {}).length === 0 &&
  update.icon === undefined &&
  update.cover === undefined &&
  update.in_trash === undefined &&
  update.is_locked === undefined;

/** Whether the page shows everything that `update` says. */
export function pageHolds(page: Page, update: PageUpdate): boolean {
  for (const [key, value] of Object.entries(update.properties ?? {}))
    if (!sameValue(propertyOf(page, key), value)) return false;
  if (update.icon !== undefined && !sameIcon(page.icon, update.icon)) return false;
  if (update.cover !== undefined && !sameCover(page.cover, update.cover)) return false;
  if (update.is_locked !== undefined && page.is_locked !== update.is_locked) return false;
  return update.in_trash === undefined || page.in_trash === update.in_trash;
}

export const sameCover = (a: Cover | null, b: Cover | null): boolean =>
  JSON.stringify(canonicalCover(a)) === JSON.stringify(canonicalCover(b));
