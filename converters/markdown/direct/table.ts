/**
 * Tables of which every row starts and ends with a pipe and has a cell for each column.
 */
import type { RootContent, TableCell, TableRow } from "mdast";
import { isBlank, type Lines, lineAt } from "./lines.ts";
import { readPhrasing } from "./phrasing.ts";
import { positioned, type Rules } from "./rules.ts";

const delimiters = /^\|(?: ?:?-+:? ?\|)+$/;

export function readTable(lines: Lines, i: number, rules: Rules, out: RootContent[]): number {
  if (i + 1 >= lines.from.length) return -1;
  const below = lineAt(lines, i + 1);
  if (below.length > 10_000 || !delimiters.test(below)) return -1;
  const width = below.split("|").length - 2;
  const rows: TableRow[] = [];
  let at = i;
  for (; at < lines.from.length && !isBlank(lines, at); at++) {
    if (at === i + 1) continue;
    const row = readRow(lines, at, width, rules);
    if (row === null) return -1;
    rows.push(row);
  }
  const position = positioned(lines.from[i] as number, lines.to[at - 1] as number);
  out.push({ type: "table", align: [], children: rows, position });
  return at;
}

function readRow(lines: Lines, i: number, width: number, rules: Rules): TableRow | null {
  const line = lineAt(lines, i);
  const from = lines.from[i] as number;
  if (!line.startsWith("|") || !line.endsWith("|") || line.length < 2 || /[\\\t]/.test(line))
    return null;
  const cells: TableCell[] = [];
  for (let start = 1; start < line.length; ) {
    const end = line.indexOf("|", start);
    const cell = line.slice(start, end);
    const trimmed = cell.replace(/^ +/, "");
    const first = start + cell.length - trimmed.length;
    const text = trimmed.replace(/ +$/, "");
    // Only spaces are trimmed; an attribute comment is warned about, with its exact place.
    if (/^[^ -~]|[^ -~]$/.test(cell) || text.includes("<!--")) return null;
    const children = readPhrasing(text, (at) => from + first + at, rules);
    if (children === null) return null;
    const position = positioned(from + start - 1, from + end);
    cells.push({ type: "tableCell", children, position });
    start = end + 1;
  }
  if (cells.length !== width) return null;
  return { type: "tableRow", children: cells, position: positioned(from, from + line.length) };
}
