/**
 * Whether a text that shows one edit of its blocks differs from the one before in that block's lines alone, and
 * where it does not, whether it could have.
 */
import { blocksToMarkdown, parseBlocks } from "../../converters/index.ts";
import { forestKey } from "../../converters/markdown/keys.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import { edited, type Path, type TreeEdit } from "./tree-edits.ts";

/** What parts blocks: line endings, indents, the signs of quotes. */
const blank = /[\s>]/;

interface Cut {
  /** Up to the last character before the block that says something. */
  readonly before: string;
  /** From the first character behind it that says something. */
  readonly after: string;
  /** What stands between: blanks, the block, blanks. */
  readonly gap: string;
}

export function blockAt(blocks: readonly BlockTree[], path: Path): BlockTree | undefined {
  const [first, ...rest] = path;
  const block = first === undefined ? undefined : blocks[first];
  return block === undefined || rest.length === 0 ? block : blockAt(childrenOf(block), rest);
}

/** A text without the block at `path` and the blanks around it; `null` where there is no such block. */
function cutAt(text: string, path: Path): Cut | null {
  const { blocks, spans } = parseBlocks(text);
  const block = blockAt(blocks, path);
  const span = block === undefined ? undefined : spans.get(block);
  if (span === undefined) return null;
  let { start, end } = span;
  while (start > 0 && blank.test(text[start - 1] ?? "")) start--;
  while (end < text.length && blank.test(text[end] ?? "")) end++;
  return { before: text.slice(0, start), after: text.slice(end), gap: text.slice(start, end) };
}

const isBlank = (text: string): boolean => /^[\s>]*$/.test(text);
const bare = (text: string): string => text.replace(/^[\s>]+|[\s>]+$/g, "");

/** Whether `whole` is the cut with nothing but blanks between its parts. */
const isClosed = (whole: string, { before, after }: Cut): boolean =>
  whole.length >= before.length + after.length &&
  whole.startsWith(before) &&
  whole.endsWith(after) &&
  isBlank(whole.slice(before.length, whole.length - after.length));

/**
 * Every byte outside the lines of the edited block, and blanks beside them, is as it was. Where blocks are equal
 * nobody can say which of them was edited: any will do.
 */
export const isMinimal = (text: string, result: string, edit: TreeEdit): boolean =>
  isMinimalFor(text, result, edit) ||
  sameEdits(parseBlocks(text).blocks, edit).some((one) => isMinimalFor(text, result, one));

/** Edits of the same siblings that lead to the same blocks. */
function sameEdits(blocks: readonly BlockTree[], edit: TreeEdit): readonly TreeEdit[] {
  const above = edit.path.slice(0, -1);
  const at = edit.path.at(-1) ?? 0;
  const parent = blockAt(blocks, above);
  const count = (parent === undefined ? blocks : childrenOf(parent)).length;
  const others = Array.from({ length: count + 1 }, (_, i) => i);
  const candidates: readonly TreeEdit[] =
    edit.kind === "change"
      ? []
      : edit.kind === "move"
        ? [{ ...edit, path: [...above, edit.to], to: at }]
        : others.map((i) => ({ ...edit, path: [...above, i] }));
  const wanted = forestKey(edited(blocks, edit));
  return candidates.filter(
    (one) =>
      (one.path.at(-1) ?? 0) < count + (one.kind === "insert" ? 1 : 0) &&
      forestKey(edited(blocks, one)) === wanted,
  );
}

