/**
 * The words of a text, and those that blocks and warnings say: nothing that someone wrote may vanish.
 */
import type { Note } from "../../converters/index.ts";
import type { BlockTree } from "../../src/notion/tree.ts";

const word = /[\p{L}\p{N}]+/gu;

/**
 * Words of the text that are not syntax: names and attributes of our tags, references to characters,
 * languages of code, names of definitions and numbers of list items are taken out first.
 */
export function wordsOf(text: string): readonly string[] {
  const content = text
    .replace(/^([ \t>*+-]*(?:\d{1,9}[.)])?[ \t]*[`~]{3,})[ \t]*[^\s`]*/gm, "$1")
    .replace(
      /<\/?(?:details|summary|p|columns|column|tabs|tab|synced|notion|image|video|audio|file|pdf|bookmark|embed|link_preview|table_of_contents|breadcrumb|b|i|s|u|code|span|br|time|mention|emoji|equation|h[1-6])(?=[\s/>])/g,
      " ",
    )
    .replace(/\b(?:color|width|label|src|block|type|datetime|open|of|url|name|icon)=/g, " ")
    .replace(/&(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z]\w*);/g, " ")
    .replace(/^[ \t>*+-]*(?:\d{1,9}[.)][ \t>*+-]*)+/gm, " ")
    .replace(/\[(?:x|X|!\w+)\]/g, " ")
    // The name that a reference and its definition share says nothing once they are joined.
    .replace(/^([ \t>*+-]*)\[[^\]\n]+\]:/gm, "$1 ")
    .replace(/\]\[[^\]\n]*\]/g, " ")
    .replace(/\\/g, " ");
  return [...new Set(content.match(word) ?? [])];
}

/** All of what was read, as one text to look words up in. */
export function saidWords(read: {
  readonly blocks: readonly BlockTree[];
  readonly warnings: readonly Note[];
}): string {
  const said: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string" || typeof value === "number") said.push(String(value));
    else if (Array.isArray(value)) value.forEach(collect);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(collect);
  };
  collect(read.blocks);
  for (const warning of read.warnings) said.push(warning.message);
  return said.join("\n");
}
