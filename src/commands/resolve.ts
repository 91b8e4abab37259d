/** `resolve`: settles the conflicts of a page by a person's choice. */
import { listConflicts } from "../../sync/run/marks.ts";
import type { Resolution } from "../../sync/run/parts.ts";
import { exitCodeOf } from "../../sync/run/report.ts";
import { openOnline } from "../app.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { printReport } from "./cycle.ts";
import { vaultPath } from "./paths.ts";

function choiceOf(invocation: Invocation): Resolution {
  const chosen = (["local", "remote", "both"] as const).filter((name) => flag(invocation, name));
  const [choice] = chosen;
  if (choice !== undefined && chosen.length === 1) return choice;
  throw new ConfigError("Say which side to keep: --local, --remote or --both.", {
    code: "no_choice",
    exitCode: exitCodes.usage,
    next: "`both` keeps Notion's version and puts the file's after it. `notion-mirror conflicts` lists what waits.",
  });
}

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const choice = choiceOf(invocation);
  const app = await openOnline(world, { locked: true, signal });
  try {
    const held = listConflicts(app.parts.mirror);
    const pages = invocation.arguments.map((typed) => {
      const path = vaultPath(world, app.location.root, typed);
      const found = held.find(
        (one) => one.path === path || one.sidecar === path || one.page === path,
      );
      if (found !== undefined) return found;
      throw new ConfigError(`${path} has no conflict to settle.`, {
        code: "no_conflict",
        exitCode: exitCodes.usage,
        where: path,
        next:
          held.length === 0
            ? "There is none in this vault."
            : `There are: ${held.map((one) => one.path).join(", ")}`,
      });
    });
    const { runCycle } = await import("../../sync/cycle.ts");
    const report = await runCycle(app.parts, {
      direction: "both",
      paths: pages.map((one) => one.path),
      twoWay: true,
      resolve: Object.fromEntries(pages.map((one) => [one.page, choice])),
      signal,
    });
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(report)}\n`);
    else printReport(world.process, report);
    return exitCodeOf(report);
  } finally {
    await app.close();
  }
};
