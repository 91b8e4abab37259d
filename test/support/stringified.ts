/**
 * Blocks → Markdown by remark-stringify, told to print as the plain flavor does: the other side of the comparison
 * in stringify.test.ts. The tree is made here from the blocks, without the converters.
 */
import type {
  BlockContent,
  List,
  ListItem,
  Nodes,
  PhrasingContent,
  Root,
  TableContent,
} from "mdast";
import { gfmStrikethroughToMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemToMarkdown } from "mdast-util-gfm-task-list-item";
import { mathToMarkdown } from "mdast-util-math";
import type { Join } from "mdast-util-to-markdown";
import remarkStringify from "remark-stringify";
import { unified } from "unified";

export interface Marks {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strikethrough?: boolean;
  readonly code?: boolean;
  readonly underline?: boolean;
  readonly color?: string;
}
export interface Run {
  readonly type: string;
  readonly text: { readonly content: string; readonly link: { readonly url: string } | null };
  readonly annotations?: Marks;
}
/** A block as the API sends it, of which a test asks for what its type has. */
export interface Block {
  readonly type: string;
  readonly children?: readonly Block[];
  readonly [content: string]: unknown;
}
interface Content {
  readonly rich_text: readonly Run[];
  readonly caption?: readonly Run[];
  readonly icon?: unknown;
  readonly is_toggleable?: boolean;
  readonly has_column_header?: boolean;
  readonly has_row_header?: boolean;
  readonly list_start_index?: number | null;
  readonly list_format?: string | null;
  readonly color?: string;
  readonly checked?: boolean;
  readonly language?: string;
  readonly expression?: string;
  readonly cells?: readonly (readonly Run[])[];
}
export const contentOf = (block: Block): Content => block[block.type] as Content;

/** From the outside in, as the format nests them. */
const layers = [
  { of: (run: Run) => run.text.link?.url ?? null, type: "link" },
  { of: (run: Run) => run.annotations?.strikethrough || null, type: "delete" },
  { of: (run: Run) => run.annotations?.bold || null, type: "strong" },
  { of: (run: Run) => run.annotations?.italic || null, type: "emphasis" },
] as const;

function phrasing(runs: readonly Run[], layer = 0): PhrasingContent[] {
  const at = layers[layer];
  if (at === undefined) return runs.flatMap(leaf);
  const nodes: PhrasingContent[] = [];
  for (let i = 0; i < runs.length; ) {
    const value = at.of(runs[i] as Run);
    let end = i + 1;
    while (end < runs.length && at.of(runs[end] as Run) === value) end++;
    const children = phrasing(runs.slice(i, end), layer + 1);
    if (value === null) nodes.push(...children);
    else nodes.push({ type: at.type, url: value, children } as never);
    i = end;
  }
  return nodes;
}

function leaf({ text: { content }, annotations }: Run): PhrasingContent[] {
  if (annotations?.code) return [{ type: "inlineCode", value: content }];
  return content
    .split("\n")
    .flatMap((value, i) => [
      ...(i === 0 ? [] : [{ type: "break" } as const]),
      ...(value === "" ? [] : [{ type: "text", value } as const]),
    ]);
}

const isItem = ({ type }: Block): boolean => /^(?:bulleted|numbered)_list_item$|^to_do$/.test(type);

function flow(blocks: readonly Block[]): BlockContent[] {
  const nodes: BlockContent[] = [];
  for (const block of blocks) {
    if (!isItem(block)) {
      nodes.push(node(block));
      continue;
    }
    const ordered = block.type === "numbered_list_item";
    const before = nodes.at(-1);
    if (before?.type === "list" && before.ordered === ordered) before.children.push(item(block));
    else nodes.push({ type: "list", ordered, start: 1, children: [item(block)] } as List);
  }
  return nodes;
}

function item(block: Block): ListItem {
  const { rich_text, checked } = contentOf(block);
  const below = flow(block.children ?? []);
  const text: BlockContent = { type: "paragraph", children: phrasing(rich_text) };
  // Loose is an item with a blank line somewhere in it.
  const spread =
    below.some((child) => child.type !== "list" || child.children.some(isLoose)) ||
    below.length > 1;
  return {
    type: "listItem",
    checked: block.type === "to_do" ? checked === true : null,
    spread,
    children: [text, ...below],
  };
}
const isLoose = ({ spread }: ListItem): boolean => spread === true;

const row = (block: Block): TableContent => ({
  type: "tableRow",
  children: (contentOf(block).cells ?? []).map((cell) => ({
    type: "tableCell",
    children: phrasing(cell),
  })),
});

function node(block: Block): BlockContent {
  const { rich_text, language, expression } = contentOf(block);
  switch (block.type) {
    case "paragraph":
      return { type: "paragraph", children: phrasing(rich_text) };
    case "quote": {
      const text: BlockContent = { type: "paragraph", children: phrasing(rich_text) };
      return { type: "blockquote", children: [text, ...flow(block.children ?? [])] };
    }
    case "code": {
      const lang = language === "plain text" ? null : (language ?? null);
      return { type: "code", lang, value: rich_text.map((run) => run.text.content).join("") };
    }
    case "equation":
      return { type: "math", value: expression ?? "" };
    case "divider":
      return { type: "thematicBreak" };
    case "table":
      return { type: "table", children: (block.children ?? []).map(row) as never };
    default:
      return {
        type: "heading",
        depth: Number(block.type.at(-1)) as 1,
        children: phrasing(rich_text),
      };
  }
}

/** Items stand close unless the one before has a blank line in it; so does a list below its item's text. */
const join: Join = (left, right, parent) => {
  if (parent.type === "list") return (left as ListItem).spread === true ? 1 : 0;
  if (parent.type === "listItem")
    return left === parent.children[0] && right.type === "list" ? 0 : 1;
  return undefined;
};

const processor = unified()
  .use(remarkStringify, {
    bullet: "-",
    bulletOrdered: ".",
    emphasis: "*",
    fences: true,
    incrementListMarker: true,
    join: [join],
    listItemIndent: "one",
    resourceLink: false,
    rule: "-",
    strong: "*",
  })
  .data("toMarkdownExtensions", [
    gfmStrikethroughToMarkdown(),
    gfmTableToMarkdown({ tablePipeAlign: false }),
    gfmTaskListItemToMarkdown(),
    mathToMarkdown(),
  ])
  .freeze();

export function stringified(blocks: readonly Block[]): string {
  const root: Root = { type: "root", children: flow(blocks) };
  return processor
    .stringify(root as Nodes as Root)
    .replace(/^.*\|(?: - \|)+$/gm, (delimiters) => delimiters.replaceAll(" - |", " --- |"));
}
