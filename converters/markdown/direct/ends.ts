/**
 * Where an inline tag or an equation ends.
 */
import { inlineComment, type TagMatcher } from "../tag-names.ts";

/** Longest tag that is looked at here. */
const tagMax = 2_000;

/** Where the tag that starts at `i` ends, as the tokenizer sees it; 0 if it is none, -1 if it is too long. */
export function tagEnd(text: string, i: number, to: number, matcher: TagMatcher): number {
  let quote = 0;
  for (let at = i + 1; at < to; at++) {
    if (at - i > tagMax) return -1;
    const code = text.charCodeAt(at);
    if (code === 10 || (quote === 0 && code === 60)) return 0;
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 62) {
      const raw = text.slice(i, at + 1);
      if (!matcher.inline.test(raw) && !inlineComment.test(raw)) return 0;
      if (raw !== "<equation>") return at + 1;
      const closing = text.indexOf("</equation>", at + 1);
      if (closing === -1 || closing >= to) return -1;
      return text.slice(at, closing).includes("\n") ? 0 : closing + "</equation>".length;
    }
  }
  return 0;
}

/** The `$` that ends the equation that starts at `i`; -1 if there is none. */
export function mathEnd(text: string, i: number, to: number): number {
  let last = "";
  for (let at = i + 1; at < to; at++) {
    const char = text[at] as string;
    if (char === "$" && last !== "" && last !== " " && last !== "\n") return at;
    // What a line is indented by stands outside.
    if (char === " " && last === "\n") continue;
    last = char === "\\" && at + 1 < to ? (text[++at] as string) : char;
  }
  return -1;
}
