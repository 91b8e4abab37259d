/**
 * Definitions of the simplest form, one to a line, with nothing but others right below.
 */
import type { RootContent } from "mdast";
import { isBlank, isLazy, type Lines, lineAt } from "./lines.ts";
import { positioned } from "./rules.ts";

const definition = /^\[(\w[\w.-]{0,200})\]: ([^\s<>()\\&\p{Cc}]+)$/u;

/** The start of a line, or of lines, that looks like a definition: but an address in `<>` ends on its line. */
export const definesNothing = /^\[[^[\]\\\n]*\]: *<[^<>\\\r\n]*(?:[\r\n]|$)/;

/** All up to a blank line: what else stands below might be a title, or the text of a paragraph. */
export function readDefinition(lines: Lines, i: number, out: RootContent[]): number {
  const found: RootContent[] = [];
  let at = i;
  for (; at < lines.from.length && !isBlank(lines, at); at++) {
    const parts = isLazy(lines, at) ? null : definition.exec(lineAt(lines, at));
    if (parts === null) return -1;
    const [, label = "", url = ""] = parts;
    const identifier = label.toLowerCase();
    const position = positioned(lines.from[at] as number, lines.to[at] as number);
    found.push({ type: "definition", identifier, label, title: null, url, position });
  }
  for (const node of found) out.push(node);
  return at;
}
