/**
 * Blocks that people can say something about: not the frames around others, and not pages, which have
 * discussions of their own.
 */
import { type BlockTree, walk } from "../../src/notion/tree.ts";

/** Mark: the token may not read comments, since (wall clock, ms). */
export const commentsRefusedMark = "pull.comments.refused";

const frames: ReadonlySet<string> = new Set([
  "child_page",
  "child_database",
  "column",
  "column_list",
  "table_row",
]);

/** Each once: a copy of a synced block shows blocks that bear the original's ids. */
export function commentable(blocks: readonly BlockTree[]): readonly BlockTree[] {
  const byId = new Map<string, BlockTree>();
  for (const block of walk(blocks))
    if (block.id !== undefined && !frames.has(block.type)) byId.set(block.id, block);
  return [...byId.values()];
}
