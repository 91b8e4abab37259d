/**
 * The words of a text, and those that blocks and warnings say: nothing that someone wrote may vanish.
 */
import type { Note } from "../../converters/index.ts";
import { type BlockTree, blockTypes } from "../../src/notion/tree.ts";

/** Where a link is defined: what stands before its name, and the name. */
const definition = /^([ \t>*+-]*)\[((?:[^\]\n]|\n(?![ \t]*\n))+)\]:/gm;
const labelOf = (name: string): string => name.replace(/\s+/g, " ").trim().toLowerCase();

const word = /[\p{L}\p{N}]+/gu;

/**
 * Words of the text that are not syntax: names and attributes of our tags, references to characters,
 * languages of code, names of definitions and numbers of list items are taken out first.
 */
export function wordsOf(text: string): readonly string[] {
  const names = new Set([...text.matchAll(definition)].map(([, , name]) => labelOf(name ?? "")));
  const content = text
    .replace(/^([ \t>*+-]*(?:\d{1,9}[.)])?[ \t]*[`~]{3,})[ \t]*[^\s`]*/gm, "$1")
    .replace(
      /<\/?(?:details|summary|p|columns|column|tabs|tab|synced|notion|image|video|audio|file|pdf|bookmark|embed|link_preview|table_of_contents|breadcrumb|b|i|s|u|code|span|br|time|mention|emoji|equation|h[1-6])(?=[\s/>])/g,
      " ",
    )
    .replace(/\b(?:color|width|label|src|block|type|datetime|open|of|url|name|icon)=/g, " ")
    // A word that a reference to a character is part of is another once it is read.
    .replace(/[\p{L}\p{N}]*&(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z]\w*);[\p{L}\p{N}]*/gu, " ")
    .replace(/^[ \t>*+-]*(?:\d{1,9}[.)][ \t>*+-]*)+/gm, " ")
    .replace(/\[(?:x|X|!\w+)\]/g, " ")
    // The name that a reference and its definition share says nothing once they are joined.
    .replace(/\]\[([^\]]*)(?=\])/g, (all, name: string) => (names.has(labelOf(name)) ? "]" : all))
    .replace(definition, "$1 ")
    .replace(/\\/g, " ");
  return [...new Set(content.match(word) ?? [])];
}

/** Names of types that every block has and nobody wrote: they say no word of a text. */
const silent: ReadonlySet<string> = new Set([...blockTypes, "text", "file"]);

/** Every word of what was read, in blocks and warnings. */
export function saidWords(read: {
  readonly blocks: readonly BlockTree[];
  readonly warnings: readonly Note[];
}): ReadonlySet<string> {
  const said = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string" || typeof value === "number")
      for (const one of String(value).match(word) ?? []) said.add(one);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (value !== null && typeof value === "object")
      for (const [key, one] of Object.entries(value))
        if (key !== "type" || !silent.has(one as string)) collect(one);
  };
  collect(read.blocks);
  for (const warning of read.warnings) collect(warning.message);
  return said;
}

/** The words of the text that were lost on the way. */
export function lostWords(text: string, read: Parameters<typeof saidWords>[0]): readonly string[] {
  const said = saidWords(read);
  return wordsOf(text.replace(/^\ufeff/, "")).filter((one) => !said.has(one));
}
