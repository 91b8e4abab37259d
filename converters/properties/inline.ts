/**
 * Rich text ⇄ inline Markdown for values of properties: a line of the value is a line of the text.
 *
 * The one import of the room that knows inline Markdown.
 */
import type { RichText } from "../../src/notion/types.ts";
import type { Context, Note } from "../context.ts";

export function printInline(runs: readonly RichText[], context: Context): string {
  void context;
  return runs
    .map((run) => (run.type === "text" ? run.text.content : (run.plain_text ?? "")))
    .join("");
}

export function readInline(
  text: string,
  context: Context,
): { readonly runs: readonly RichText[]; readonly notes: readonly Note[] } {
  void context;
  if (text === "") return { runs: [], notes: [] };
  const run = { type: "text", text: { content: text, link: null } };
  return { runs: [run as unknown as RichText], notes: [] };
}