/** Every byte outside the lines of the edited block, and blanks beside them, is as it was. */
function isMinimalFor(text: string, result: string, edit: TreeEdit): boolean {
  switch (edit.kind) {
    case "change": {
      const { blocks, spans } = parseBlocks(text);
      const block = blockAt(blocks, edit.path);
      const span = block === undefined ? undefined : spans.get(block);
      if (span === undefined) return false;
      const tail = text.slice(span.end);
      return (
        result.length >= span.start + tail.length &&
        result.startsWith(text.slice(0, span.start)) &&
        result.endsWith(tail)
      );
    }
    case "insert": {
      const cut = cutAt(result, edit.path);
      return cut !== null && isClosed(text, cut);
    }
    case "remove": {
      const cut = cutAt(text, edit.path);
      return cut !== null && isClosed(result, cut);
    }
    case "move": {
      const from = cutAt(text, edit.path);
      const to = cutAt(result, [...edit.path.slice(0, -1), edit.to]);
      if (from === null || to === null) return false;
      if (text === result) return true;
      const [first, second] = from.before.length <= to.before.length ? [from, to] : [to, from];
      return (
        second.before.startsWith(first.before) &&
        first.after.endsWith(second.after) &&
        bare(second.before.slice(first.before.length)) ===
          bare(first.after.slice(0, first.after.length - second.after.length))
      );
    }
  }
}

/**
 * Whether some text that differs in the edited block's lines alone says the wanted blocks: the block's lines
 * taken out, or put in, with every sensible gap to its neighbours. If none does, they would fuse.
 */
export function couldBeMinimal(text: string, edit: TreeEdit): boolean {
  const parsed = parseBlocks(text);
  const wanted = forestKey(edited(parsed.blocks, edit));
  const says = (candidate: string) => forestKey(parseBlocks(candidate).blocks) === wanted;
  return candidates(text, edit).some(says);
}

function candidates(text: string, edit: TreeEdit): readonly string[] {
  const { blocks, spans } = parseBlocks(text);
  const above = edit.path.slice(0, -1);
  const at = edit.path.at(-1) ?? 0;
  const parent = blockAt(blocks, above);
  const siblings = parent === undefined ? blocks : childrenOf(parent);
  const spanOf = (block: BlockTree | undefined) =>
    block === undefined ? undefined : spans.get(block);
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const lineOf = (offset: number) =>
    Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  /** What lines of the siblings start with: the first may stand behind its parent's marker. */
  const prefix = (() => {
    const start = spanOf(siblings[0])?.start ?? 0;
    return text.slice(lineOf(start), start).replace(/[^\s>]/g, " ");
  })();
  const gaps = [`${eol}${prefix}`, `${eol}${prefix.trimEnd()}${eol}${prefix}`];
  const without = (index: number): readonly (readonly [string, number])[] => {
    const span = spanOf(siblings[index]);
    if (span === undefined) return [];
    const { start, end } = span;
    let before = start;
    while (before > 0 && blank.test(text[before - 1] ?? "")) before--;
    let after = end;
    while (after < text.length && blank.test(text[after] ?? "")) after++;
    const cuts = [
      [start, after],
      [before, end],
      [start, end],
      [lineOf(start), after],
      [before, after],
    ] as const;
    return cuts.map(([from, to]) => [text.slice(0, from) + text.slice(to), to - from] as const);
  };
  const withIt = (source: string, what: string, index: number, moved: number, from: number) => {
    const next = spanOf(siblings[index]);
    const previous = spanOf(siblings[index - 1]);
    const shift = (offset: number) => (offset > from ? offset - moved : offset);
    const result: string[] = [];
    for (const gap of gaps) {
      if (next !== undefined) {
        const offset = shift(next.start);
        result.push(source.slice(0, offset) + what + gap + source.slice(offset));
      }
      if (previous !== undefined) {
        const offset = shift(previous.end);
        for (const tail of ["", ...gaps])
          result.push(source.slice(0, offset) + gap + what + tail + source.slice(offset));
      }
    }
    return result;
  };
  switch (edit.kind) {
    case "change":
      return [];
    case "remove":
      return without(at).map(([one]) => one);
    case "insert": {
      const lines = blocksToMarkdown([edit.block]).trimEnd().split("\n");
      return withIt(text, lines.join(eol + prefix), at, 0, text.length);
    }
    case "move": {
      const span = spanOf(siblings[at]);
      if (span === undefined) return [];
      const index = edit.to > at ? edit.to + 1 : edit.to;
      return without(at).flatMap(([one, length]) =>
        withIt(one, text.slice(span.start, span.end), index, length, span.start),
      );
    }
  }
}
