/**
 * Tables. Notion's header row is `has_column_header`, its header column `has_row_header`.
 */
import type { Table, TableCell } from "mdast";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { type Attributes, printComment } from "../markdown/attributes.ts";
import { places } from "../rich-text/place.ts";
import { type FlowNode, make, type Print, type Printer, type Reader } from "./converter.ts";

type Cells = readonly (readonly RichText[])[];

const cellsOf = (row: BlockTree): Cells => (row.type === "table_row" ? row.table_row.cells : []);

export const printTable: Print<"table"> = (block, printer) => {
  const { table_width, has_column_header, has_row_header } = block.table;
  const rows = childrenOf(block);
  const isUsual = has_column_header === true && has_row_header !== true && rows.length > 0;
  const comment = isUsual
    ? ""
    : printComment({
        "header-row": has_column_header === true ? null : "false",
        "header-column": has_row_header === true ? "true" : null,
        rows: rows.length === 0 ? "0" : null,
      });
  const widths = rows.map((row) => cellsOf(row).length);
  const { width, isPadded } = shapeOf(widths, table_width ?? 0);
  const head = rows[0] === undefined ? [] : cellsOf(rows[0]);
  let text = comment === "" ? "" : `${comment}\n`;
  text += `${printRow(head, width, printer)}\n|${" --- |".repeat(width)}`;
  for (let i = 1; i < rows.length; i++) {
    const cells = cellsOf(rows[i] as BlockTree);
    const count = isPadded ? width : Math.max(1, cells.length);
    text += `\n${printRow(cells, count, printer)}`;
  }
  return text;
};

/** Cells put in to make rows as long as the widest: a few long rows can ask for millions. */
const paddedMax = 200_000;

/** How wide a table with rows of these widths is, at least `least` cells, and whether its shorter rows are padded. */
export function shapeOf(
  widths: readonly number[],
  least = 1,
): { readonly width: number; readonly isPadded: boolean } {
  const width = widths.reduce((most, each) => Math.max(most, each), Math.max(1, least));
  const missing = widths.reduce((sum, each) => sum + width - each, 0);
  return { width, isPadded: missing <= paddedMax };
}

function printRow(cells: Cells, width: number, printer: Printer): string {
  let line = "|";
  for (let i = 0; i < width; i++) {
    const text = printer.inline(cells[i] ?? [], places.cell);
    line += text === "" ? "  |" : ` ${text} |`;
  }
  return line;
}

/** A row that stands alone, outside any table. */
export const printTableRow: Print<"table_row"> = (block, printer) => {
  const cells = cellsOf(block);
  const width = Math.max(1, cells.length);
  return `<!--{type="table_row"}-->\n${printRow(cells, width, printer)}\n|${" --- |".repeat(width)}`;
};

export function readTable(
  node: Table,
  attributes: Attributes,
  reader: Reader,
  spanned: (block: BlockTree, node: { readonly position?: Table["position"] }) => BlockTree,
): BlockTree {
  reader.unknown(attributes, ["header-row", "header-column", "rows", "type"], node);
  const widths = node.children.map((row) => row.children.length);
  const { width, isPadded } = shapeOf(widths);
  warnRagged(widths, reader, node);
  const isEmpty = attributes["rows"] === "0" && node.children.length === 1;
  const rows = node.children.map((row) => {
    const cells = row.children.map((cell) => readCell(cell, reader));
    if (isPadded) while (cells.length < width) cells.push([]);
    return spanned(make("table_row", { cells }), row);
  });
  if (attributes["type"] === "table_row" && rows.length === 1) return rows[0] as BlockTree;
  return make(
    "table",
    {
      table_width: width,
      has_column_header: attributes["header-row"] !== "false",
      has_row_header: attributes["header-column"] === "true",
    },
    isEmpty ? [] : rows,
  );
}

export function warnRagged(widths: readonly number[], reader: Reader, node: FlowNode): void {
  const { width, isPadded } = shapeOf(widths);
  const least = widths.reduce((some, each) => Math.min(some, each), width);
  if (least === width) return;
  const done = isPadded ? "padded" : "too many to pad";
  reader.warn("ragged_table", `Rows of the table have ${least} to ${width} cells: ${done}`, node);
}

function readCell(cell: TableCell, reader: Reader): readonly RichText[] {
  const { runs, attributes } = reader.text(cell.children);
  for (const [name, value] of Object.entries(attributes))
    reader.warn("unknown_attribute", `Unknown attribute ${name}="${value}"`, cell);
  return runs;
}
