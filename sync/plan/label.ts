/**
 * A block in a few words, for messages.
 */
import { plainText } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";

const lengthMax = 40;

/** The beginning of its text, its title, or its type. */
export function labelOf(block: BlockTree): string {
  const content = contentOf(block);
  const runs = content["rich_text"] ?? content["caption"];
  const text = Array.isArray(runs) ? plainText(runs as RichText[]) : "";
  const title = typeof content["title"] === "string" ? content["title"] : "";
  const label = (text || title).replace(/\s+/g, " ").trim();
  if (label === "") return block.type;
  return label.length > lengthMax ? `${label.slice(0, lengthMax - 1)}…` : label;
}
