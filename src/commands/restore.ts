/** `restore`: a kept version becomes the file again; with `--to-notion` the page too. */
import { bringBack, bringBackBoth, type Restored } from "../../sync/restore.ts";
import { openOffline, openOnline, using } from "../app.ts";
import type { HistoryEntry } from "../mirror/mirror.ts";
import { type ExitCode, exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { tellReport } from "./cycle.ts";
import { aloneOr, askEngine, foundOnce } from "./hand-over.ts";
import { versionTyped } from "./versions.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const find = foundOnce((app) => versionTyped(app, invocation));
  // To look it up while another engine holds the vault takes no lock.
  const beside = () => using(openOffline(world, { locked: false }), find);
  if (flag(invocation, "toNotion")) {
    const report = await aloneOr(
      () =>
        using(openOnline(world, { locked: true, signal }), async (app) => {
          const { report } = await bringBackBoth(app.parts, { entries: [find(app)] }, { signal });
          return report;
        }),
      async () => {
        const entry = await beside();
        const work = { kind: "bring-back-both", entries: [entry] } as const;
        const done = await askEngine(invocation, work, `restore ${entry.path ?? entry.page}`);
        return done !== null && "report" in done ? done.report : null;
      },
    );
    return tellReport(invocation, report);
  }
  const { restored, entry } = await aloneOr(
    () =>
      using(openOffline(world, { locked: true }), async (app) => {
        const entry = find(app);
        return { restored: await bringBack(app.parts, entry), entry };
      }),
    async () => {
      const entry = await beside();
      const work = { kind: "bring-back", entry } as const;
      const done = await askEngine(invocation, work, `restore ${entry.path ?? entry.page}`);
      return done !== null && "restored" in done ? { restored: done.restored, entry } : null;
    },
  );
  return say(invocation, restored, entry);
};

function say(invocation: Invocation, restored: Restored, entry: HistoryEntry): ExitCode {
  const { stdout, stderr } = invocation.world.process;
  if (flag(invocation, "json")) stdout.write(`${JSON.stringify(restored)}\n`);
  else if (restored.outcome === "failed") {
    stderr.write(
      `notion-mirror: ${restored.path || invocation.arguments[0]} was not restored: ${restored.reason ?? "the file can't be written"}\n` +
        "  With --to-notion the page comes back too, out of Notion's trash if it is in it.\n",
    );
  } else if (restored.outcome === "unchanged")
    stdout.write(`${restored.path} says what version #${entry.id} says already.\n`);
  else {
    stdout.write(
      `Restored ${restored.path} to version #${entry.id}; what it said before is in the log.\n`,
    );
    stderr.write("Notion still has its own version: notion-mirror sync sends this one.\n");
  }
  return restored.outcome === "failed" ? exitCodes.failures : exitCodes.fine;
}
