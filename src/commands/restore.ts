/** `restore`: a kept version becomes the file again; with `--to-notion` the page too. */
import { bringBack, bringBackBoth } from "../../sync/restore.ts";
import { exitCodeOf } from "../../sync/run/report.ts";
import { openOffline, openOnline } from "../app.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand, text } from "./command.ts";
import { printReport } from "./cycle.ts";
import { vaultPath } from "./paths.ts";
import { versionNamed } from "./versions.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const json = flag(invocation, "json");
  const named = invocation.arguments[0] ?? "";
  if (flag(invocation, "toNotion")) {
    const app = await openOnline(world, { locked: true, signal });
    try {
      const entry = versionNamed(app.parts.mirror, named, text(invocation, "at"), (typed) =>
        vaultPath(world, app.location.root, typed),
      );
      const { report } = await bringBackBoth(app.parts, [entry], signal);
      if (json) world.process.stdout.write(`${JSON.stringify(report)}\n`);
      else printReport(world.process, report);
      return exitCodeOf(report);
    } finally {
      await app.close();
    }
  }
  const app = await openOffline(world, { locked: true });
  try {
    const entry = versionNamed(app.parts.mirror, named, text(invocation, "at"), (typed) =>
      vaultPath(world, app.location.root, typed),
    );
    const restored = await bringBack(app.parts, entry);
    if (json) world.process.stdout.write(`${JSON.stringify(restored)}\n`);
    else if (restored.outcome === "failed") {
      world.process.stderr.write(
        `notion-mirror: ${restored.path || named} was not restored: ${restored.reason ?? "the file can't be written"}\n` +
          "  With --to-notion the page comes back too, out of Notion's trash if it is in it.\n",
      );
    } else {
      world.process.stdout.write(
        `Restored ${restored.path} to version #${entry.id}; what it said before is in the log.\n`,
      );
      world.process.stderr.write(
        "Notion still has its own version: notion-mirror sync sends this one.\n",
      );
    }
    return restored.outcome === "failed" ? exitCodes.failures : exitCodes.fine;
  } finally {
    await app.close();
  }
};
