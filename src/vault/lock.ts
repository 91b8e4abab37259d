/**
 * One engine a vault: a file with the owner's identity, taken over only from an owner that is provably dead.
 */
import { join } from "node:path";
import { exitCodes, VaultError } from "../platform/errors.ts";
import { type Files, systemErrorCode } from "../platform/files.ts";
import type { ProcessIdentity } from "../platform/process.ts";
import { type Random, token } from "../platform/random.ts";

export interface LockWorld {
  readonly files: Files;
  readonly random: Random;
  readonly process: {
    readonly identity: ProcessIdentity;
    isAlive(identity: ProcessIdentity): boolean;
  };
}

export interface Lock {
  release(): Promise<void>;
}

export const lockFile = "lock";

/**
 * Takes the lock in `stateFolder`. Throws `VaultError` code `vault_locked` while another engine lives, or may
 * live (on another host, where nobody can tell), and `lock_unreadable` where nothing says whose it is.
 */
export async function takeLock(world: LockWorld, stateFolder: string): Promise<Lock> {
  const { files, random, process } = world;
  const path = join(stateFolder, lockFile);
  const mine = { ...process.identity, nonce: token(random, 16) };
  const bytes = Buffer.from(`${JSON.stringify(mine)}\n`);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await createWhole(files, path, bytes, `${path}.${token(random, 8)}`))
      return { release: () => releaseLock(files, path, bytes) };
    const held = await readOrNull(files, path);
    if (held === null) continue;
    const owner = ownerOf(held);
    if (owner === null)
      throw locked(
        "Another notion-mirror seems to work on this vault: its lock can't be read",
        path,
        "lock_unreadable",
      );
    if (process.isAlive(owner))
      throw locked(
        `Another notion-mirror works on this vault: process ${owner.pid} on ${owner.host}`,
        path,
      );
    await removeDead(files, path, held, `${path}.${token(random, 8)}`);
  }
  throw locked("Others take and leave this vault all the time", path);
}

/** `false` when `path` is there already. A crash leaves either no lock or a readable one. */
async function createWhole(files: Files, path: string, bytes: Uint8Array, aside: string) {
  await files.writeNew(aside, bytes, 0o600);
  try {
    await files.link(aside, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    // No hard links here: the next best thing.
    return await files.writeNew(path, bytes, 0o600).then(
      () => true,
      (reason) => {
        if (systemErrorCode(reason) === "EEXIST") return false;
        throw reason;
      },
    );
  } finally {
    await files.remove(aside);
  }
}

/** Who holds the lock, without taking it; `null` when nobody alive does. */
export async function lockOwner(
  world: Omit<LockWorld, "random">,
  stateFolder: string,
): Promise<ProcessIdentity | null> {
  const held = await readOrNull(world.files, join(stateFolder, lockFile));
  const owner = held === null ? null : ownerOf(held);
  return owner !== null && world.process.isAlive(owner) ? owner : null;
}

/**
 * Takes the dead owner's file away under a name of our own, so that of two engines that see it only one
 * removes it; when it was a newer lock after all, it goes back.
 */
async function removeDead(files: Files, path: string, seen: Uint8Array, aside: string) {
  try {
    await files.rename(path, aside);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return;
    throw error;
  }
  const taken = await files.read(aside);
  if (Buffer.compare(taken, seen) !== 0) await files.link(aside, path).catch(() => undefined);
  await files.remove(aside);
}

async function releaseLock(files: Files, path: string, mine: Uint8Array): Promise<void> {
  const held = await readOrNull(files, path);
  if (held !== null && Buffer.compare(held, mine) === 0) await files.remove(path);
}

function ownerOf(bytes: Uint8Array): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (value === null || typeof value !== "object") return null;
    const { pid, bootId, startedAt, host } = value as Record<string, unknown>;
    return typeof pid === "number" &&
      typeof bootId === "string" &&
      typeof startedAt === "string" &&
      typeof host === "string"
      ? { pid, bootId, startedAt, host }
      : null;
  } catch {
    return null;
  }
}

async function readOrNull(files: Files, path: string): Promise<Uint8Array | null> {
  try {
    return await files.read(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}

const locked = (message: string, path: string, code = "vault_locked") =>
  new VaultError(message, {
    code,
    exitCode: exitCodes.failures,
    where: path,
    next: `Stop it first, or wait until it ends. If you are sure that it is gone, remove ${path}`,
  });
