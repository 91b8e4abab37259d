/**
 * A file system in memory that can be copied at once: for thousands of runs over the same vault, and for the
 * disk that a killed process leaves behind. Names are case-sensitive; there are no links to elsewhere.
 */
import { basename, dirname, join } from "node:path";
import type { Clock } from "../../src/platform/clock.ts";
import type { FileStat, Files } from "../../src/platform/files.ts";

interface FileNode {
  readonly ino: number;
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
  readonly mode: number;
}

export interface MemoryFiles extends Files {
  /** The same files, from here on apart; `clock` says when what is written from now on was. */
  copy(clock: Clock): MemoryFiles;
  /** Saves as an editor that overwrites in place. */
  save(path: string, text: string, mtimeMs: number): void;
  text(path: string): string;
  /** Paths of files below a folder, relative to it, sorted. */
  below(folder: string): readonly string[];
}

interface Tree {
  readonly folders: Set<string>;
  readonly files: Map<string, FileNode>;
  lastIno: number;
}

export const memoryFiles = (clock: Pick<Clock, "now">): MemoryFiles =>
  over({ folders: new Set(["/"]), files: new Map(), lastIno: 100 }, clock);

function over(tree: Tree, clock: Pick<Clock, "now">): MemoryFiles {
  const { folders, files } = tree;
  const fileAt = (path: string, call: string): FileNode => {
    const node = files.get(path);
    if (node !== undefined) return node;
    throw failure(folders.has(path) ? "EISDIR" : "ENOENT", call, path);
  };
  const inFolder = (path: string, call: string) => {
    if (!folders.has(dirname(path))) throw failure("ENOENT", call, path);
  };
  const isFree = (path: string, call: string) => {
    if (files.has(path) || folders.has(path)) throw failure("EEXIST", call, path);
  };
  const makeFolder = (path: string) => {
    if (files.has(path)) throw failure("EEXIST", "mkdir", path);
    if (folders.has(path)) return;
    makeFolder(dirname(path));
    folders.add(path);
  };
  const isBelow = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
  const renameFolder = (from: string, to: string) => {
    if (files.has(to)) throw failure("ENOTDIR", "rename", to);
    if ([...files.keys(), ...folders].some(isBelow(to))) throw failure("ENOTEMPTY", "rename", to);
    const moved = (path: string) => to + path.slice(from.length);
    for (const path of [...folders].filter((one) => one === from || isBelow(from)(one))) {
      folders.delete(path);
      folders.add(moved(path));
    }
    for (const [path, node] of [...files])
      if (isBelow(from)(path)) {
        files.delete(path);
        files.set(moved(path), node);
      }
  };
  return {
    read: async (path) => Uint8Array.from(fileAt(path, "open").bytes),
    stat: async (path) => {
      const node = files.get(path);
      if (node !== undefined) return statOf("file", node);
      return folders.has(path) ? statOf("folder") : null;
    },
    list: async (folder) => {
      const names = within(folder);
      const entry = (kind: "file" | "folder") => (path: string) => ({ name: basename(path), kind });
      return [...names(files.keys()).map(entry("file")), ...names(folders).map(entry("folder"))];
    },
    sweep: (folder, arrange, visit) => {
      const names = within(folder);
      const paths = [...names(files.keys()), ...names(folders)];
      for (const name of arrange(paths.map((path) => basename(path)))) {
        const node = files.get(join(folder, name));
        visit(name, node === undefined ? statOf("folder") : statOf("file", node));
      }
    },
    realPath: async (path) => path,
    makeFolder: async (path) => makeFolder(path),
    writeNew: async (path, bytes, mode = 0o644) => {
      inFolder(path, "open");
      isFree(path, "open");
      const mtimeMs = clock.now();
      files.set(path, { ino: ++tree.lastIno, bytes: Uint8Array.from(bytes), mtimeMs, mode });
    },
    rename: async (from, to) => {
      inFolder(to, "rename");
      if (folders.has(from)) return renameFolder(from, to);
      const node = fileAt(from, "rename");
      if (folders.has(to)) throw failure("EISDIR", "rename", to);
      files.delete(from);
      files.set(to, node);
    },
    link: async (from, to) => {
      inFolder(to, "link");
      isFree(to, "link");
      files.set(to, fileAt(from, "link"));
    },
    fsyncFolder: async (folder) => {
      if (!folders.has(folder)) throw failure("ENOENT", "open", folder);
    },
    remove: async (path) => {
      fileAt(path, "unlink");
      files.delete(path);
    },
    removeFolder: async (path) => {
      if (!folders.has(path)) throw failure("ENOENT", "rmdir", path);
      if ([...files.keys(), ...folders].some(isBelow(path)))
        throw failure("ENOTEMPTY", "rmdir", path);
      folders.delete(path);
    },
    copy: (other) =>
      over({ folders: new Set(folders), files: new Map(files), lastIno: tree.lastIno }, other),
    save: (path, text, mtimeMs) => {
      makeFolder(dirname(path));
      const old = files.get(path);
      const ino = old?.ino ?? ++tree.lastIno;
      files.set(path, { ino, bytes: Buffer.from(text), mtimeMs, mode: old?.mode ?? 0o644 });
    },
    text: (path) => Buffer.from(fileAt(path, "open").bytes).toString("utf8"),
    below: (folder) =>
      [...files.keys()]
        .filter(isBelow(folder))
        .map((path) => path.slice(folder.length + 1))
        .sort(),
  };
}

/** Of some paths, those right in a folder, which may be named with a slash at its end. */
const within = (folder: string) => {
  const above = join(folder, "/").slice(0, -1) || "/";
  return (paths: Iterable<string>): readonly string[] =>
    [...paths].filter((path) => path !== "/" && dirname(path) === above);
};

const statOf = (kind: FileStat["kind"], node?: FileNode): FileStat => ({
  kind,
  size: node?.bytes.length ?? 0,
  mtimeMs: node?.mtimeMs ?? 0,
  ino: node?.ino ?? 0,
  dev: 1,
  mode: node?.mode ?? 0o755,
  blocks: Math.ceil((node?.bytes.length ?? 0) / 512),
});

const failure = (code: string, call: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${call} '${path}'`), { code });
