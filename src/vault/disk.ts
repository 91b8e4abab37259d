/**
 * The vault on a file system: reads that catch a file between two states of it, and writes that are
 * whole or not there, durable, and never replace bytes that the caller did not expect.
 *
 * The one race that POSIX leaves (a save in the instant between the last check and the rename) costs no
 * byte either: the replaced file is kept under a second name until its content has been checked again.
 */
import { basename, dirname, join } from "node:path";
import type { Clock } from "../platform/clock.ts";
import { exitCodes, VaultError } from "../platform/errors.ts";
import { type FileStat, type Files, systemErrorCode } from "../platform/files.ts";
import { sha256 } from "../platform/hash.ts";
import { type Random, token } from "../platform/random.ts";
import { checkFolders, checkPath, engineFolder } from "./contain.ts";
import { isPlaceholder, kindOf, scanFolder, temporariesIn } from "./scan.ts";
import type { Vault, VaultFile } from "./vault.ts";

export interface VaultOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  /** Absolute, links resolved. */
  readonly root: string;
  /** A cloud service owns the folder, so that a file without blocks is one that it evicted. */
  readonly cloud?: boolean;
  /** `process.platform`; Windows lets nobody rename over a file that a virus scanner has open. */
  readonly platform?: string;
}

/** A file younger than this may still be in the middle of being saved. */
const freshMs = 1_000;
/** Between the two reads that must agree. */
const readAgainMs = 50;
const readAgainMax = 100;

