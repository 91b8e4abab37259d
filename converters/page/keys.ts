/**
 * Which keys of front matter are ours and which are properties.
 */
import type { DataSource, Page } from "../../src/notion/types.ts";

/** In the order in which they are printed. */
export const ownKeys = ["notion_id", "title", "icon", "cover", "locked"] as const;
export type OwnKey = (typeof ownKeys)[number];

/** Ours too: read, never printed. */
const reserved = new Set<string>([...ownKeys, "notion-id", "notion_conflict_of"]);
const escapePrefix = "property:";

/** The key under which a property stands. */
export const keyOfProperty = (name: string): string =>
  reserved.has(name) || name.startsWith(escapePrefix) ? `${escapePrefix}${name}` : name;

export function ownKey(key: string): OwnKey | null {
  if (key === "notion-id") return "notion_id";
  return (ownKeys as readonly string[]).includes(key) ? (key as OwnKey) : null;
}

export const isReserved = (key: string): boolean => reserved.has(key);

/** The name of the property that a key means, whether or not there is one. */
export const propertyOfKey = (key: string): string =>
  key.startsWith(escapePrefix) ? key.slice(escapePrefix.length) : key;

export type Schema = DataSource["properties"];

/** What a page's own values say of its schema: names and types, without options. */
export function schemaOf(page: Page): Schema {
  const entries = Object.entries(page.properties).map(
    ([name, value]) => [name, { id: value.id, name, description: null, type: value.type }] as const,
  );
  return Object.fromEntries(entries) as unknown as Schema;
}

/** Rows bear properties; other pages have a title and nothing else. */
export const isRow = (page: Page): boolean =>
  page.parent.type === "data_source_id" || page.parent.type === "database_id";
