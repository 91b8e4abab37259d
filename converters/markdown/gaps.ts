/**
 * What stands between the blocks of a text: where gaps, and the lines around them, start and end, and which of
 * them go between blocks that were not neighbours before.
 */
import { type BlockTree, childrenOf, contentOf } from "../../src/notion/tree.ts";
import { isItem } from "../blocks/lists.ts";
import type { ParsedBlocks, Span } from "../context.ts";

const blankLine = /(?:\r\n|\n|\r(?!\n))[ \t>]*(?:\r\n|\n|\r(?!\n))/;

/** Of the first line. */
export const lineEndingOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";

export class Gaps {
  readonly #text: string;
  readonly #parsed: ParsedBlocks;
  readonly #eol: string;
  readonly #isLoose: boolean;

  /** `isLoose`: blank lines part neighbours in a tight list too. */
  constructor(text: string, parsed: ParsedBlocks, isLoose: boolean) {
    this.#text = text;
    this.#parsed = parsed;
    this.#eol = lineEndingOf(text);
    this.#isLoose = isLoose;
  }

  /** The end of the line if only spaces stand between. */
  lineEnd(offset: number): number {
    const spaces = /[ \t]*/y;
    spaces.lastIndex = offset;
    const end = offset + (spaces.exec(this.#text)?.[0].length ?? 0);
    return end === this.#text.length || /[\n\r]/.test(this.#text[end] ?? "") ? end : offset;
  }

  /** What goes before a closing tag that stands right behind an offset: it gets a line of its own. */
  beforeClosing(offset: number, prefix: string): string {
    return this.#text.startsWith("</", offset) ? this.#eol + prefix : "";
  }

  /** A printed block in the place of one that may share its line with others: on lines of its own. */
  apart(printed: string, { start, end }: Span, prefix: string): string {
    const isBreak = (char: string | undefined) => char === undefined || /[\n\r]/.test(char);
    const line = this.#eol + prefix;
    const before = isBreak(this.#text[start - prefix.length - 1]) ? "" : line;
    return before + printed + (isBreak(this.#text[this.lineEnd(end)]) ? "" : line);
  }

  /** What to take out where the lines between two offsets have no sibling beside them. */
  aloneAt(start: number, end: number): Span {
    const from = this.#gapBefore(start);
    if (from > 0) return { start: from, end };
    const blanks = /[\s>]*/y;
    blanks.lastIndex = end;
    return { start, end: end + (blanks.exec(this.#text)?.[0].length ?? 0) };
  }

  /** The start of the blank lines and prefixes before an offset. */
  #gapBefore(offset: number): number {
    let start = offset;
    const isBreak = (at: number) => /[\n\r]/.test(this.#text[at] ?? "");
    for (;;) {
      let line = start;
      while (line > 0 && !isBreak(line - 1)) line--;
      // What a line says besides prefixes stays, were it only the end of a tag.
      if (!/^[\s>]*$/.test(this.#text.slice(line, start))) break;
      if (line === 0) return 0;
      start = line - (this.#text[line - 1] === "\n" && this.#text[line - 2] === "\r" ? 2 : 1);
    }
    while (start > 0 && /[ \t]/.test(this.#text[start - 1] ?? "")) start--;
    return start;
  }

  /** A blank line where the first of some siblings stood, and the next one in its place. */
  blankBefore(start: number, end: number, prefix: string): Span & { readonly text: string } {
    const line = start - prefix.length;
    const isOwnLine = line > 0 && /[\n\r]/.test(this.#text[line - 1] ?? "");
    return isOwnLine && this.#text.slice(line, start) === prefix
      ? { start: line, end, text: prefix.trimEnd() + this.#eol + prefix }
      : { start, end, text: "" };
  }

  /** The gap between two siblings, or between one and an offset; `null` where more than blanks stand there. */
  gapOf(
    from: BlockTree | number,
    to: BlockTree | number,
  ): (Span & { readonly isBlank: boolean }) | null {
    const spans = this.#parsed.spans;
    const start = typeof from === "number" ? from : (spans.get(from)?.end ?? 0);
    const end = typeof to === "number" ? to : (spans.get(to)?.start ?? start);
    const gap = this.#text.slice(start, end);
    return /^[\s>]*$/.test(gap) ? { start, end, isBlank: blankLine.test(gap) } : null;
  }

  /** What stands between siblings and is no block, such as definitions: it goes on behind them. */
  definitionsBetween(siblings: readonly BlockTree[], prefix: string): string {
    const lines: string[] = [];
    for (let i = 0; i + 1 < siblings.length; i++) {
      const start = this.#parsed.spans.get(siblings[i] as BlockTree)?.end ?? 0;
      const end = this.#parsed.spans.get(siblings[i + 1] as BlockTree)?.start ?? start;
      for (const line of this.#text.slice(start, end).split(/\r\n|\n|\r/)) {
        const said = line.replace(/^[\s>]+/, "").trimEnd();
        if (said !== "") lines.push(said);
      }
    }
    return lines.length === 0 ? "" : this.#blank(prefix) + lines.join(this.#eol + prefix);
  }

  #blank(prefix: string): string {
    return `${this.#eol}${prefix.trimEnd()}${this.#eol}${prefix}`;
  }

  /** What goes between two siblings: a blank line, or what parts the items of the list around. */
  gap(
    a: BlockTree,
    b: BlockTree,
    prefix: string,
    around: readonly (BlockTree | undefined)[],
  ): string {
    if (a.type === "table_row") return this.#eol + prefix;
    if (this.#isLoose || !isSameFamily(a, b)) return this.#blank(prefix);
    for (let i = 0; i + 1 < around.length; i++) {
      const [x, y] = [around[i], around[i + 1]];
      if (x === undefined || y === undefined || !isSameFamily(x, y)) continue;
      const end = this.#parsed.spans.get(x)?.end ?? 0;
      const between = this.#text.slice(end, this.#parsed.spans.get(y)?.start ?? end);
      return blankLine.test(between) ? this.#blank(prefix) : this.#eol + prefix;
    }
    const isLoose = [a, b].some((one) => childrenOf(one).some((child) => !isItem(child.type)));
    return isLoose ? this.#blank(prefix) : this.#eol + prefix;
  }

  /** The blank line that has to follow, where the next block stood right below another. */
  gapAfter(last: BlockTree, next: BlockTree, from: number, to: number, prefix: string): string {
    if (last.type === "table_row" || (isSameFamily(last, next) && !this.#isLoose)) return "";
    const isBlank = blankLine.test(this.#text.slice(from, to));
    return isBlank ? "" : this.#eol + prefix.trimEnd();
  }

  /** What goes between a block's own text and its first child. */
  firstGap(parent: BlockTree | null, child: BlockTree, prefix: string): string {
    if (parent === null) return "";
    const isTight = !this.#isLoose && isItem(parent.type) && isItem(child.type) && !isEmpty(parent);
    return isTight ? this.#eol + prefix : this.#blank(prefix);
  }
}

const isEmpty = (block: BlockTree): boolean => {
  const runs = contentOf(block)["rich_text"];
  return !Array.isArray(runs) || runs.length === 0;
};

const familyOf = (block: BlockTree): string =>
  block.type === "numbered_list_item" ? "number" : isItem(block.type) ? "bullet" : `${block.type}`;

const isSameFamily = (a: BlockTree, b: BlockTree): boolean =>
  isItem(a.type) && isItem(b.type) && familyOf(a) === familyOf(b);
