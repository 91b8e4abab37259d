/**
 * Both versions of what is contested, one behind the other: what the answer "both" makes of a file.
 */
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { Conflict } from "../plan/plan.ts";

/**
 * The file's blocks with each contested one doubled: as Notion has it, under its id, and behind it as the
 * file has it, as a new block.
 */
export function doubled(
  blocks: readonly BlockTree[],
  conflicts: readonly Conflict[],
): readonly BlockTree[] {
  const remote = new Map(
    conflicts.flatMap(({ key, block }) => (block === undefined ? [] : [[key, block.remote]])),
  );
  const visit = (siblings: readonly BlockTree[]): readonly BlockTree[] =>
    siblings.flatMap((block) => {
      const children = childrenOf(block);
      const own = children.length === 0 ? block : withChildren(block, visit(children));
      const theirs = block.id === undefined ? undefined : remote.get(block.id);
      if (theirs === undefined) return [own];
      const { id: _, ...copy } = own;
      const kept = children.length === 0 ? theirs : withChildren(theirs, childrenOf(own));
      return [kept, withoutChildren(copy as BlockTree)];
    });
  return visit(blocks);
}

function withoutChildren(block: BlockTree): BlockTree {
  const { children: _, ...own } = block;
  return own as BlockTree;
}
