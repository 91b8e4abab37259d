/**
 * A tag with what stands in it, and what a kind of tag says about itself.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { FlowNode, Printer, Reader, Split } from "../blocks/converter.ts";
import { type Attributes, printAttributes } from "../markdown/attributes.ts";

/** A tag that is open, or was. */
export interface Box {
  readonly name: string;
  readonly attributes: Attributes;
  readonly parent: Box | null;
  readonly node: FlowNode;
  readonly start: number;
  /** Where the opening tag, or the text behind it, ends. */
  headEnd: number;
  /** The text behind the opening tag; `null` until there is some. */
  text: Split | null;
  readonly blocks: BlockTree[];
  /** Number of the last block, where that is a numbered item; else 0. */
  number: number;
  /** Of a table's row. */
  readonly cells: Cell[];
}

export interface Cell {
  readonly runs: readonly RichText[];
  readonly isHeader: boolean;
}

export interface BoxForm {
  /**
   * What the text behind the tag is: a text that images split, one that nothing splits, or (`null`) none:
   * it is a paragraph inside.
   */
  readonly text: "split" | "whole" | null;
  /** Attributes that it knows. */
  readonly known: readonly string[];
  /** What the tag stands for, once it is closed: its block first, then what the block can't hold. */
  readonly close: (box: Box, reader: Reader) => readonly BlockTree[];
  /** It has no closing tag. */
  readonly isVoid?: true;
}

export const runsOf = (box: Box): readonly RichText[] => box.text?.runs ?? [];

/** What stands below the text: images that were in it come first. */
export const below = (box: Box): readonly BlockTree[] =>
  box.text === null || box.text.rest.length === 0 ? box.blocks : [...box.text.rest, ...box.blocks];

type Given = Readonly<Record<string, string | null>>;

/** The block's own text directly behind the tag, its children after a blank line. */
export function printTagged(
  name: string,
  given: Given,
  text: string,
  children: readonly BlockTree[],
  printer: Printer,
): string {
  const open = `<${name}${printAttributes(given)}>${text}`;
  return children.length === 0
    ? `${open}</${name}>`
    : `${open}\n\n${printer.blocks(children)}\n</${name}>`;
}

/** A tag without text of its own around blocks that are printed already. */
export const printAround = (name: string, given: Given, inner: string): string =>
  inner === ""
    ? `<${name}${printAttributes(given)}></${name}>`
    : `<${name}${printAttributes(given)}>\n${inner}\n</${name}>`;
