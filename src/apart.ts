/**
 * Where a dry run works: on a copy of the mirror beside it, which goes when the run ends.
 */
import { join } from "node:path";
import { copyMirror } from "./mirror/copy.ts";
import { explained } from "./mirror/errors.ts";
import { token } from "./platform/random.ts";
import type { VaultLocation } from "./vault/vault.ts";
import type { World } from "./world.ts";

const copyName = /^dry-run-\w+\.db/;
/** A copy as old as this, ms, was left by a run that was killed. */
const leftAfterMs = 24 * 3_600_000;

/** Where nothing was mirrored yet the run begins with nothing. */
export async function copyOfMirror(world: World, location: VaultLocation): Promise<string> {
  const { files, clock, random } = world;
  const { stateFolder, mirrorPath } = location;
  for (const { name } of await files.list(stateFolder)) {
    const path = join(stateFolder, name);
    const stat = copyName.test(name) ? await files.stat(path) : null;
    if (stat !== null && clock.now() - stat.mtimeMs > leftAfterMs) await files.remove(path);
  }
  const to = join(stateFolder, `dry-run-${token(random, 10)}.db`);
  if ((await files.stat(mirrorPath)) === null) return to;
  try {
    await copyMirror(world.openDatabase, { from: mirrorPath, to });
  } catch (error) {
    await removeCopy(world, to);
    throw explained(error, mirrorPath);
  }
  return to;
}

export async function removeCopy({ files }: World, path: string): Promise<void> {
  for (const each of [path, `${path}-wal`, `${path}-shm`])
    if ((await files.stat(each)) !== null) await files.remove(each);
}
