/**
 * Siblings in Notion-flavored Markdown: a blank line between blocks, none between the items of a list.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Printer } from "../blocks/converter.ts";
import { gathered, gatheredMin } from "../blocks/gather.ts";
import { printBlock } from "./index.ts";
import { isTight, nextNumber, startOf } from "./lists.ts";

export function printSiblings(
  blocks: readonly BlockTree[],
  printer: Printer,
  isRoot: boolean,
  numberBefore = 0,
): string {
  let done = "";
  let result = "";
  let number = numberBefore;
  let previous: BlockTree | null = null;
  for (const block of blocks) {
    number = block.type === "numbered_list_item" ? (startOf(block) ?? nextNumber(number)) : 0;
    const isFirst = previous === null;
    if (previous !== null) result += isTight(previous, block) ? "\n" : "\n\n";
    result += printBlock(block, printer, {
      number,
      delimiter: ".",
      isFirst: isRoot && isFirst,
      isTight: false,
    });
    if (result.length >= gatheredMin) {
      done += gathered(result);
      result = "";
    }
    previous = block;
  }
  return done + result;
}
