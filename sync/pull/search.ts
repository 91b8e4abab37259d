/**
 * Passes over the workspace by search: everything from one end, or what was edited since the watermark.
 */
import type { List } from "../../src/notion/client.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import { isBadCursor } from "./rows.ts";
import type { Run } from "./run.ts";
import { lookAtPage, owe, sawDataSource, sawPage } from "./sight.ts";
import { writesSoFar } from "./written.ts";

interface PassMark {
  /** `startedAt` of the run. */
  readonly of: number;
  readonly cursor: string | null;
  readonly done: boolean;
  readonly capped: boolean;
  /** Newest `last_edited_time` when the pass began: what a later run goes back to. */
  readonly newest: string | null;
}

/**
 * One whole pass, resumed where a killed one stopped. Yields after each page of results. Returns whether
 * search stopped at its cap, and the newest edit that it showed first.
 */
export async function* searchPass(
  run: Run,
  direction: "descending" | "ascending",
): AsyncGenerator<number, { capped: boolean; newest: string | null }> {
  const name = `pull.search.${direction}`;
  const { marks } = run.mirror;
  let mark = marks.get<PassMark>(name);
  if (mark === null || mark.of !== run.startedAt)
    mark = { of: run.startedAt, cursor: null, done: false, capped: false, newest: null };
  while (!mark.done) {
    const before: PassMark = mark;
    let list: List<Page | DataSource>;
    const writesBefore = writesSoFar(run.mirror);
    try {
      list = await run.notion.search(
        { direction, ...(before.cursor === null ? {} : { cursor: before.cursor }) },
        run.request,
      );
    } catch (error) {
      if (before.cursor === null || !isBadCursor(error)) throw error;
      mark = { ...before, cursor: null };
      continue;
    }
    const after: PassMark = {
      ...before,
      cursor: list.nextCursor,
      done: list.nextCursor === null,
      capped: before.capped || list.incomplete,
      newest: before.newest ?? list.results[0]?.last_edited_time ?? null,
    };
    mark = after;
    note(run, list.results, writesBefore, () => marks.set(name, after));
    yield list.results.length;
  }
  return { capped: mark.capped, newest: mark.newest };
}

/** Newest first, down to `horizon` (an ISO time). Returns the newest edit seen. */
export async function searchSince(run: Run, horizon: string): Promise<string | null> {
  let cursor: string | null = null;
  let newest: string | null = null;
  do {
    const writesBefore = writesSoFar(run.mirror);
    const list: List<Page | DataSource> = await run.notion.search(
      { direction: "descending", ...(cursor === null ? {} : { cursor }) },
      run.request,
    );
    newest ??= list.results[0]?.last_edited_time ?? null;
    note(
      run,
      list.results.filter((item) => item.last_edited_time >= horizon),
      writesBefore,
      () => undefined,
    );
    const oldest = list.results.at(-1)?.last_edited_time;
    if (oldest === undefined || oldest < horizon) break;
    cursor = list.nextCursor;
  } while (cursor !== null);
  return newest;
}

/** Pages in Notion's trash, newest first: those that we hold as living are read themselves. */
export async function lookIntoTrash(run: Run, horizon: string): Promise<void> {
  let cursor: string | null = null;
  do {
    const list: List<Page | DataSource> = await run.notion.search(
      {
        direction: "descending",
        object: "page",
        inTrash: true,
        ...(cursor === null ? {} : { cursor }),
      },
      run.request,
    );
    for (const item of list.results)
      if (run.mirror.pages.get(item.id)?.state === "live") await lookAtPage(run, item.id);
    const oldest = list.results.at(-1)?.last_edited_time;
    if (oldest === undefined || oldest < horizon) break;
    cursor = list.nextCursor;
  } while (cursor !== null);
}

/** Stores one page of results, with whatever must become true at the same time. */
export function note(
  run: Run,
  results: readonly (Page | DataSource)[],
  /** Writes of ours when the request left. */
  writesBefore: number,
  alongside: () => void,
): void {
  run.mirror.transaction(() => {
    const looks: string[] = [];
    for (const item of results) {
      if (!belongs(run, item)) continue;
      if (item.object === "data_source") sawDataSource(run, item, "search");
      else if (sawPage(run, item, "search", writesBefore) === "look") looks.push(item.id);
    }
    owe(run, "pages", looks);
    alongside();
  });
}

/** With roots, search also shows what lies outside them: only what hangs below something known is ours. */
function belongs(run: Run, item: Page | DataSource): boolean {
  if (run.scope.roots.length === 0) return true;
  const { pages, databases } = run.mirror;
  if (item.object === "data_source")
    return (
      databases.dataSource(item.id) !== null ||
      (item.parent.type === "database_id" && databases.get(item.parent.database_id) !== null)
    );
  if (pages.get(item.id) !== null) return true;
  const { parent } = item;
  if (parent.type === "page_id") return pages.get(parent.page_id) !== null;
  return parent.type === "data_source_id" && databases.dataSource(parent.data_source_id) !== null;
}
