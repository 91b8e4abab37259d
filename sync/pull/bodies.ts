/**
 * Which body is read next: those owed, then the newest that has none. A page that somebody asks for is read
 * beside them, at once (`crawl` with `pages`).
 */

import type { PageRef } from "../../src/mirror/mirror.ts";
import { NotionError } from "../../src/notion/errors.ts";
import { readBody } from "./body.ts";
import { isFatal, park, parked } from "./parked.ts";
import { report } from "./progress.ts";
import { markOf } from "./rows.ts";
import { type BodyPolicy, type Run, rowsUpTo, settlesAt } from "./run.ts";
import { chosen } from "./scope.ts";
import { owed, paid } from "./sight.ts";
import { againAt } from "./written.ts";

export interface BodiesOptions {
  /** Stop after this many. */
  readonly max?: number;
  /** Of these only. */
  readonly kind?: "page" | "row";
  /** The listing still runs: rows of sources that are not counted yet wait. */
  readonly whileListing?: boolean;
}

const strangersMax = 50;

export async function readBodies(run: Run, options: BodiesOptions): Promise<void> {
  const { max = Number.POSITIVE_INFINITY, whileListing = false, kind } = options;
  const isMeant = ({ dataSourceId }: PageRef) =>
    kind === undefined || (dataSourceId === null) === (kind === "page");
  let queue: PageRef[] = [];
  let total = 0;
  let read = 0;
  const tried = new Set<string>();
  const refill = () => {
    queue = dueBodies(run, whileListing).filter((ref) => !tried.has(ref.id) && isMeant(ref));
    total = read + queue.length;
  };
  refill();
  while (read < max) {
    // Strangers met on the way are looked at before they are many.
    if (!whileListing && owed(run, "pages").length >= strangersMax) return;
    const next = queue.shift();
    if (next === undefined) {
      refill();
      if (queue.length === 0) break;
      continue;
    }
    tried.add(next.id);
    if (isReadSince(run, next)) continue;
    await one(run, next.id, () => readBody(run, next.id));
    read++;
    if (!whileListing) report(run, { phase: "fetch", done: read, total });
  }
}

/** Somebody asked for it while it stood in line. */
function isReadSince({ mirror }: Run, ref: PageRef): boolean {
  const now = mirror.pages.get(ref.id);
  return (
    now !== null &&
    now.bodyEditedTime !== ref.bodyEditedTime &&
    now.bodyEditedTime === now.page.last_edited_time
  );
}

/** Reads one page by `work`; its trouble is noted and keeps no other page back. */
export async function one(run: Run, id: string, work: () => Promise<boolean>): Promise<void> {
  try {
    if (await work()) await run.options.onPage?.(id);
  } catch (error) {
    if (isFatal(error, run.options.signal)) throw error;
    run.failures.set(id, error);
    park(run, id);
    // Said once: trying again is the next run's.
    paid(run, "bodies", id);
    run.log("page-failed", {
      id,
      error: error instanceof NotionError ? error.code : String(error),
    });
  }
}

/** Bodies that a crawl would read now, newest first. */
export const bodiesDue = (run: Run): readonly PageRef[] => dueBodies(run, false);

/** Living pages whose body is missing, older than the page, owed again, or was read before its minute was over. */
function dueBodies(run: Run, whileListing: boolean): readonly PageRef[] {
  if (whileListing && !run.scope.early) return [];
  const { pages } = run.mirror;
  const again = new Set(owed(run, "bodies"));
  const skip = parked(run);
  const limit = whileListing ? { limit: 50 } : {};
  const due = pages.refs({ state: "live", due: true, ...limit });
  const unsettled = whileListing
    ? []
    : pages
        .refs({ state: "live", unsettled: true })
        .filter(
          ({ id, editedTime }) =>
            run.notion.now() >=
            againAt(run.mirror, id, settlesAt({ last_edited_time: editedTime })),
        );
  const found = new Map<string, PageRef>();
  const isRead = rowsToRead(run, whileListing);
  for (const id of again) {
    const page = pages.get(id);
    if (page !== null && page.state === "live" && page.bodyEditedTime !== null)
      found.set(id, { ...page, editedTime: page.page.last_edited_time, dataSourceId: null });
  }
  for (const ref of [...due, ...unsettled]) {
    // What failed once in this run fares no better the next moment.
    if (skip.has(ref.id) || run.failures.has(ref.id) || !wants(ref, isRead)) continue;
    found.set(ref.id, ref);
  }
  return chosen(run.scope, [...found.values()]);
}

function wants(ref: PageRef, isRead: (source: string) => boolean): boolean {
  // What was read once is kept up to date, whatever the policy for unread bodies is.
  return ref.bodyEditedTime !== null || ref.dataSourceId === null || isRead(ref.dataSourceId);
}

/** Whether bodies of a source's rows are read unasked. Asked once a source: rows are many. */
function rowsToRead(run: Run, whileListing: boolean): (source: string) => boolean {
  const known = new Map<string, boolean>();
  return (source) => {
    const before = known.get(source);
    if (before !== undefined) return before;
    const mark = markOf(run, source);
    const isCounted = !whileListing || mark.listedAt !== null;
    const is = isCounted && policyFor(run.options.bodies?.(source), mark.rows) === "all";
    known.set(source, is);
    return is;
  };
}

/** What is set for a source, or else what its number of rows suggests. */
export const policyFor = (set: BodyPolicy | undefined, rows: number): BodyPolicy =>
  set ?? (rows > rowsUpTo.all ? "lazy" : "all");
