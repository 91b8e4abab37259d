/**
 * Pieces of Markdown to be put into a text: printed blocks with the prefixes, markers and line endings
 * that the text has where they go.
 */

import { type BlockTree, childrenOf, contentOf } from "../../src/notion/tree.ts";
import { indent } from "../blocks/converter.ts";
import { isItem } from "../blocks/lists.ts";
import { blocksToMarkdown, type PrintOptions } from "../blocks/print.ts";
import type { ParsedBlocks, Span } from "../context.ts";
import { flavors } from "../flavors.ts";
import { lineEndingOf } from "./gaps.ts";

const markerPattern = /([-+*]|\d{1,9}[.)])([ \t]*)/y;
const sentinel = "xSpliceSentinelx";

export interface Surrounding {
  readonly parent: BlockTree | null;
  readonly prefix: string;
  readonly previous: BlockTree | undefined;
  readonly next: BlockTree | undefined;
  /** At the very start of the text. */
  readonly isStart: boolean;
}

export class Fragments {
  readonly #text: string;
  readonly #parsed: ParsedBlocks;
  readonly #options: PrintOptions;
  readonly #eol: string;

  constructor(text: string, parsed: ParsedBlocks, options: PrintOptions) {
    this.#text = text;
    this.#parsed = parsed;
    this.#options = options;
    this.#eol = lineEndingOf(text);
  }

  /** Blocks as they are to stand at a place; the first line without its prefix. */
  print(blocks: readonly BlockTree[], around: Surrounding): string {
    const { parent, prefix, previous, next, isStart } = around;
    const { countsOn, partsGap } = flavors[this.#options.flavor ?? "plain"];
    const marker = this.#markerOf(previous);
    const list = countsOn ? blocks : numbered(blocks, marker);
    let text = "";
    if (parent?.type === "table") {
      const rows = list.map((row, i) => this.#row(parent, row, i === 0 && previous === undefined));
      text = rows.join("\n");
    } else if (parent?.type === "tab") {
      text = inner(this.#printed([{ ...parent, children: list } as BlockTree]), partsGap);
    } else if (countsOn && marker !== null) {
      const numberBefore = Number.parseInt(marker, 10) || 0;
      text = blocksToMarkdown(list, { ...this.#options, numberBefore }).trimEnd();
      text = this.#withMarkers(text, previous ?? next);
    } else {
      // Behind another block no divider has to look different from three dashes.
      text = isStart ? this.#printed(list) : this.#behind(list);
      text = this.#withMarkers(text, previous ?? next);
    }
    return this.#placed(text, prefix);
  }

  #printed(blocks: readonly BlockTree[]): string {
    return blocksToMarkdown(blocks, this.#options).trimEnd();
  }

  #behind(blocks: readonly BlockTree[]): string {
    const first = blocks[0]?.type === "divider";
    const text = this.#printed(blocks);
    return first ? text.replace(/^\*\*\*/, "---") : text;
  }

  #row(table: BlockTree, row: BlockTree, isFirst: boolean): string {
    const { table_width: width, ...more } = contentOf(table);
    if (this.#text[this.#parsed.spans.get(table)?.start ?? 0] === "<") {
      const headers = isFirst ? more : { ...more, has_column_header: false };
      const tagged = { ...table, table: { ...headers, table_width: width }, children: [row] };
      return inner(this.#printed([tagged as unknown as BlockTree]), "\n");
    }
    const plain = { table_width: width, has_column_header: true, has_row_header: false };
    const text = this.#printed([
      { ...table, table: plain, children: [row] } as unknown as BlockTree,
    ]);
    return text.slice(0, text.indexOf("\n"));
  }

  #placed(text: string, prefix: string): string {
    const lines = indent(text, prefix);
    return this.#eol === "\n" ? lines : lines.replaceAll("\n", this.#eol);
  }

  #markerOf(block: BlockTree | undefined): string | null {
    const span = block === undefined ? undefined : this.#parsed.spans.get(block);
    if (block === undefined || span === undefined || !isItem(block.type)) return null;
    markerPattern.lastIndex = span.start;
    return markerPattern.exec(this.#text)?.[1] ?? null;
  }

  /** Items take the bullet of the list that they join. */
  #withMarkers(text: string, neighbour: BlockTree | undefined): string {
    const marker = this.#markerOf(neighbour);
    if (marker === null) return text;
    if (/^[+*]$/.test(marker)) return text.replace(/^-(?=[ \n]|$)/gm, marker);
    return marker.endsWith(")") ? text.replace(/^(\d{1,9})\.(?=[ \n]|$)/gm, "$1)") : text;
  }

