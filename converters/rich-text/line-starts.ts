/**
 * The start of a line of text, of which a reader would make a block, an underline or nothing at all.
 */
import type { Surroundings } from "./escape.ts";

export interface Start {
  readonly written: string;
  /** Characters of the line that `written` stands for. */
  readonly length: number;
}

/** The start says nothing but itself. */
export const nothing: Start = { written: "", length: 0 };
const escaped = (char: string): Start => ({ written: `\\${char}`, length: 1 });

/** First characters of whatever `startOf` writes otherwise, by character code; a byte-order mark besides. */
const opening = new Uint8Array(128);
for (const char of " \t#>+*_-=|:[$0123456789") opening[char.charCodeAt(0)] = 1;

/** Whether a line may start a block, or would lose its first character: what starts like a word can't. */
export function mayOpen(line: string): boolean {
  const code = line.charCodeAt(0);
  return code < 128 ? opening[code] === 1 : code === 0xfeff;
}

export const inReferences = (spaces: string): string =>
  spaces.replace(/[ \t]/g, (char) => `&#${char.charCodeAt(0)};`);

/** How the start of a line is written, where something else stands right before it. */
export function headOf(
  line: string,
  start: "block" | "line" | "edge",
  { escapesAll }: Surroundings,
): Start {
  if (!mayOpen(line)) return nothing;
  const spaces = escapesAll ? (/^[ \t]+/.exec(line)?.[0] ?? "") : "";
  return spaces === ""
    ? startOf(line, start)
    : { written: inReferences(spaces), length: spaces.length };
}

function startOf(line: string, start: "block" | "line" | "edge"): Start {
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
      // Two are enough: behind the dash of an item they make a divider.
      return /^-(?:\s|$)|^(?:-[ \t]*){2,}$/.test(line) || (continues && /^[-:| \t]+$/.test(line))
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
