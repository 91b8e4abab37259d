/**
 * The library: a vault opened for programs.
 */
import type { CycleOptions } from "../sync/run/parts.ts";
import type { Report, Status } from "../sync/run/report.ts";
import { type App, locateVault, openOnline } from "./app.ts";
import { runSql, type SqlResult } from "./mirror/query.ts";
import { type SearchHit, searchText } from "./mirror/search.ts";
import { realWorld } from "./world.ts";

export type { CycleOptions } from "../sync/run/parts.ts";
export {
  exitCodeOf,
  type Outcome,
  type PageOutcome,
  type Report,
  type Status,
} from "../sync/run/report.ts";
export type { SqlResult } from "./mirror/query.ts";
export type { SearchHit } from "./mirror/search.ts";
export { SyncError } from "./platform/errors.ts";

export interface OpenMirrorOptions {
  /** A folder inside the vault. Default: the working folder. */
  readonly folder?: string;
  /** Default: `NOTION_API_TOKEN`, then `NOTION_TOKEN`. */
  readonly token?: string;
}

export interface OpenMirror {
  /** Absolute path of the vault. */
  readonly root: string;
  pull(options?: Omit<CycleOptions, "direction">): Promise<Report>;
  push(options?: Omit<CycleOptions, "direction">): Promise<Report>;
  sync(options?: Omit<CycleOptions, "direction">): Promise<Report>;
  status(): Promise<Status>;
  search(words: string, limit?: number): readonly SearchHit[];
  /** Read-only. */
  sql(query: string, parameters?: readonly unknown[]): SqlResult;
  close(): Promise<void>;
}

/**
 * Opens the vault that `folder` lies in and takes its lock until `close`.
 * @throws SyncError, with a code and what to do
 */
export async function openMirror(options: OpenMirrorOptions = {}): Promise<OpenMirror> {
  const real = realWorld();
  const environment =
    options.token === undefined
      ? real.process.environment
      : { ...real.process.environment, NOTION_API_TOKEN: options.token };
  const world = { ...real, process: { ...real.process, environment } };
  const location = await locateVault(world, options.folder);
  const app: App = await openOnline(world, { location, locked: true });
  const run = async (
    direction: CycleOptions["direction"],
    more: Omit<CycleOptions, "direction"> = {},
  ) => {
    const { runCycle } = await import("../sync/cycle.ts");
    return runCycle(app.parts, { ...more, direction });
  };
  return {
    root: location.root,
    pull: (more) => run("pull", more),
    push: (more) => run("push", more),
    sync: (more) => run("both", more),
    status: async () => (await import("../sync/status.ts")).readStatus(app.parts),
    search: (words, limit = 20) => searchText(app.parts.mirror, words, limit),
    sql: (query, parameters = []) =>
      runSql(world.openDatabase, location.mirrorPath, query, parameters),
    close: () => app.close(),
  };
}
