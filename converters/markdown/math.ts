/**
 * `$…$` by pandoc's rule, as a micromark construct: no space inside the dollars, no digit behind them.
 */
import { markdownLineEnding, markdownLineEndingOrSpace } from "micromark-util-character";
import type { Code, Construct, State, TokenizeContext, Tokenizer } from "micromark-util-types";

declare module "micromark-util-types" {
  interface TokenTypeMap {
    notionMath: "notionMath";
    notionMathMarker: "notionMathMarker";
    notionMathData: "notionMathData";
  }
}

export const dollar = 36;
const backslash = 92;

/** Not right behind another dollar: `$$x$$` within a line is text. */
export const inlineMath: Construct = {
  name: "notionMath",
  previous: (code) => code !== dollar,
  tokenize: tokenizeMath,
};

/** Text chunks in which no `$` closes an equation any more. */
const withoutMathEnd = new WeakSet<object>();

function tokenizeMath(
  this: TokenizeContext,
  effects: Parameters<Tokenizer>[0],
  ok: State,
  nok: State,
): State {
  const self = this;
  let last: Code = null;
  let size = 0;
  return start;

  function start(code: Code): State | undefined {
    if (withoutMathEnd.has(self)) return nok(code);
    effects.enter("notionMath");
    effects.enter("notionMathMarker");
    effects.consume(code);
    effects.exit("notionMathMarker");
    return open;
  }
  function open(code: Code): State | undefined {
    if (code === null || code === dollar || markdownLineEndingOrSpace(code)) return nok(code);
    return between(code);
  }
  function between(code: Code): State | undefined {
    if (code === null) {
      withoutMathEnd.add(self);
      return nok(code);
    }
    if (markdownLineEnding(code)) {
      effects.enter("lineEnding");
      effects.consume(code);
      effects.exit("lineEnding");
      last = code;
      return between;
    }
    if (code === dollar && size > 0 && !markdownLineEndingOrSpace(last)) {
      effects.enter("notionMathMarker");
      effects.consume(code);
      effects.exit("notionMathMarker");
      return after;
    }
    effects.enter("notionMathData");
    return data(code);
  }
  function data(code: Code): State | undefined {
    if (code === null || markdownLineEnding(code)) {
      effects.exit("notionMathData");
      return between(code);
    }
    if (code === dollar && size > 0 && !markdownLineEndingOrSpace(last)) {
      effects.exit("notionMathData");
      return between(code);
    }
    size++;
    last = code;
    effects.consume(code);
    return code === backslash ? escaped : data;
  }
  function escaped(code: Code): State | undefined {
    if (code === null || markdownLineEnding(code)) return data(code);
    size++;
    last = code;
    effects.consume(code);
    return data;
  }
  /** A digit after the closing dollar makes it an amount of money, not an end. */
  function after(code: Code): State | undefined {
    if (code !== null && code >= 48 && code <= 57) return nok(code);
    effects.exit("notionMath");
    return ok(code);
  }
}
