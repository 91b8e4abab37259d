/**
 * Tags at the start of a line with text behind them: `<callout icon="💡">Text`, as a micromark construct.
 *
 * The tags are a token of their own, what follows is read like a paragraph. Closing tags are met again as
 * tags within text, or at the start of a line.
 */
import { content } from "micromark-core-commonmark";
import { markdownLineEnding } from "micromark-util-character";
import type { Code, Construct, State, Tokenizer } from "micromark-util-types";
import { restOfLine } from "./rest-of-line.ts";
import { comment, type TagNames, tagMatcher } from "./tag-names.ts";

export function tagHead(names: TagNames): Construct {
  const { head } = tagMatcher(names);
  const tokenize: Tokenizer = function (effects, ok, nok) {
    const self = this;
    let left = 0;
    let kind: "notionTags" | "notionAttributes" = "notionTags";
    const peek = restOfLine((line) => {
      left = head(line);
      if (left > 0) return true;
      kind = "notionAttributes";
      left = line.length;
      return comment.test(line);
    });
    return effects.check(peek, begin, nok);

    function begin(code: Code): State | undefined {
      effects.enter(kind);
      return inside(code);
    }
    function inside(code: Code): State | undefined {
      if (left > 0) {
        left--;
        effects.consume(code);
        return inside;
      }
      effects.exit(kind);
      if (code === null || markdownLineEnding(code) || self.interrupt === true) return ok(code);
      return effects.attempt(content, ok, nok)(code);
    }
  };
  return { name: "notionTagHead", tokenize };
}
