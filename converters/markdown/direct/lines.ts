/**
 * The lines of a document, or of what stands inside a container: where each starts, after the container's
 * prefix, and where it ends, before its line ending.
 */
export interface Lines {
  readonly text: string;
  readonly from: number[];
  readonly to: number[];
  /** Lines without the container's prefix: all they can do is go on with a paragraph. `null`: there are none. */
  lazy: Set<number> | null;
}

/** Line ends must be newlines, with or without a carriage return before them. */
export function linesOf(text: string, start: number): Lines {
  const from: number[] = [];
  const to: number[] = [];
  for (let at = start; at <= text.length; ) {
    const end = text.indexOf("\n", at);
    from.push(at);
    const isReturn = end > at && text.charCodeAt(end - 1) === 13;
    to.push(end === -1 ? text.length : isReturn ? end - 1 : end);
    if (end === -1) break;
    at = end + 1;
  }
  return { text, from, to, lazy: null };
}

export const emptyLines = (text: string): Lines => ({ text, from: [], to: [], lazy: null });

export const lineAt = (lines: Lines, i: number): string =>
  lines.text.slice(lines.from[i], lines.to[i]);

export const isLazy = ({ lazy }: Lines, i: number): boolean => lazy?.has(i) === true;

/** Empty, or nothing but spaces and tabs. */
export function isBlank({ text, from, to }: Lines, i: number): boolean {
  const end = to[i] as number;
  for (let at = from[i] as number; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}

/** The first of the lines that starts at or after an offset. */
export function lineFrom(lines: Lines, offset: number): number {
  let low = 0;
  let high = lines.from.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines.from[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
