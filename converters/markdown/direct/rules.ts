/**
 * What the readers of this folder share.
 */
import type { BlockContent } from "mdast";
import type { TagMatcher } from "../tag-names.ts";
import type { Lines } from "./lines.ts";

/** Of definitions, in capitals. */
export type Labels = Pick<readonly string[], "includes">;

export interface Rules {
  readonly matcher: TagMatcher;
  /** Text may follow tags on their line. */
  readonly opensText: boolean;
  /** What brackets may refer to; `null` where the document has no definitions. */
  readonly labels: Labels | null;
  /** All blocks of a container's lines; `null` if one of them is left to the tokenizer. */
  readonly readAll: (lines: Lines, rules: Rules, inside: Inside) => BlockContent[] | null;
}

/** Where a block stands. */
export interface Inside {
  /** Containers around it. */
  readonly depth: number;
  /** Takes the box of a to-do that opens the item's first paragraph. */
  readonly check: ((isChecked: boolean) => void) | null;
}

/** A node's place; nothing asks for lines and columns. */
export const positioned = (start: number, end: number) => ({
  start: { line: 1, column: 1, offset: start },
  end: { line: 1, column: 1, offset: end },
});
