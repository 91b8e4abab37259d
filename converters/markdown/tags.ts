/**
 * What our Markdown adds to CommonMark, as a micromark extension: tags on a line of their own
 * (containers, and leaves with inline Markdown inside), tags within text and attribute comments; math.ts
 * and emoji.ts add theirs.
 *
 * HTML of CommonMark is switched off: what is none of ours is literal text. Tokens only say where
 * something stands; which tags belong together is decided on the tree.
 */
import { markdownLineEnding } from "micromark-util-character";
import type { Code, Construct, Extension, State, Tokenizer } from "micromark-util-types";
import { charOf } from "./codes.ts";
import { colon, customEmoji } from "./emoji.ts";
import { tagHead } from "./heads.ts";
import { dollar, inlineMath } from "./math.ts";
import { restOfLine } from "./rest-of-line.ts";
import { inlineComment, type TagLine, type TagNames, tagMatcher } from "./tag-names.ts";

declare module "micromark-util-types" {
  interface TokenTypeMap {
    notionTags: "notionTags";
    notionLeaf: "notionLeaf";
    notionLeafStart: "notionLeafStart";
    notionLeafEnd: "notionLeafEnd";
    notionAttributes: "notionAttributes";
    notionInline: "notionInline";
  }
}

const lessThan = 60;

export function notionSyntax(names: TagNames): Extension {
  return {
    disable: { null: ["htmlFlow", "htmlText"] },
    flow: { [lessThan]: names.opensText === true ? tagHead(names) : tagLine(names) },
    text: {
      [lessThan]: inlineTag(names),
      [dollar]: inlineMath,
      [colon]: customEmoji,
    },
  };
}

/** A whole line that is tags, a leaf, or an attribute comment. */
function tagLine(names: TagNames): Construct {
  const { line: match } = tagMatcher(names);
  const tokenize: Tokenizer = (effects, ok, nok) => {
    let found: TagLine | null = null;
    let kind: "notionTags" | "notionAttributes" = "notionTags";
    let left = 0;
    let textLength = 0;
    const peek = restOfLine((line) => {
      found = match(line);
      return found !== null;
    });
    return effects.check(peek, begin, nok);

    function begin(code: Code): State | undefined {
      const line = found as TagLine;
      if (line.kind !== "leaf") {
        kind = line.kind === "tags" ? "notionTags" : "notionAttributes";
        effects.enter(kind);
        return whole(code);
      }
      effects.enter("notionLeaf");
      effects.enter("notionLeafStart");
      left = line.start;
      textLength = line.end - line.start;
      return start(code);
    }
    function whole(code: Code): State | undefined {
      if (code === null || markdownLineEnding(code)) {
        effects.exit(kind);
        return ok(code);
      }
      effects.consume(code);
      return whole;
    }
    function start(code: Code): State | undefined {
      if (left > 0) {
        left--;
        effects.consume(code);
        return start;
      }
      effects.exit("notionLeafStart");
      if (textLength === 0) {
        effects.enter("notionLeafEnd");
        return end(code);
      }
      effects.enter("chunkText", { contentType: "text" });
      left = textLength;
      return text(code);
    }
    function text(code: Code): State | undefined {
      if (left > 0) {
        left--;
        effects.consume(code);
        return text;
      }
      effects.exit("chunkText");
      effects.enter("notionLeafEnd");
      return end(code);
    }
    function end(code: Code): State | undefined {
      if (code === null || markdownLineEnding(code)) {
        effects.exit("notionLeafEnd");
        effects.exit("notionLeaf");
        return ok(code);
      }
      effects.consume(code);
      return end;
    }
  };
  return { name: "notionTagLine", tokenize, concrete: true };
}

/** Longest tag within text that is looked at, in UTF-16 units. */
const inlineTagMax = 20_000;

/** Lines on which an `<equation>` found no end: no later one on them will either. */
const endless = new WeakMap<object, number>();

/** A tag, an attribute comment, or a whole `<equation>…</equation>` within text. */
function inlineTag(names: TagNames): Construct {
  const { inline } = tagMatcher(names);
  const tokenize: Tokenizer = function (effects, ok, nok) {
    const self = this;
    let raw = "";
    let quote = 0;
    return start;

    function start(code: Code): State | undefined {
      effects.enter("notionInline");
      raw = "<";
      effects.consume(code);
      return first;
    }
    function first(code: Code): State | undefined {
      if (code === null || code < 33) return nok(code);
      const char = charOf(code);
      return /[a-z/!]/i.test(char) ? inside(code) : nok(code);
    }
    function inside(code: Code): State | undefined {
      if (code === null || markdownLineEnding(code) || raw.length > inlineTagMax) return nok(code);
      const char = charOf(code);
      if (quote === 0 && char === "<") return nok(code);
      raw += char;
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (char === '"' || char === "'") {
        quote = code;
      } else if (char === ">") {
        effects.consume(code);
        if (!inline.test(raw) && !inlineComment.test(raw)) return notThere;
        if (raw === "<equation>")
          return endless.get(self.parser) === self.now().line ? notThere : equation;
        return done;
      }
      effects.consume(code);
      return inside;
    }
    function equation(code: Code): State | undefined {
      if (code === null || markdownLineEnding(code)) {
        endless.set(self.parser, self.now().line);
        return nok(code);
      }
      raw += charOf(code);
      effects.consume(code);
      return raw.endsWith("</equation>") ? done : equation;
    }
    function done(code: Code): State | undefined {
      effects.exit("notionInline");
      return ok(code);
    }
    function notThere(code: Code): State | undefined {
      return nok(code);
    }
  };
  return { name: "notionInline", tokenize };
}
