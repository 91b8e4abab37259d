/**
 * Values of properties, icons and covers in one form, whether they were read or are to be written, so
 * that they can be compared, hashed and merged.
 */
import { canonicalIcon, canonicalRichText, withoutSignature } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { Cover, Icon, Page, RichText } from "../../src/notion/types.ts";
import { hashOf } from "../../src/platform/hash.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Keys of a property value that are not the value. */
const meta: ReadonlySet<string> = new Set(["id", "type", "has_more"]);

/** The type of a value, read or written; `null` when it says none. */
export function typeOfValue(value: unknown): string | null {
  const fields = (value ?? {}) as Fields;
  if (typeof fields["type"] === "string") return fields["type"];
  return Object.keys(fields).find((key) => !meta.has(key)) ?? null;
}

/** What the value says, without ids that Notion adds to it; equal for what was written and what is read back. */
export function canonicalValue(value: unknown): unknown {
  const type = typeOfValue(value);
  if (type === null) return null;
  const raw = ((value ?? {}) as Fields)[type] ?? null;
  switch (type) {
    case "title":
    case "rich_text":
      return canonicalRichText((raw ?? []) as RichText[]);
    case "select":
    case "status":
      return optionKey(raw);
    case "multi_select":
      return list(raw).map(optionKey);
    case "people":
    case "relation":
      return list(raw).map((item) => (item as Fields)["id"]);
    case "files":
      return list(raw).map((item) => fileKey(item as Fields));
    case "date": {
      if (raw === null) return null;
      const date = raw as Fields;
      return { start: instant(date["start"]), end: instant(date["end"] ?? null) };
    }
    case "number":
      return Object.is(raw, -0) ? 0 : raw;
    default:
      return raw;
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Options are compared by name, since a file names them so; by id where a request gives nothing else. */
function optionKey(option: unknown): unknown {
  if (option === null || typeof option !== "object") return null;
  const { name, id } = option as { name?: unknown; id?: unknown };
  return name ?? id ?? null;
}

function fileKey(file: Fields): unknown {
  const hosted = file["file"] as Fields | undefined;
  const external = file["external"] as Fields | undefined;
  if (hosted !== undefined)
    return { name: file["name"], file: withoutSignature(String(hosted["url"])) };
  if (external !== undefined) return { name: file["name"], external: external["url"] };
  return { name: file["name"], upload: file["file_upload"] };
}

/** Dates stay dates; times are compared as instants, to the minute, as Notion keeps them. */
function instant(value: unknown): unknown {
  if (typeof value !== "string" || !value.includes("T")) return value ?? null;
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? value : Math.floor(ms / 60_000);
}

export const sameValue = (a: unknown, b: unknown): boolean =>
  JSON.stringify(canonicalValue(a)) === JSON.stringify(canonicalValue(b));

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
    fields[`property ${key}`] = canonicalValue(propertyOf(page, key));
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
