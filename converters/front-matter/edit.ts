/**
 * Changing the values of some keys in a file that a person formatted by hand: comments, order, quoting of
 * the other keys and every other byte stay.
 */
import { hashOf } from "../../src/platform/hash.ts";
import { type Entry, type FrontMatter, readFrontMatter } from "./read.ts";
import { plainOf } from "./values.ts";
import {
  type PrintedEntry,
  printEntries,
  printEntry,
  printValue,
  readOnlyComment,
} from "./write.ts";

export interface FrontMatterEdit {
  /** Values to set, by key; `null` takes the key out. */
  readonly set: ReadonlyMap<string, PrintedEntry | null>;
  /** Where a key that is new goes: all keys in the order in which a full print has them. */
  readonly order: readonly string[];
}

/** A file without front matter gets one; broken front matter is left as it is. */
export function editFrontMatter(text: string, edit: FrontMatterEdit): string {
  let result = text;
  for (const [key, entry] of edit.set) {
    const matter = readFrontMatter(result);
    if (matter?.state === "broken") return text;
    if (matter === null) {
      if (entry !== null) result = withFirst(result, entry);
      continue;
    }
    result = changeOne(result, matter, key, entry, edit.order);
  }
  return result;
}

const lineEnd = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
const withEnds = (yaml: string, end: string): string =>
  end === "\n" ? yaml : yaml.replaceAll("\n", end);

function withFirst(text: string, entry: PrintedEntry): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(mark.length);
  const end = lineEnd(body);
  const gap = body === "" || /^[ \t]*(?:\r|\n)/.test(body) ? "" : end;
  return `${mark}${withEnds(`---\n${printEntries([entry])}---\n`, end)}${gap}${body}`;
}

function changeOne(
  text: string,
  matter: FrontMatter,
  key: string,
  entry: PrintedEntry | null,
  order: readonly string[],
): string {
  const at = matter.entries.findIndex((candidate) => candidate.key === key);
  const found = matter.entries[at];
  if (found === undefined && entry === null) return text;
  const end = lineEnd(text);
  if (!matter.flow) {
    const result =
      found === undefined
        ? inserted(text, matter, entry as PrintedEntry, order, end)
        : entry === null
          ? removed(text, matter, found)
          : replaced(text, found, entry, end);
    if (says(result, matter, key, entry)) return result;
  }
  return reprinted(text, matter, key, entry, end);
}

function replaced(text: string, found: Entry, entry: PrintedEntry, end: string): string {
  const colon = text.indexOf(":", found.keyEnd);
  const value = withEnds(printValue(entry.value, ""), end);
  const valueEnd = trimmedEnd(text, colon + 1, found.end);
  return text.slice(0, colon + 1) + value + text.slice(Math.max(valueEnd, colon + 1));
}

/** A block's range reaches over the line ends after it; those are not its own. */
function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && /\s/.test(text[last - 1] ?? "")) last--;
  return last;
}

/** The whole lines of an entry, with a comment at the end of its last line. */
function linesOf(text: string, matter: FrontMatter, entry: Entry): { start: number; end: number } {
  const start = Math.max(
    matter.start,
    Math.max(text.lastIndexOf("\n", entry.start - 1), text.lastIndexOf("\r", entry.start - 1)) + 1,
  );
  const last = trimmedEnd(text, entry.keyEnd, entry.end);
  const rest = /\r\n|\n|\r/.exec(text.slice(last, matter.end));
  return { start, end: rest === null ? matter.end : last + rest.index + rest[0].length };
}

function removed(text: string, matter: FrontMatter, found: Entry): string {
  const lines = linesOf(text, matter, found);
  const result = text.slice(0, lines.start) + text.slice(lines.end);
  // The last key gone: an empty mapping would read as two dividers.
  return matter.entries.length > 1
    ? result
    : text.slice(0, text.startsWith("\uFEFF") ? 1 : 0) + text.slice(matter.bodyStart);
}

function inserted(
  text: string,
  matter: FrontMatter,
  entry: PrintedEntry,
  order: readonly string[],
  end: string,
): string {
  const before = order.slice(0, Math.max(0, order.indexOf(entry.key)));
  let after: Entry | undefined;
  for (const key of before.reverse()) {
    after = matter.entries.find((candidate) => candidate.key === key);
    if (after !== undefined) break;
  }
  const yaml = text.slice(matter.start, matter.end);
  const comment = /^# read-only[ \t]*(?:\r\n|\n|\r)/m.exec(yaml);
  const border = comment === null ? null : matter.start + comment.index;
  let at = after === undefined ? matter.start : linesOf(text, matter, after).end;
  let lines = printEntry(entry);
  if (entry.readOnly === true) {
    if (comment === null || border === null) {
      at = matter.end;
      lines = `${readOnlyComment}\n${lines}`;
    } else if (after === undefined || after.start < border) at = border + comment[0].length;
  } else if (border !== null && at > border) at = border;
  const open = at > 0 && !/[\r\n]$/.test(text.slice(0, at)) ? end : "";
  return text.slice(0, at) + open + withEnds(lines, end) + text.slice(at);
}

const fingerprint = (entry: Entry): string => hashOf([entry.key, plainOf(entry.value)]);

/** The edit did what it should and nothing else. */
function says(result: string, was: FrontMatter, key: string, entry: PrintedEntry | null): boolean {
  const now = readFrontMatter(result);
  const others = (matter: FrontMatter | null) =>
    (matter?.entries ?? []).filter((candidate) => candidate.key !== key).map(fingerprint);
  if (now?.state === "broken" || hashOf(others(now)) !== hashOf(others(was))) return false;
  const value = now?.entries.find((candidate) => candidate.key === key)?.value;
  if (entry === null) return value === undefined;
  const wanted = readFrontMatter(`---\n${printEntry(entry)}---\n`)?.entries[0]?.value;
  return (
    value !== undefined &&
    wanted !== undefined &&
    hashOf(plainOf(value)) === hashOf(plainOf(wanted))
  );
}

/** Where lines can't be edited (a mapping in braces, a key over several lines): every key anew, comments lost. */
function reprinted(
  text: string,
  matter: FrontMatter,
  key: string,
  entry: PrintedEntry | null,
  end: string,
): string {
  const entries: PrintedEntry[] = matter.entries
    .filter((candidate) => candidate.key !== key || entry !== null)
    .map((candidate) =>
      candidate.key === key && entry !== null
        ? entry
        : { key: candidate.key, value: printedOf(candidate.value) },
    );
  if (entry !== null && !matter.entries.some((candidate) => candidate.key === key))
    entries.push(entry);
  return (
    text.slice(0, matter.start) + withEnds(printEntries(entries), end) + text.slice(matter.end)
  );
}

function printedOf(value: Entry["value"]): PrintedEntry["value"] {
  switch (value.kind) {
    case "nothing":
      return { raw: "" };
    case "alias":
      return `*${value.name}`;
    case "text":
      return value.plain ? { raw: value.text } : value.text;
    case "list":
      return value.items.map(printedOf);
    case "map":
      return { fields: value.entries.map(([name, member]) => [name, printedOf(member)] as const) };
  }
}
