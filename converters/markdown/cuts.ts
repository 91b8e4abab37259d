/**
 * Where a block is cut that is too long for the tokenizer, whose time grows with the square of a paragraph's lines.
 * No text is lost; but one paragraph, list or quote becomes two.
 */
import type { Lines } from "./direct/lines.ts";

/** Lines after which a block ends. */
export const linesMax = 4_000;
/** Within a fence a cut would turn code inside out; its lines cost less. */
const fencedMax = 12_000;

const fence = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,}|\${2,})(.*)$/;

/**
 * The line to cut at of those from `start` up to `end`, between which no safe boundary is; `end` if none is needed.
 * A line that is indented or holds a pipe, and so may be the row of a table, is never parted from what is above.
 */
export function sureCut({ text, from, to }: Lines, start: number, end: number): number {
  if (end - start <= linesMax) return end;
  let open: string | null = null;
  for (let at = start; at < end; at++) {
    const line = text.slice(from[at], to[at]);
    const isDue = at - start >= (open === null ? linesMax : fencedMax);
    if (isDue && /^[^ \t|][^|]*$/.test(line)) return at;
    const [, marks, rest = ""] = fence.exec(line) ?? [];
    if (marks === undefined) continue;
    if (open === null) open = marks;
    else if (marks.startsWith(open) && rest.trim() === "") open = null;
  }
  return end;
}

const item = /^(?:[-+*]|\d{1,9}[.)])[ \t]+\S/;

/** Whether a cut before line `i` stands between two items, which go on as one list. */
export function partsItems({ text, from, to }: Lines, i: number): boolean {
  const startsItem = (at: number) => item.test(text.slice(from[at], to[at]));
  return startsItem(i - 1) && startsItem(i);
}
