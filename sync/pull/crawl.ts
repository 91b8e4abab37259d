/**
 * Reading Notion into the mirror: everything, what changed, or the pages that somebody named.
 *
 * The order is that of a first hour: titles and rows first, then bodies, newest first. Every step is stored with the place to go on from, so that a killed crawl reads at most
 * the page again that it was reading. Nothing here removes anything: what is not seen is read by its id, and
 * only that tells trashed from moved from unshared.
 */

import { searchLagMs } from "../../src/notion/limits.ts";
import { background } from "./background.ts";
import { bodiesDue, one, readBodies } from "./bodies.ts";
import { isRefused, readComments, readCommentsOf } from "./comments.ts";
import { payDatabases, readDatabase, visitDatabases } from "./databases.ts";
import { countHomeless, lookForHomes } from "./homes.ts";
import { noteHot, payHot } from "./hot.ts";
import { readPeople } from "./people.ts";
import { endProgress, report, whatWasFound } from "./progress.ts";
import { refreshPage } from "./refresh.ts";
import {
  type CrawlOptions,
  type CrawlResult,
  minuteMs,
  type PullParts,
  type Run,
  resultOf,
  startRun,
} from "./run.ts";
import { nextDue } from "./schedule.ts";
import { lookIntoTrash, searchPass, searchSince } from "./search.ts";
import { lookAtPage, owed, paid } from "./sight.ts";
import { placeStrays } from "./strays.ts";
import { searchByWords } from "./words.ts";

export type { CrawlOptions, CrawlResult, PullParts } from "./run.ts";

/** Where the last finished crawl stands, and what of an unfinished one must be known to go on. */
interface CrawlMark {
  /** Newest `last_edited_time` that search showed when the last crawl began; `null` before the first. */
  readonly watermark: string | null;
  /** Wall clock, ms. */
  readonly fullAt: number | null;
  readonly trashAt: number | null;
  /** Start of a full crawl that is not finished. */
  readonly open: number | null;
  /** The roots of the last full crawl: below others not everything is known. Absent in older mirrors. */
  readonly roots?: readonly string[];
}

const name = "pull.crawl";
const fresh: CrawlMark = { watermark: null, fullAt: null, trashAt: null, open: null };

/** A full crawl is owed this long after the last, ms: it finds what time stamps never show. */
export const fullScheduleMs = 24 * 60 * minuteMs;
/** Bodies that are read before it is said what all will take. */
const sampled = { pages: 10, rows: 10 } as const;
const trashScheduleMs = 10 * minuteMs;

export async function crawl(parts: PullParts, options: CrawlOptions = {}): Promise<CrawlResult> {
  if (options.pages !== undefined) return crawlPages(parts, options, options.pages);
  const mark = parts.mirror.marks.get<CrawlMark>(name) ?? fresh;
  const now = parts.clock.now();
  const full =
    options.full === true ||
    mark.open !== null ||
    mark.fullAt === null ||
    isWider(options.scope?.roots ?? [], mark.roots) ||
    now - mark.fullAt >= fullScheduleMs;
  const run = startRun(parts, options, { full, startedAt: mark.open ?? now });
  if (full) {
    parts.mirror.marks.set(name, { ...mark, open: run.startedAt });
    await crawlAll(run, mark);
  } else {
    await crawlChanges(run, mark);
  }
  endProgress(run);
  return resultOf(run, nextDue(run));
}

async function crawlPages(
  parts: PullParts,
  options: CrawlOptions,
  pages: readonly string[],
): Promise<CrawlResult> {
  const run = startRun(parts, options);
  let done = 0;
  for (const id of pages) {
    await one(run, id, () => refreshPage(run, id));
    await commentsBeside(run, id);
    options.onProgress?.({ phase: "fetch", done: ++done, total: pages.length });
  }
  return resultOf(run, nextDue(run));
}

