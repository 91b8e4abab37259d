/**
 * Where a document can be cut so that its pieces parse as they would together.
 *
 * A line that follows a blank one and starts in the first column continues no paragraph, list item or
 * table; nor does a bullet in the first column, unless what it holds starts with a marker that may be
 * empty, or its line could stand below a table's head. Only a fence can reach across, and whether one does
 * is seen after parsing. Our tags stand on lines of their own and are matched over the whole document, so
 * they do not hinder a cut.
 */
import type { RootContent } from "mdast";

const lineEnd = String.raw`(?:\r\n|\n|\r(?!\n))`;
const boundary = new RegExp(
  String.raw`${lineEnd}[ \t]*${lineEnd}(?=\S)|${lineEnd}(?=[-+*] (?!\d{1,9}[.)])[^\s*+>|:=-])`,
  "g",
);

/** The first place at or after `from` where a new piece may start; the end of the text if there is none. */
export function nextBoundary(text: string, from: number): number {
  if (from >= text.length) return text.length;
  // One line earlier, so that the ending of the line before is seen too.
  boundary.lastIndex = Math.max(0, from - 2);
  for (let match = boundary.exec(text); match !== null; match = boundary.exec(text)) {
    const at = match.index + match[0].length;
    if (at >= from) return at;
  }
  return text.length;
}

const belowIndented = new RegExp(
  String.raw`^[ \t]+[^ \t\r\n][^\r\n]*${lineEnd}(?:[ \t]*${lineEnd})+(?=>|[-+*]|\d{1,9}[.)])`,
  "m",
);

/**
 * Where in a piece a quote or a list starts below an indented line and a blank one, or the piece's length.
 * The tokenizer takes indented code for text that goes on, which not every list can interrupt: a cut here is
 * due whatever the size.
 */
export function itemBoundary(piece: string): number {
  const found = belowIndented.exec(piece);
  return found === null ? piece.length : found.index + found[0].length;
}

const opening = /^ {0,3}(`{3,}|~{3,}|\${2,})/;

/**
 * If the piece ends inside a fence: a pattern (global, to be started at the piece's end) of the line
 * that would close it.
 */
export function unclosedFence(last: RootContent | undefined, piece: string): RegExp | null {
  if (last === undefined || (last.type !== "code" && last.type !== "math")) return null;
  const source = piece.slice(last.position?.start.offset, last.position?.end.offset);
  const marker = opening.exec(source)?.[1];
  if (marker === undefined) return null;
  const closing = String.raw`^ {0,3}[${marker[0]}]{${marker.length},}[ \t]*$`;
  const lines = source.trimEnd().split(/\r\n|\n|\r/);
  const isClosed = lines.length > 1 && new RegExp(closing).test(lines.at(-1) ?? "");
  return isClosed ? null : new RegExp(closing, "gm");
}

/** Levels of nesting beyond which the source is literal text. */
export const nestedMax = 100;

/** Markers of quotes and lists on one line: no page nests as many. */
export const markersMax = 100;
const deep = String.raw`(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){${markersMax}}`;
export const deepStart = new RegExp(`^${deep}`);
const notDivider = String.raw`(?!(?:[ \t]*>)*[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$)`;
const hanging = String.raw`[^\n\r]*(?:(?:\r\n|\n|\r)[^\n\r]*\S[^\n\r]*)*`;
const deepLine = new RegExp(`^${notDivider}${deep}${hanging}`, "m");

/** Where a piece holds a line nested beyond all sense, and what hangs on it: that is literal text. */
export function deepPart(piece: string): { readonly start: number; readonly end: number } | null {
  const found = deepLine.exec(piece);
  return found === null ? null : { start: found.index, end: found.index + found[0].length };
}
