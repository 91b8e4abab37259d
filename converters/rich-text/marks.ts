/**
 * Keeps printed text below the number of marks that a reader looks at in one paragraph: past it marks are
 * plain characters, so formatting must be said in tags there, and brackets of a label must be escaped.
 */
import { marksPrinted } from "../markdown/limits.ts";
import type { Part } from "./emphasis.ts";

/** A backslash and what it escapes, or a mark that a reader looks at. */
const escapeOrMark = /\\[\s\S]|[*_~[\]!`]/g;

/** Marks in printed text; at least as many as the reader counts. */
function countMarks(printed: string): number {
  let count = 0;
  for (const [found] of printed.matchAll(escapeOrMark)) if (found.length === 1) count++;
  return count;
}

/** Whether the parts together have more marks than a reader looks at. */
export function hasTooManyMarks(parts: readonly Part[]): boolean {
  let length = 0;
  for (const part of parts) length += part.kind === "text" ? part.text.length : 2;
  if (length <= marksPrinted) return false;
  let count = 0;
  for (const part of parts)
    count += part.kind === "text" ? (part.marks ?? countMarks(part.text)) : part.group.marks.length;
  return count > marksPrinted;
}

/** The label of a link, which has to end: where too many marks stand in it, all of them escaped. */
export function boundLabel(printed: string): string {
  if (printed.length <= marksPrinted || countMarks(printed) <= marksPrinted) return printed;
  return printed.replace(escapeOrMark, (found) => (found.length === 1 ? `\\${found}` : found));
}
