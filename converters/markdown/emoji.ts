/**
 * `:name:` of a custom emoji, as a micromark construct.
 */
import type { Code, Construct, State } from "micromark-util-types";
import { charOf } from "./codes.ts";

declare module "micromark-util-types" {
  interface TokenTypeMap {
    notionEmoji: "notionEmoji";
  }
}

export const colon = 58;
const emojiNameMax = 100;
const isNameCode = (code: Code): boolean =>
  code !== null && code > 0 && /[\w+-]/.test(charOf(code));

/** `:name:` apart from letters, digits and other colons. */
export const customEmoji: Construct = {
  name: "notionEmoji",
  previous: (code) => code !== colon && !(code !== null && code > 0 && /\w/.test(charOf(code))),
  tokenize(effects, ok, nok) {
    let size = 0;
    return start;
    function start(code: Code): State | undefined {
      effects.enter("notionEmoji");
      effects.consume(code);
      return inside;
    }
    function inside(code: Code): State | undefined {
      if (code === colon && size > 0) {
        effects.consume(code);
        return after;
      }
      if (!isNameCode(code) || size > emojiNameMax) return nok(code);
      size++;
      effects.consume(code);
      return inside;
    }
    function after(code: Code): State | undefined {
      if (code === colon || (code !== null && code > 0 && /\w/.test(charOf(code))))
        return nok(code);
      effects.exit("notionEmoji");
      return ok(code);
    }
  },
};
