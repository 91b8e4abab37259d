/**
 * How far a crawl is, for a bar in this process and for `status` in another one.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { limits } from "../../src/notion/limits.ts";
import type { CrawlProgress, Run } from "./run.ts";

export interface StoredProgress extends CrawlProgress {
  /** Wall clock, ms. */
  readonly startedAt: number;
  readonly at: number;
}

const name = "pull.progress";
/** Ms between two notes in the mirror. */
const everyMs = 1_000;

/** `null` when no crawl is under way, or none that was not killed. */
export const crawlProgress = ({ marks }: Pick<Mirror, "marks">): StoredProgress | null =>
  marks.get<StoredProgress>(name);

export function report(run: Run, progress: CrawlProgress): void {
  run.options.onProgress?.(progress);
  const at = run.clock.now();
  if (Math.abs(at - run.notedAt.ms) < everyMs) return;
  run.notedAt.ms = at;
  run.mirror.marks.set(name, {
    ...progress,
    startedAt: run.startedAt,
    at,
  } satisfies StoredProgress);
}

export function endProgress(run: Run): void {
  if (run.notedAt.ms !== 0) run.mirror.marks.remove(name);
}

/** What a crawl has found and what reading it will take, before it reads most bodies. */
export interface Found {
  readonly pages: number;
  readonly rows: number;
  readonly databases: number;
  /** Bodies that will be read. */
  readonly bodies: number;
  /** Requests that are still to be sent, about: bodies nested deeper than those seen so far take more. */
  readonly requests: number;
}

/** Lists of blocks that a page takes where none was read yet to judge by. */
const listsPerBody = 1.5;
/** Fewer bodies than these are too few to judge by. */
const bodiesToJudge = 5;

export function whatWasFound(run: Run, bodies: number): Found {
  const { pages, databases } = run.mirror;
  const refs = pages.refs({ state: "live" });
  const rows = refs.filter(({ dataSourceId }) => dataSourceId !== null).length;
  const { read, lists } = run.bodies;
  const each = read < bodiesToJudge ? listsPerBody : lists / read;
  return {
    pages: refs.length - rows,
    rows,
    databases: databases.list().filter(({ state }) => state === "live").length,
    bodies,
    requests: Math.ceil(bodies * each + refs.length / limits.pageSizeMax) + 2,
  };
}
