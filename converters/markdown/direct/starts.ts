/**
 * What the start of a line says: the marker of an item, a divider, whether it ends the paragraph before it.
 */

import type { TagMatcher } from "../tag-names.ts";

/** Longest line that is looked at for tags. */
export const tagLineMax = 2_000;

/** As the tokenizer reads them at the start of a line: bullets, or a number and its delimiter. */
export interface Marker {
  readonly kind: "-" | "+" | "*" | "." | ")";
  /** `null` for a bullet. */
  readonly number: number | null;
  /** Of the marker and the space behind it. */
  readonly width: number;
}

const numberMarker = /(\d{1,9})([.)])([ \t]?)/y;

/** The marker before a text on the same line; `unsure` where nothing or more than one space follows it. */
export function itemMarker(text: string, from: number, to: number): Marker | "unsure" | null {
  const code = text.charCodeAt(from);
  let kind: Marker["kind"];
  let size = 1;
  let number: number | null = null;
  if (code === 42 || code === 43 || code === 45) kind = text[from] as "-";
  else if (code >= 48 && code <= 57) {
    numberMarker.lastIndex = from;
    const found = numberMarker.exec(text);
    if (found === null) return null;
    kind = found[2] as ".";
    size = (found[1] as string).length + 1;
    number = Number(found[1]);
  } else return null;
  const at = from + size;
  if (at >= to) return "unsure";
  const after = text.charCodeAt(at);
  if (after === 9) return "unsure";
  if (after !== 32) return null;
  if (at + 1 >= to || text.charCodeAt(at + 1) <= 32) return "unsure";
  return { kind, number, width: size + 1 };
}

const divider = /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
export const isDivider = (line: string): boolean => divider.test(line);

/** Whether a line ends the paragraph that the line before it belongs to. */
export function interrupts(
  text: string,
  from: number,
  to: number,
  matcher: TagMatcher,
): "yes" | "no" | "unsure" {
  const code = text.charCodeAt(from);
  switch (code) {
    case 9:
    case 32:
    case 61: // =
      return "unsure";
    case 124: // |
    case 58: // :
      return isRowOfMarks(text, from, to) ? "unsure" : "no";
    case 60: {
      // <
      const line = text.slice(from, to);
      if (line.length > tagLineMax || line.includes("\t")) return "unsure";
      return matcher.startsBlock(line) ? "yes" : "no";
    }
    case 35: // #
      return /^#{1,6}(?:[ \t]|$)/.test(text.slice(from, Math.min(to, from + 7))) ? "yes" : "no";
    case 62: {
      // >
      const inner = from + (text.charCodeAt(from + 1) === 32 ? 2 : 1);
      return isPlainStart(text, inner, to) ? "yes" : "unsure";
    }
    case 96: // backtick
      return text.startsWith("```", from) ? "unsure" : "no";
    case 126: // ~
      return text.startsWith("~~~", from) ? "unsure" : "no";
    case 36: // $
      return text.startsWith("$$", from) ? "unsure" : "no";
    case 95: // _
      return /^(?:_[ \t]*){3,}$/.test(text.slice(from, Math.min(to, from + 200))) ? "unsure" : "no";
    default: {
      const marker = itemMarker(text, from, to);
      if (marker === null) {
        if (code === 45) return isRowOfMarks(text, from, to) ? "unsure" : "no";
        if (code === 42 || code === 43) return isDivider(text.slice(from, to)) ? "unsure" : "no";
        return "no";
      }
      if (marker === "unsure" || isDivider(text.slice(from, to))) return "unsure";
      if (!isPlainStart(text, from + marker.width, to)) return "unsure";
      if (marker.number === null) return "yes";
      return marker.number === 1 && marker.width === 3 ? "yes" : "unsure";
    }
  }
}

/** What may stand below a table's head, or under a heading. */
const isRowOfMarks = (text: string, from: number, to: number): boolean =>
  /^[|: -]*$/.test(text.slice(from, to));

/**
 * Whether an item's text starts like text: `- |` could be the line below a table's head, `- -` a divider,
 * and a container that is empty can't interrupt. Bullets within bullets are looked through.
 */
export function isPlainStart(text: string, from: number, to: number): boolean {
  let at = from;
  for (;;) {
    if (!/^(?:[-+*|:=> \t]|\d{1,9}[.)])/.test(text.slice(at, Math.min(to, at + 10)))) return true;
    const marker = itemMarker(text, at, to);
    if (marker === null || marker === "unsure" || marker.number !== null) return false;
    at += marker.width;
  }
}
