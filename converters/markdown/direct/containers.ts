/**
 * List items and quotes whose every line bears its prefix.
 */
import type { ListItem, RootContent } from "mdast";
import { emptyLines, isBlank, type Lines } from "./lines.ts";
import { type Inside, positioned, type Rules } from "./rules.ts";
import { interrupts, isPlainStart, itemMarker, type Marker } from "./starts.ts";

/** One item as a list of its own: the reader joins neighbours. */
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
    if (start === end) continue;
    let indent = 0;
    while (indent < width && start + indent < end && text.charCodeAt(start + indent) === 32)
      indent++;
    if (start + indent === end) return -1;
    if (indent === width) {
      // The blank lines between stand inside.
      for (let blank = last + 1; blank < at; blank++)
        add(lines.from[blank] as number, lines.to[blank] as number);
      add(start + width, end);
      last = at;
      continue;
    }
    if (indent > 0 || text.charCodeAt(start) === 9) return -1;
    if (last === at - 1 && !endsItem(text, start, end, kind)) return -1;
    break;
  }
  let checked: boolean | null = null;
  const check = (isChecked: boolean) => {
    checked = isChecked;
  };
  const children = rules.readAll(own, rules, { depth: depth + 1, check });
  if (children === null) return -1;
  const position = positioned(from, lines.to[last] as number);
  const item: ListItem = { type: "listItem", checked, spread: false, children, position };
  const isOrdered = number !== null;
  out.push({
    type: "list",
    ordered: isOrdered,
    start: number,
    spread: false,
    children: [item],
    position,
  });
  return last + 1;
}

/** A marker alone on its line, of which nothing below can be the text. */
export function readEmptyItem(lines: Lines, i: number, out: RootContent[]): number {
  const { text } = lines;
  const from = lines.from[i] as number;
  const to = lines.to[i] as number;
  const found = /^(?:[-+*]|(\d{1,9})[.)])$/.exec(text.slice(from, Math.min(to, from + 11)));
  if (found === null) return -1;
  let below = i + 1;
  while (below < lines.from.length && isBlank(lines, below)) below++;
  if (below < lines.from.length && text.charCodeAt(lines.from[below] as number) <= 32) return -1;
  const position = positioned(from, to);
  const item: ListItem = { type: "listItem", checked: null, spread: false, children: [], position };
  const start = found[1] === undefined ? null : Number(found[1]);
  const ordered = start !== null;
  out.push({ type: "list", ordered, start, spread: false, children: [item], position });
  return i + 1;
}

/** Whether a line that follows right below an item surely stands outside. */
function endsItem(text: string, from: number, to: number, kind: Marker["kind"]): boolean {
  const marker = itemMarker(text, from, to);
  if (marker !== null && marker !== "unsure" && marker.kind === kind)
    return isPlainStart(text, from + marker.width, to);
  return interrupts(text, from, to) === "yes";
}

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
    if (text.charCodeAt(start) !== 62) {
      if (interrupts(text, start, end) !== "yes") return -1;
      break;
    }
    const next = text.charCodeAt(start + 1);
    if (start + 1 < end && next === 9) return -1;
    own.from.push(start + 1 < end && next === 32 ? start + 2 : start + 1);
    own.to.push(end);
  }
  const children = rules.readAll(own, rules, { depth: depth + 1, check: null });
  if (children === null) return -1;
  const position = positioned(lines.from[i] as number, lines.to[at - 1] as number);
  out.push({ type: "blockquote", children, position });
  return at;
}
