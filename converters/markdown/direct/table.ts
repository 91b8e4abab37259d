/**
 * Tables, with or without pipes at the ends of their rows.
 */
import type { RootContent, TableCell, TableRow } from "mdast";
import { isBlank, isLazy, type Lines, lineAt } from "./lines.ts";
import { readPhrasing } from "./phrasing.ts";
import { positioned, type Rules } from "./rules.ts";
import { interrupts } from "./starts.ts";

const delimiters = /^\|?(?: ?:?-+:? ?\|)* ?(?::?-+:? ?\|?)?$/;

/** Longest row of delimiters that is looked at here. */
const delimitersMax = 200_000;

/** Whether the line makes a table's head of the line above, if their cells are as many. */
export function isDelimiterRow(lines: Lines, i: number): boolean {
  if (i >= lines.from.length) return false;
  const code = lines.text.charCodeAt(lines.from[i] as number);
  if (code !== 124 && code !== 45 && code !== 58) return false;
  const line = lineAt(lines, i);
  if (line.startsWith("- ")) return false;
  return line.length <= delimitersMax && /[|:]/.test(line) && delimiters.test(line);
}

export function readTable(lines: Lines, i: number, rules: Rules, out: RootContent[]): number {
  const width = partsOf(lineAt(lines, i + 1)).length;
  const rows: TableRow[] = [];
  let at = i;
  for (; at < lines.from.length && !isBlank(lines, at); at++) {
    if (isLazy(lines, at)) return -1;
    if (at === i + 1) continue;
    const row = readRow(lines, at, rules);
    if (row === null || (at === i && row.children.length !== width)) return -1;
    rows.push(row);
  }
  const position = positioned(lines.from[i] as number, lines.to[at - 1] as number);
  out.push({ type: "table", align: [], children: rows, position });
  return at;
}

/** Where the cells of a row start and end, without its pipes. */
function partsOf(line: string): (readonly [start: number, end: number])[] {
  const parts: (readonly [number, number])[] = [];
  const last = line.endsWith("|") ? line.length - 1 : line.length;
  for (let start = line.startsWith("|") ? 1 : 0; start <= last; ) {
    const pipe = line.indexOf("|", start);
    const end = pipe === -1 ? last : pipe;
    parts.push([start, end]);
    start = end + 1;
    if (end === last) break;
  }
  return parts;
}

function readRow(lines: Lines, i: number, rules: Rules): TableRow | null {
  const line = lineAt(lines, i);
  const from = lines.from[i] as number;
  const to = lines.to[i] as number;
  if (line.length < 2 || /^\||^[:-]+\|/.test(line) === false) {
    if (interrupts(lines.text, from, to, rules.matcher) !== "no") return null;
  }
  if (/[\\\t]| $/.test(line)) return null;
  const cells: TableCell[] = [];
  for (const [start, end] of partsOf(line)) {
    const cell = line.slice(start, end);
    const trimmed = cell.replace(/^ +/, "");
    const first = start + cell.length - trimmed.length;
    const text = trimmed.replace(/ +$/, "");
    // Only spaces are trimmed; an attribute comment is warned about, with its exact place.
    if (/^[^ -~]|[^ -~]$/.test(cell) || text.includes("<!--")) return null;
    const children = readPhrasing(text, (at) => from + first + at, rules);
    if (children === null) return null;
    const position = positioned(from + Math.max(0, start - 1), from + end);
    cells.push({ type: "tableCell", children, position });
  }
  return { type: "tableRow", children: cells, position: positioned(from, to) };
}
