/**
 * Pages that this process wrote to: which answers of Notion's are older than what the mirror holds, and when such a
 * page is read again.
 *
 * An answer that was asked for before a write was stored misses it, though its time stamp (cut to the minute) may
 * not show it. Order is told by counting writes, not by a clock: many things happen in one millisecond.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

/**
 * A page is read once more after writes of ours, so long after them, ms, that those in a row share one reading and no
 * poll comes on top of it within two minutes.
 */
const restMs = 60_000;
/** Where a push has taken more than `requestsMax` requests already, and the longest after the first of several, ms. */
const restMaxMs = 2 * restMs;
/** Requests that an edit may cause within two minutes besides one reading of the page. */
const requestsMax = 4;

interface Written {
  /** Number of the last write. */
  readonly count: number;
  /** Of those that no reading has followed, server's clock, ms; `null` when there are none. */
  readonly unread: { readonly first: number; readonly restsUntil: number } | null;
}

interface Writes {
  count: number;
  /** By page. */
  readonly pages: Map<string, Written>;
}

const known = new WeakMap<Mirror, Writes>();

function writesOf(mirror: Mirror): Writes {
  const found = known.get(mirror) ?? { count: 0, pages: new Map<string, Written>() };
  known.set(mirror, found);
  return found;
}

/**
 * What the mirror holds of the page is from now on what Notion answered to a write of ours. `at`: server's clock, ms;
 * `requests`: what the push took, where it is known.
 */
export function wroteTo(mirror: Mirror, id: string, at: number, requests = 0): void {
  const writes = writesOf(mirror);
  const first = writes.pages.get(id)?.unread?.first ?? at;
  const restsUntil = at + (requests > requestsMax ? restMaxMs : restMs);
  writes.pages.set(id, { count: ++writes.count, unread: { first, restsUntil } });
}

/** The page was read whole after its last write. */
export function readSince(mirror: Mirror, id: string): void {
  const { pages } = writesOf(mirror);
  const written = pages.get(id);
  if (written !== undefined) pages.set(id, { ...written, unread: null });
}

/** Writes stored so far: to be taken down when a request leaves. */
export const writesSoFar = (mirror: Mirror): number => writesOf(mirror).count;

/** Whether an answer about the page may miss a write that was stored after the request had left. */
export const isOutrun = (mirror: Mirror, id: string, writesBefore: number): boolean =>
  (writesOf(mirror).pages.get(id)?.count ?? 0) > writesBefore;

/**
 * When an unsettled page is read once more, server's clock, ms: when its minute is over (`settlesAt`), and after a
 * write of ours not at once. Edits in Notion meanwhile are found then, too.
 */
export function againAt(mirror: Mirror, id: string, settlesAt: number): number {
  const unread = writesOf(mirror).pages.get(id)?.unread ?? null;
  if (unread === null) return settlesAt;
  return Math.min(Math.max(settlesAt, unread.restsUntil), unread.first + restMaxMs);
}
