/**
 * Blocks → Markdown, in the flavor that is asked for.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Context, ConvertOptions } from "../context.ts";
import { flavors } from "../flavors.ts";
import { printRichText } from "../rich-text/print.ts";
import type { Printer } from "./converter.ts";

export interface PrintOptions extends ConvertOptions {
  /** The text goes where definitions stand, of which `[word]` would be a reference. */
  readonly escapesBrackets?: boolean;
  /** Number of the item that the first block counts on from, where the flavor counts so. */
  readonly numberBefore?: number;
}

/** Ends with a newline unless there is nothing to print. */
export function blocksToMarkdown(blocks: readonly BlockTree[], options: PrintOptions = {}): string {
  const context: Context = options.context ?? {};
  const { forms, siblings } = flavors[options.flavor ?? "plain"];
  const inlineOptions = { context, forms, escapesBrackets: options.escapesBrackets === true };
  const aloneOptions = { ...inlineOptions, standsAlone: true };
  const printer: Printer = {
    context,
    inline: (runs, place) => printRichText(runs, place, inlineOptions),
    inlineAlone: (runs, place) => printRichText(runs, place, aloneOptions),
    blocks: (children) => siblings(children, printer, false),
  };
  const text = siblings(blocks, printer, true, options.numberBefore);
  return text === "" ? "" : `${text}\n`;
}
