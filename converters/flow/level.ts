/**
 * Where reading stands among siblings, and what it writes down on its way: the same in every flavor.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { FlowNode, Reader } from "../blocks/converter.ts";
import type { Span } from "../context.ts";
import type { Attributes } from "../markdown/attributes.ts";
import { nestedMax } from "../markdown/pieces.ts";

/** A tag that is open. */
export interface OpenTag {
  readonly name: string;
  readonly node: FlowNode;
}

/** Blocks so far, tags still open, attributes that wait for their block. */
export interface Level<Open extends OpenTag = OpenTag> {
  readonly blocks: BlockTree[];
  readonly open: Open[];
  /** Attributes from the line before, waiting for their block. */
  pending: {
    readonly attributes: Attributes;
    readonly start: number;
    readonly node: FlowNode;
  } | null;
}

type Positioned = { readonly position?: FlowNode["position"] };

/** Where the blocks stand that were read, and where nodes stand: offsets in UTF-16 code units. */
export interface FlowParts {
  readonly reader: Reader;
  readonly spans: Map<BlockTree, Span>;
  readonly heads: Map<BlockTree, Span>;
  readonly startOf: (node: Positioned) => number;
  readonly endOf: (node: Positioned) => number;
}

export const tooDeep = `Beyond ${nestedMax} levels of nesting the source is read as text`;
