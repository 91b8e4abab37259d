/**
 * Bulleted and numbered items, to-dos, toggles.
 */
import type { List, ListItem } from "mdast";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { BlockType, RichText } from "../../src/notion/types.ts";
import { printComment } from "../markdown/attributes.ts";
import { places } from "../rich-text/place.ts";
import { colorAttribute, colorComment, readColor } from "./attributes.ts";
import { indent, make, type Position, type Print, type Printer, type Reader } from "./converter.ts";
import { printDetails, printOwn } from "./text.ts";

export const isItem = (type: string): boolean =>
  type === "bulleted_list_item" || type === "to_do" || type === "numbered_list_item";

interface Item {
  readonly runs: readonly RichText[];
  readonly comment: string;
  readonly children: readonly BlockTree[];
}

/** Whether the first child stands right below the text, without a blank line. */
function isTightUnder(child: BlockTree): boolean {
  if (child.type === "bulleted_list_item" || child.type === "to_do") return true;
  // Only a list that starts with 1 can interrupt a paragraph.
  return child.type === "numbered_list_item" && (startOf(child) ?? 1) === 1;
}

/** The number that a list is told to start with at this item; `null` where it is told nothing. */
export const startOf = (block: BlockTree): number | null => {
  const content = block.type === "numbered_list_item" ? block.numbered_list_item : null;
  const start = (content as { list_start_index?: unknown } | null)?.list_start_index;
  return typeof start === "number" && Number.isInteger(start) && start >= 0 && start < 1e9
    ? start
    : null;
};

function printItem(
  marker: string,
  task: string,
  item: Item,
  printer: Printer,
  at: Position,
): string {
  const child = item.children[0];
  const needsText = child !== undefined || (at.isTight && task === "");
  const place = task === "" ? places.own : places.task;
  const text = printOwn(item.runs, item.comment, needsText, printer, place);
  // Without a text the line ends behind the marker or the box: with children there always is one.
  if (text === "") return task === "" ? marker : `${marker} ${task.trimEnd()}`;
  const prefix = marker === "-" ? "  " : " ".repeat(marker.length + 1);
  const own = `${marker} ${task}${indent(text, prefix)}`;
  if (child === undefined) return own;
  const gap = isTightUnder(child) ? "\n" : "\n\n";
  return own + indent(gap + printer.blocks(item.children), prefix);
}

export const printBulleted: Print<"bulleted_list_item"> = (block, printer, at) => {
  const { rich_text, color } = block.bulleted_list_item;
  const comment = colorComment(color);
  return printItem("-", "", { runs: rich_text, comment, children: childrenOf(block) }, printer, at);
};

export const printNumbered: Print<"numbered_list_item"> = (block, printer, at) => {
  const content = block.numbered_list_item;
  const format = (content as { list_format?: unknown }).list_format;
  const comment =
    typeof format === "string" && format !== "numbers"
      ? printComment({ color: colorAttribute(content.color), list_format: format })
      : colorComment(content.color);
  const marker = `${Math.min(at.number, 999_999_999)}${at.delimiter}`;
  const item = { runs: content.rich_text, comment, children: childrenOf(block) };
  return printItem(marker, "", item, printer, at);
};

export const printToDo: Print<"to_do"> = (block, printer, at) => {
  const { rich_text, color, checked } = block.to_do;
  const comment = colorComment(color);
  const item = { runs: rich_text, comment, children: childrenOf(block) };
  return printItem("-", checked === true ? "[x] " : "[ ] ", item, printer, at);
};

export const printToggle: Print<"toggle"> = (block, printer) => {
  const { rich_text, color } = block.toggle;
  const summary = printer.inline(rich_text, places.line);
  return printDetails({ color: colorAttribute(color) }, summary, childrenOf(block), printer);
};

const emptyBox = /^\[([ \txX])\]$/;

/** Where an item stands: first of its list or not, and whether that list follows right upon another. */
export interface ItemPlace {
  readonly isFirst: boolean;
  readonly isRestart: boolean;
}

export function readItem(
  node: ListItem,
  list: List,
  { isFirst, isRestart }: ItemPlace,
  reader: Reader,
): BlockTree {
  const [first, ...rest] = node.children;
  const opening = first?.type === "paragraph" ? first : null;
  const children = opening === null ? node.children : rest;
  const isChecked = typeof node.checked === "boolean";
  const box = opening === null || isChecked ? null : emptyBox.exec(reader.source(opening));
  const split =
    opening === null || box !== null
      ? { runs: [], rest: [], attributes: {} }
      : reader.split(opening.children);
  const { runs, attributes } = split;
  const below = [...split.rest, ...reader.flow(children)];
  const color = readColor(attributes);
  const isTask = isChecked || box !== null;
  reader.unknown(
    attributes,
    list.ordered === true && !isTask ? ["color", "list_format"] : ["color"],
    node,
  );
  if (isTask) {
    const checked = node.checked ?? (box !== null && /[xX]/.test(box[1] ?? ""));
    return make("to_do", { rich_text: runs, checked, color }, below);
  }
  if (list.ordered !== true) return make("bulleted_list_item", { rich_text: runs, color }, below);
  const start = list.start ?? 1;
  const format = attributes["list_format"];
  return make(
    "numbered_list_item",
    {
      rich_text: runs,
      color,
      ...(isFirst && (start !== 1 || isRestart) ? { list_start_index: start } : {}),
      ...(format === undefined ? {} : { list_format: format }),
    },
    below,
  );
}

export type { BlockType };
