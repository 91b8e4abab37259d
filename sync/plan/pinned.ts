/**
 * Which blocks must stay where and what they are.
 *
 * The API can't move or retype a block, so a move is a new block and a deleted one. A pinned block
 * can't be made anew, or would lose something: the planner moves what is around it.
 */
import { type BlockTree, contentOf, isKnownType } from "../../src/notion/tree.ts";
import { isSyncedCopy, ownChildren } from "./trees.ts";

/** Types that the engine does not understand or must not touch: taking one out of a file deletes nothing. */
const opaqueTypes: ReadonlySet<string> = new Set(["meeting_notes", "template", "unsupported"]);

export const isOpaque = (block: BlockTree): boolean =>
  opaqueTypes.has(block.type) || !isKnownType(block.type);

export const isSubpage = (block: BlockTree): boolean =>
  block.type === "child_page" || block.type === "child_database";

/** Media whose bytes lie at Notion under an address that can't be sent back. */
export const isHosted = (block: BlockTree): boolean => contentOf(block)["type"] === "file";

/** Can't be created by us as it is. */
export const isPinnedItself = (block: BlockTree): boolean =>
  isSubpage(block) ||
  isOpaque(block) ||
  block.type === "link_preview" ||
  isSyncedCopy(block) ||
  isHosted(block);

/** Ids of all pinned blocks, and of those in `also`, and of everything above them. */
export function pinnedIds(
  blocks: readonly BlockTree[],
  also: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const pinned = new Set<string>();
  const visit = (block: BlockTree): boolean => {
    let found = isPinnedItself(block) || (block.id !== undefined && also.has(block.id));
    for (const child of ownChildren(block)) if (visit(child)) found = true;
    if (found && block.id !== undefined) pinned.add(block.id);
    return found;
  };
  for (const block of blocks) visit(block);
  return pinned;
}

/** Must not even be deleted by removing its lines; `deleteOpaque` gives opaque blocks free. */
export const isIndelible = (block: BlockTree, deleteOpaque: boolean): boolean =>
  isSubpage(block) || (isOpaque(block) && !deleteOpaque);
