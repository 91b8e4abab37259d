/** `watch`: keeps both sides together until stopped. */
import { runDaemon } from "../../sync/daemon.ts";
import { openOnline } from "../app.ts";
import { errorText } from "../output.ts";
import { exitCodes } from "../platform/errors.ts";
import { watchVault } from "../vault/watch.ts";
import { flag, type RunCommand } from "./command.ts";
import { attend, printReport } from "./cycle.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const { stdout, stderr } = world.process;
  const json = flag(invocation, "json");
  const app = await openOnline(world, { locked: true, signal });
  const { config, location, parts } = app;
  const desk = await attend(app, world, signal);
  try {
    if (!json) stderr.write(`Watching ${location.root} (Ctrl-C stops)\n`);
    await runDaemon({
      parts,
      signal,
      twoWay: flag(invocation, "twoWay"),
      watch: (onHint, onTrouble) => watchVault({ root: location.root, onHint, onTrouble }),
      timings: {
        pushDelayMs: config.pushDelayMs,
        pushDelayMaxMs: config.pushDelayMaxMs,
        pollMs: config.pollIntervalMs,
      },
      onReport: (report) => {
        if (json) stdout.write(`${JSON.stringify(report)}\n`);
        else if (report.pages.length > 0 || report.stopped !== null)
          printReport(world.process, report);
      },
      onError: (error, againInMs) => {
        stderr.write(`${errorText(error)}  Trying again in ${Math.round(againInMs / 1000)} s.\n`);
      },
    });
    return signal.aborted ? exitCodes.interrupted : exitCodes.guard;
  } finally {
    await desk.close();
    await app.close();
  }
};
