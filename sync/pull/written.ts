/**
 * Pages that this process wrote to while it was reading: an answer of Notion's that was asked for before the
 * write was stored is older than what the mirror holds, though its time stamp (cut to the minute) may not show it.
 *
 * Order is told by counting writes, not by a clock: many things happen in one millisecond.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

interface Writes {
  count: number;
  /** The number of the last write, by page. */
  readonly last: Map<string, number>;
}

const known = new WeakMap<Mirror, Writes>();

function writesOf(mirror: Mirror): Writes {
  const found = known.get(mirror) ?? { count: 0, last: new Map<string, number>() };
  known.set(mirror, found);
  return found;
}

/** What the mirror holds of the page is from now on what Notion answered to a write of ours. */
export function wroteTo(mirror: Mirror, id: string): void {
  const writes = writesOf(mirror);
  writes.last.set(id, ++writes.count);
}

/** Writes stored so far: to be taken down when a request leaves. */
export const writesSoFar = (mirror: Mirror): number => writesOf(mirror).count;

/** Whether an answer about the page may miss a write that was stored after the request had left. */
export const isOutrun = (mirror: Mirror, id: string, writesBefore: number): boolean =>
  (writesOf(mirror).last.get(id) ?? 0) > writesBefore;
