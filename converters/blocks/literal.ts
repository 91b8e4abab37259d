/**
 * Code, equation, divider: blocks whose content is not Markdown.
 */

import type { Code } from "mdast";
import type { Math as MathNode } from "mdast-util-math";
import { canonicalRichText, plainText } from "../../src/notion/canonical.ts";
import type { BlockTree, TreeOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { type Attributes, printComment } from "../markdown/attributes.ts";
import { cleanText } from "../rich-text/characters.ts";
import { mentionLabel } from "../rich-text/mentions.ts";
import { places } from "../rich-text/place.ts";
import { plainRun } from "../rich-text/plain.ts";
import { isPlain, whole } from "../rich-text/runs.ts";
import { make, type Print, type Printer, type Reader } from "./converter.ts";
import { languageOf, slugOf } from "./languages.ts";

/** A fence longer than any run of its character in the text. */
function fenceFor(text: string, char: "`" | "$", least: number): string {
  if (!text.includes(char)) return char.repeat(least);
  let longest = least - 1;
  for (const run of text.match(char === "`" ? /`+/g : /\$+/g) ?? [])
    longest = Math.max(longest, run.length);
  return char.repeat(longest + 1);
}

const fenced = (fence: string, info: string, text: string): string =>
  text === "" ? `${fence}${info}\n${fence}` : `${fence}${info}\n${text}\n${fence}`;

const clean = (text: string): string => {
  const whole = cleanText(text);
  return whole.includes("\r") ? whole.replace(/\r\n?/g, "\n") : whole;
};

/** Whether a fence says all of the text: one plain run, no carriage return. */
function isPlainCode(runs: readonly RichText[] = []): boolean {
  const [first] = runs;
  if (runs.length === 1 && first?.type === "text" && (first.text.link ?? null) === null) {
    if (isPlain(whole(first.annotations))) return !first.text.content.includes("\r");
  }
  const canonical = canonicalRichText(runs);
  if (canonical.length === 0) return true;
  const [only] = runs.filter((run) => run.type !== "text" || run.text.content !== "");
  return (
    canonical.length === 1 &&
    only?.type === "text" &&
    (only.text.link ?? null) === null &&
    !plainText(runs).includes("\r") &&
    JSON.stringify(canonical[0]?.["annotations"]) === JSON.stringify(plainAnnotated)
  );
}

const plainAnnotated = canonicalRichText([
  { type: "text", text: { content: "x", link: null } } as unknown as RichText,
])[0]?.["annotations"];

const lineComment = (attributes: Readonly<Record<string, string | null>>): string => {
  const comment = printComment(attributes);
  return comment === "" ? "" : `${comment}\n`;
};

/** What a fence shows of rich text: mentions by the label that they have when read back. */
const codeText = (runs: readonly RichText[] | undefined, context: Context): string =>
  (runs ?? [])
    .map((run) => (run.type === "mention" ? mentionLabel(run, context) : plainText([run])))
    .join("");

export const printCode: Print<"code"> = (block, printer) =>
  printFence(block, printer, slugOf(block.code.language));

/** `word`: what stands behind the fence; the language is said apart where that does not tell it. */
export function printFence(block: TreeOf<"code">, printer: Printer, word: string): string {
  const { rich_text, caption, language } = block.code;
  const text = clean(codeText(rich_text, printer.context));
  const attributes = {
    language: languageOf(word) === language ? null : language,
    caption: attributeText(caption, printer),
    rich_text: isPlainCode(rich_text) ? null : printer.inline(rich_text, places.line),
  };
  return lineComment(attributes) + fenced(fenceFor(text, "`", 3), word, text);
}

const attributeText = (runs: readonly RichText[] | undefined, printer: Printer): string | null => {
  const text = printer.inline(runs ?? [], places.line);
  return text === "" ? null : text;
};

export function readCode(node: Code, attributes: Attributes, reader: Reader): BlockTree {
  reader.unknown(attributes, ["language", "caption", "rich_text"], node);
  const word = node.lang ?? "";
  const typed = attributes["language"] ?? languageOf(word);
  if (typed === null)
    reader.warn(
      "unknown_language",
      `Notion has no code language "${word}": sent as plain text`,
      node,
    );
  if (typeof node.meta === "string" && node.meta !== "")
    reader.warn(
      "code_meta_dropped",
      `Notion keeps nothing behind the language: ${node.meta}`,
      node,
    );
  const text = node.value.replace(/\r\n?/g, "\n");
  const rich = attributes["rich_text"];
  const formatted = rich === undefined ? null : reader.parseText(rich, node);
  const isCurrent = formatted !== null && clean(codeText(formatted, reader.context)) === text;
  if (formatted !== null && !isCurrent)
    reader.warn(
      "code_formatting_dropped",
      "The code has changed, so its formatting no longer fits",
      node,
    );
  const caption = attributes["caption"];
  return make("code", {
    caption: caption === undefined ? [] : reader.parseText(caption, node),
    rich_text: isCurrent ? formatted : text === "" ? [] : [plainRun(text)],
    language: typed ?? "plain text",
  });
}

export const printEquation: Print<"equation"> = (block) => {
  const { expression } = block.equation;
  const text = clean(expression);
  const attributes = { expression: text === expression ? null : expression };
  return lineComment(attributes) + fenced(fenceFor(text, "$", 2), "", text);
};

export function readEquation(node: MathNode, attributes: Attributes, reader: Reader): BlockTree {
  reader.unknown(attributes, ["expression"], node);
  if (typeof node.meta === "string" && node.meta !== "")
    reader.warn("math_meta_dropped", `Notion keeps nothing behind the dollars: ${node.meta}`, node);
  const text = node.value.replace(/\r\n?/g, "\n");
  const exact = attributes["expression"];
  return make("equation", {
    expression: exact !== undefined && clean(exact) === text ? exact : text,
  });
}

/** At the very start of a text three dashes would open front matter. */
export const printDivider: Print<"divider"> = (_block, _printer, at) =>
  at.isFirst ? "***" : "---";
