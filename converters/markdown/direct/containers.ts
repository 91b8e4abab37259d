/**
 * List items and quotes whose every line bears its prefix, or goes on lazily in the first column.
 */
import type { BlockContent, List, ListItem, RootContent } from "mdast";
import { nestedMax } from "../pieces.ts";
import { emptyLines, isBlank, isLazy, type Lines } from "./lines.ts";
import { addNode } from "./lists.ts";
import { type Inside, positioned, type Rules } from "./rules.ts";
import { interrupts, isPlainStart, itemMarker, type Marker } from "./starts.ts";

/** One item: as a list of its own, or the next one of the numbered list above. */
export function readItem(
  lines: Lines,
  i: number,
  { kind, number, width }: Marker,
  rules: Rules,
  out: RootContent[],
  { depth }: Inside,
): number {
  const { text } = lines;
  const from = lines.from[i] as number;
  const own = emptyLines(text);
  const add = (start: number, end: number) => {
    own.from.push(start);
    own.to.push(end);
  };
  add(from + width, lines.to[i] as number);
  let last = i;
  for (let at = i + 1; at < lines.from.length; at++) {
    const start = lines.from[at] as number;
    const end = lines.to[at] as number;
    if (isLazy(lines, at)) {
      if (last < at - 1) return -1;
      addLazy(own, start, end);
      last = at;
      continue;
    }
    if (isBlank(lines, at)) continue;
    const indent = spacesAt(text, start, Math.min(end, start + width));
    if (indent === width) {
      // The blank lines between stand inside, without the indentation that they have.
      for (let blank = last + 1; blank < at; blank++) {
        const first = lines.from[blank] as number;
        const to = lines.to[blank] as number;
        if (text.slice(first, to).includes("\t")) return -1;
        add(first + spacesAt(text, first, Math.min(to, first + width)), to);
      }
      add(start + width, end);
      last = at;
      continue;
    }
    if (indent > 0 || text.charCodeAt(start) === 9) return -1;
    if (last < at - 1) break;
    const does = endsItem(text, start, end, kind, rules);
    if (does === "yes") break;
    if (does === "unsure") return -1;
    addLazy(own, start, end);
    last = at;
  }
  let checked: boolean | null = null;
  const check = (isChecked: boolean) => {
    checked = isChecked;
  };
  const children = readInside(own, rules, { depth: depth + 1, check });
  if (children === null) return -1;
  const position = positioned(from, lines.to[last] as number);
  const item: ListItem = { type: "listItem", checked, spread: false, children, position };
  const ordered = number !== null;
  const list: List = {
    type: "list",
    ordered,
    start: number,
    spread: false,
    children: [item],
    position,
  };
  addNode(text, out, list);
  return last + 1;
}

/**
 * What a container holds. Nobody looks into what is nested deeper than blocks are read: its source is text,
 * of which a quote's marks make the end unsure.
 */
function readInside(own: Lines, rules: Rules, inside: Inside): BlockContent[] | null {
  if (inside.depth <= nestedMax + 1) return rules.readAll(own, rules, inside);
  if (own.lazy !== null) return null;
  const from = own.from[0] as number;
  const prefix = own.text.slice(own.text.lastIndexOf("\n", from - 1) + 1, from);
  return prefix.includes(">") ? null : [];
}

/** How many spaces stand at `from`, looking no further than `to`. */
function spacesAt(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) === 32) at++;
  return at - from;
}

/** A marker alone on its line, of which nothing below can be the text. */
export function readEmptyItem(lines: Lines, i: number, out: RootContent[]): number {
  const { text } = lines;
  const from = lines.from[i] as number;
  const to = lines.to[i] as number;
  const line = text.slice(from, to);
  const found = line.length > 100 ? null : /^(?:[-+*]|(\d{1,9})[.)]) *$/.exec(line);
  if (found === null) return -1;
  let below = i + 1;
  while (below < lines.from.length && isBlank(lines, below)) below++;
  if (below < lines.from.length && text.charCodeAt(lines.from[below] as number) <= 32) return -1;
  const position = positioned(from, to);
  const item: ListItem = { type: "listItem", checked: null, spread: false, children: [], position };
  const start = found[1] === undefined ? null : Number(found[1]);
  const ordered = start !== null;
  const list: List = { type: "list", ordered, start, spread: false, children: [item], position };
  addNode(text, out, list);
  return i + 1;
}

/** A line without the prefix goes on with the paragraph above; whether one is open there, its reader sees. */
function addLazy(own: Lines, from: number, to: number): void {
  own.lazy ??= new Set();
  own.lazy.add(own.from.length);
  own.from.push(from);
  own.to.push(to);
}

/** Whether a line that follows right below an item stands outside. */
function endsItem(
  text: string,
  from: number,
  to: number,
  kind: Marker["kind"],
  rules: Rules,
): "yes" | "no" | "unsure" {
  const marker = itemMarker(text, from, to);
  if (marker !== null && marker !== "unsure" && marker.kind === kind) {
    const start = from + marker.width;
    return isPlainStart(text, start, to) || isBullet(text, start, to) ? "yes" : "unsure";
  }
  return interrupts(text, from, to, rules.matcher);
}

/** Of an empty item within the next one of a list. */
const isBullet = (text: string, from: number, to: number): boolean =>
  to === from + 1 && /[-+*]/.test(text[from] as string);

export function readQuote(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  { depth }: Inside,
): number {
  const { text } = lines;
  const own = emptyLines(text);
  let at = i;
  for (; at < lines.from.length && !isBlank(lines, at); at++) {
    const start = lines.from[at] as number;
    const end = lines.to[at] as number;
    if (text.charCodeAt(start) !== 62 || isLazy(lines, at)) {
      const does = isLazy(lines, at) ? "no" : interrupts(text, start, end, rules.matcher);
      if (does === "yes") break;
      if (does === "unsure") return -1;
      addLazy(own, start, end);
      continue;
    }
    const next = text.charCodeAt(start + 1);
    if (start + 1 < end && next === 9) return -1;
    own.from.push(start + 1 < end && next === 32 ? start + 2 : start + 1);
    own.to.push(end);
  }
  const children = readInside(own, rules, { depth: depth + 1, check: null });
  if (children === null) return -1;
  // The tokenizer has a quote without text go on over the blank lines of what is around it.
  if (children.length === 0 && depth > 0 && at < lines.from.length) return -1;
  const position = positioned(lines.from[i] as number, lines.to[at - 1] as number);
  out.push({ type: "blockquote", children, position });
  return at;
}
