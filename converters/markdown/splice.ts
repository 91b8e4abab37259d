/**
 * Brings a text to show other blocks and leaves every byte of what it says already.
 *
 * The blocks that the text says are compared with the wanted ones; only where they differ lines change.
 * The result is read back: where a changed block would fuse with its neighbours, they are printed anew
 * too, a few at first, in the end all of them.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { blocksToMarkdown } from "../blocks/print.ts";
import { parseBlocks } from "../blocks/read.ts";
import type { ConvertOptions } from "../context.ts";
import { type Attempt, type Edit, editsFor } from "./edits.ts";
import { forestKey } from "./keys.ts";

/** From the fewest lines on. */
const attempts: readonly Attempt[] = [
  { reach: 0, isDeep: true },
  { reach: 1, isDeep: true },
  { reach: 4, isDeep: true },
  { reach: 0, isDeep: false },
  { reach: 1, isDeep: false },
  { reach: 1_000_000, isDeep: false },
];

export function splice(
  text: string,
  blocks: readonly BlockTree[],
  options: ConvertOptions = {},
): string {
  const parsed = parseBlocks(text, options);
  const wanted = forestKey(blocks);
  if (forestKey(parsed.blocks) === wanted) return text;
  const printed = blocksToMarkdown(blocks, options);
  if (parsed.blocks.length === 0)
    return text.trim() === "" ? startOf(text) + printed : joined(text, printed);
  /** What the blocks say once printed and read, should something in them not survive that. */
  let normal: string | null = null;
  for (const attempt of attempts) {
    const edits = editsFor(text, parsed, blocks, attempt, options);
    const result = edits === null ? null : apply(text, edits);
    if (result === null) continue;
    const said = forestKey(parseBlocks(result, options).blocks);
    if (said === wanted) return result;
    normal ??= forestKey(parseBlocks(printed, options).blocks);
    if (said === normal) return result;
  }
  return startOf(text) + printed;
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
