/**
 * Brings a text to show other blocks and leaves every byte of what it says already.
 *
 * The blocks that the text says are compared with the wanted ones; only where they differ lines change.
 * The result is read back: where a changed block would fuse with its neighbours, they are printed anew
 * too, a few at first, in the end all of them.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { blocksToMarkdown, type PrintOptions } from "../blocks/print.ts";
import { parseBlocks } from "../blocks/read.ts";
import type { ConvertOptions } from "../context.ts";
import { flavors } from "../flavors.ts";
import { printDestination } from "../rich-text/destination.ts";
import { type Attempt, type Edit, editsFor } from "./edits.ts";
import { forestKey } from "./keys.ts";
import { parseDocument } from "./pipeline.ts";

export function splice(
  text: string,
  blocks: readonly BlockTree[],
  options: ConvertOptions = {},
): string {
  const parsed = parseBlocks(text, options);
  const wanted = forestKey(blocks);
  if (forestKey(parsed.blocks) === wanted) return text;
  const whole = blocksToMarkdown(blocks, options);
  if (parsed.blocks.length === 0)
    return text.trim() === "" ? startOf(text) + whole : joined(text, whole);
  /** What the blocks say once printed and read, should something in them not survive that. */
  let normal: string | null = null;
  const isRight = (result: string): boolean => {
    const said = forestKey(parseBlocks(result, options).blocks);
    if (said === wanted) return true;
    normal ??= forestKey(parseBlocks(whole, options).blocks);
    return said === normal;
  };
  const tried = (attempt: Attempt, printOptions: PrintOptions): string | null => {
    const edits = editsFor(text, parsed, blocks, attempt, printOptions);
    const result = edits === null ? null : apply(text, edits);
    return result !== null && isRight(result) ? result : null;
  };
  const first = tried(inPlace, options);
  if (first !== null) return first;
  const definitions = definitionsIn(text, options);
  // Where definitions stand, a word in brackets is told from a reference.
  const careful = { ...options, escapesBrackets: definitions !== "" };
  for (const attempt of text.length > longText ? fewAttempts : attempts) {
    const result = tried(attempt, careful);
    if (result !== null) return result;
  }
  if (definitions !== "") {
    const result = `${startOf(text)}${blocksToMarkdown(blocks, careful)}\n${definitions}\n`;
    if (isRight(result)) return result;
  }
  return startOf(text) + whole;
}

const inPlace: Attempt = {
  before: 0,
  after: 0,
  isDeep: true,
  keepsForm: true,
  isLoose: false,
  isApart: false,
};
const printed: Attempt = { ...inPlace, keepsForm: false };
const all: Attempt = {
  before: 1_000_000,
  after: 1_000_000,
  isDeep: false,
  keepsForm: false,
  isLoose: false,
  isApart: false,
};

/** From the fewest lines on. */
const attempts: readonly Attempt[] = [
  inPlace,
  printed,
  { ...printed, isApart: true },
  { ...inPlace, isLoose: true },
  { ...printed, isLoose: true },
  ...reaches(4).map((reach) => ({ ...printed, ...reach })),
  { ...inPlace, isDeep: false },
  ...reaches(4).map((reach) => ({ ...printed, ...reach, isDeep: false })),
  all,
];
/** Of a text that takes its time to read. */
const fewAttempts: readonly Attempt[] = [
  inPlace,
  printed,
  { ...printed, before: 1, after: 1 },
  { ...printed, before: 1, after: 1, isDeep: false },
  all,
];
const longText = 200_000;

/** Siblings to print anew around a change: fewer before more, and on both sides before on one. */
function reaches(max: number): readonly { readonly before: number; readonly after: number }[] {
  const found = [];
  for (let count = 1; count <= max; count++) {
    const sides = Array.from({ length: count + 1 }, (_, before) => ({
      before,
      after: count - before,
    }));
    found.push(
      ...sides.sort((a, b) => Math.abs(a.before - a.after) - Math.abs(b.before - b.after)),
    );
  }
  return found;
}

/** The definitions of links, one a line. */
function definitionsIn(text: string, options: ConvertOptions): string {
  if (!text.includes("]:")) return "";
  const lines: string[] = [];
  for (const { identifier, label, url, title } of parseDocument(
    text,
    flavors[options.flavor ?? "plain"].tags,
  ).definitions.values()) {
    const name = (label ?? identifier).replace(/[[\]\\]/g, "\\$&");
    const named = (title ?? "") === "" ? "" : ` "${title?.replace(/["\\]/g, "\\$&")}"`;
    lines.push(`[${name}]: ${printDestination(url, false)}${named}`);
  }
  return lines.join("\n");
}

/** A blank line that parts the text from what stands before it is kept. */
const startOf = (text: string): string => /^(?:\r\n|\n|\r)?/.exec(text)?.[0] ?? "";

const joined = (text: string, printed: string): string =>
  printed === "" ? text : `${text.trimEnd()}\n\n${printed}`;

/** `null` when two edits overlap. */
function apply(text: string, edits: readonly Edit[]): string | null {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) return null;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
