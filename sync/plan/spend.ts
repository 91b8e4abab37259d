/**
 * Which blocks may be made anew to save requests, on a page that would cost more than deleting all of it:
 * those that somebody edited, one of two that changed places, and columns whose whole content is one or the other.
 *
 * What nobody touched keeps its id, also where deleting all and appending all would take fewer writes: a comment, a
 * link or a copy may hang on it. Columns say nothing themselves, and nobody can comment on one or link to it.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { changeOf } from "./request.ts";
import { ownChildren, walkOwn } from "./trees.ts";

/** Ids of edited blocks without comments below which nothing keeps its id unedited. */
export function spendableIn(
  remote: readonly BlockTree[],
  target: readonly BlockTree[],
  pinned: ReadonlySet<string>,
  commented: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const wanted = new Map<string, BlockTree>();
  for (const block of walkOwn(target)) if (block.id !== undefined) wanted.set(block.id, block);
  const spendable = new Set<string>();
  /** Whether nothing in the subtree would lose an id that it has a right to. */
  const visit = (block: BlockTree): boolean => {
    const below = ownChildren(block).map(visit).every(Boolean);
    const { id } = block;
    if (id === undefined || pinned.has(id) || commented.has(id)) return false;
    const kept = wanted.get(id);
    const edited = kept === undefined || isLayout(block) || changeOf(block, kept).kind !== "none";
    if (below && edited && kept !== undefined) spendable.add(id);
    return below && edited;
  };
  for (const block of remote) visit(block);
  return spendable;
}

const isLayout = ({ type }: BlockTree): boolean => type === "column_list" || type === "column";

/** Blocks that stand before one which Notion has before them: of two such one is made anew in any case. */
export function outOfOrder(
  target: readonly BlockTree[],
  stays: (block: BlockTree) => number,
): ReadonlySet<BlockTree> {
  const there = target.filter((block) => stays(block) >= 0);
  return new Set(
    there.filter((block, i) =>
      there.some((other, j) => i !== j && i < j !== stays(block) < stays(other)),
    ),
  );
}
