/** `restore`: a kept version becomes the file again; with `--to-notion` the page too. */
import { bringBack, bringBackBoth, type Restored } from "../../sync/restore.ts";
import { type OfflineApp, openOffline, openOnline } from "../app.ts";
import type { HistoryEntry } from "../mirror/mirror.ts";
import { type ExitCode, exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand, text } from "./command.ts";
import { tellReport } from "./cycle.ts";
import { aloneOr, askEngine, foundOnce } from "./hand-over.ts";
import { vaultPath } from "./paths.ts";
import { versionNamed } from "./versions.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const find = foundOnce((app) => entryIn(app, invocation));
  if (flag(invocation, "toNotion")) {
    const report = await aloneOr(
      async () => {
        const app = await openOnline(world, { locked: true, signal });
        try {
          return (await bringBackBoth(app.parts, [find(app)], { signal })).report;
        } finally {
          await app.close();
        }
      },
      async () => {
        const entry = await entryBeside(invocation, find);
        const work = { kind: "bring-back-both", entries: [entry] } as const;
        const done = await askEngine(invocation, work, `restore ${entry.path ?? entry.page}`);
        return done !== null && "report" in done ? done.report : null;
      },
    );
    return tellReport(invocation, report);
  }
  const { restored, entry } = await aloneOr(
    async () => {
      const app = await openOffline(world, { locked: true });
      try {
        const found = find(app);
        return { restored: await bringBack(app.parts, found), entry: found };
      } finally {
        await app.close();
      }
    },
    async () => {
      const found = await entryBeside(invocation, find);
      const work = { kind: "bring-back", entry: found } as const;
      const done = await askEngine(invocation, work, `restore ${found.path ?? found.page}`);
      return done !== null && "restored" in done ? { restored: done.restored, entry: found } : null;
    },
  );
  return say(invocation, restored, entry);
};

const entryIn = (app: OfflineApp, invocation: Invocation): HistoryEntry =>
  versionNamed(app.parts.mirror, invocation.arguments[0] ?? "", text(invocation, "at"), (typed) =>
    vaultPath(invocation.world, app.location.root, typed),
  );

/** The same while another engine holds the vault: to look it up takes no lock. */
async function entryBeside(
  { world }: Invocation,
  find: (app: OfflineApp) => HistoryEntry,
): Promise<HistoryEntry> {
  const app = await openOffline(world, { locked: false });
  try {
    return find(app);
  } finally {
    await app.close();
  }
}

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
