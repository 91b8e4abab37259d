/**
 * How each block type is printed. A type that is missing here does not compile.
 */
import { type Printers, printerOf } from "./by-type.ts";
import { printBulleted, printNumbered, printToDo, printToggle } from "./lists.ts";
import { printCode, printDivider, printEquation } from "./literal.ts";
import { printBookmark, printEmbed, printLinkPreview, printMedia } from "./media.ts";
import { printOpaque } from "./opaque.ts";
import { printChildDatabase, printChildPage, printLinkToPage } from "./references.ts";
import {
  printBreadcrumb,
  printColumn,
  printColumnList,
  printSynced,
  printTab,
  printTableOfContents,
} from "./structure.ts";
import { printTable, printTableRow } from "./table.ts";
import { printCallout, printHeading, printParagraph, printQuote } from "./text.ts";

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
  bookmark: printBookmark,
  embed: printEmbed,
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
