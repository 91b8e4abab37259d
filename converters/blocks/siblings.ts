/**
 * Siblings in the plain flavor: what separates them, and the numbers of their lists.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Position, Printer } from "./converter.ts";
import { printBlock } from "./index.ts";
import { isItem, startOf } from "./lists.ts";

/** Bullets and to-dos are items of one list. */
const familyOf = (block: BlockTree): "bullet" | "number" | null =>
  block.type === "numbered_list_item" ? "number" : isItem(block.type) ? "bullet" : null;

export function printSiblings(
  blocks: readonly BlockTree[],
  printer: Printer,
  isRoot: boolean,
): string {
  let result = "";
  let number = 1;
  let delimiter: Position["delimiter"] = ".";
  let previous: BlockTree | null = null;
  let previousText = "";
  for (const block of blocks) {
    const family = familyOf(block);
    const before = previous === null ? null : familyOf(previous);
    if (family === "number") {
      const start = startOf(block);
      if (before !== "number") {
        number = start ?? 1;
        delimiter = ".";
      } else if (start === null) number++;
      else {
        // Numbering starts anew: the other delimiter makes it another list.
        number = start;
        delimiter = delimiter === "." ? ")" : ".";
      }
    }
    const text = printBlock(block, printer, {
      number,
      delimiter,
      isFirst: isRoot && previous === null,
      isTight: !isRoot && previous === null,
    });
    if (previous !== null) {
      const isTight = family !== null && family === before && !previousText.includes("\n\n");
      result += isTight ? "\n" : "\n\n";
    }
    result += text;
    previous = block;
    previousText = text;
  }
  return result;
}
