/**
 * Pages that this process wrote to: which answers of Notion's are older than what the mirror holds, and when such a
 * page is read again.
 *
 * An answer that was asked for before a write was stored misses it, though its time stamp (cut to the minute) may
 * not show it. Order is told by counting writes, not by a clock: many things happen in one millisecond.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

/** Requests that an edit may cause within two minutes besides one reading of the page. */
const requestsMax = 4;
/**
 * How long a page rests after writes of ours before it is read once more, ms, so that those in a row share one
 * reading. A poll that follows that reading asks for the page again: while there is a request left for it, none
 * is waited for, because an edit in Notion should not have to wait either.
 */
const restMs = { oneLeft: 0, noneLeft: 60_000, spent: 120_000 } as const;
/** The longest after the first of several writes, ms. */
const restMaxMs = restMs.spent;

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
 * `requests`: what the push took; `null` where that is not known.
 */
export function wroteTo(
  mirror: Mirror,
  id: string,
  at: number,
  requests: number | null = null,
): void {
  const writes = writesOf(mirror);
  const first = writes.pages.get(id)?.unread?.first ?? at;
  const restsUntil = at + restAfter(requests);
  writes.pages.set(id, { count: ++writes.count, unread: { first, restsUntil } });
}

function restAfter(requests: number | null): number {
  if (requests === null || requests === requestsMax) return restMs.noneLeft;
  return requests < requestsMax ? restMs.oneLeft : restMs.spent;
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
