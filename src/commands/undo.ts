/** `undo`: brings back, in the files and in Notion, what a run replaced. */
import { lastRun, replacedBy } from "../../sync/history.ts";
import { bringBackBoth } from "../../sync/restore.ts";
import type { Report } from "../../sync/run/report.ts";
import { openOffline, openOnline } from "../app.ts";
import type { HistoryEntry, Mirror } from "../mirror/mirror.ts";
import { counted } from "../output.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { tellReport } from "./cycle.ts";
import { aloneOr, askEngine } from "./hand-over.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const json = flag(invocation, "json");
  if (flag(invocation, "dryRun")) {
    const { undone, paths } = await undoneBeside(invocation);
    if (json) world.process.stdout.write(`${JSON.stringify({ run: undone, paths })}\n`);
    else
      world.process.stdout.write(
        `Would bring back ${counted(paths.length, "page")} as before run ${undone}:\n${paths.map((path) => `  ${path}\n`).join("")}`,
      );
    return exitCodes.fine;
  }
  const { report, undone } = await aloneOr(
    async () => {
      const app = await openOnline(world, { locked: true, signal });
      try {
        const found = undoneIn(app.parts.mirror, invocation);
        const { report } = await bringBackBoth(app.parts, found.entries, { signal });
        return { report, undone: found.undone };
      } finally {
        await app.close();
      }
    },
    async (): Promise<{ report: Report; undone: string } | null> => {
      const { undone, entries } = await undoneBeside(invocation);
      const work = { kind: "bring-back-both", entries } as const;
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
  return { undone, entries: replacedBy(mirror, undone) };
}

/** The same without the lock, and where the files lie. */
async function undoneBeside(
  invocation: Invocation,
): Promise<Undone & { readonly paths: readonly (string | null)[] }> {
  const app = await openOffline(invocation.world, { locked: false });
  try {
    const { mirror } = app.parts;
    const found = undoneIn(mirror, invocation);
    const paths = found.entries.map((entry) => mirror.files.byId(entry.page)?.path ?? entry.path);
    return { ...found, paths };
  } finally {
    await app.close();
  }
}
