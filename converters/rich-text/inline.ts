/**
 * What reading phrasing content gives, and what it needs from the text around.
 */
import type { Definition } from "mdast";
import type { RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import type { Attributes } from "../markdown/attributes.ts";
import type { InlineForms } from "./forms.ts";

export interface ImageSegment {
  readonly url: string;
  readonly caption: readonly RichText[];
  readonly start: number;
  readonly end: number;
}

/** Text and images in their order; `attributes` are those of the block's own comment. */
export interface Inline {
  readonly segments: readonly (readonly RichText[] | ImageSegment)[];
  readonly attributes: Attributes;
}

export interface InlineReader {
  readonly context: Context;
  readonly forms: InlineForms;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The source of what stands between two offsets of the piece. */
  readonly slice: (start: number, end: number) => string;
  readonly warn: (code: string, message: string, offset: number) => void;
  readonly used: Set<string>;
  /** Rich text of Markdown that stands in one line by itself; `null` for what is more than text. */
  readonly parseLine: (markdown: string) => readonly RichText[] | null;
}
