/**
 * A paragraph of lines without outer spaces, or the heading that a row of `=` below makes of it.
 */
import type { RootContent } from "mdast";
import { isBlank, type Lines } from "./lines.ts";
import { type Place, readPhrasing } from "./phrasing.ts";
import { type Inside, positioned, type Rules } from "./rules.ts";
import { interrupts } from "./starts.ts";

const box = /^\[[ \txX]\]/;

export function readParagraph(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  { depth, check }: Inside,
): number {
  const { text } = lines;
  let end = i + 1;
  let isHeading = false;
  for (; end < lines.from.length && !isBlank(lines, end); end++) {
    const does = interrupts(text, lines.from[end] as number, lines.to[end] as number);
    if (does === "unsure") {
      if (!isUnderline(lines, end)) return -1;
      isHeading = true;
      break;
    }
    if (does === "yes") break;
  }
  const from = lines.from[i] as number;
  const to = lines.to[end - 1] as number;
  for (let at = i; at < end; at++) {
    if (text.charCodeAt((lines.to[at] as number) - 1) <= 32) return -1;
  }
  const isTyped = depth === 0 && text.charCodeAt(lines.to[i] as number) !== 13;
  let source: string;
  let place: Place;
  if (end === i + 1 || isTyped) {
    source = text.slice(from, to);
    place = (at) => from + at;
  } else [source, place] = joined(lines, i, end);
  if (text.charCodeAt(from) === 91 && source.includes("]:")) return -1;
  // A backslash at the end of a paragraph is one; at the end of a line it is a break.
  let start = 0;
  if (depth > 0 && box.test(source)) {
    if (isHeading || check === null || !/^\[[ xX]\] \S/.test(source)) return -1;
    check(source[1] !== " ");
    start = 4;
  }
  const inner = start === 0 ? source : source.slice(start);
  const children = readPhrasing(inner, start === 0 ? place : (at) => place(at + start), rules);
  if (children === null) return -1;
  if (isHeading) {
    const position = positioned(from, lines.to[end] as number);
    out.push({ type: "heading", depth: 1, children, position });
    return end + 1;
  }
  // The space behind a box belongs to the text that follows it, if any.
  const first = start > 0 && children[0]?.type === "text" ? from + start : from;
  out.push({ type: "paragraph", children, position: positioned(first, to) });
  return end;
}

/** A row of `=`, which makes a heading of the paragraph above. */
const isUnderline = ({ text, from, to }: Lines, i: number): boolean =>
  text.charCodeAt(from[i] as number) === 61 && /^=+$/.test(text.slice(from[i], to[i]));

/** The lines without the prefixes of their container, and where each character of them stands. */
function joined(lines: Lines, i: number, end: number): [string, Place] {
  const { text } = lines;
  const starts: number[] = [];
  let source = "";
  for (let at = i; at < end; at++) {
    if (at > i) source += "\n";
    starts.push(source.length);
    source += text.slice(lines.from[at], lines.to[at]);
  }
  const place = (at: number): number => {
    let line = 0;
    let high = starts.length - 1;
    while (line < high) {
      const middle = (line + high + 1) >> 1;
      if ((starts[middle] as number) <= at) line = middle;
      else high = middle - 1;
    }
    return (lines.from[i + line] as number) + at - (starts[line] as number);
  };
  return [source, place];
}
