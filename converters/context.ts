/**
 * What a conversion may ask about the rest of the workspace. The engine builds one from the mirror;
 * every member is optional, and without it ids are printed in `notion://` links.
 */
import type { BlockTree } from "../src/notion/tree.ts";
import type { DataSource } from "../src/notion/types.ts";

/**
 * Which forms blocks are printed in and read from: `plain` Markdown, or Notion's own, as its Markdown
 * endpoints speak it. flavors.ts has the table.
 */
export type Flavor = "plain" | "notion";

export interface Context {
  /** Path of the file of page or database `id`, relative to the file being converted, not percent-encoded; `null` if it has none. */
  readonly pathOf?: (id: string) => string | null;
  /** The page or database at such a path (decoded); `null` if none. */
  readonly idOf?: (
    path: string,
  ) => { readonly id: string; readonly kind: "page" | "database" } | null;
  /**
   * Whether Notion can hold a text link to `url`, which leads to no page. One that it can't is read as its text alone,
   * with a warning. Without this, any can be held.
   */
  readonly holdsLink?: (url: string) => boolean;
  readonly title?: (id: string) => string | null;
  /**
   * Whether page or database `id` is a child of the page being converted: a link alone in its paragraph
   * is then the child itself. Without this every such link is taken for one.
   */
  readonly isChild?: (id: string) => boolean;
  /** Path of the local copy of a hosted file, relative to the file being converted; `url` has no query. */
  readonly attachmentPath?: (url: string) => string | null;
  /** The hosted file that such a path (decoded) is the copy of. */
  readonly attachmentUrl?: (path: string) => string | null;
  /** Name of a user by id; id of a user by exact name or e-mail address. */
  readonly user?: (
    id: string,
  ) => { readonly name: string | null; readonly email?: string | null } | null;
  readonly userId?: (nameOrEmail: string) => readonly string[];
  /** Id of the workspace's custom emoji of that name (without colons). */
  readonly emoji?: (name: string) => string | null;
  /** Schema of the data source that the page is a row of. */
  readonly schema?: DataSource["properties"];
}

export interface ConvertOptions {
  readonly context?: Context;
  readonly flavor?: Flavor;
}

/** Something that a conversion could not keep, or had to guess. `line` and `column` count from 1. */
export interface Note {
  readonly kind: "warning" | "error";
  /** Stable: `unknown_attribute`, `unclosed_tag`, `unknown_option` … */
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  /** The front matter's key that it is about. */
  readonly key?: string;
}

/** Where one block stands in a text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ParsedBlocks {
  readonly blocks: readonly BlockTree[];
  readonly warnings: readonly Note[];
  /** Position in the text of every parsed block, keyed by the very object in `blocks`. */
  readonly spans: ReadonlyMap<BlockTree, Span>;
  /** Of those that can hold children: where their own text stands, apart from them. */
  readonly heads: ReadonlyMap<BlockTree, Span>;
}
