/**
 * Lines that go on lazily, at the cost of their length.
 *
 * At every such line the parser walks back over all it has of the text, to see whether what is open above takes the
 * line in. What is open is a paragraph, if no construct that goes by its first character interrupts it: whether a
 * table does, only the next line tells, and till then the paragraph is open too.
 */
import type { Extension } from "micromark-util-types";

export const lazyLines: Extension = {
  flow: {
    null: {
      name: "notionLazyLine",
      tokenize(_effects, _ok, nok) {
        const { line } = this.now();
        if (this.interrupt === true && this.parser.lazy[line]) this.parser.lazy[line] = false;
        return nok;
      },
    },
  },
};
