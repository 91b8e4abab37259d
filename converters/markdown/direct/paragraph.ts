/**
 * A paragraph, or the heading that a row of `=` or `-` below makes of it.
 */
import type { RootContent } from "mdast";
import { definesNothing } from "./definition.ts";
import { isBlank, isLazy, type Lines } from "./lines.ts";
import type { Place } from "./nodes.ts";
import { readPhrasing } from "./phrasing.ts";
import { type Inside, positioned, type Rules } from "./rules.ts";
import { interrupts } from "./starts.ts";

const box = /^\[[ \txX]\]/;

/** `offset`: of the paragraph in its first line. */
export function readParagraph(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  { depth, check }: Inside,
  offset = 0,
): number {
  const { text } = lines;
  let end = i + 1;
  let heading: 1 | 2 | null = null;
  let hasLazy = false;
  for (; end < lines.from.length && !isBlank(lines, end); end++) {
    if (isLazy(lines, end)) {
      hasLazy = true;
      continue;
    }
    const does = goesOn(text, lines.from[end] as number, lines.to[end] as number, rules, depth);
    if (does === "unsure") {
      heading = underlineAt(lines, end);
      if (heading === null || offset > 0) return -1;
      break;
    }
    if (does === "yes") break;
  }
  if (hasLazy && (heading !== null || offset > 0)) return -1;
  const from = (lines.from[i] as number) + offset;
  let to = lines.to[end - 1] as number;
  while (text.charCodeAt(to - 1) === 32) to--;
  for (let at = i; at < end; at++) {
    const last = text.charCodeAt((lines.to[at] as number) - 1);
    if (last < 32 || (last === 32 && heading !== null)) return -1;
  }
  const isTyped = depth === 0 && text.charCodeAt(lines.to[i] as number) !== 13;
  let source: string;
  let place: Place;
  if (end === i + 1 || isTyped) {
    source = text.slice(from, to);
    place = (at) => from + at;
  } else {
    [source, place] = joined(lines, i, end, offset);
    source = source.replace(/ +$/, "");
  }
  if (text.charCodeAt(from) === 91 && source.includes("]:") && !definesNothing.test(source))
    return -1;
  // A backslash at the end of a paragraph is one; at the end of a line it is a break.
  let start = 0;
  if (depth > 0 && box.test(source)) {
    if (heading !== null || check === null || !/^\[[ xX]\] \S/.test(source)) return -1;
    check(source[1] !== " ");
    start = 4;
  }
  const inner = start === 0 ? source : source.slice(start);
  const children =
    start === 0
      ? readPhrasing(inner, place, rules)
      : readPhrasing(inner, (at) => place(at + start), rules, 1);
  if (children === null) return -1;
  if (heading !== null) {
    const position = positioned(from, lines.to[end] as number);
    out.push({ type: "heading", depth: heading, children, position });
    return end + 1;
  }
  // The space behind a box belongs to the text that follows it, if any.
  const first = start > 0 && children[0]?.type === "text" ? from + start : from;
  out.push({
    type: "paragraph",
    children,
    position: positioned(first, lines.to[end - 1] as number),
  });
  return end;
}

/** Whether the line ends the paragraph above; what is indented by four spaces, or a tab, never does. */
function goesOn(
  text: string,
  from: number,
  to: number,
  rules: Rules,
  depth: number,
): "yes" | "no" | "unsure" {
  let at = from;
  while (at < to && text.charCodeAt(at) === 32) at++;
  // How far a tab reaches inside a container hangs on the prefixes before it.
  if (text.charCodeAt(at) === 9) return depth === 0 ? "no" : "unsure";
  return at - from >= 4 ? "no" : interrupts(text, at, to, rules.matcher);
}

/** Of the heading that a row of `=` or `-` makes of the paragraph above. */
function underlineAt({ text, from, to }: Lines, i: number): 1 | 2 | null {
  const code = text.charCodeAt(from[i] as number);
  if (code !== 61 && code !== 45) return null;
  const line = text.slice(from[i], to[i]);
  return /^=+$/.test(line) ? 1 : /^-+$/.test(line) ? 2 : null;
}

/** The lines without the prefixes of their container, and where each character of them stands. */
function joined(lines: Lines, i: number, end: number, offset: number): [string, Place] {
  const { text } = lines;
  const startOf = (at: number) => (lines.from[at] as number) + (at === i ? offset : 0);
  const starts: number[] = [];
  let source = "";
  for (let at = i; at < end; at++) {
    if (at > i) source += "\n";
    starts.push(source.length);
    source += text.slice(startOf(at), lines.to[at]);
  }
  const place = (at: number): number => {
    let line = 0;
    let high = starts.length - 1;
    while (line < high) {
      const middle = (line + high + 1) >> 1;
      if ((starts[middle] as number) <= at) line = middle;
      else high = middle - 1;
    }
    return startOf(i + line) + at - (starts[line] as number);
  };
  return [source, place];
}