  /** The block's own text, to stand where the old one stood: without the marker, which stays. */
  printHead(block: BlockTree, old: Span, inside: string, parent: BlockTree | null): string {
    const child = {
      type: "paragraph",
      paragraph: {
        rich_text: [{ type: "text", text: { content: sentinel, link: null } }],
        color: "default",
      },
    } as unknown as BlockTree;
    const filled = { ...block, children: [child] } as BlockTree;
    let all = this.#printed([
      parent?.type === "tab" ? ({ ...parent, children: [filled] } as BlockTree) : filled,
    ]);
    // Children that stand behind marks go on standing there, though we would write a tag.
    if (all.startsWith("<") && this.#text[old.start] !== "<")
      all = `${this.#printed([{ ...block, children: [] } as BlockTree])}\n\n${sentinel}`;
    const { partsGap } = flavors[this.#options.flavor ?? "plain"];
    if (parent?.type === "tab") all = all.slice(all.indexOf(partsGap) + partsGap.length);
    const isQuote = all.startsWith(">");
    const head = all.slice(0, all.indexOf(sentinel)).replace(isQuote ? /[\s>]*$/ : /\s*$/, "");
    if (isItem(block.type)) {
      const width = /^(?:-|\d+[.)]) /.exec(head)?.[0].length ?? 0;
      const own = head.slice(width).replaceAll(`\n${" ".repeat(width)}`, "\n");
      return this.#placed(own, inside);
    }
    if (isQuote) return this.#placed(head.replace(/^> ?/gm, ""), inside);
    return this.#placed(head, inside);
  }

  /** Where the text that `printHead` replaces starts. */
  ownStart(block: BlockTree, span: Span, head: Span): number {
    if (!isItem(block.type)) return head.start;
    markerPattern.lastIndex = span.start;
    const match = markerPattern.exec(this.#text);
    return match === null ? head.start : span.start + match[0].length;
  }

  /** What lines of a block's children start with. */
  prefixInside(block: BlockTree, span: Span, prefix: string): string {
    // A tag has no prefix, whatever it is the tag of.
    if (this.#text[span.start] === "<") return prefix;
    const isQuote = block.type === "quote" || block.type === "callout";
    if (!isQuote && !isItem(block.type)) return prefix;
    const [child] = childrenOf(block);
    const start = child === undefined ? undefined : this.#parsed.spans.get(child)?.start;
    if (start !== undefined) {
      const line =
        Math.max(this.#text.lastIndexOf("\n", start - 1), this.#text.lastIndexOf("\r", start - 1)) +
        1;
      const before = this.#text.slice(line, start);
      if (line > span.start && /^[ \t>]*$/.test(before)) return before;
    }
    if (isQuote) return `${prefix}> `;
    markerPattern.lastIndex = span.start;
    const [, marker = "-", space = " "] = markerPattern.exec(this.#text) ?? [];
    const isWide = space === "" || space.includes("\t") || space.length > 4;
    return prefix + " ".repeat(marker.length + (isWide ? 1 : space.length));
  }
}

/** What stands in a tag, without the gap on both sides. */
const inner = (tag: string, gap: string): string =>
  tag.slice(tag.indexOf(gap) + gap.length, tag.lastIndexOf(gap));

/** Numbered items go on counting from the one before them. */
function numbered(blocks: readonly BlockTree[], marker: string | null): readonly BlockTree[] {
  const [first, ...rest] = blocks;
  const number = Number.parseInt(marker ?? "", 10);
  if (first?.type !== "numbered_list_item" || Number.isNaN(number)) return blocks;
  const content = { ...first.numbered_list_item, list_start_index: number + 1 };
  return [{ ...first, numbered_list_item: content } as BlockTree, ...rest];
}
