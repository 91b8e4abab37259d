/**
 * Columns, tabs, synced blocks, table of contents, breadcrumb.
 */
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import { printAttributes } from "../markdown/attributes.ts";
import { places } from "../rich-text/place.ts";
import { colorAttribute } from "./attributes.ts";
import type { Print, Printer } from "./converter.ts";
import { printIcon } from "./icons.ts";

/** A tag on its own line, blank lines inside, children between. */
export function printContainer(
  name: string,
  attributes: Readonly<Record<string, string | null>>,
  children: readonly BlockTree[],
  printer: Printer,
): string {
  const inner = children.length === 0 ? "\n\n" : `\n\n${printer.blocks(children)}\n\n`;
  return `<${name}${printAttributes(attributes)}>${inner}</${name}>`;
}

export const printColumnList: Print<"column_list"> = (block, printer) =>
  printContainer("columns", {}, childrenOf(block), printer);

export const printColumn: Print<"column"> = (block, printer) => {
  const ratio = (block.column as { readonly width_ratio?: number }).width_ratio;
  return printContainer(
    "column",
    { width: ratio === undefined ? null : String(ratio) },
    childrenOf(block),
    printer,
  );
};

/** The children of a tab block are paragraphs: each is one tab, its text the label. */
export const printTab: Print<"tab"> = (block, printer) => {
  const tabs = childrenOf(block).map((child) => {
    if (child.type !== "paragraph") return printer.blocks([child]);
    const { rich_text, color, icon } = child.paragraph;
    const attributes = {
      label: printer.inline(rich_text, places.line),
      icon: printIcon(icon, printer.context),
      color: colorAttribute(color),
    };
    return printContainer("tab", attributes, childrenOf(child), printer);
  });
  return tabs.length === 0 ? "<tabs>\n\n</tabs>" : `<tabs>\n\n${tabs.join("\n\n")}\n\n</tabs>`;
};

export const printSynced: Print<"synced_block"> = (block, printer) => {
  const from = block.synced_block.synced_from;
  const of = from === null || from === undefined ? null : from.block_id;
  return printContainer("synced", { of }, childrenOf(block), printer);
};

export const printTableOfContents: Print<"table_of_contents"> = (block) =>
  `<table_of_contents${printAttributes({ color: colorAttribute(block.table_of_contents.color) })}></table_of_contents>`;

export const printBreadcrumb: Print<"breadcrumb"> = () => "<breadcrumb></breadcrumb>";
