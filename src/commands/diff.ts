/**
 * `diff`: what the files say against what was last agreed on with Notion, line by line; with `--ops` the exact
 * requests that a push would send. Changes nothing.
 */
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { type Atlas, atlasOf } from "../../sync/local/atlas.ts";
import type { StatusChange } from "../../sync/run/report.ts";
import { inScope } from "../../sync/run/scope.ts";
import { readStatus } from "../../sync/status.ts";
import { type OfflineApp, openOffline } from "../app.ts";
import { ConfigError, type ExitCode, exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { runCommandCycle } from "./cycle.ts";
import { noteLines } from "./note-lines.ts";
import { vaultPath } from "./paths.ts";

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

async function printTextDiff(invocation: Invocation): Promise<ExitCode> {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const { mirror, vault } = app.parts;
    const { changes } = await readStatus(app.parts);
    const paths = invocation.arguments.map((path) => vaultPath(world, app.location.root, path));
    const atlas = atlasOf(mirror);
    for (const path of paths) {
      if (await isKnown(app, path, atlas, changes)) continue;
      throw new ConfigError(`${path} is no page, file or folder of this vault.`, {
        code: "unknown_path",
        exitCode: exitCodes.usage,
        where: path,
        next: "`notion-mirror status` lists what has changed.",
      });
    }
    const wanted = inScope(atlas, paths);
    const patches: { path: string; patch: string; notes?: StatusChange["notes"] }[] = [];
    // A file with several mistakes is several changes, and one text.
    const local = new Map(
      changes.filter(({ side }) => side !== "remote").map((change) => [change.path, change]),
    );
    for (const { path, id, notes } of local.values()) {
      if (path === null || !wanted(id ?? "", path)) continue;
      const base = id === null ? null : mirror.bases.get(id);
      const there = await vault.read(path);
      const [before, after] = [
        base === null ? "" : textOf(base.file),
        there === null ? "" : textOf(there.bytes),
      ];
      if (before === after) continue;
      const [from, to] = [
        base === null ? "/dev/null" : `a/${path}`,
        there === null ? "/dev/null" : `b/${path}`,
      ];
      const patch = createTwoFilesPatch(from, to, before, after, "", "", {
        headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
      });
      patches.push({ path, patch, ...(notes === undefined ? {} : { notes }) });
    }
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(patches)}\n`);
    else
      for (const { path, patch, notes = [] } of patches) {
        world.process.stdout.write(patch);
        for (const line of noteLines({ path, title: "", notes }))
          world.process.stderr.write(`${line}\n`);
      }
    return exitCodes.fine;
  } finally {
    await app.close();
  }
}

/** Something of this name is or was there: a page, a folder with pages, an id, or a file. */
async function isKnown(
  { parts, location }: OfflineApp,
  path: string,
  atlas: Atlas,
  changes: readonly StatusChange[],
): Promise<boolean> {
  const isIn = inScope(atlas, [path]);
  return (
    atlas.entries.some((entry) => isIn(entry.id, entry.path)) ||
    changes.some((change) => isIn(change.id ?? "", change.path)) ||
    (await parts.files.stat(join(location.root, path))) !== null
  );
}

export const run: RunCommand = async (invocation) => {
  if (flag(invocation, "ops")) {
    return runCommandCycle(invocation, "push", { dryRun: true, twoWay: true, ops: true });
  }
  return printTextDiff(invocation);
};
