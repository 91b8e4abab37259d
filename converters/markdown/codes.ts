/**
 * What micromark gives a tokenizer, as characters.
 */
import type { Code } from "micromark-util-types";

/** One character for one code, so that lengths of the two agree. */
export const charOf = (code: Code): string =>
  code === null || code < 0 ? " " : String.fromCharCode(code);
