/**
 * How far a crawl is, for a bar in this process and for `status` in another one.
 */
import type { Mirror, PageRef } from "../../src/mirror/mirror.ts";
import { plainText } from "../../src/notion/canonical.ts";
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
  /** Of them, for comments; or, where comments are not read, what reading them would take besides. */
  readonly comments: { readonly requests: number; readonly areRead: boolean };
  /** Pages and databases that lie below nothing else that is shown to us, by title. */
  readonly topmost: readonly FoundPage[];
  /** `last_edited_time` of each page whose body is read or will be, newest first. */
  readonly edited: readonly string[];
  readonly sources: readonly {
    readonly id: string;
    readonly title: string;
    readonly rows: number;
  }[];
}

export interface FoundPage {
  readonly id: string;
  readonly title: string;
  /** Pages and rows below it. */
  readonly below: number;
}

/** What a body takes as far as none was read to judge by: counts for as much as `weight` bodies that were. */
const usual = {
  page: { lists: 4, blocks: 20 },
  row: { lists: 1.5, blocks: 5 },
  weight: 2,
} as const;

/** Lists of blocks, and blocks that may bear comments, of one body on average. */
function average({ bodies }: Pick<Run, "bodies">, kind: "page" | "row", what: "lists" | "blocks") {
  const { read, [what]: sum } = bodies[kind];
  return (sum + usual[kind][what] * usual.weight) / (read + usual.weight);
}

export function whatWasFound(
  run: Run,
  due: readonly Pick<PageRef, "id" | "dataSourceId">[],
): Found {
  const { pages, databases, people } = run.mirror;
  const bodies = due.length;
  const awaited = new Set(due.map(({ id }) => id));
  const refs = pages.refs({ state: "live" });
  const rows = refs.filter(({ dataSourceId }) => dataSourceId !== null).length;
  const dueRows = due.filter(({ dataSourceId }) => dataSourceId !== null).length;
  const allOf = (what: "lists" | "blocks", ofRows = dueRows, all = bodies) =>
    ofRows * average(run, "row", what) + (all - ofRows) * average(run, "page", what);
  const set = run.options.comments ?? false;
  // Bodies that were read on the way have not been asked for comments yet.
  const unasked = refs.filter(
    ({ id, bodyEditedTime }) =>
      awaited.has(id) || (bodyEditedTime !== null && people.commentsReadAt(id) === null),
  );
  const unaskedRows = unasked.filter(({ dataSourceId }) => dataSourceId !== null).length;
  const asked =
    unasked.length + (set === "pages" ? 0 : allOf("blocks", unaskedRows, unasked.length));
  const comments = { requests: Math.ceil(asked), areRead: set !== false };
  return {
    pages: refs.length - rows,
    rows,
    databases: databases.list().filter(({ state }) => state === "live").length,
    bodies,
    requests:
      Math.ceil(allOf("lists") + refs.length / limits.pageSizeMax) +
      2 +
      (comments.areRead ? comments.requests : 0),
    comments,
    topmost: topmostOf(run, refs),
    edited: refs
      .filter(({ id, bodyEditedTime }) => bodyEditedTime !== null || awaited.has(id))
      .map(({ editedTime }) => editedTime),
    sources: databases
      .dataSources()
      .filter(({ state }) => state === "live")
      .map(({ dataSource: { id, title } }) => ({
        id,
        title: plainText(title),
        rows: refs.filter((ref) => ref.dataSourceId === id).length,
      })),
  };
}

function topmostOf({ mirror }: Run, refs: readonly PageRef[]): readonly FoundPage[] {
  const parents = new Map<string, string | null>(refs.map(({ id, parentId }) => [id, parentId]));
  const titles = new Map<string, string>();
  const homes = mirror.blocks.homes();
  for (const { database, state } of mirror.databases.list()) {
    if (state !== "live") continue;
    const { id, parent, title } = database;
    const above =
      parent.type === "page_id"
        ? parent.page_id
        : parent.type === "database_id"
          ? parent.database_id
          : null;
    parents.set(id, above ?? homes.get(id) ?? null);
    titles.set(id, plainText(title));
  }
  const tops = new Map<string, string>();
  const topOf = (id: string): string => {
    const known = tops.get(id);
    if (known !== undefined) return known;
    tops.set(id, id);
    const above = parents.get(id) ?? null;
    const home = above !== null && parents.has(above) ? above : (homes.get(id) ?? null);
    const top = home === null || !parents.has(home) ? id : topOf(home);
    tops.set(id, top);
    return top;
  };
  const below = new Map<string, number>();
  for (const id of parents.keys()) {
    const top = topOf(id);
    below.set(top, (below.get(top) ?? -1) + 1);
  }
  return [...below]
    .map(([id, count]) => ({
      id,
      title: titles.get(id) ?? mirror.pages.get(id)?.title ?? "",
      below: count,
    }))
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : 1));
}
