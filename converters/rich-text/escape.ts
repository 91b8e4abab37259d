/**
 * Text → Markdown that reads back as the same text: a backslash only where something would read as
 * syntax otherwise, character references for spaces that a reader would strip.
 *
 * Works on one run of text; what stands around it is known only as "a line starts here" or "something
 * else", so the first and the last character are judged strictly.
 */
import { headOf, inReferences, nothing } from "./line-starts.ts";
import { sign, signsIn } from "./signs.ts";

export interface Surroundings {
  /**
   * What can start where the text starts: a block, a line that continues a paragraph, neither but outer
   * spaces are stripped, nothing at all.
   */
  readonly start: "block" | "line" | "edge" | "inline";
  /** The text ends its line. */
  readonly endsLine: boolean;
  /** A line break in the text can be a line ending in the source. */
  readonly breaks: boolean;
  readonly cell: boolean;
  /** Within a link's label: brackets would end it. */
  readonly label: boolean;
  /** Somewhere in the same rich text stands `](` or `]:`. */
  readonly linkEnds: boolean;
  /** The signs that could pair with another one of their kind in the same rich text. */
  readonly pairs: number;
  /** Marks, brackets and backslashes are escaped wherever they stand, and every outer space. */
  readonly escapesAll: boolean;
  /** Where a line ending can't stand. */
  readonly lineBreak: string;
  /** Nothing at all stands before, after the run; a link stands right after it. */
  readonly first: boolean;
  readonly last: boolean;
  readonly beforeLink: boolean;
  /** Non-empty text stands right before, right after, on the same line of the rich text. */
  readonly textBefore: boolean;
  readonly textAfter: boolean;
}