/** Somebody wants this page: what people say about it, too. */
async function commentsBeside(run: Run, id: string): Promise<void> {
  const { mirror, options, failures } = run;
  if (options.comments === undefined || options.comments === false || failures.has(id)) return;
  if (mirror.blocks.remote(id) === null) return;
  try {
    await readCommentsOf(run, id, 0);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
}

async function crawlAll(run: Run, mark: CrawlMark): Promise<void> {
  const { marks } = run.mirror;
  let newest: string | null = null;
  if (run.scope.roots.length > 0) {
    for (const root of run.scope.roots) await readRoot(run, root);
  } else {
    const pass = await listAll(run);
    newest = pass.newest;
    if (pass.capped) await listPastTheCap(run);
    if (run.options.onListed !== undefined) {
      // The newest come first anyway: a few of them tell what the rest will take.
      await readBodies(run, { max: sampled.pages, kind: "page" });
      await readBodies(run, { max: sampled.rows, kind: "row" });
      const scope = await run.options.onListed(whatWasFound(run, bodiesDue(run)));
      if (scope !== undefined) run.scope = scope;
    }
  }
  await readPeople(run);
  await walkOn(run);
  if (await placeStrays(run)) await walkOn(run);
  if (run.scope.roots.length === 0) {
    // From the other end: what moved under the first pass, and what lies beyond its cap.
    for await (const _ of searchPass(run, "ascending")) await pay(run);
    await walkOn(run);
  }
  await lookForMissing(run);
  countHomeless(run);
  await walkOn(run);
  await readComments(run, run.startedAt);
  const now = run.clock.now();
  marks.remove("pull.search.descending");
  marks.remove("pull.search.ascending");
  marks.remove("pull.search.words");
  marks.set(name, {
    watermark: newest ?? mark.watermark ?? new Date(run.startedAt).toISOString(),
    fullAt: run.startedAt,
    trashAt: now,
    open: null,
    roots: run.scope.roots,
  } satisfies CrawlMark);
}

/** Whether something may lie below these roots that was not below those of before. */
function isWider(roots: readonly string[], before: readonly string[] | undefined): boolean {
  if (before === undefined || before.length === 0) return false;
  return roots.length === 0 || roots.some((root) => !before.includes(root));
}

/** The first pass of search, with the rows and the newest bodies alongside as they come. */
async function listAll(run: Run): Promise<{ newest: string | null; capped: boolean }> {
  const databases = background(() => visitDatabases(run, () => step()));
  const bodies = background(() => readBodies(run, { max: 1, whileListing: true }));
  let listed = 0;
  let steps = 0;
  const step = () => {
    report(run, { phase: "discover", done: listed, total: null });
    // One body in four requests: the first file soon, and the titles not much later.
    if (steps++ % 4 === 0) bodies.start();
  };
  const pass = searchPass(run, "descending");
  try {
    for (;;) {
      const part = await pass.next();
      if (part.done === true) {
        await databases.end();
        await visitDatabases(run, step);
        return part.value;
      }
      listed += part.value;
      databases.start();
      step();
    }
  } finally {
    // Whatever ended the pass, nothing goes on behind the caller's back.
    await Promise.all([bodies.end(), databases.end()]);
  }
}

/** The other end of search, then word by word: a listed page costs a hundredth of a request, a walked one a whole. */
async function listPastTheCap(run: Run): Promise<void> {
  const pass = searchPass(run, "ascending");
  for (;;) {
    const part = await pass.next();
    if (part.done !== true) continue;
    await visitDatabases(run);
    if (part.value.capped) await searchByWords(run);
    return;
  }
}

/** What was edited since the last crawl, what is owed from it, and what a schedule asks for. */
async function crawlChanges(run: Run, mark: CrawlMark): Promise<void> {
  const horizon = new Date(
    Date.parse(mark.watermark ?? new Date(run.startedAt).toISOString()) - searchLagMs,
  ).toISOString();
  const newest = await searchSince(run, horizon);
  const now = run.clock.now();
  const trash = now - (mark.trashAt ?? 0) >= trashScheduleMs;
  if (trash) await lookIntoTrash(run, horizon);
  await payHot(run);
  await visitDatabases(run);
  await walkOn(run);
  if (await placeStrays(run)) await walkOn(run);
  await readComments(run, mark.fullAt ?? 0);
  noteHot(run);
  run.mirror.marks.set(name, {
    ...mark,
    watermark: later(newest, mark.watermark),
    trashAt: trash ? now : mark.trashAt,
  } satisfies CrawlMark);
}

/** Bodies, and what they show that nothing listed, until there is no more. */
async function walkOn(run: Run): Promise<void> {
  do {
    await pay(run);
    await readBodies(run, {});
  } while (
    owed(run, "pages").length + owed(run, "databases").length > 0 ||
    (await lookForHomes(run))
  );
}

async function pay(run: Run): Promise<void> {
  for (const id of owed(run, "pages")) {
    await lookAtPage(run, id);
    paid(run, "pages", id);
  }
  await payDatabases(run);
  await visitDatabases(run);
}

/** Everything that this crawl did not see is read by its id. */
async function lookForMissing(run: Run): Promise<void> {
  const missing = run.mirror.pages.refs({ state: "live", seenBefore: run.startedAt });
  for (const { id } of missing) await lookAtPage(run, id);
  // What was shared anew or restored is listed like any other, but a search forgets some pages for good.
  for (const state of ["detached", "trashed"] as const) {
    const gone = run.mirror.pages.refs({ state, seenBefore: run.startedAt, limit: goneMax });
    for (const { id } of gone) await lookAtPage(run, id);
  }
}

/** Pages that went away, read again by a full crawl: the newest of each kind. */
const goneMax = 100;

async function readRoot(run: Run, id: string): Promise<void> {
  if ((await lookAtPage(run, id)) === null) await readDatabase(run, id);
}

const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b > a) ? b : a;
