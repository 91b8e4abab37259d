/** `undo`: brings back, in the files and in Notion, what a run replaced. */
import { lastRun } from "../../sync/history.ts";
import { waysBack } from "../../sync/places.ts";
import { bringBackBoth } from "../../sync/restore.ts";
import type { PageOutcome, Report } from "../../sync/run/report.ts";
import { type KeptPage, type Undoing, undoingOf } from "../../sync/undo.ts";
import { type OfflineApp, openOffline, openOnline, using } from "../app.ts";
import type { Mirror } from "../mirror/mirror.ts";
import { counted } from "../output.ts";
import { ConfigError, exitCodes, SyncError } from "../platform/errors.ts";
import { hashOf } from "../platform/hash.ts";
import { flag, type Invocation, type RunCommand, text } from "./command.ts";
import { tellReport } from "./cycle.ts";
import { aloneOr, askEngine, foundOnce } from "./hand-over.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const json = flag(invocation, "json");
  // To look while another engine holds the vault takes no lock.
  const beside = <T>(look: (app: OfflineApp) => T | Promise<T>) =>
    using(openOffline(world, { locked: false }), look);
  if (flag(invocation, "dryRun")) {
    const told = await beside(async (app) =>
      foretold(app.parts.mirror, await undoingIn(app, invocation)),
    );
    world.process.stdout.write(json ? `${JSON.stringify(told)}\n` : linesOf(told));
    return exitCodes.fine;
  }
  const find = foundOnce(async (app) => {
    const found = await undoingIn(app, invocation);
    askFor(app.parts.mirror, found, invocation);
    return found;
  });
  const { report, undoing } = await aloneOr(
    () =>
      using(openOnline(world, { locked: true, signal }), async (app) => {
        const undoing = await find(app);
        const { report } = await bringBackBoth(app.parts, undoing, { signal });
        return { report, undoing };
      }),
    async (): Promise<{ report: Report; undoing: Undoing } | null> => {
      const undoing = await beside(find);
      const { entries, places, made } = undoing;
      const work = { kind: "bring-back-both", entries, places, made } as const;
      const done = await askEngine(invocation, work, `undo run ${undoing.run}`);
      return done !== null && "report" in done ? { report: done.report, undoing } : null;
    },
  );
  if (!json) world.process.stdout.write(`Undid run ${undoing.run}:\n`);
  return tellReport(invocation, {
    ...report,
    pages: [...report.pages, ...undoing.kept.map(outcomeOfKept)],
  });
};

/** @throws ConfigError `no_run`, SyncError `no_run` */
async function undoingIn({ parts }: OfflineApp, invocation: Invocation): Promise<Undoing> {
  const { mirror } = parts;
  const run = invocation.arguments[0] ?? lastRun(mirror);
  if (run === null) {
    throw new ConfigError("There is no run to undo: nothing was replaced yet.", {
      code: "no_run",
      exitCode: exitCodes.usage,
    });
  }
  const undoing = await undoingOf(parts, run);
  const { entries, places, made, kept } = undoing;
  if (entries.length + places.length + made.length > 0) return undoing;
  if (kept.length > 0) {
    throw new ConfigError(
      `There is nothing left to undo of run ${run}: what it made stays.\n${keptLines(kept)}`,
      { code: "no_run", exitCode: exitCodes.usage, next: howToTrash },
    );
  }
  throw new ConfigError(`There is nothing left to undo of run ${run}: what it made is gone.`, {
    code: "no_run",
    exitCode: exitCodes.usage,
    next: "notion-mirror log lists the runs that changed something.",
  });
}

const howToTrash =
  "If such a page is to go all the same: delete its file, then notion-mirror sync.";

const keptLines = (kept: readonly KeptPage[]): string =>
  kept.map(({ path, reason }) => `  ${path}: ${reason}`).join("\n");

const outcomeOfKept = ({ page, path, reason }: KeptPage): PageOutcome => ({
  outcome: "refused",
  id: page,
  path,
  title: "",
  reason: `the run made it, but it stays: ${reason}`,
  next: howToTrash,
  writes: 0,
  notes: [],
});

/** What an undo would do, as `--json` prints it. */
interface Foretold {
  readonly run: string;
  readonly paths: readonly (string | null)[];
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly stuck: readonly { readonly path: string; readonly reason: string }[];
  readonly trashed: readonly (string | null)[];
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

function foretold(mirror: Mirror, { run, entries, places, made, kept }: Undoing): Foretold {
  const ways = waysBack(mirror, places);
  const pathOf = ({ page, path }: (typeof entries)[number]) =>
    mirror.files.byId(page)?.path ?? path;
  return {
    run,
    paths: entries.map(pathOf),
    moves: ways.flatMap((way) => (way.kind === "move" ? [{ from: way.from, to: way.to }] : [])),
    stuck: ways.flatMap((way) =>
      way.kind === "stuck" ? [{ path: way.path, reason: way.reason }] : [],
    ),
    trashed: made.map(pathOf),
    kept: kept.map(({ path, reason }) => ({ path, reason })),
  };
}

function linesOf({ run, paths, moves, stuck, trashed, kept }: Foretold): string {
  const list = (head: string, lines: readonly string[]) =>
    lines.length === 0 ? "" : `${head}:\n${lines.map((line) => `  ${line}\n`).join("")}`;
  return [
    `Would bring back ${counted(paths.length, "page")} as before run ${run}:\n`,
    ...paths.map((path) => `  ${path}\n`),
    list(
      `Would move back ${counted(moves.length, "page")}, here and in Notion`,
      moves.map(({ from, to }) => `${from} to ${to}`),
    ),
    list(
      "Can't move back",
      stuck.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    list(
      `Would move ${counted(trashed.length, "page")} that it made to the trash, here and in Notion`,
      trashed.map(String),
    ),
    list(
      "Would keep, though it made them",
      kept.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  ].join("");
}

/** Pages go to the trash only when a person has seen which. Throws `SyncError` `undo_trashes`. */
function askFor(mirror: Mirror, { run, made, kept }: Undoing, invocation: Invocation): void {
  if (made.length === 0) return;
  const hash = hashOf(made.map(({ page }) => page)).slice(0, 12);
  if (text(invocation, "confirm") === hash) return;
  const paths = made.map(({ page, path }) => `  ${mirror.files.byId(page)?.path ?? path}`);
  const others = kept.length === 0 ? "" : `\nOf what it made, these stay:\n${keptLines(kept)}`;
  throw new SyncError(
    `Run ${run} made ${counted(made.length, "page")}, which would go to the trash, here and in Notion:\n${paths.join("\n")}${others}`,
    {
      code: "undo_trashes",
      exitCode: exitCodes.guard,
      next: `Nothing was done yet. If that is what you want: notion-mirror undo ${run} --confirm ${hash}`,
    },
  );
}
