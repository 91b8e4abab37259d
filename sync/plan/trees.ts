/**
 * The three versions of a page that planning compares, and looking things up in their trees.
 *
 * The children of a synced copy bear the ids of the original's: a copy is read-only, so planning looks
 * at it as a block without children (`ownChildren`), and within what is left every id is unique.
 */
import type { PageUpdate } from "../../src/notion/client.ts";
import { type BlockTree, childrenOf, contentOf, withChildren } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";

export interface PageVersion {
  readonly page: Page;
  readonly blocks: readonly BlockTree[];
}

/** The page as its file says: what differs from the base, and the whole body with ids kept where matched. */
export interface LocalPage {
  readonly update: PageUpdate;
  readonly blocks: readonly BlockTree[];
}

/** Something that a plan could not do as asked, or that a reader should know. */
export interface PlanNote {
  readonly kind: "note" | "refused" | "unsendable";
  /** Stable: `put_back`, `edit_beats_delete`, `too_many_runs` … */
  readonly code: string;
  readonly message: string;
  /** The block it is about: the very object of the local tree where it has no id yet. */
  readonly block?: BlockTree;
}

/** A synced block that mirrors another one. */
export const isSyncedCopy = (block: BlockTree): boolean =>
  block.type === "synced_block" && (contentOf(block)["synced_from"] ?? null) !== null;

export const ownChildren = (block: BlockTree): readonly BlockTree[] =>
  isSyncedCopy(block) ? [] : childrenOf(block);

/** Every block of the forest but the children of synced copies, parents first, in document order. */
export function* walkOwn(blocks: readonly BlockTree[]): Generator<BlockTree> {
  for (const block of blocks) {
    yield block;
    yield* walkOwn(ownChildren(block));
  }
}

export interface Place {
  readonly block: BlockTree;
  /** Id of the block above; the page's own id for a top-level block. */
  readonly parent: string;
}

/** Where each id stands. Blocks without id are passed over, what lies below them is not. */
export function placesOf(page: string, blocks: readonly BlockTree[]): Map<string, Place> {
  const places = new Map<string, Place>();
  const visit = (siblings: readonly BlockTree[], parent: string) => {
    for (const block of siblings) {
      if (block.id !== undefined) places.set(block.id, { block, parent });
      visit(ownChildren(block), block.id ?? "");
    }
  };
  visit(blocks, page);
  return places;
}

/** The block as a new one: no ids, no times, no people, here and below. One that is new already stays itself. */
export function asNew(block: BlockTree): BlockTree {
  if (isNew(block)) return block;
  const bare = { type: block.type, [block.type]: contentOf(block) } as unknown as BlockTree;
  const children = ownChildren(block);
  return children.length === 0 ? bare : withChildren(bare, children.map(asNew));
}

const isNew = (block: BlockTree): boolean =>
  block.id === undefined && ownChildren(block).every(isNew);

/** The same block with other children of its own; the very object when they are the same. A copy keeps what it shows. */
export function rejoin(block: BlockTree, children: readonly BlockTree[]): BlockTree {
  if (isSyncedCopy(block)) return block;
  const before = childrenOf(block);
  if (before.length === children.length && before.every((child, i) => child === children[i]))
    return block;
  return withChildren(block, children);
}

export const sizeOf = (block: BlockTree): number =>
  1 + ownChildren(block).reduce((sum, child) => sum + sizeOf(child), 0);
