/** `restore`: a file becomes what was agreed on, or a kept version, again; with `--to-notion` the page too. */
import { isAgreed, type Restorable } from "../../sync/history.ts";
import { bringBackAll, bringBackBoth, type Restored } from "../../sync/restore.ts";
import { openOffline, openOnline, using } from "../app.ts";
import { counted } from "../output.ts";
import { type ExitCode, exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { tellReport } from "./cycle.ts";
import { aloneOr, askEngine, foundOnce } from "./hand-over.ts";
import { type Typed, versionsTyped } from "./versions.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const find = foundOnce((app) => versionsTyped(app, invocation));
  // To look it up while another engine holds the vault takes no lock.
  const beside = () => using(openOffline(world, { locked: false }), find);
  const what = `restore ${invocation.arguments[0] ?? ""}`;
  if (flag(invocation, "toNotion")) {
    const report = await aloneOr(
      () =>
        using(openOnline(world, { locked: true, signal }), async (app) => {
          const { versions } = await find(app);
          const { report } = await bringBackBoth(app.parts, { entries: versions }, { signal });
          return report;
        }),
      async () => {
        const { versions } = await beside();
        const work = { kind: "bring-back-both", entries: versions } as const;
        const done = await askEngine(invocation, work, what);
        return done !== null && "report" in done ? done.report : null;
      },
    );
    return tellReport(invocation, report);
  }
  const { restored, typed } = await aloneOr(
    () =>
      using(openOffline(world, { locked: true }), async (app) => {
        const typed = await find(app);
        return { restored: await bringBackAll(app.parts, typed.versions), typed };
      }),
    async () => {
      const typed = await beside();
      const work = { kind: "bring-back", entries: typed.versions } as const;
      const done = await askEngine(invocation, work, what);
      return done !== null && "restored" in done ? { restored: done.restored, typed } : null;
    },
  );
  return say(invocation, restored, typed);
};

const listedMax = 40;

function say(
  invocation: Invocation,
  restored: readonly Restored[],
  { versions, folder }: Typed,
): ExitCode {
  const { stdout, stderr } = invocation.world.process;
  const failed = restored.filter(({ outcome }) => outcome === "failed");
  const code = failed.length > 0 ? exitCodes.failures : exitCodes.fine;
  if (flag(invocation, "json")) {
    stdout.write(`${JSON.stringify(folder === null ? restored[0] : { restored, ...folder })}\n`);
    return code;
  }
  if (folder === null) {
    const [version] = versions;
    const [one] = restored;
    if (version !== undefined && one !== undefined) sayOne(invocation, one, version);
    return code;
  }
  const back = restored.filter(({ outcome }) => outcome !== "failed");
  const where = folder.path === "." ? "the vault" : folder.path;
  const more = back.length > listedMax ? `  … and ${back.length - listedMax} more\n` : "";
  stdout.write(
    restored.length === 0
      ? `No file is missing in ${where}.\n`
      : `Restored ${counted(back.length, "file")} of ${counted(restored.length, "missing one")} in ${where}:\n${back
          .slice(0, listedMax)
          .map(({ path }) => `  ${path}\n`)
          .join("")}${more}`,
  );
  for (const one of failed) sayFailed(invocation, one);
  if (folder.edited.length > 0) {
    const named = folder.edited.slice(0, 5).join(", ");
    const others = folder.edited.length > 5 ? ` and ${folder.edited.length - 5} more` : "";
    stderr.write(
      `${counted(folder.edited.length, "edited file")} stayed as they are: ${named}${others}. To bring one of them back, name it.\n`,
    );
  }
  return code;
}

function sayOne(invocation: Invocation, restored: Restored, version: Restorable): void {
  const { stdout, stderr } = invocation.world.process;
  const { path, outcome } = restored;
  const what = isAgreed(version) ? "what was agreed on" : `version #${version.id}`;
  if (outcome === "failed") sayFailed(invocation, restored);
  else if (outcome === "unchanged") stdout.write(`${path} says what ${what} says already.\n`);
  else {
    const before = isAgreed(version) ? "an edit of it" : "what it said before";
    stdout.write(`Restored ${path} to ${what}; ${before} is in the log.\n`);
    if (!isAgreed(version))
      stderr.write("Notion still has its own version: notion-mirror sync sends this one.\n");
  }
}

function sayFailed({ world, arguments: [typed] }: Invocation, { path, reason }: Restored): void {
  world.process.stderr.write(
    `notion-mirror: ${path || typed} was not restored: ${reason ?? "the file can't be written"}\n` +
      "  With --to-notion the page comes back too, out of Notion's trash if it is in it.\n",
  );
}
