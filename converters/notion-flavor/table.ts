/**
 * Tables: Markdown's where there is a header row and no header column, else tags. Notion's header row is
 * `has_column_header`, its header column `has_row_header`.
 */
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { make, type Print, type Printer, type Reader } from "../blocks/converter.ts";
import { printTable as printPipes, shapeOf, warnRagged } from "../blocks/table.ts";
import { places } from "../rich-text/place.ts";
import { type Box, type BoxForm, below, type Cell, printAround, runsOf } from "./box.ts";

type Cells = readonly (readonly RichText[])[];

const cellsOf = (row: BlockTree): Cells => (row.type === "table_row" ? row.table_row.cells : []);

interface Headers {
  readonly row: boolean;
  readonly column: boolean;
}

export const printTable: Print<"table"> = (block, printer, at) => {
  const { has_column_header, has_row_header, table_width } = block.table;
  const headers = { row: has_column_header === true, column: has_row_header === true };
  const rows = childrenOf(block);
  if ((headers.row || rows.length === 0) && !headers.column) return printPipes(block, printer, at);
  const widths = rows.map((row) => cellsOf(row).length);
  const { width, isPadded } = shapeOf(widths, table_width ?? 0);
  const lines = rows.map((row, y) => {
    const cells = cellsOf(row);
    const whole = isPadded ? Array.from({ length: width }, (_, x) => cells[x] ?? []) : cells;
    return printCells(
      whole,
      (x) => (headers.row && y === 0) || (headers.column && x === 0),
      printer,
    );
  });
  const said = headersOf(lines.map(({ headers: row }) => row));
  const isSaid = said.row === headers.row && said.column === headers.column;
  const given = isSaid
    ? {}
    : { "header-row": String(headers.row), "header-column": String(headers.column) };
  return printAround("table", given, lines.map(({ text }) => text).join("\n"));
};

function printCells(cells: Cells, isHeader: (x: number) => boolean, printer: Printer) {
  const headers = cells.map((_, x) => isHeader(x));
  const lines = cells.map((cell, x) => {
    const name = headers[x] === true ? "th" : "td";
    return `<${name}>${printer.inline(cell, places.line)}</${name}>`;
  });
  return { headers, text: printAround("tr", {}, lines.join("\n")) };
}

/** What a pattern of `<th>` says by itself. */
const headersOf = (rows: readonly (readonly boolean[])[]): Headers => ({
  row: rows[0]?.every(Boolean) === true,
  column: rows.length > 0 && rows.every((row) => row[0] === true),
});

/** A row that stands alone, outside any table. */
export const printTableRow: Print<"table_row"> = (block, printer) =>
  printCells(cellsOf(block), () => false, printer).text;

/** Which cells of a row were headers: the row's block does not say. */
const headersIn = new WeakMap<BlockTree, readonly boolean[]>();

const cell = (isHeader: boolean): BoxForm => ({
  text: "whole",
  known: [],
  close(box) {
    const runs = runsOf(box);
    if (box.parent?.name !== "tr")
      return [make("paragraph", { rich_text: runs, color: "default" }), ...below(box)];
    box.parent.cells.push({ runs, isHeader });
    return below(box);
  },
});

const tr: BoxForm = {
  text: null,
  known: [],
  close(box) {
    const row = make("table_row", { cells: box.cells.map((one: Cell) => one.runs) });
    headersIn.set(
      row,
      box.cells.map((one) => one.isHeader),
    );
    return [row, ...below(box)];
  },
};

function readTable(box: Box, reader: Reader): readonly BlockTree[] {
  const rows = below(box).filter((block) => block.type === "table_row");
  const others = below(box).filter((block) => block.type !== "table_row");
  const widths = rows.map((row) => cellsOf(row).length);
  const { width, isPadded } = shapeOf(widths);
  warnRagged(widths, reader, box.node);
  for (const row of rows) {
    const cells = cellsOf(row) as (readonly RichText[])[];
    if (isPadded) while (cells.length < width) cells.push([]);
  }
  const said = headersOf(rows.map((row) => headersIn.get(row) ?? []));
  const { "header-row": headerRow, "header-column": headerColumn } = box.attributes;
  const content = {
    table_width: width,
    has_column_header: headerRow === undefined ? said.row : headerRow === "true",
    has_row_header: headerColumn === undefined ? said.column : headerColumn === "true",
  };
  return [make("table", content, rows), ...others];
}

export const tableBoxes = {
  table: { text: null, known: ["header-row", "header-column"], close: readTable },
  tr,
  td: cell(false),
  th: cell(true),
  colgroup: { text: null, known: [], close: (box) => box.blocks },
  col: { text: null, known: [], close: () => [], isVoid: true },
} as const satisfies Readonly<Record<string, BoxForm>>;
