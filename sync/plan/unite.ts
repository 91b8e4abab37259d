/**
 * The same block added by both sides at the same place: it is one block, not two.
 */
import { treeHash } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { ownChildren, placesOf, rejoin } from "./trees.ts";

/** The local tree, with Notion's ids on the new blocks that Notion has too, behind the same old block. */
export function uniteAdded(
  page: string,
  trees: {
    readonly base: readonly BlockTree[];
    readonly local: readonly BlockTree[];
    readonly remote: readonly BlockTree[];
  },
): readonly BlockTree[] {
  const old = placesOf(page, trees.base);
  const theirs = placesOf(page, trees.remote);
  const visit = (siblings: readonly BlockTree[], parent: string): readonly BlockTree[] => {
    const there =
      parent === page ? trees.remote : ownChildren(theirs.get(parent)?.block ?? nothing);
    const added = addedByAnchor(there, (block) => block.id !== undefined && !old.has(block.id));
    const fresh = addedByAnchor(siblings, (block) => block.id === undefined);
    const ids = new Map<BlockTree, BlockTree>();
    for (const [anchor, blocks] of fresh) {
      const pool = [...(added.get(anchor) ?? [])];
      for (const block of blocks) {
        const hash = treeHash(block);
        const at = pool.findIndex((other) => treeHash(other) === hash);
        if (at >= 0) ids.set(block, pool.splice(at, 1)[0] as BlockTree);
      }
    }
    return siblings.map((block) => {
      const twin = ids.get(block);
      if (twin !== undefined) return twin;
      if (block.id === undefined) return block;
      return rejoin(block, visit(ownChildren(block), block.id));
    });
  };
  return visit(trees.local, page);
}

const nothing = { type: "divider", divider: {} } as BlockTree;

/** New blocks by the id of the nearest old sibling before them; `""` for those that come first. */
function addedByAnchor(
  siblings: readonly BlockTree[],
  isNew: (block: BlockTree) => boolean,
): ReadonlyMap<string, readonly BlockTree[]> {
  const result = new Map<string, BlockTree[]>();
  let anchor = "";
  for (const block of siblings) {
    if (isNew(block)) result.set(anchor, [...(result.get(anchor) ?? []), block]);
    else anchor = block.id ?? anchor;
  }
  return result;
}
