/**
 * Levels of siblings: the document's own, and those in list items and quotes, down to where it is too deep.
 */
import type { RootContent } from "mdast";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { FlowNode } from "../blocks/converter.ts";
import { nestedMax } from "../markdown/pieces.ts";
import { type FlowParts, type Level, tooDeep } from "./level.ts";

export interface Flow {
  /** Top-level nodes of one piece after the other. */
  readonly read: (nodes: readonly RootContent[]) => void;
  readonly finish: (end: number) => BlockTree[];
  /** Children of a list item or a quote. */
  readonly nested: (nodes: readonly FlowNode[]) => BlockTree[];
}

/** What a flavor does with siblings. `outerDepth`: levels of list items and quotes around the level. */
export interface Siblings<L extends Level> {
  readonly newLevel: () => L;
  readonly read: (nodes: readonly FlowNode[], level: L) => void;
  readonly literal: (level: L, node: FlowNode) => void;
  readonly closeAll: (level: L, end: number) => void;
}

export function createNesting<L extends Level>(
  { reader, endOf }: FlowParts,
  siblings: (outerDepth: () => number) => Siblings<L>,
): Flow {
  let depth = 0;
  const { newLevel, read, literal, closeAll } = siblings(() => depth);
  const root = newLevel();
  return {
    read: (nodes) => read(nodes, root),
    finish(end) {
      closeAll(root, end);
      return root.blocks;
    },
    nested(nodes) {
      const level = newLevel();
      const last = nodes.at(-1);
      if (last === undefined) return [];
      depth++;
      try {
        if (depth > nestedMax) {
          reader.warn("nested_too_deep", tooDeep, nodes[0] ?? last);
          for (const node of nodes) literal(level, node);
        } else read(nodes, level);
        closeAll(level, endOf(last));
      } finally {
        depth--;
      }
      return level.blocks;
    },
  };
}
