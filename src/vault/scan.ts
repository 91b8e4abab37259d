/**
 * Every file of the vault that may be a page, with its stat: one `readdir` a folder and one `lstat` a file.
 *
 * Dot files and folders, links and special files are passed over, and so is the attachments' folder.
 */
import { join } from "node:path";
import type { FileStat, Files } from "../platform/files.ts";
import { temporaryName } from "./contain.ts";
import { inNfc, isConflictCopy, sidecarName } from "./names.ts";
import { attachmentsFolder, databaseFile } from "./paths.ts";
import type { SettledFiles, VaultFile, VaultScan } from "./vault.ts";

export interface Scan extends VaultScan {
  /** Path on disk by path in NFC, where they differ. */
  readonly diskPaths: ReadonlyMap<string, string>;
}

/** iCloud's older stand-in for an evicted `Page.md`: `.Page.md.icloud`. */
const icloudStandIn = /^\.(.+)\.icloud$/;

/**
 * Goes by path, and as long as every file is the settled one whose turn it is, remembers no more than how many
 * there were: on a vault of ten thousand files that nobody touched, objects would cost as much as looking.
 */
export async function scanFolder(
  files: Files,
  root: string,
  cloud: boolean,
  settled?: SettledFiles,
): Promise<Scan> {
  /** Settled files met so far; `found` is made at the first that is another. */
  let same = 0;
  let found: VaultFile[] | null = settled === undefined || cloud ? [] : null;
  const diskPaths = new Map<string, string>();

  const meet = (folder: Folder, diskName: string, stat: FileStat): void => {
    if (found === null && settled !== undefined) {
      if (isSettled(settled, same, folder.disk + diskName, stat)) {
        same++;
        return;
      }
      found = settledFiles(settled, same);
    }
    if (stat.kind !== "file" || !isPageFile(diskName)) return;
    const { name, evicted } = nameOf(diskName);
    const path = folder.path + name;
    if (!evicted && folder.disk + diskName !== path) diskPaths.set(path, folder.disk + diskName);
    found?.push({
      path,
      size: stat.size,
      mtimeMs: stat.mtimeMs,
      ino: stat.ino,
      placeholder: evicted || isPlaceholder(stat, cloud),
      kind: kindOf(name),
    });
  };
  // A cloud service may take its time over each file: there nothing else should wait for it.
  if (files.sweep !== undefined && !cloud) sweepAll(files.sweep, root, meet);
  else await askAll(files, root, meet);

  if (found === null && same === settled?.paths.length) return untouched(settled);
  const all = found ?? (settled === undefined ? [] : settledFiles(settled, same));
  all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  // Two spellings of one name (possible on Linux only): the first counts, the other is left alone.
  return {
    files: all.filter((file, i) => file.path !== all[i - 1]?.path),
    untouched: false,
    diskPaths,
  };
}

/** A folder's path from the root, with a slash behind it unless it is the root. */
interface Folder {
  readonly disk: string;
  /** In NFC. */
  readonly path: string;
}

const top: Folder = { disk: "", path: "" };
const below = (folder: Folder, diskName: string): Folder => ({
  disk: `${folder.disk}${diskName}/`,
  path: `${folder.path}${inNfc(diskName)}/`,
});

type Meet = (folder: Folder, diskName: string, stat: FileStat) => void;

function sweepAll(sweep: NonNullable<Files["sweep"]>, root: string, meet: Meet): void {
  const enter = (folder: Folder) =>
    sweep(join(root, folder.disk), inOrder, (name, stat) => {
      if (stat.kind !== "folder") meet(folder, name, stat);
      else if (isFolder(name)) enter(below(folder, name));
    });
  enter(top);
}

async function askAll(files: Files, root: string, meet: Meet): Promise<void> {
  const enter = async (folder: Folder): Promise<void> => {
    const entries = await files.list(join(root, folder.disk));
    const stats = await Promise.all(
      entries.map(({ name, kind }) =>
        kind === "file" && isPageFile(name) ? files.stat(join(root, folder.disk, name)) : null,
      ),
    );
    for (const [at, { name, kind }] of entries.entries()) {
      const stat = stats[at] ?? null;
      if (stat !== null) meet(folder, name, stat);
      else if (kind === "folder" && isFolder(name)) await enter(below(folder, name));
    }
  };
  await enter(top);
}

/** What may be pages, or folders of them, as their paths go: `A b.md`, `A.md`, then what is in the folder `A`. */
function inOrder(names: string[]): readonly string[] {
  const wanted = names.filter((name) => isFolder(name) || isPageFile(name));
  if (wanted.every(isMarkdown)) return wanted.sort();
  return wanted
    .map((name) => (isMarkdown(name) ? name : `${name}/`))
    .sort()
    .map((name) => (name.endsWith("/") ? name.slice(0, -1) : name));
}

const isMarkdown = (name: string): boolean => name.endsWith(".md");

const isSettled = (settled: SettledFiles, at: number, path: string, seen: FileStat): boolean =>
  path === settled.paths[at] &&
  seen.kind === "file" &&
  seen.size === settled.sizes[at] &&
  seen.mtimeMs === settled.mtimesMs[at] &&
  seen.ino === settled.inos[at];

/** The first `count` of the settled files, as if just seen. */
const settledFiles = (settled: SettledFiles, count: number): VaultFile[] =>
  settled.paths.slice(0, count).map((path, at) => ({
    path,
    size: settled.sizes[at] ?? 0,
    mtimeMs: settled.mtimesMs[at] ?? 0,
    ino: settled.inos[at] ?? 0,
    placeholder: false,
    kind: kindOf(path.slice(path.lastIndexOf("/") + 1)),
  }));

function untouched(settled: SettledFiles): Scan {
  let files: readonly VaultFile[] | undefined;
  return {
    untouched: true,
    get files() {
      files ??= settledFiles(settled, settled.paths.length);
      return files;
    },
    diskPaths: new Map(),
  };
}

/** The name as the vault has it: in NFC, and an evicted file's own instead of its stand-in's. */
function nameOf(diskName: string): { readonly name: string; readonly evicted: boolean } {
  const evicted = diskName.startsWith(".") ? icloudStandIn.exec(diskName)?.[1] : undefined;
  return { name: inNfc(evicted ?? diskName), evicted: evicted !== undefined };
}

const isFolder = (diskName: string): boolean =>
  !diskName.startsWith(".") && diskName !== attachmentsFolder;

/** Absolute paths of the engine's own temporary files, hidden folders left out. */
export async function temporariesIn(files: Files, root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const enter = async (folder: string): Promise<void> => {
    for (const entry of await files.list(folder)) {
      const path = join(folder, entry.name);
      if (entry.kind === "folder" && !entry.name.startsWith(".")) await enter(path);
      if (entry.kind === "file" && temporaryName.test(entry.name)) found.push(path);
    }
  };
  await enter(root);
  return found;
}

/** Only under a cloud service: elsewhere file systems have their own reasons to show no blocks. */
export const isPlaceholder = (stat: FileStat, cloud: boolean): boolean =>
  cloud && stat.size > 0 && stat.blocks === 0;

/** Evicted ones too. */
function isPageFile(diskName: string): boolean {
  if (isMarkdown(diskName) && !diskName.startsWith(".")) return true;
  const { name } = nameOf(diskName);
  return !name.startsWith(".") && (/\.md$/i.test(name) || name === databaseFile);
}

export function kindOf(name: string): VaultFile["kind"] {
  if (name === databaseFile) return "database";
  if (sidecarName.test(name)) return "sidecar";
  return isConflictCopy(name) ? "conflict-copy" : "page";
}
