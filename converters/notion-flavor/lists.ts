/**
 * List items and to-dos: Markdown's where a mark says all of it, else a tag within `<ul>` or `<ol>`.
 */
import { type BlockTree, childrenOf, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { readColor } from "../blocks/attributes.ts";
import { indent, make, type Position, type Print, type Printer } from "../blocks/converter.ts";
import { isItem } from "../blocks/lists.ts";
import { places } from "../rich-text/place.ts";
import { colorOf } from "./attributes.ts";
import { type BoxForm, below, printAround, printTagged, runsOf } from "./box.ts";

/** Longest number that a list's mark can have. */
const numberMax = 999_999_999;

/** The number behind `number` in a list. */
export const nextNumber = (number: number): number => (number >= numberMax ? 1 : number + 1);

/** The number that an item is told to have; `null` where it only counts on. */
export function startOf(block: BlockTree): number | null {
  const start = contentOf(block)["list_start_index"];
  return typeof start === "number" && Number.isInteger(start) && start >= 0 && start <= numberMax
    ? start
    : null;
}

const isEmpty = (block: BlockTree): boolean => {
  const runs = contentOf(block)["rich_text"] as readonly RichText[] | undefined;
  return (runs ?? []).every((run) => run.type === "text" && run.text.content === "");
};

/** Whether a mark says all of an item: no colour, no numbering of its own, a text above its children. */
export function isPlainItem(block: BlockTree): boolean {
  if (!isItem(block.type)) return false;
  const content = contentOf(block);
  return (
    colorOf(content["color"] as string | undefined) === null &&
    startOf(block) === null &&
    typeof content["list_format"] !== "string" &&
    !(childrenOf(block).length > 0 && isEmpty(block))
  );
}

/** Whether an item can stand right below the text of another list. An empty one would be part of it. */
const interrupts = (block: BlockTree): boolean =>
  isPlainItem(block) && (block.type === "to_do" || !isEmpty(block));

export const isTight = (before: BlockTree, block: BlockTree): boolean =>
  isPlainItem(before) &&
  (interrupts(block) || (isPlainItem(block) && familyOf(before) === familyOf(block)));

/** Bullets and to-dos are items of one list. */
const familyOf = (block: BlockTree): string =>
  block.type === "numbered_list_item" ? "number" : "bullet";

function printItem(
  marker: string,
  box: string,
  text: string,
  children: readonly BlockTree[],
  printer: Printer,
): string {
  const [first] = children;
  const own = `${marker} ${box}${text}`.replace(/ +$/, "");
  if (first === undefined) return indent(own, " ".repeat(marker.length + 1));
  const gap = interrupts(first) ? "\n" : "\n\n";
  return indent(`${own}${gap}${printer.blocks(children)}`, " ".repeat(marker.length + 1));
}

export const printBulleted: Print<"bulleted_list_item"> = (block, printer) => {
  const { rich_text, color } = block.bulleted_list_item;
  const text = printer.inline(rich_text, places.own);
  const children = childrenOf(block);
  if (isPlainItem(block)) return printItem("-", "", text, children, printer);
  return printAround(
    "ul",
    {},
    printTagged("li", { color: colorOf(color) }, text, children, printer),
  );
};

const formats: Readonly<Record<string, string>> = { numbers: "1", letters: "a", roman: "i" };
const formatNames: Readonly<Record<string, string>> = { "1": "numbers", a: "letters", i: "roman" };

export const printNumbered: Print<"numbered_list_item"> = (
  block,
  printer,
  { number }: Position,
) => {
  const content = block.numbered_list_item;
  const text = printer.inline(content.rich_text, places.own);
  const children = childrenOf(block);
  if (isPlainItem(block)) return printItem(`${number}.`, "", text, children, printer);
  const format = (content as { list_format?: string }).list_format;
  const start = startOf(block);
  const given = {
    type: format === undefined ? null : (formats[format] ?? format),
    start: start === null ? null : String(start),
  };
  const item = printTagged("li", { color: colorOf(content.color) }, text, children, printer);
  return printAround("ol", given, item);
};

export const printToDo: Print<"to_do"> = (block, printer) => {
  const { rich_text, color, checked } = block.to_do;
  const children = childrenOf(block);
  if (isPlainItem(block)) {
    const text = printer.inline(rich_text, places.task);
    return printItem("-", checked === true ? "[x] " : "[ ] ", text, children, printer);
  }
  const given = { checked: checked === true ? "true" : null, color: colorOf(color) };
  return printTagged("todo", given, printer.inline(rich_text, places.own), children, printer);
};

const li: BoxForm = {
  text: "split",
  known: ["color"],
  close(box) {
    const content = { rich_text: runsOf(box), color: readColor(box.attributes) };
    const list = box.parent;
    if (list?.name !== "ol") return [make("bulleted_list_item", content, below(box))];
    const start = Number(list.attributes["start"]);
    const format = list.attributes["type"];
    const isFirst = list.blocks.length === 0;
    const numbering = {
      ...(isFirst && /^\d{1,9}$/.test(list.attributes["start"] ?? "")
        ? { list_start_index: start }
        : {}),
      ...(format === undefined ? {} : { list_format: formatNames[format] ?? format }),
    };
    return [make("numbered_list_item", { ...content, ...numbering }, below(box))];
  },
};

const todo: BoxForm = {
  text: "split",
  known: ["color", "checked"],
  close(box) {
    const color = readColor(box.attributes);
    const checked = box.attributes["checked"] === "true";
    return [make("to_do", { rich_text: runsOf(box), checked, color }, below(box))];
  },
};

/** The items themselves stand where the list does. */
const list = (...known: readonly string[]): BoxForm => ({
  text: null,
  known,
  close: (box) => box.blocks,
});

export const listBoxes = { ul: list(), ol: list("type", "start"), li, todo } as const;
