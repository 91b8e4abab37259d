/**
 * What tells two blocks of a text apart: type, content, everything below; of a block that only its id
 * identifies, the id.
 */
import { canonicalContent, treeHash } from "../../src/notion/canonical.ts";
import { type BlockTree, walk } from "../../src/notion/tree.ts";

const identified = new Set<string>([
  "child_page",
  "child_database",
  "unsupported",
  "template",
  "meeting_notes",
]);

function idsIn(block: BlockTree): string {
  let ids = "";
  for (const one of walk([block])) if (identified.has(one.type)) ids += ` ${one.id ?? ""}`;
  return ids;
}

export const treeKey = (block: BlockTree): string => `${treeHash(block)}${idsIn(block)}`;

/** The same, without the children. */
export const ownKey = (block: BlockTree): string =>
  JSON.stringify([
    block.type,
    canonicalContent(block),
    identified.has(block.type) ? (block.id ?? "") : "",
  ]);

export const forestKey = (blocks: readonly BlockTree[]): string => blocks.map(treeKey).join("\n");
