/**
 * Ids that can't be mixed up, and reading them from what people paste.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** A page is also a block: its id is accepted wherever its `child_page` block's is. */
export type BlockId = Id<"block">;
export type PageId = BlockId & Id<"page">;
export type DatabaseId = Id<"database">;
export type DataSourceId = Id<"data source">;
export type UserId = Id<"user">;
export type PropertyId = Id<"property">;

const hex32 = /^[0-9a-f]{32}$/;

/** The dashed lower-case form that Notion answers with; `null` when `text` is no UUID. */
export function dashed(text: string): string | null {
  const hex = text.replaceAll("-", "").toLowerCase();
  if (!hex32.test(hex)) return null;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const undashed = (id: string): string => id.replaceAll("-", "");

const hosts = /(?:^|\.)(?:notion\.so|notion\.com|notion\.site)$/;

/**
 * The id in a Notion URL (any of its hosts, with a title slug, `?p=`, `#…`) or in a bare id; `null`
 * when there is none. A view (`?v=`) and a block anchor are not the page and are passed over.
 */
export function idIn(text: string): string | null {
  const bare = dashed(text.trim());
  if (bare !== null) return bare;
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  if (!hosts.test(url.hostname)) return null;
  for (const name of ["p", "page_id", "database_id"]) {
    const value = url.searchParams.get(name);
    const id = value === null ? null : dashed(value);
    if (id !== null) return id;
  }
  const last = url.pathname.split("/").filter(Boolean).at(-1) ?? "";
  return dashed(last) ?? dashed(last.slice(-36)) ?? dashed(last.slice(-32));
}

/** The canonical address of a page or database: the form that mentions are compared with. */
export const notionUrl = (id: string): string => `https://www.notion.so/${undashed(id)}`;
