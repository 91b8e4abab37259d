/**
 * Blocks whose reading is beyond doubt → mdast, without the tokenizer: paragraphs, headings, fences, lists,
 * quotes, tables, tag lines as they are usually written.
 *
 * A block is read whole or not at all; what is not of the simplest form (indented, lazily continued, with
 * tabs …) is left to the tokenizer. Both give the same blocks; a test holds them to it.
 */
import type { BlockContent, RootContent } from "mdast";
import { deepStart, markersMax } from "../pieces.ts";
import { comment } from "../tag-names.ts";
import { readEmptyItem, readItem, readQuote } from "./containers.ts";
import { definesNothing, readDefinition } from "./definition.ts";
import { readFence } from "./fences.ts";
import { isBlank, isLazy, type Lines, lineAt } from "./lines.ts";
import { readParagraph } from "./paragraph.ts";
import { readPhrasing } from "./phrasing.ts";
import { type Inside, positioned, type Rules } from "./rules.ts";
import { isDivider, itemMarker, tagLineMax } from "./starts.ts";
import { isDelimiterRow, readTable } from "./table.ts";

/** More markers on one line are literal text, with all that hangs on them. */
const isTooDeep = (text: string, from: number): boolean =>
  deepStart.test(text.slice(text.lastIndexOf("\n", from - 1) + 1, from + 20));

const mayDefine = (line: string): boolean => line.includes("]:") && !definesNothing.test(line);

/** The block at line `i`, put into `out`: the line after it, or -1 if the tokenizer has to read it. */
export function readBlock(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  inside: Inside,
): number {
  if (isBlank(lines, i)) return i + 1;
  if (isLazy(lines, i)) return -1;
  const { text } = lines;
  const from = lines.from[i] as number;
  const to = lines.to[i] as number;
  if (inside.depth >= markersMax - 1 && isTooDeep(text, from)) return -1;
  switch (text.charCodeAt(from)) {
    case 9: // tab
    case 32: // space
    case 0xfeff: // byte order mark
      return -1;
    case 35: // #
      return readHeading(lines, i, rules, out, inside);
    case 60: // <
      return readTagLine(lines, i, rules, out, inside);
    case 62: // >
      return readQuote(lines, i, rules, out, inside);
    case 91: // [
      if (mayDefine(text.slice(from, to))) return readDefinition(lines, i, out);
      break;
    case 96: // backtick
      if (text.startsWith("```", from)) return readFence(lines, i, out, inside);
      break;
    case 126: // ~
      if (text.startsWith("~~~", from)) return readFence(lines, i, out, inside);
      break;
    case 36: // $
      if (text.startsWith("$$", from)) return readFence(lines, i, out, inside);
      break;
    case 42: // *
    case 43: // +
    case 45: // -
    case 95: // _
      if (isDivider(lineAt(lines, i))) {
        out.push({ type: "thematicBreak", position: positioned(from, to) });
        return i + 1;
      }
      break;
  }
  const marker = itemMarker(text, from, to);
  if (marker === "unsure") return readEmptyItem(lines, i, out);
  if (isDelimiterRow(lines, i + 1)) return readTable(lines, i, rules, out);
  if (marker !== null) return readItem(lines, i, marker, rules, out, inside);
  return readParagraph(lines, i, rules, out, inside);
}

/** All blocks of the lines; `null` if one of them is left to the tokenizer. */
export function readAll(lines: Lines, rules: Rules, inside: Inside): BlockContent[] | null {
  const out: RootContent[] = [];
  for (let i = 0; i < lines.from.length; ) {
    const next = readBlock(lines, i, rules, out, i === 0 ? inside : { ...inside, check: null });
    if (next === -1) return null;
    i = next;
  }
  return out as BlockContent[];
}

function readHeading(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  inside: Inside,
): number {
  const line = lineAt(lines, i);
  const from = lines.from[i] as number;
  const marker = /^#{1,6}(?=[ \t]|$)/.exec(line)?.[0];
  if (marker === undefined) return readParagraph(lines, i, rules, out, inside);
  const start = marker.length + 1;
  const content = line.slice(start);
  if (/^\s|[\s#]$|\t/.test(content)) return -1;
  const children = readPhrasing(content, (at) => from + start + at, rules);
  if (children === null) return -1;
  const depth = marker.length as 1;
  out.push({ type: "heading", depth, children, position: positioned(from, from + line.length) });
  return i + 1;
}

/** Tags, a leaf or an attribute comment; else the line starts a paragraph. */
function readTagLine(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  inside: Inside,
): number {
  const line = lineAt(lines, i);
  if (line.includes("\t") || line.length > tagLineMax) return -1;
  if (rules.opensText) return readTagHead(lines, i, rules, out, inside);
  const found = rules.matcher.line(line);
  if (found === null) return readParagraph(lines, i, rules, out, inside);
  const from = lines.from[i] as number;
  const position = positioned(from, from + line.length);
  if (found.kind !== "leaf") {
    const type = found.kind === "tags" ? "notionTags" : "notionAttributes";
    out.push({ type, value: line, position });
    return i + 1;
  }
  const content = line.slice(found.start, found.end);
  if (/^\s|\s$/.test(content)) return -1;
  const children = readPhrasing(content, (at) => from + found.start + at, rules);
  if (children === null) return -1;
  out.push({ type: "notionLeaf", start: line.slice(0, found.start), children, position });
  return i + 1;
}

/** Tags at the start of a line, and the paragraph that may follow behind them. */
function readTagHead(
  lines: Lines,
  i: number,
  rules: Rules,
  out: RootContent[],
  inside: Inside,
): number {
  const line = lineAt(lines, i);
  const from = lines.from[i] as number;
  const size = rules.matcher.head(line);
  if (size === 0) {
    if (!comment.test(line)) return readParagraph(lines, i, rules, out, inside);
    out.push({
      type: "notionAttributes",
      value: line,
      position: positioned(from, from + line.length),
    });
    return i + 1;
  }
  const value = line.slice(0, size);
  const tags: RootContent = { type: "notionTags", value, position: positioned(from, from + size) };
  const behind: RootContent[] = [];
  const next = size === line.length ? i + 1 : readParagraph(lines, i, rules, behind, inside, size);
  if (next !== -1) out.push(tags, ...behind);
  return next;
}
