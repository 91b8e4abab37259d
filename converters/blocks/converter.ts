/**
 * What the converters of single block types are given: one to print with, one to read with.
 */
import type { BlockContent, DefinitionContent, PhrasingContent, RootContent } from "mdast";
import type { BlockTree, TreeOf } from "../../src/notion/tree.ts";
import type { BlockType, RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import type { Attributes } from "../markdown/attributes.ts";
import type { Place } from "../rich-text/place.ts";

export interface Printer {
  readonly context: Context;
  readonly inline: (runs: readonly RichText[], place: Place) => string;
  /** A paragraph's text, which must not read as a bookmark: `true` writes a lone link out. */
  readonly inlineAlone: (runs: readonly RichText[], place: Place) => string;
  /** Blocks with what separates them; `""` for none. */
  readonly blocks: (blocks: readonly BlockTree[]) => string;
}

/** Where a block stands among its siblings. */
export interface Position {
  /** Number of a numbered item, and what follows it. */
  readonly number: number;
  readonly delimiter: "." | ")";
  /** First block of the whole text. */
  readonly isFirst: boolean;
  /** Follows the text of its list item without a blank line. */
  readonly isTight: boolean;
}

export type Print<T extends BlockType> = (
  block: { readonly [K in T]: TreeOf<K> }[T],
  printer: Printer,
  at: Position,
) => string;

export type FlowNode = RootContent | BlockContent | DefinitionContent;

export interface Reader {
  readonly context: Context;
  /** Blocks of sibling nodes. */
  readonly flow: (nodes: readonly FlowNode[]) => BlockTree[];
  /** Text that nothing can split: an image in it becomes a link. */
  readonly text: (nodes: readonly PhrasingContent[]) => Text;
  /** Text and the blocks that split it. */
  readonly split: (nodes: readonly PhrasingContent[]) => Split;
  /** Rich text of inline Markdown inside an attribute. */
  readonly parseText: (markdown: string, node: FlowNode) => readonly RichText[];
  /** The end of a block without blank lines and prefixes that the parser counted to it. */
  readonly textEnd: (start: number, end: number) => number;
  /** No blank line stands between two places. */
  readonly isNear: (end: number, start: number) => boolean;
  readonly source: (node: { readonly position?: FlowNode["position"] }) => string;
  readonly warn: (
    code: string,
    message: string,
    node: { readonly position?: FlowNode["position"] },
  ) => void;
  /** Warns of every attribute that has no meaning where it stands. */
  readonly unknown: (attributes: Attributes, known: readonly string[], node: FlowNode) => void;
}

export interface Text {
  readonly runs: readonly RichText[];
  readonly attributes: Attributes;
}

export interface Split extends Text {
  /** What follows the text: images, and the text between and after them. */
  readonly rest: readonly BlockTree[];
}

/** A block as it is made from Markdown: no id, nothing that only Notion knows. */
export function make(
  type: BlockType,
  content: Readonly<Record<string, unknown>>,
  children: readonly BlockTree[] = [],
): BlockTree {
  const block = { type, [type]: content };
  return (children.length === 0 ? block : { ...block, children }) as unknown as BlockTree;
}

/** `prefix` before every line but the first; blank lines get its visible part only. */
export function indent(text: string, prefix: string): string {
  if (!text.includes("\n")) return text;
  const bare = prefix.trimEnd();
  const end = text.length;
  let result = "";
  let from = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    const isBlank = at + 1 === end || text.charCodeAt(at + 1) === 10;
    result += text.slice(from, at + 1) + (isBlank ? bare : prefix);
    from = at + 1;
  }
  return result + text.slice(from);
}
