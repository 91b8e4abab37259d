/**
 * The merged tree of a plan, with what Notion answered in it: what the new base is made of.
 */
import type { BlockTree } from "../../src/notion/tree.ts";

/** The tree as Notion holds it after a push: new blocks with their ids, updated ones as answered. */
export function settledBlocks(
  merged: readonly BlockTree[],
  outcome: {
    readonly created: ReadonlyMap<BlockTree, BlockTree>;
    readonly updated: ReadonlyMap<string, BlockTree>;
  },
): readonly BlockTree[] {
  return merged.map((block) => {
    const created = outcome.created.get(block);
    if (created !== undefined) return created;
    const answer = block.id === undefined ? undefined : outcome.updated.get(block.id);
    const children = block.children;
    const own = answer === undefined ? block : answer;
    if (children === undefined) return own;
    const settled = settledBlocks(children, outcome);
    const same = own === block && settled.every((child, i) => child === children[i]);
    return same ? block : ({ ...own, children: settled } as BlockTree);
  });
}
