/**
 * A tiny cast of blocks: `p("a")`, `h1("b")`, `todo("c", true)`, `table(["a", "b"], ["c", "d"])`.
 *
 * `known` gives every block of a forest an id made from its text, as if it had been read from Notion.
 */

import { plainAnnotations } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, contentOf, withChildren } from "../../src/notion/tree.ts";
import type { ApiColor, Page, RichText } from "../../src/notion/types.ts";

type Children = readonly BlockTree[];

const make = (type: string, content: object, children: Children = []): BlockTree =>
  ({ type, [type]: content, ...(children.length === 0 ? {} : { children }) }) as BlockTree;

/** A run of text: `text("a", { bold: true })`, `text("a", { link: "https://a.b/" })`. */
export function text(
  content: string,
  format: {
    bold?: boolean;
    italic?: boolean;
    code?: boolean;
    color?: ApiColor;
    link?: string;
  } = {},
): RichText {
  const { link, ...annotations } = format;
  return {
    type: "text",
    text: { content, link: link === undefined ? null : { url: link } },
    annotations: { ...plainAnnotations, ...annotations },
  };
}

export const equation = (expression: string): RichText =>
  ({
    type: "equation",
    equation: { expression },
    annotations: text("").annotations,
  }) as RichText;

export const mention = (page: string, label = page): RichText =>
  ({
    type: "mention",
    mention: { type: "page", page: { id: page } },
    annotations: text("").annotations,
    plain_text: label,
  }) as RichText;

export type Text = string | readonly RichText[];
export const rich = (value: Text): readonly RichText[] =>
  typeof value === "string" ? (value === "" ? [] : [text(value)]) : value;

const textual =
  (type: string, extra: object = {}) =>
  (value: Text = "", ...children: Children): BlockTree =>
    make(type, { rich_text: rich(value), color: "default", ...extra }, children);

export const p = textual("paragraph");
export const h1 = textual("heading_1", { is_toggleable: false });
export const h2 = textual("heading_2", { is_toggleable: false });
export const toggleH1 = textual("heading_1", { is_toggleable: true });
export const li = textual("bulleted_list_item");
export const num = textual("numbered_list_item");
export const toggle = textual("toggle");
export const quote = textual("quote");
export const callout = textual("callout", { icon: { type: "emoji", emoji: "💡" } });
export const todo = (value: Text, checked = false, ...children: Children): BlockTree =>
  make("to_do", { rich_text: rich(value), checked, color: "default" }, children);
export const code = (value: Text, language = "plain text"): BlockTree =>
  make("code", { caption: [], rich_text: rich(value), language });
export const divider = (): BlockTree => make("divider", {});
export const math = (expression: string): BlockTree => make("equation", { expression });
export const image = (url: string, caption: Text = ""): BlockTree =>
  make("image", { caption: rich(caption), type: "external", external: { url } });
export const hosted = (name: string): BlockTree =>
  make("image", {
    caption: [],
    type: "file",
    file: { url: `https://files.example/${name}?signature=1`, expiry_time: "2026-01-01T01:00:00Z" },
  });
export const bookmark = (url: string): BlockTree => make("bookmark", { caption: [], url });
export const linkPreview = (url: string): BlockTree => make("link_preview", { url });
export const cellsOf = (...cells: readonly Text[]): readonly (readonly RichText[])[] =>
  cells.map(rich);
export const row = (...cells: readonly Text[]): BlockTree =>
  make("table_row", { cells: cellsOf(...cells) });
export const table = (...rows: readonly (readonly Text[])[]): BlockTree =>
  make(
    "table",
    { table_width: rows[0]?.length ?? 1, has_column_header: true, has_row_header: false },
    rows.map((cells) => row(...cells)),
  );
export const column = (...children: Children): BlockTree => make("column", {}, children);
export const columns = (...lists: readonly Children[]): BlockTree =>
  make(
    "column_list",
    {},
    lists.map((children) => column(...children)),
  );
export const tab = (label: Text, ...children: Children): BlockTree =>
  make("paragraph", { rich_text: rich(label), color: "default" }, children);
export const tabs = (...items: Children): BlockTree => make("tab", {}, items);
export const synced = (...children: Children): BlockTree =>
  make("synced_block", { synced_from: null }, children);
export const syncedCopy = (of: string, ...children: Children): BlockTree =>
  make("synced_block", { synced_from: { type: "block_id", block_id: of } }, children);
export const childPage = (title: string): BlockTree => make("child_page", { title });
export const childDatabase = (title: string): BlockTree => make("child_database", { title });
export const unsupported = (kind = "button"): BlockTree =>
  make("unsupported", { block_type: kind });
export const linkTo = (page: string): BlockTree =>
  make("link_to_page", { type: "page_id", page_id: page });

/** The block with other own content: `edit(block, { color: "red" })`. */
export const edit = (block: BlockTree, content: object): BlockTree =>
  ({ ...block, [block.type]: { ...contentOf(block), ...content } }) as BlockTree;

export const retext = (block: BlockTree, value: Text): BlockTree =>
  edit(block, { rich_text: rich(value) });

/** The block as the id says. */
export const as = (id: string, block: BlockTree): BlockTree => ({ ...block, id }) as BlockTree;

/** All blocks with ids: the text of the block where that is unique, numbered where not. */
export function known(blocks: Children, used = new Map<string, number>()): readonly BlockTree[] {
  return blocks.map((block) => {
    if (block.id !== undefined) return block;
    const name = labelOf(block) || block.type;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    const withId = as(count === 1 ? name : `${name}~${count}`, block);
    return childrenOf(block).length === 0
      ? withId
      : withChildren(withId, known(childrenOf(block), used));
  });
}

/** The text of a block in short: what failures and tables print. */
export function labelOf(block: BlockTree): string {
  const content = contentOf(block);
  const runs = (content["rich_text"] ??
    (content["cells"] as unknown[])?.flat() ??
    []) as RichText[];
  return (
    runs
      .map((run) =>
        run.type === "text"
          ? run.text.content
          : run.type === "equation"
            ? run.equation.expression
            : (run.plain_text ?? ""),
      )
      .join(" ") || String(content["title"] ?? content["expression"] ?? content["url"] ?? "")
  );
}

/** A page object with nothing but a title. */
export const pageOf = (id: string, title = "Page", properties: object = {}): Page =>
  ({
    object: "page",
    id,
    created_time: "2026-01-01T00:00:00.000Z",
    last_edited_time: "2026-01-01T00:00:00.000Z",
    created_by: { object: "user", id: "bot" },
    last_edited_by: { object: "user", id: "bot" },
    cover: null,
    icon: null,
    parent: { type: "workspace", workspace: true },
    in_trash: false,
    is_archived: false,
    is_locked: false,
    properties: { title: { id: "title", type: "title", title: [text(title)] }, ...properties },
    url: "https://www.notion.so/page",
    public_url: null,
  }) as unknown as Page;
