/**
 * Trees as a few lines of text, for tables of cases.
 *
 *     a               a paragraph with id `a` and text `a`
 *     b: other text   the block `b` with another text; *stars* are bold, `_lines_` are italic
 *     +new            a block that the base has not: without id in a file, with one in Notion
 *       c             a child of the line above
 *     # h             a heading; [ ] and [x] to-dos; - a bullet; > a toggle; @ a child page; ? unsupported;
 *                     ! a callout; = a synced original
 */
import { type BlockTree, childrenOf, contentOf, withChildren } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import {
  as,
  callout,
  childPage,
  h1,
  labelOf,
  li,
  p,
  synced,
  type Text,
  text,
  todo,
  toggle,
  unsupported,
} from "./trees.ts";

interface Line {
  readonly depth: number;
  readonly block: BlockTree;
}

const makers: readonly (readonly [string, (value: Text) => BlockTree])[] = [
  ["# ", (value) => h1(value)],
  ["[ ] ", (value) => todo(value, false)],
  ["[x] ", (value) => todo(value, true)],
  ["- ", (value) => li(value)],
  ["> ", (value) => toggle(value)],
  ["! ", (value) => callout(value)],
  ["@ ", (value) => childPage(String(value))],
  ["? ", (value) => unsupported(String(value))],
  ["= ", () => synced()],
];

/** `side`: whether new blocks have ids. */
export function tree(source: string, side: "local" | "remote" = "remote"): readonly BlockTree[] {
  const lines = source
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => lineOf(line, side));
  const least = Math.min(...lines.map(({ depth }) => depth));
  return nest(lines, least).blocks;
}

function lineOf(line: string, side: "local" | "remote"): Line {
  const depth = line.search(/\S/) / 2;
  let rest = line.trim();
  const maker = makers.find(([prefix]) => rest.startsWith(prefix));
  if (maker !== undefined) rest = rest.slice(maker[0].length);
  const fresh = rest.startsWith("+");
  if (fresh) rest = rest.slice(1);
  const [, id = rest, words = rest] = /^(\S+?): (.*)$/.exec(rest) ?? [];
  const make = maker?.[1] ?? ((value: Text) => p(value));
  const opaque = maker !== undefined && (maker[0] === "@ " || maker[0] === "? ");
  const block = make(opaque ? words : runsOf(words));
  return { depth, block: fresh && side === "local" ? block : as(id, block) };
}

/** `*bold*` and `_italic_`. */
export function runsOf(words: string): readonly RichText[] {
  return words
    .split(/(\*[^*]+\*|_[^_]+_)/)
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith("*")
        ? text(part.slice(1, -1), { bold: true })
        : part.startsWith("_")
          ? text(part.slice(1, -1), { italic: true })
          : text(part),
    );
}

function nest(lines: readonly Line[], depth: number): { blocks: readonly BlockTree[] } {
  const blocks: BlockTree[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as Line;
    let end = i + 1;
    while (end < lines.length && (lines[end] as Line).depth > depth) end++;
    const { blocks: children } = nest(lines.slice(i + 1, end), depth + 1);
    blocks.push(children.length === 0 ? line.block : withChildren(line.block, children));
    i = end;
  }
  return { blocks };
}

/** The tree as lines of what its blocks say, without ids. */
export function outline(blocks: readonly BlockTree[], depth = 0): readonly string[] {
  return blocks.flatMap((block) => [
    `${"  ".repeat(depth)}${prefixOf(block)}${wordsOf(block)}`,
    ...outline(childrenOf(block), depth + 1),
  ]);
}

function prefixOf(block: BlockTree): string {
  switch (block.type) {
    case "paragraph":
      return "";
    case "heading_1":
      return "# ";
    case "to_do":
      return block.to_do.checked ? "[x] " : "[ ] ";
    case "bulleted_list_item":
      return "- ";
    case "toggle":
      return "> ";
    case "callout":
      return "! ";
    case "child_page":
      return "@ ";
    case "unsupported":
      return "? ";
    case "synced_block":
      return "= ";
    default:
      return `${block.type} `;
  }
}

function wordsOf(block: BlockTree): string {
  const content = contentOf(block);
  if (!Array.isArray(content["rich_text"]))
    return labelOf(block) || String(content["block_type"] ?? "");
  const color = content["color"] === "default" ? "" : ` {${content["color"]}}`;
  return (
    (content["rich_text"] as RichText[])
      .map((run) => {
        const words = run.type === "text" ? run.text.content : labelOf(block);
        const bold = run.annotations?.bold === true ? `*${words}*` : words;
        return run.annotations?.italic === true ? `_${bold}_` : bold;
      })
      .join("") + color
  );
}

/** Lines of a template literal, without its indentation. */
export const lines = (source: string): readonly string[] => {
  const all = source.split("\n").filter((line) => line.trim() !== "");
  const least = Math.min(...all.map((line) => line.search(/\S/)));
  return all.map((line) => line.slice(least));
};
