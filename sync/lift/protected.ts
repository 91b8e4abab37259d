/**
 * Blocks that taking their lines out of a file never deletes, and that no typing makes or changes.
 */
import { type BlockTree, contentOf, isKnownType } from "../../src/notion/tree.ts";

const pages: ReadonlySet<string> = new Set(["child_page", "child_database"]);
const opaque: ReadonlySet<string> = new Set(["meeting_notes", "template", "unsupported"]);

export const isOpaque = (block: BlockTree): boolean =>
  opaque.has(block.type) || !isKnownType(block.type);

export const isProtected = (block: BlockTree): boolean => pages.has(block.type) || isOpaque(block);

/** Its blocks are the original's: they are read here, and written there. */
export const isSyncedCopy = (block: BlockTree): boolean =>
  block.type === "synced_block" && Boolean(block.synced_block.synced_from);

/** For messages: `The page "Onboarding"`, `The block of type meeting_notes`. */
export function nameOf(block: BlockTree): string {
  const title = contentOf(block)["title"];
  if (pages.has(block.type) && typeof title === "string")
    return `The ${block.type === "child_page" ? "page" : "database"} ${JSON.stringify(title)}`;
  return isSyncedCopy(block) ? "The copy of a synced block" : `The block of type ${block.type}`;
}
