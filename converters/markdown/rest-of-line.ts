/**
 * Looking at a line before it is taken.
 */
import { markdownLineEnding } from "micromark-util-character";
import type { Code, Construct, State } from "micromark-util-types";
import { charOf } from "./codes.ts";

/** The rest of the line, given to `done` when it ends; nothing is kept. */
export function restOfLine(accept: (line: string) => boolean): Construct {
  return {
    partial: true,
    tokenize(effects, ok, nok) {
      let line = "";
      effects.enter("data");
      return inside;
      function inside(code: Code): State | undefined {
        if (code === null || markdownLineEnding(code)) {
          effects.exit("data");
          return accept(line) ? ok(code) : nok(code);
        }
        line += charOf(code);
        effects.consume(code);
        return inside;
      }
    },
  };
}
