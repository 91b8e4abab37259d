/**
 * Writes that Notion confirmed but the base does not show yet, folded into the base and the local tree.
 *
 * A push that ends half-way leaves such writes. Read as they stand, they look like somebody else's edits:
 * our own new blocks would come back as remote ones and be doubled. Here they become part of what both
 * sides agreed on, and the file's blocks that they were made from get their ids.
 */
import { blockHash, treeHash } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { isPinnedItself } from "./pinned.ts";
import { asNew, ownChildren, placesOf, rejoin } from "./trees.ts";

export type Sent =
  | {
      readonly kind: "append";
      readonly parent: string;
      readonly after: { readonly id: string } | "start" | "end";
      /** With ids, at least on the first level. */
      readonly blocks: readonly BlockTree[];
    }
  /** Children left out. */
  | { readonly kind: "update"; readonly block: BlockTree }
  | { readonly kind: "trash"; readonly block: string }
  | { readonly kind: "page"; readonly update: PageUpdate };

/** The tree with those writes done to it, in their order. */
export function withSent(
  page: string,
  blocks: readonly BlockTree[],
  sent: readonly Sent[],
): readonly BlockTree[] {
  return sent.reduce((tree, write) => apply(page, tree, write), blocks);
}

function apply(page: string, blocks: readonly BlockTree[], write: Sent): readonly BlockTree[] {
  switch (write.kind) {
    case "append":
      return edit(page, blocks, write.parent, (siblings) => {
        const known = new Set(siblings.map((block) => block.id));
        const fresh = write.blocks.filter((block) => !known.has(block.id));
        if (write.after === "start") return [...fresh, ...siblings];
        const { after } = write;
        const at = after === "end" ? -1 : siblings.findIndex((block) => block.id === after.id);
        const cut = at < 0 ? siblings.length : at + 1;
        return [...siblings.slice(0, cut), ...fresh, ...siblings.slice(cut)];
      });
    case "update":
      return map(blocks, (block) =>
        block.id === write.block.id
          ? ({ ...write.block, ...(block.children && { children: block.children }) } as BlockTree)
          : block,
      );
    case "trash":
      return filter(blocks, (block) => block.id !== write.block);
    case "page":
      return blocks;
  }
}

function edit(
  page: string,
  blocks: readonly BlockTree[],
  parent: string,
  change: (siblings: readonly BlockTree[]) => readonly BlockTree[],
): readonly BlockTree[] {
  if (parent === page) return change(blocks);
  return map(blocks, (block) =>
    block.id === parent ? rejoin(block, change(ownChildren(block))) : block,
  );
}

const map = (
  blocks: readonly BlockTree[],
  change: (block: BlockTree) => BlockTree,
): readonly BlockTree[] =>
  blocks.map((block) => {
    const own = ownChildren(block);
    return change(own.length === 0 ? block : rejoin(block, map(own, change)));
  });

const filter = (
  blocks: readonly BlockTree[],
  holds: (block: BlockTree) => boolean,
): readonly BlockTree[] =>
  blocks.filter(holds).map((block) => {
    const own = ownChildren(block);
    return own.length === 0 ? block : rejoin(block, filter(own, holds));
  });

/**
 * Gives the local tree's new blocks the ids of the sent ones that they are: equal ones first, in order, then
 * by type and place, since the file may have been edited on. What matches nothing was taken out of the file.
 */
export function recogniseSent(
  page: string,
  local: readonly BlockTree[],
  sent: readonly Sent[],
): readonly BlockTree[] {
  const byParent = new Map<string, BlockTree[]>();
  for (const write of sent) {
    if (write.kind !== "append") continue;
    byParent.set(write.parent, [...(byParent.get(write.parent) ?? []), ...write.blocks]);
  }
  if (byParent.size === 0) return local;
  const known = sent.reduce((tree, write) => recogniseRun(page, tree, write), local);
  const taken = new Set(placesOf(page, known).keys());
  const visit = (siblings: readonly BlockTree[], parent: string): readonly BlockTree[] => {
    const pool = (byParent.get(parent) ?? []).filter((block) => !taken.has(block.id ?? ""));
    return matchIds(siblings, pool).map((block) => {
      const children = ownChildren(block);
      return block.id === undefined || children.length === 0
        ? block
        : rejoin(block, visit(children, block.id));
    });
  };
  return visit(known, page);
}

/**
 * A run of sent blocks that stands in the file just where it was sent to. Moved blocks are recognised by this
 * alone: in the file they still bear the ids of what they were made from.
 */
function recogniseRun(
  page: string,
  local: readonly BlockTree[],
  write: Sent,
): readonly BlockTree[] {
  if (write.kind !== "append") return local;
  const { after, blocks } = write;
  return edit(page, local, write.parent, (siblings) => {
    const from =
      after === "start"
        ? 0
        : after === "end"
          ? siblings.length - blocks.length
          : siblings.findIndex((block) => block.id === after.id) + 1;
    if (from < 0 || (from === 0 && typeof after === "object")) return siblings;
    return siblings.map((block, i) => {
      const made = blocks[i - from];
      if (made?.id === undefined || block.id === made.id || blockHash(made) !== blockHash(block))
        return block;
      // The copy's children are new ones too, whatever they are called in the file.
      const fresh = { ...asNew(block), id: made.id } as BlockTree;
      const children = ownChildren(fresh);
      return children.length === 0 ? fresh : rejoin(fresh, matchIds(children, ownChildren(made)));
    });
  });
}

/** The list with ids from `pool` on those of its blocks that have none and are one of the pool's. */
export function matchIds(
  siblings: readonly BlockTree[],
  pool: readonly BlockTree[],
): readonly BlockTree[] {
  if (pool.length === 0) return siblings;
  const left = [...pool];
  const found = new Map<BlockTree, BlockTree>();
  const fresh = siblings.filter((block) => block.id === undefined && !isPinnedItself(block));
  for (const block of fresh) {
    const hash = treeHash(block);
    const at = left.findIndex((other) => treeHash(other) === hash);
    if (at >= 0) found.set(block, left.splice(at, 1)[0] as BlockTree);
  }
  for (const block of fresh) {
    if (found.has(block)) continue;
    const at = left.findIndex((other) => other.type === block.type);
    if (at >= 0) found.set(block, left.splice(at, 1)[0] as BlockTree);
  }
  return siblings.map((block) => {
    const match = found.get(block);
    if (match?.id === undefined) return block;
    const named = { ...block, id: match.id } as BlockTree;
    const children = ownChildren(block);
    return children.length === 0 ? named : rejoin(named, matchIds(children, ownChildren(match)));
  });
}