const special = /[\\`*_[\]<&$~:|\n\r!]/g;

/** Of these it takes a look at what stands beside them. */
const judged =
  sign.backslash |
  sign.less |
  sign.ampersand |
  sign.tilde |
  sign.colon |
  sign.lineFeed |
  sign.carriageReturn;

/** The signs that are not simply written as they are. */
const looked = (around: Surroundings): number =>
  around.escapesAll
    ? ~sign.doubtful
    : judged |
      around.pairs |
      (around.label ? sign.opening | sign.closing : 0) |
      (around.linkEnds ? sign.opening : 0) |
      (around.cell ? sign.pipe : 0) |
      (around.beforeLink ? sign.bang : 0);

/** `signs`: those in the text. */
export function escapeText(text: string, around: Surroundings, signs = signsIn(text)): string {
  if ((signs & sign.lineFeed) === 0)
    return escapeLine(text, around, around.start, around.endsLine, signs);
  const lines = text.split("\n");
  const last = lines.length - 1;
  let result = "";
  let start: Surroundings["start"] = around.start;
  lines.forEach((line, i) => {
    const before = i > 0 ? lines[i - 1] !== "" || (i === 1 && around.textBefore) : false;
    const after = line !== "" || (i === last && around.textAfter);
    if (i > 0) {
      const isEnding = around.breaks && before && after;
      result += isEnding ? "\\\n" : around.lineBreak;
      start = isEnding ? "line" : "inline";
    }
    const next = lines[i + 1];
    const endsHere =
      i === last
        ? around.endsLine
        : around.breaks && line !== "" && (next !== "" || (i + 1 === last && around.textAfter));
    result += escapeLine(line, around, start, endsHere, signs);
  });
  return result;
}

/** Whether a reader would strip the end of the line. */
export function endsInSpace(line: string): boolean {
  const code = line.charCodeAt(line.length - 1);
  return code === 32 || code === 9;
}

const keepTrailing = (line: string, { escapesAll }: Surroundings): string =>
  endsInSpace(line)
    ? line.replace(escapesAll ? /(?<![ \t])[ \t]+$/ : /[ \t]$/, inReferences)
    : line;

const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);
/** A space that stays one: an outer one and a carriage return may be written as references, which are punctuation. */
const isInnerSpace = (line: string, i: number): boolean =>
  i > 0 && i < line.length - 1 && isSpace(line[i]) && line[i] !== "\r";
const isWord = (char: string | undefined): boolean =>
  char !== undefined && /[\p{L}\p{N}]/u.test(char);
const punctuation = /[!-/:-@[-`{-~]/;

function escapeLine(
  line: string,
  around: Surroundings,
  start: Surroundings["start"],
  endsLine: boolean,
  signs: number,
): string {
  const head = start === "inline" ? nothing : headOf(line, start, around);
  let result = head.written;
  let plain = head.length;
  if ((signs & looked(around)) !== 0) {
    special.lastIndex = plain;
    while (special.test(line)) {
      const i = special.lastIndex - 1;
      result += line.slice(plain, i);
      if (line[i] === "_") {
        plain = endOfRun(line, i);
        result += escapeUnderscores(line, i, plain, around);
        special.lastIndex = plain;
      } else {
        plain = i + 1;
        result += escapeAt(line, i, around);
      }
    }
  }
  result += plain === 0 ? line : line.slice(plain);
  return endsLine && !(head.length === line.length && head.written.startsWith("&"))
    ? keepTrailing(result, around)
    : result;
}

const always = /[\\*~`$[\]<]/;

function escapeAt(line: string, i: number, around: Surroundings): string {
  const char = line[i] as string;
  const before = line[i - 1];
  const after = line[i + 1];
  if (around.escapesAll && always.test(char)) return `\\${char}`;
  switch (char) {
    case "\\":
      // The last space and a carriage return are written as references, which start with `&`.
      return after === undefined || punctuation.test(after) || isSpace(after) ? "\\\\" : char;
    case "`":
      return (around.pairs & sign.tick) !== 0 ? "\\`" : char;
    case "*":
      // Between spaces it can neither open nor close.
      return (around.pairs & sign.star) === 0 ||
        (isInnerSpace(line, i - 1) && isInnerSpace(line, i + 1))
        ? char
        : "\\*";
    case "[":
      return around.label || around.linkEnds ? "\\[" : char;
    case "]":
      return around.label ? "\\]" : char;
    case "<":
      return after === undefined
        ? around.last
          ? char
          : "\\<"
        : /[A-Za-z/!?]/.test(after)
          ? "\\<"
          : char;
    case "&":
      return /^&(?:#[xX]?\w+|[A-Za-z]\w*);/.test(line.slice(i, i + 40)) ||
        (after === undefined && !around.last)
        ? "\\&"
        : char;
    case "$":
      return (around.pairs & sign.dollar) !== 0 &&
        !((after === " " || after === "\t") && isInnerSpace(line, i + 1))
        ? "\\$"
        : char;
    case "~":
      if (before === "~" || after === "~") return "\\~";
      return (before === undefined && !around.first) || (after === undefined && !around.last)
        ? "\\~"
        : char;
    case ":":
      return looksLikeEmoji(line, i) ? "\\:" : char;
    case "|":
      return around.cell ? "\\|" : char;
    case "!":
      return after === undefined && around.beforeLink ? "\\!" : char;
    case "\r":
      return "&#13;";
    default:
      return char;
  }
}

function endOfRun(line: string, from: number): number {
  let end = from + 1;
  while (line[end] === "_") end++;
  return end;
}

/** A run of underscores stands for nothing inside a word or between spaces. */
function escapeUnderscores(
  line: string,
  from: number,
  end: number,
  { pairs }: Surroundings,
): string {
  const isIdle =
    (isWord(line[from - 1]) && isWord(line[end])) ||
    (isInnerSpace(line, from - 1) && isInnerSpace(line, end));
  return (pairs & sign.underscore) === 0 || isIdle
    ? line.slice(from, end)
    : "\\_".repeat(end - from);
}

function looksLikeEmoji(line: string, i: number): boolean {
  const before = line[i - 1];
  if (before !== undefined && /[\w:]/.test(before)) return false;
  const match = /^:[\w+-]+:/.exec(line.slice(i, i + 110));
  if (match === null) return false;
  const after = line[i + match[0].length];
  return after === undefined || !/[\w:]/.test(after);
}
