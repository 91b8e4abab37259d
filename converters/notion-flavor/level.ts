/**
 * A level of siblings in Notion-flavored Markdown: its numbered items count on from one another.
 */
import type { Level } from "../flow/level.ts";
import type { Box } from "./box.ts";

export interface BoxLevel extends Level<Box> {
  /** Number of the last block, where that is a numbered item; else 0. */
  number: number;
}

export const newLevel = (): BoxLevel => ({ blocks: [], open: [], number: 0, pending: null });
