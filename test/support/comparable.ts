/**
 * A block as the laws of the converters compare it: type, canonical content, children. Of blocks that the
 * API does not let us write, only which one it is.
 */
import { canonicalContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";

const identified = new Set([
  "child_page",
  "child_database",
  "unsupported",
  "template",
  "meeting_notes",
]);

export function comparable(block: BlockTree): unknown {
  return {
    type: block.type,
    ...(identified.has(block.type) ? { id: block.id } : { content: canonicalContent(block) }),
    children: childrenOf(block).map(comparable),
  };
}
