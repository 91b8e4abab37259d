/** `undo`: brings back, in the files and in Notion, what a run replaced. */
import { lastRun, replacedBy } from "../../sync/history.ts";
import { bringBackBoth } from "../../sync/restore.ts";
import { exitCodeOf } from "../../sync/run/report.ts";
import { openOnline } from "../app.ts";
import { counted } from "../output.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";
import { printReport } from "./cycle.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const app = await openOnline(world, { locked: true, signal });
  try {
    const { mirror } = app.parts;
    const undone = invocation.arguments[0] ?? lastRun(mirror);
    if (undone === null) {
      throw new ConfigError("There is no run to undo: nothing was replaced yet.", {
        code: "no_run",
        exitCode: exitCodes.usage,
      });
    }
    const entries = replacedBy(mirror, undone);
    if (flag(invocation, "dryRun")) {
      const paths = entries.map(
        (entry) => app.parts.mirror.files.byId(entry.page)?.path ?? entry.path,
      );
      if (flag(invocation, "json"))
        world.process.stdout.write(`${JSON.stringify({ run: undone, paths })}\n`);
      else {
        world.process.stdout.write(
          `Would bring back ${counted(entries.length, "page")} as before run ${undone}:\n${paths.map((path) => `  ${path}\n`).join("")}`,
        );
      }
      return exitCodes.fine;
    }
    const { report } = await bringBackBoth(app.parts, entries, signal);
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(report)}\n`);
    else {
      world.process.stdout.write(`Undid run ${undone}:\n`);
      printReport(world.process, report);
    }
    return exitCodeOf(report);
  } finally {
    await app.close();
  }
};
