/**
 * `diff`: what the files say against what was last agreed on with Notion, line by line; with `--ops` the exact
 * requests that a push would send. Changes nothing.
 */
import { createTwoFilesPatch } from "diff";
import { atlasOf } from "../../sync/local/atlas.ts";
import { inScope } from "../../sync/run/scope.ts";
import { readStatus } from "../../sync/status.ts";
import { openOffline } from "../app.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { runCommandCycle } from "./cycle.ts";
import { vaultPath } from "./paths.ts";

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

async function printTextDiff(invocation: Invocation): Promise<void> {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const { mirror, vault } = app.parts;
    const { changes } = await readStatus(app.parts);
    const wanted = inScope(
      atlasOf(mirror),
      invocation.arguments.map((path) => vaultPath(world, app.location.root, path)),
    );
    const patches: { path: string; patch: string }[] = [];
    for (const { path, id } of changes.filter((change) => change.side !== "remote")) {
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
      patches.push({
        path,
        patch: createTwoFilesPatch(from, to, before, after, "", "", {
          headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
        }),
      });
    }
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(patches)}\n`);
    else for (const { patch } of patches) world.process.stdout.write(patch);
  } finally {
    await app.close();
  }
}

export const run: RunCommand = async (invocation) => {
  if (flag(invocation, "ops")) {
    return runCommandCycle(invocation, "push", { dryRun: true, twoWay: true, ops: true });
  }
  await printTextDiff(invocation);
  return exitCodes.fine;
};
