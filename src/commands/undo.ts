/** `undo`: brings back, in the files and in Notion, what a run replaced. */
import { lastRun, madeBy, replacedBy } from "../../sync/history.ts";
import { bringBackBoth, stillThere } from "../../sync/restore.ts";
import type { Report } from "../../sync/run/report.ts";
import { type OfflineApp, openOffline, openOnline, using } from "../app.ts";
import type { HistoryEntry, Mirror } from "../mirror/mirror.ts";
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
  const beside = <T>(look: (app: OfflineApp) => T) =>
    using(openOffline(world, { locked: false }), look);
  if (flag(invocation, "dryRun")) {
    const { undone, paths, trashed } = await beside(({ parts: { mirror } }) => {
      const found = undoneIn(mirror, invocation);
      const pathOf = ({ page, path }: HistoryEntry) => mirror.files.byId(page)?.path ?? path;
      return { ...found, paths: found.entries.map(pathOf) };
    });
    if (json) world.process.stdout.write(`${JSON.stringify({ run: undone, paths, trashed })}\n`);
    else
      world.process.stdout.write(
        `Would bring back ${counted(paths.length, "page")} as before run ${undone}:\n${paths.map((path) => `  ${path}\n`).join("")}`,
      );
    if (!json && trashed.length > 0)
      world.process.stdout.write(
        `Would move ${counted(trashed.length, "page")} that it made to the trash, here and in Notion:\n${trashed.map((path) => `  ${path}\n`).join("")}`,
      );
    return exitCodes.fine;
  }
  const find = foundOnce(({ parts }) => {
    const found = undoneIn(parts.mirror, invocation);
    askFor(found, invocation);
    return found;
  });
  const { report, undone } = await aloneOr(
    () =>
      using(openOnline(world, { locked: true, signal }), async (app) => {
        const { undone, entries, made } = find(app);
        const { report } = await bringBackBoth(app.parts, entries, { signal }, made);
        return { report, undone };
      }),
    async (): Promise<{ report: Report; undone: string } | null> => {
      const { undone, entries, made } = await beside(find);
      const work = { kind: "bring-back-both", entries, made } as const;
      const done = await askEngine(invocation, work, `undo run ${undone}`);
      return done !== null && "report" in done ? { report: done.report, undone } : null;
    },
  );
  if (!json) world.process.stdout.write(`Undid run ${undone}:\n`);
  return tellReport(invocation, report);
};

interface Undone {
  readonly undone: string;
  readonly entries: readonly HistoryEntry[];
  /** Pages that it made and that are still there, and where their files lie. */
  readonly made: readonly HistoryEntry[];
  readonly trashed: readonly (string | null)[];
}

/** @throws ConfigError `no_run`, SyncError `no_run` */
function undoneIn(mirror: Mirror, invocation: Invocation): Undone {
  const undone = invocation.arguments[0] ?? lastRun(mirror);
  if (undone === null) {
    throw new ConfigError("There is no run to undo: nothing was replaced yet.", {
      code: "no_run",
      exitCode: exitCodes.usage,
    });
  }
  const made = stillThere(mirror, madeBy(mirror, undone));
  const entries = replacedBy(mirror, undone);
  if (entries.length + made.length === 0) {
    throw new ConfigError(`There is nothing left to undo of run ${undone}: what it made is gone.`, {
      code: "no_run",
      exitCode: exitCodes.usage,
      next: "notion-mirror log lists the runs that changed something.",
    });
  }
  return {
    undone,
    entries,
    made,
    trashed: made.map((entry) => mirror.files.byId(entry.page)?.path ?? entry.path),
  };
}

/** Pages go to the trash only when a person has seen which. Throws `SyncError` `undo_trashes`. */
function askFor({ undone, made, trashed }: Undone, invocation: Invocation): void {
  if (made.length === 0) return;
  const hash = hashOf(made.map(({ page }) => page)).slice(0, 12);
  if (text(invocation, "confirm") === hash) return;
  throw new SyncError(
    `Run ${undone} made ${counted(made.length, "page")}, which would go to the trash, here and in Notion:\n${trashed.map((path) => `  ${path}`).join("\n")}`,
    {
      code: "undo_trashes",
      exitCode: exitCodes.guard,
      next: `Nothing was done yet. If that is what you want: notion-mirror undo ${undone} --confirm ${hash}`,
    },
  );
}
