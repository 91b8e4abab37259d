/**
 * Columns, tabs, synced blocks, table of contents.
 */
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import { readColor } from "../blocks/attributes.ts";
import { make, type Print, type Printer } from "../blocks/converter.ts";
import { printAttributes } from "../markdown/attributes.ts";
import { addressed, addressOf } from "../rich-text/notion-forms.ts";
import { places } from "../rich-text/place.ts";
import { colorOf, iconOf } from "./attributes.ts";
import { type BoxForm, below, printAround, printTagged } from "./box.ts";

/** Parts of one kind on lines right below each other; anything else stands between blank lines. */
function parts(
  children: readonly BlockTree[],
  type: BlockTree["type"],
  print: (child: BlockTree) => string,
  printer: Printer,
): string {
  return children.every((child) => child.type === type)
    ? children.map(print).join("\n")
    : children
        .map((child) => (child.type === type ? print(child) : printer.blocks([child])))
        .join("\n\n");
}

export const printColumnList: Print<"column_list"> = (block, printer) => {
  const print = (child: BlockTree) => printer.blocks([child]);
  return printAround("columns", {}, parts(childrenOf(block), "column", print, printer));
};

export const printColumn: Print<"column"> = (block, printer) => {
  const ratio = (block.column as { readonly width_ratio?: number }).width_ratio;
  const given = { ratio: ratio === undefined ? null : String(ratio) };
  return printAround("column", given, printer.blocks(childrenOf(block)));
};

/** The children of a tab block are paragraphs: each is one tab, its text the label. */
export const printTab: Print<"tab"> = (block, printer) => {
  const print = (child: BlockTree): string => {
    if (child.type !== "paragraph") return "";
    const { rich_text, color, icon } = child.paragraph;
    const given = { icon: iconOf(icon, printer.context), color: colorOf(color) };
    const text = printer.inline(rich_text, places.own);
    return printTagged("tab", given, text, childrenOf(child), printer);
  };
  return printAround("tabs", {}, parts(childrenOf(block), "paragraph", print, printer));
};

export const printSynced: Print<"synced_block"> = (block, printer) => {
  const from = block.synced_block.synced_from;
  const inner = printer.blocks(childrenOf(block));
  return from === null || from === undefined
    ? printAround("synced-block", {}, inner)
    : printAround("synced-block-reference", { url: addressOf(from.block_id) }, inner);
};

export const printTableOfContents: Print<"table_of_contents"> = (block) =>
  `<table-of-contents${printAttributes({ color: colorOf(block.table_of_contents.color) })} />`;

export const structureBoxes = {
  columns: {
    text: null,
    known: [],
    close: (box) => [make("column_list", {}, below(box))],
  },
  column: {
    text: null,
    known: ["ratio"],
    close(box) {
      const ratio = Number(box.attributes["ratio"]);
      return [make("column", ratio > 0 ? { width_ratio: ratio } : {}, below(box))];
    },
  },
  tabs: { text: null, known: [], close: (box) => [make("tab", {}, below(box))] },
  "synced-block": {
    text: null,
    known: [],
    close: (box) => [make("synced_block", { synced_from: null }, below(box))],
  },
  "synced-block-reference": {
    text: null,
    known: ["url"],
    close(box) {
      const from = { type: "block_id", block_id: addressed(box.attributes["url"] ?? "") };
      return [make("synced_block", { synced_from: from }, below(box))];
    },
  },
  "table-of-contents": {
    text: null,
    known: ["color"],
    close: (box) => [
      make("table_of_contents", { color: readColor(box.attributes) }),
      ...below(box),
    ],
  },
} as const satisfies Readonly<Record<string, BoxForm>>;
