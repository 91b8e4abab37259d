/**
 * The file system, as a parameter, and the only importer of `node:fs`.
 *
 * Paths are absolute. Nothing here follows a symbolic link on its last component: `stat` is `lstat`.
 * Writing is split into its durable steps (temporary file + fsync, rename, fsync of the folder), so
 * that a simulation can cut the power between any two of them.
 */
import { constants, type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rmdir,
  unlink,
} from "node:fs/promises";
import { dirname, join } from "node:path";

export interface FileStat {
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Ms since the epoch, with fraction. */
  readonly mtimeMs: number;
  readonly ino: number;
  readonly dev: number;
  /** Permission bits. */
  readonly mode: number;
  /** 512-byte units really allocated; 0 with a `size` above 0 marks an evicted cloud placeholder. `null` where the platform has none. */
  readonly blocks: number | null;
}

export interface FileEntry {
  readonly name: string;
  readonly kind: FileStat["kind"];
}

export interface Files {
  /** Rejects with a Node system error (`code: "ENOENT"` …), as every member below. */
  read(path: string): Promise<Uint8Array>;
  /** `null` when nothing is there. */
  stat(path: string): Promise<FileStat | null>;
  /** Unsorted. `[]` when the folder does not exist. */
  list(folder: string): Promise<FileEntry[]>;
  /**
   * Visits what is in a folder, with its stat, in the order into which `arrange` puts the names; it may leave some
   * out. At once and blocking: several times cheaper than asking one by one. What went meanwhile is passed over.
   * Not every implementation has it.
   */
  sweep?(
    folder: string,
    arrange: (names: string[]) => readonly string[],
    visit: (name: string, stat: FileStat) => void,
  ): void;
  realPath(path: string): Promise<string>;
  /** With parents; no error when it exists. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Creates `path` (it must not exist), writes all of `bytes`, fsyncs and closes. */
  writeNew(path: string, bytes: Uint8Array, mode?: number): Promise<void>;
  /** Replaces `to` atomically. Both lie on one file system. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same file: keeps the old bytes while `from` is replaced. */
  link(from: string, to: string): Promise<void>;
  /** No-op where the platform has no such thing. */
  fsyncFolder(folder: string): Promise<void>;
  /** A file or a link, never a folder. */
  remove(path: string): Promise<void>;
  /** An empty folder. */
  removeFolder(path: string): Promise<void>;
}

const kindOf = (entry: Stats | Dirent): FileStat["kind"] =>
  entry.isFile()
    ? "file"
    : entry.isDirectory()
      ? "folder"
      : entry.isSymbolicLink()
        ? "link"
        : "other";

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

const statOf = (stat: Stats): FileStat => ({
  kind: kindOf(stat),
  size: stat.size,
  mtimeMs: stat.mtimeMs,
  ino: stat.ino,
  dev: stat.dev,
  mode: stat.mode & 0o7777,
  blocks: process.platform === "win32" ? null : stat.blocks,
});

const orUndefined = { throwIfNoEntry: false } as const;

function statNow(path: string): Stats | undefined {
  try {
    return lstatSync(path, orUndefined);
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

export const systemFiles: Files = {
  read: (path) => readFile(path),
  // At once: it takes microseconds, a promise of it ten times as long, and where nothing is an error with its stack.
  stat: async (path) => {
    const stat = statNow(path);
    return stat === undefined ? null : statOf(stat);
  },
  list: async (folder) => {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
  },
  sweep: (folder, arrange, visit) => {
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      throw error;
    }
    const above = join(folder, "/");
    for (const name of arrange(names)) {
      const stat = statNow(above + name);
      if (stat !== undefined) visit(name, statOf(stat));
    }
  },
  realPath: (path) => realpath(path),
  makeFolder: async (path, mode) => {
    await mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  },
  writeNew: async (path, bytes, mode = 0o644) => {
    const handle = await open(
      path,
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY,
      mode,
    );
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => rename(from, to),
  link: (from, to) => link(from, to),
  fsyncFolder: async (folder) => {
    // Windows can't open a folder for fsync; NTFS journals renames itself.
    if (process.platform === "win32") return;
    const handle = await open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: (path) => unlink(path),
  removeFolder: (path) => rmdir(path),
};

/** `error.code` of a Node system error: `"ENOENT"`, `"EACCES"`, `"ENOSPC"` …; `undefined` for anything else. */
export const systemErrorCode = codeOf;

/** What the system says, without the path: `EACCES: permission denied`. `null`: the error is none of the system's. */
export function systemReason(error: unknown): string | null {
  const code = codeOf(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return null;
  const [said = code] = (error as Error).message.split(", ");
  return said.startsWith(`${code}: `) ? said : code;
}

/**
 * Replaces the file at `path` durably: temporary file beside it, fsync, rename, fsync of the folder.
 * `temporaryName` is a bare name in the same folder; it is removed again when a step fails.
 */
export async function replaceFile(
  files: Files,
  path: string,
  bytes: Uint8Array,
  temporaryName: string,
  mode?: number,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName);
  await files.writeNew(temporary, bytes, mode);
  try {
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
  await files.fsyncFolder(folder);
}
