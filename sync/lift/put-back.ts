/**
 * Child pages, child databases and opaque blocks whose lines were taken out of the file come back where
 * they were, with the containers around them that are gone.
 */
import type { Note } from "../../converters/context.ts";
import { type BlockTree, childrenOf, walk, withChildren } from "../../src/notion/tree.ts";
import { isOpaque, isProtected, nameOf } from "./protected.ts";

export interface PutBack {
  readonly blocks: readonly BlockTree[];
  readonly notes: readonly Note[];
  /** Blocks of the wanted tree that had to be made anew around what came back. */
  readonly replaced: ReadonlyMap<BlockTree, BlockTree>;
}

/** `origins`: the base block that a block of `wanted` is; its values are the base blocks that are still there. */
export function putBack(
  base: readonly BlockTree[],
  wanted: readonly BlockTree[],
  origins: ReadonlyMap<BlockTree, BlockTree>,
  deleteOpaque: boolean,
): PutBack {
  const there = new Set(origins.values());
  const notes: Note[] = [];
  const replaced = new Map<BlockTree, BlockTree>();
  const isMissing = (block: BlockTree): boolean =>
    !there.has(block) && isProtected(block) && !(deleteOpaque && isOpaque(block));
  /** Base blocks that are gone and must not be, or that hold such a one. */
  const back = new Set<BlockTree>();
  const look = (block: BlockTree): boolean => {
    let found = isMissing(block);
    if (found) notes.push(noteOf(block));
    if (!isOpaque(block)) for (const child of childrenOf(block)) found = look(child) || found;
    if (found) back.add(block);
    return found;
  };
  for (const block of base) look(block);
  if (back.size === 0) return { blocks: wanted, notes, replaced };

  /** What is left of a container that is gone: all in it that did not go elsewhere. */
  const restored = (block: BlockTree): BlockTree => {
    const left = childrenOf(block).filter((child) => !there.has(child));
    return left.length === childrenOf(block).length && left.every((child) => isUntouched(child))
      ? block
      : withChildren(block, left.map(restored));
  };
  const isUntouched = (block: BlockTree): boolean => {
    for (const each of walk([block])) if (there.has(each)) return false;
    return true;
  };
  const rebuild = (
    siblings: readonly BlockTree[],
    list: readonly BlockTree[],
  ): readonly BlockTree[] => {
    let changed = false;
    /** The new list, each with the base block that it is. */
    const result = list.map((block) => {
      const origin = origins.get(block);
      if (origin === block) return { block, origin };
      const children = rebuild(origin === undefined ? [] : childrenOf(origin), childrenOf(block));
      if (children === childrenOf(block)) return { block, origin };
      changed = true;
      const renewed = withChildren(block, children);
      replaced.set(block, renewed);
      return { block: renewed, origin };
    });
    for (const [index, sibling] of siblings.entries()) {
      if (!back.has(sibling) || there.has(sibling)) continue;
      let at = -1;
      for (let i = index - 1; i >= 0 && at < 0; i--)
        at = result.findIndex(({ origin }) => origin === siblings[i]);
      result.splice(at + 1, 0, { block: restored(sibling), origin: sibling });
      changed = true;
    }
    return changed ? result.map(({ block }) => block) : list;
  };
  const blocks = rebuild(base, wanted);
  return { blocks, notes, replaced };
}

const noteOf = (block: BlockTree): Note => ({
  kind: "warning",
  code: "put_back",
  message: `${nameOf(block)} is not deleted by taking its line out of the file: it stays`,
});
