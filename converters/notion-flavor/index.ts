/**
 * How each block type is printed in Notion-flavored Markdown, and what each of its tags stands for. A type
 * that is missing here does not compile.
 */
import { type Printers, printerOf } from "../blocks/by-type.ts";
import { printDivider, printEquation } from "../blocks/literal.ts";
import type { TagNames } from "../markdown/tag-names.ts";
import type { BoxForm } from "./box.ts";
import { printCode } from "./code.ts";
import { listBoxes, printBulleted, printNumbered, printToDo } from "./lists.ts";
import { mediaBoxes, printLinked, printMedia } from "./media.ts";
import {
  printBreadcrumb,
  printChildDatabase,
  printChildPage,
  printLinkPreview,
  printLinkToPage,
  printOpaque,
  referenceBoxes,
} from "./references.ts";
import {
  printColumn,
  printColumnList,
  printSynced,
  printTab,
  printTableOfContents,
  structureBoxes,
} from "./structure.ts";
import { printTable, printTableRow, tableBoxes } from "./table.ts";
import {
  printCallout,
  printHeading,
  printParagraph,
  printQuote,
  printToggle,
  textBoxes,
} from "./text.ts";

const printers = {
  paragraph: printParagraph,
  heading_1: printHeading,
  heading_2: printHeading,
  heading_3: printHeading,
  heading_4: printHeading,
  bulleted_list_item: printBulleted,
  numbered_list_item: printNumbered,
  to_do: printToDo,
  toggle: printToggle,
  quote: printQuote,
  callout: printCallout,
  code: printCode,
  equation: printEquation,
  divider: printDivider,
  breadcrumb: printBreadcrumb,
  table_of_contents: printTableOfContents,
  bookmark: printLinked,
  embed: printLinked,
  image: printMedia,
  video: printMedia,
  audio: printMedia,
  file: printMedia,
  pdf: printMedia,
  link_preview: printLinkPreview,
  link_to_page: printLinkToPage,
  child_page: printChildPage,
  child_database: printChildDatabase,
  synced_block: printSynced,
  column_list: printColumnList,
  column: printColumn,
  table: printTable,
  table_row: printTableRow,
  tab: printTab,
  template: printOpaque,
  meeting_notes: printOpaque,
  unsupported: printOpaque,
} satisfies Printers;

export const printBlock = printerOf(printers, printOpaque);

export const boxes: Readonly<Record<string, BoxForm>> = {
  ...textBoxes,
  ...listBoxes,
  ...mediaBoxes,
  ...structureBoxes,
  ...tableBoxes,
  ...referenceBoxes,
};

export const notionTags: TagNames = {
  containers: Object.keys(boxes),
  leaves: ["(?!)"],
  inline: ["b", "i", "s", "u", "code", "span", "br", "mention", "date", "emoji", "equation"],
  opensText: true,
};
