/**
 * Text → Markdown that reads back as the same text: a backslash only where something would read as
 * syntax otherwise, character references for spaces that a reader would strip.
 *
 * Works on one run of text; what stands around it is known only as "a line starts here" or "something
 * else", so the first and the last character are judged strictly.
 */
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
  /** Those of `` ` ``, `$`, `*` and `_` that could pair with another one in the same rich text. */
  readonly pairs: string;
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

const special = /[\\`*_[\]<&$~:|\n\r!]/;
const anySpecial = new RegExp(special, "g");
const startSpecial = /^[\s#+\->=\d|:!\ufeff]/;

export function escapeText(text: string, around: Surroundings): string {
  if (!special.test(text) && !startSpecial.test(text)) {
    return around.endsLine && /\s$/.test(text) ? keepTrailing(text, around) : text;
  }
  if (!text.includes("\n")) return escapeLine(text, around, around.start, around.endsLine);
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
    result += escapeLine(line, around, start, endsHere);
  });
  return result;
}

const keepTrailing = (line: string, { escapesAll }: Surroundings): string =>
  /[ \t]$/.test(line.slice(-1))
    ? line.replace(escapesAll ? /(?<![ \t])[ \t]+$/ : /[ \t]$/, inReferences)
    : line;

const inReferences = (spaces: string): string =>
  spaces.replace(/[ \t]/g, (char) => `&#${char.charCodeAt(0)};`);

interface Start {
  readonly written: string;
  /** Characters of the line that `written` stands for. */
  readonly length: number;
}

const nothing: Start = { written: "", length: 0 };
const escaped = (char: string): Start => ({ written: `\\${char}`, length: 1 });

/** The start of a line of which a reader would make a block, an underline or nothing at all. */
function startOf(line: string, start: Surroundings["start"]): Start {
  const first = line[0] ?? "";
  if (first === " " || first === "\t" || first === "\ufeff")
    return { written: `&#${first.charCodeAt(0)};`, length: 1 };
  if (start === "edge") return nothing;
  const continues = start === "line";
  switch (first) {
    case "#":
      return /^#{1,6}(?:\s|$)/.test(line) ? escaped(first) : nothing;
    case ">":
      return escaped(first);
    case "+":
      return /^\+(?:\s|$)/.test(line) ? escaped(first) : nothing;
    case "*":
      return /^\*(?:\s|$)|^(?:\*[ \t]*){3,}$/.test(line) ? escaped(first) : nothing;
    case "_":
      return /^(?:_[ \t]*){3,}$/.test(line) ? escaped(first) : nothing;
    case "-":
      return /^-(?:\s|$)|^(?:-[ \t]*){3,}$/.test(line) || (continues && /^[-:| \t]+$/.test(line))
        ? escaped(first)
        : nothing;
    case "=":
      return continues && /^=+[ \t]*$/.test(line) ? escaped(first) : nothing;
    case "|":
    case ":":
      return continues && /^[-:| \t]+$/.test(line) ? escaped(first) : nothing;
    case "[":
      return /^\[(?:!|[ \txX]\])/.test(line) ? escaped(first) : nothing;
    case "$":
      return line[1] === "$" ? escaped(first) : nothing;
    default: {
      const number = /^(\d{1,9})([.)])(?=\s|$)/.exec(line);
      return number === null
        ? nothing
        : { written: `${number[1]}\\${number[2]}`, length: number[0].length };
    }
  }
}

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
): string {
  const head = start === "inline" || line === "" ? nothing : headOf(line, start, around);
  let result = head.written;
  if (special.test(line)) {
    let plain = head.length;
    anySpecial.lastIndex = plain;
    for (let found = anySpecial.exec(line); found !== null; found = anySpecial.exec(line)) {
      const i = found.index;
      result += line.slice(plain, i) + escapeAt(line, i, around);
      plain = i + 1;
      anySpecial.lastIndex = plain;
    }
    result += line.slice(plain);
  } else result += line.slice(head.length);
  return endsLine && !(head.length === line.length && head.written.startsWith("&"))
    ? keepTrailing(result, around)
    : result;
}

function headOf(line: string, start: "block" | "line" | "edge", around: Surroundings): Start {
  const head = startOf(line, start);
  const spaces = around.escapesAll && /^[ \t]/.test(line) ? (/^[ \t]+/.exec(line)?.[0] ?? "") : "";
  return spaces === "" ? head : { written: inReferences(spaces), length: spaces.length };
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
      return around.pairs.includes(char) ? "\\`" : char;
    case "*":
      // Between spaces it can neither open nor close.
      if (!around.pairs.includes(char) || (isInnerSpace(line, i - 1) && isInnerSpace(line, i + 1)))
        return char;
      return "\\*";
    case "_":
      return !around.pairs.includes(char) || isIdle(line, i) ? char : "\\_";
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
      return around.pairs.includes(char) &&
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

/** An underscore, or a run of them, inside a word or between spaces. */
function isIdle(line: string, i: number): boolean {
  let from = i;
  let to = i;
  while (line[from - 1] === "_") from--;
  while (line[to + 1] === "_") to++;
  const before = line[from - 1];
  const after = line[to + 1];
  return (
    (isWord(before) && isWord(after)) ||
    (isInnerSpace(line, from - 1) && isInnerSpace(line, to + 1))
  );
}

function looksLikeEmoji(line: string, i: number): boolean {
  const before = line[i - 1];
  if (before !== undefined && /[\w:]/.test(before)) return false;
  const match = /^:[\w+-]+:/.exec(line.slice(i, i + 110));
  if (match === null) return false;
  const after = line[i + match[0].length];
  return after === undefined || !/[\w:]/.test(after);
}
