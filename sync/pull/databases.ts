/**
 * Databases and their data sources: read, placed, told trashed from unshared, and put in line for their rows.
 */
import { isUnreachable, NotionError } from "../../src/notion/errors.ts";
import type { DataSource } from "../../src/notion/types.ts";
import { listRows, markOf } from "./rows.ts";
import type { Run } from "./run.ts";
import { owe, owed, paid, retitle, sawDataSource } from "./sight.ts";

/** Between two listings of a data source's rows outside full crawls, ms. */
export const sourceScheduleMs = 10 * 60_000;

/** Reads the database by its id, and those of its data sources that no list has shown. */
export async function readDatabase(run: Run, id: string): Promise<void> {
  const { databases } = run.mirror;
  const known = databases.get(id);
  let database: Awaited<ReturnType<typeof run.notion.database>>;
  try {
    database = await run.notion.database(id, run.request);
  } catch (error) {
    if (!isHidden(error)) throw error;
    // A linked database whose source is not shared, or one that is no longer shown to us.
    if (known !== null && known.state === "live")
      databases.put(known.database, run.clock.now(), "detached");
    return;
  }
  const state = database.in_trash ? "trashed" : "live";
  run.mirror.transaction(() => {
    databases.put(database, run.clock.now(), state);
    const title = database.title.map(({ plain_text }) => plain_text).join("");
    retitle(run, id, "child_database", title);
    if (known?.state !== "live" && state === "live") run.newcomers.add(id);
    if (known !== null && known.state !== state) owe(run, "bodies", run.mirror.blocks.homesOf(id));
  });
  if (database.in_trash) return;
  for (const { id: sourceId } of database.data_sources) {
    const source = databases.dataSource(sourceId);
    if (source !== null && (!run.full || source.seenAt >= run.startedAt)) continue;
    await readDataSource(run, sourceId);
  }
}

export async function readDataSource(run: Run, id: string): Promise<void> {
  try {
    sawDataSource(run, await run.notion.dataSource(id, run.request), "itself");
  } catch (error) {
    if (!isHidden(error)) throw error;
    const known = run.mirror.databases.dataSource(id);
    if (known !== null && known.state === "live")
      run.mirror.databases.putDataSource(known.dataSource, run.clock.now(), "detached");
  }
}

/**
 * Reads the databases of all known data sources, and lists the rows of every source whose turn it is.
 * Goes on until nothing new turns up.
 */
export async function visitDatabases(run: Run, onPage?: () => void): Promise<void> {
  for (;;) {
    const id = nextDatabase(run);
    if (id !== undefined) {
      await readDatabase(run, id);
      continue;
    }
    const source = nextSource(run);
    if (source === undefined) return;
    try {
      await listRows(run, source.dataSource, source.whole, onPage);
    } catch (error) {
      if (!isHidden(error)) throw error;
      const { id } = source.dataSource;
      await readDataSource(run, id);
      if (run.mirror.databases.dataSource(id)?.state === "live") run.failures.set(id, error);
    }
  }
}

/** A database that a data source names and we have not seen (in this run, when it is a full one). */
function nextDatabase(run: Run): string | undefined {
  const { databases } = run.mirror;
  for (const { dataSource, state } of databases.dataSources()) {
    if (state !== "live" || dataSource.parent.type !== "database_id") continue;
    const id = dataSource.parent.database_id;
    const known = databases.get(id);
    if (run.triedDatabases.has(id)) continue;
    if (known === null || (run.full && known.seenAt < run.startedAt)) {
      run.triedDatabases.add(id);
      return id;
    }
  }
  if (!run.full) return undefined;
  const stale = databases
    .list()
    .find(
      ({ database, state, seenAt }) =>
        state === "live" && seenAt < run.startedAt && !run.triedDatabases.has(database.id),
    );
  if (stale !== undefined) run.triedDatabases.add(stale.database.id);
  return stale?.database.id;
}

function nextSource(
  run: Run,
): { readonly dataSource: DataSource; readonly whole: boolean } | undefined {
  for (const { dataSource, state } of run.mirror.databases.dataSources()) {
    if (state !== "live" || run.failures.has(dataSource.id)) continue;
    const mark = markOf(run, dataSource.id);
    const never = mark.listedIn === null;
    if (run.full ? mark.listedIn !== run.startedAt : never) return { dataSource, whole: true };
    if (!run.full && isDue(run, mark.listedAt)) return { dataSource, whole: false };
  }
  return undefined;
}

const isDue = (run: Run, listedAt: number | null): boolean =>
  listedAt !== null && run.clock.now() - listedAt >= sourceScheduleMs && listedAt < run.startedAt;

/** Databases met inside bodies that nothing else has shown. */
export async function payDatabases(run: Run): Promise<void> {
  for (const id of owed(run, "databases")) {
    // Also one that we know: it was there and is gone from its page, so only it can tell.
    await readDatabase(run, id);
    paid(run, "databases", id);
  }
}

/** Not shown to us. A linked database without a readable source answers 400, not 404. */
const isHidden = (error: unknown): boolean =>
  isUnreachable(error) ||
  (error instanceof NotionError &&
    error.status === 400 &&
    error.message.includes("does not contain any data sources"));
