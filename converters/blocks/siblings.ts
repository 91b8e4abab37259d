/**
 * Siblings in the plain flavor: what separates them, and the numbers of their lists.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Position, Printer } from "./converter.ts";
import { gathered, gatheredMin } from "./gather.ts";
import { printBlock } from "./index.ts";
import { isItem, startOf } from "./lists.ts";

/** Bullets and to-dos are items of one list. */
const familyOf = ({ type }: BlockTree): "bullet" | "number" | null =>
  type === "numbered_list_item" ? "number" : isItem(type) ? "bullet" : null;

/** A blank line stands only between or within the children of an item: each line of its own text has words. */
const isLoose = (item: BlockTree, printed: string): boolean =>
  item.children !== undefined && printed.includes("\n\n");

export function printSiblings(
  blocks: readonly BlockTree[],
  printer: Printer,
  isRoot: boolean,
): string {
  let done = "";
  let result = "";
  let number = 1;
  let delimiter: Position["delimiter"] = ".";
  let previous: BlockTree | null = null;
  let previousText = "";
  let before: ReturnType<typeof familyOf> = null;
  for (const block of blocks) {
    const family = familyOf(block);
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
      const isTight = family !== null && family === before && !isLoose(previous, previousText);
      result += isTight ? "\n" : "\n\n";
    }
    result += text;
    if (result.length >= gatheredMin) {
      done += gathered(result);
      result = "";
    }
    previous = block;
    previousText = text;
    before = family;
  }
  return done + result;
}
