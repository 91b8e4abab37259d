/**
 * Where reading stands among siblings: blocks so far, tags still open, attributes that wait for their block.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Attributes } from "../markdown/attributes.ts";
import type { Container } from "./containers.ts";
import type { FlowNode } from "./converter.ts";

export interface Level {
  readonly blocks: BlockTree[];
  readonly open: Container[];
  /** Attributes from the line before, waiting for their block. */
  pending: {
    readonly attributes: Attributes;
    readonly start: number;
    readonly node: FlowNode;
  } | null;
  /** Delimiter of the ordered list that the last node was, for one that goes on in the next piece. */
  ordered: string | null;
}

export const newLevel = (): Level => ({ blocks: [], open: [], pending: null, ordered: null });
