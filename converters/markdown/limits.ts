/**
 * What keeps one paragraph from costing more than it is worth: the parser compares every mark of emphasis
 * and every bracket with all before it. Past a number that no text reaches, they are plain characters.
 */
import type {
  Code,
  Construct,
  Extension,
  Previous,
  State,
  TokenizeContext,
} from "micromark-util-types";

/** Runs of marks, and brackets, within one paragraph that are looked at. */
export const marksMax = 1_000;

/** What a printed text may hold of them: its block adds a few, such as `[!NOTE]` or a to-do's box. */
export const marksPrinted = marksMax - 20;

const counts = new WeakMap<TokenizeContext, number>();

/** Takes the character for plain text once there have been too many; else leaves it to the others. */
const limit: Construct = {
  name: "notionLimit",
  tokenize(effects, ok, nok) {
    const count = (counts.get(this) ?? 0) + 1;
    counts.set(this, count);
    return (code: Code) => {
      if (count <= marksMax) return nok(code);
      effects.enter("data");
      effects.consume(code);
      effects.exit("data");
      return ok;
    };
  },
};

/** Backticks in one run beyond which it opens no code: a reader looks for the end of each length in turn. */
export const ticksMax = 32;

/** Marks of emphasis in one run beyond which they are plain: each pair of them would be emphasis within emphasis. */
export const starsMax = 100;

/** Not within a run of them: what the parser's own code text asks too. */
const startsRun = (mark: number): Previous =>
  function (code) {
    return code !== mark || this.events.at(-1)?.[1].type === "characterEscape";
  };
const startsTicks = startsRun(96);

/** A run of more than `most` marks is text. */
const longRun = (mark: number, most: number): Construct => ({
  name: "notionLongRun",
  previous: startsRun(mark),
  tokenize(effects, ok, nok) {
    let size = 0;
    effects.enter("data");
    return inside;
    function inside(code: Code): State | undefined {
      if (code === mark) {
        size++;
        effects.consume(code);
        return inside;
      }
      if (size <= most) return nok(code);
      effects.exit("data");
      return ok(code);
    }
  },
});

export const limits: Extension = {
  // * _ ~ [ ] ! `
  text: {
    42: [longRun(42, starsMax), limit],
    95: [longRun(95, starsMax), limit],
    126: limit,
    91: limit,
    93: limit,
    33: limit,
    96: [longRun(96, ticksMax), { ...limit, previous: startsTicks }],
  },
};
