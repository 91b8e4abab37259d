/**
 * What was typed and is no block of its own: a paragraph, on one line.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { make } from "../blocks/converter.ts";
import { plainRun } from "../rich-text/plain.ts";

export function literalParagraph(source: string): BlockTree {
  const content = source.replace(/[ \t]*(?:\r\n|\n|\r)[ \t]*/g, " ").trim();
  return make("paragraph", { rich_text: [plainRun(content)], color: "default" });
}
