/**
 * A level of siblings in plain Markdown: an ordered list may go on in the next piece of the document.
 */
import type { Level } from "../flow/level.ts";
import type { Container } from "./containers.ts";

export interface PlainLevel extends Level<Container> {
  /** Delimiter of the ordered list that the last node was, for one that goes on in the next piece. */
  ordered: string | null;
}

export const newLevel = (): PlainLevel => ({ blocks: [], open: [], pending: null, ordered: null });
