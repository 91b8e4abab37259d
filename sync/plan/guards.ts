/**
 * The numbers at which the engine stops and asks. Pure predicates; what they count is the cycle's to say.
 */
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";

/** A page of this many blocks or more is never emptied without asking. */
export const emptiedPageBlocks = 5;

const blockCount = (blocks: readonly BlockTree[], enough: number): number => {
  let count = 0;
  const visit = (siblings: readonly BlockTree[]) => {
    for (const block of siblings) {
      if (count >= enough) return;
      count++;
      visit(childrenOf(block));
    }
  };
  visit(blocks);
  return count;
};

/** Child pages and databases are put back whatever the file says: that they stay tells nothing. */
const losable = (blocks: readonly BlockTree[]): readonly BlockTree[] =>
  blocks.filter((block) => block.type !== "child_page" && block.type !== "child_database");

/** Whether the change would leave nothing of a page that had something to lose. */
export const emptiesPage = (before: readonly BlockTree[], after: readonly BlockTree[]): boolean =>
  losable(after).length === 0 &&
  blockCount(losable(before), emptiedPageBlocks) >= emptiedPageBlocks;

/** Pages that may be deleted in one run: more than that stops it. `inScope` and `deleted` count descendants. */
export function deletionsMax(inScope: number, maxDelete: number | null): number {
  if (maxDelete !== null) return maxDelete;
  // Of fewer than 20 pages, half: with ten as the limit there would be little left to protect.
  if (inScope < 20) return Math.floor(inScope / 2);
  return Math.max(10, Math.floor(inScope * 0.05));
}

export const tooManyDeletions = (
  deleted: number,
  inScope: number,
  maxDelete: number | null = null,
): boolean => deleted > deletionsMax(inScope, maxDelete);

/** Files that may change in one scan: more than that holds pushing. */
export const editsMax = (files: number, maxEdit: number | null): number =>
  maxEdit ?? Math.max(50, Math.floor(files * 0.05));

export const isMassEdit = (
  changed: number,
  files: number,
  maxEdit: number | null = null,
): boolean => changed > editsMax(files, maxEdit);