export function createVault(options: VaultOptions): Vault {
  const { files, clock, random, root } = options;
  /** Names on disk that are not in NFC, by their path in NFC. */
  let diskPaths: ReadonlyMap<string, string> = new Map();
  const diskPathOf = (path: string) => diskPaths.get(path) ?? path;

  const checked = async (path: string): Promise<string> => {
    checkPath(path);
    const diskPath = diskPathOf(path);
    await checkFolders(files, root, diskPath);
    return join(root, diskPath);
  };
  const fileOf = (path: string, stat: FileStat): VaultFile => ({
    path,
    size: stat.size,
    mtimeMs: stat.mtimeMs,
    ino: stat.ino,
    placeholder: isPlaceholder(stat, options.cloud ?? false),
    kind: kindOf(basename(path)),
  });
  const temporary = (folder: string) => join(folder, `.${token(random, 10)}.nm-tmp`);

  /** Throws unless the bytes at `absolute` hash to `expected` (`null`: nothing is there). */
  const expect = async (path: string, absolute: string, expected: string | null) => {
    const stat = await files.stat(absolute);
    if (stat === null) {
      if (expected !== null) throw fileChanged(path, "it is gone");
      return null;
    }
    if (stat.kind !== "file") throw fileChanged(path, `it is a ${stat.kind}`);
    if (expected === null) throw fileChanged(path, "there is a file already");
    if (sha256(await files.read(absolute)) !== expected)
      throw fileChanged(path, "its content is another");
    return stat;
  };

  const makeFolders = async (folder: string) => {
    const missing: string[] = [];
    for (let at = folder; at !== root && (await files.stat(at)) === null; at = dirname(at))
      missing.push(at);
    if (missing.length === 0) return;
    await files.makeFolder(folder);
    for (const made of missing) await files.fsyncFolder(dirname(made));
  };

  /** Removes folders left empty, from `folder` up, never the root. */
  const prune = async (folder: string) => {
    for (let at = folder; at !== root && at.startsWith(root); at = dirname(at)) {
      if ((await files.list(at)).length > 0) return;
      try {
        await files.removeFolder(at);
      } catch (error) {
        // Someone was faster with a new file, or the folder is already gone: both are fine.
        const code = systemErrorCode(error);
        if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOENT" || code === "EBUSY")
          return;
        throw error;
      }
    }
  };

  const rename = async (from: string, to: string) => {
    for (let waitMs = 10; ; waitMs *= 2) {
      try {
        return await files.rename(from, to);
      } catch (error) {
        const busy = ["EPERM", "EACCES", "EBUSY"].includes(systemErrorCode(error) ?? "");
        if (!busy || options.platform !== "win32" || waitMs > 20_000) throw error;
        await clock.sleep(waitMs);
      }
    }
  };

  /** Whether two names of one file are two entries, not two spellings of one. */
  const areTwo = async (a: string, b: string) => {
    const names = async (path: string) =>
      (await files.list(dirname(path))).some((entry) => entry.name === basename(path));
    return (await names(a)) && (await names(b));
  };

  /** Puts `source` at `target`, where nothing may be. */
  const placeNew = async (path: string, source: string, target: string) => {
    try {
      await files.link(source, target);
      await files.remove(source);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === "EEXIST") throw fileChanged(path, "there is a file already");
      if (!withoutLinks.has(code ?? "")) throw error;
      if ((await files.stat(target)) !== null) throw fileChanged(path, "there is a file already");
      await rename(source, target);
    }
  };

  /** Puts `source` in the place of the file that was `seen` with the hash `expected`. */
  const replace = async (
    path: string,
    source: string,
    target: string,
    seen: FileStat,
    expected: string,
  ) => {
    const keeper = temporary(dirname(target));
    let kept = true;
    try {
      await files.link(target, keeper);
    } catch (error) {
      if (!withoutLinks.has(systemErrorCode(error) ?? "")) throw error;
      kept = false;
    }
    try {
      const now = await files.stat(target);
      if (now === null || !sameStat(now, seen)) throw fileChanged(path, "it was saved meanwhile");
      await rename(source, target);
      if (kept && sha256(await files.read(keeper)) !== expected) {
        // A save reached the old file while we replaced it: the person's bytes go back.
        await rename(keeper, target);
        kept = false;
        throw fileChanged(path, "it was saved meanwhile");
      }
    } finally {
      if (kept) await files.remove(keeper).catch(() => undefined);
    }
  };

  const statOf = async (path: string, absolute: string): Promise<VaultFile> => {
    const stat = await files.stat(absolute);
    if (stat === null || stat.kind !== "file") throw fileChanged(path, "it is gone");
    return fileOf(path, stat);
  };

  return {
    root,
    async scan(settled) {
      const found = await scanFolder(files, root, options.cloud ?? false, settled);
      diskPaths = found.diskPaths;
      return found;
    },

    async stat(path) {
      const stat = await files.stat(await checked(path));
      return stat?.kind === "file" ? fileOf(path, stat) : null;
    },

    async read(path) {
      const absolute = await checked(path);
      let before: { bytes: Uint8Array; stat: FileStat } | null = null;
      for (let attempt = 0; attempt < readAgainMax; attempt++) {
        const stat = await files.stat(absolute);
        if (stat === null || stat.kind !== "file") return null;
        const bytes = await readOrNull(files, absolute);
        const after = await files.stat(absolute);
        if (bytes === null || after === null) return null;
        const whole = sameStat(stat, after) && bytes.byteLength === after.size;
        const rested = Math.abs(clock.now() - after.mtimeMs) > freshMs;
        const agrees =
          before !== null &&
          sameStat(before.stat, after) &&
          Buffer.compare(before.bytes, bytes) === 0;
        if (whole && (rested || agrees))
          return { bytes, hash: sha256(bytes), file: fileOf(path, after) };
        before = whole ? { bytes, stat: after } : null;
        await clock.sleep(readAgainMs);
      }
      throw new VaultError(`${path} keeps changing while it is read`, {
        code: "file_busy",
        exitCode: exitCodes.failures,
        where: path,
      });
    },

    async write(path, bytes, expected) {
      const absolute = await checked(path);
      const seen = await expect(path, absolute, expected);
      await makeFolders(dirname(absolute));
      const source = temporary(dirname(absolute));
      await files.writeNew(source, bytes, seen?.mode ?? 0o644);
      try {
        if (seen === null || expected === null) await placeNew(path, source, absolute);
        else await replace(path, source, absolute, seen, expected);
      } catch (error) {
        await files.remove(source).catch(() => undefined);
        throw error;
      }
      await files.fsyncFolder(dirname(absolute));
      return statOf(path, absolute);
    },

    async move(from, to, expected) {
      const source = await checked(from);
      const seen = await expect(from, source, expected);
      checkPath(to);
      await checkFolders(files, root, to);
      const target = join(root, to);
      const there = await files.stat(target);
      await makeFolders(dirname(target));
      const same = there !== null && there.ino === seen?.ino && there.dev === seen.dev;
      if (same && (await areTwo(source, target))) {
        // A move that was cut short between giving the new name and taking the old one.
        await files.remove(source);
      } else if (same) {
        // Another spelling of the same name (letter case, normal form): in two steps, so that it takes.
        const between = temporary(dirname(source));
        await rename(source, between);
        await rename(between, target);
      } else {
        if (there !== null) throw fileChanged(to, "there is a file already");
        await placeNew(to, source, target);
      }
      await files.fsyncFolder(dirname(target));
      if (dirname(source) !== dirname(target)) {
        await files.fsyncFolder(dirname(source));
        await prune(dirname(source));
      }
      return statOf(to, target);
    },

    async sweep() {
      const left = await temporariesIn(files, root);
      for (const path of left) await files.remove(path);
      return left.length;
    },

    async trash(path, expected) {
      const source = await checked(path);
      await expect(path, source, expected);
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      const folder = join(root, engineFolder, "trash", `${day}-${token(random, 6)}`);
      const target = join(folder, path);
      await files.makeFolder(dirname(target));
      await rename(source, target);
      await files.fsyncFolder(dirname(target));
      await files.fsyncFolder(dirname(source));
      await prune(dirname(source));
    },
  };
}

/** What file systems without hard links say to `link`. */
const withoutLinks: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EXDEV",
]);

const sameStat = (a: FileStat, b: FileStat) =>
  a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeMs === b.mtimeMs;

async function readOrNull(files: Files, absolute: string): Promise<Uint8Array | null> {
  try {
    return await files.read(absolute);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}

const fileChanged = (path: string, why: string) =>
  new VaultError(`${path} is not what it was: ${why}`, {
    code: "file_changed",
    exitCode: exitCodes.failures,
    where: path,
    next: "Nothing was written. The next sync looks at it anew.",
  });
