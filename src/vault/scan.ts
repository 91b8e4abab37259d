/**
 * Every file of the vault that may be a page, with its stat: one `readdir` a folder and one `lstat` a file.
 *
 * Dot files and folders, links and special files are passed over, and so is the attachments' folder.
 */
import { join } from "node:path";
import type { FileStat, Files, SweptEntry } from "../platform/files.ts";
import { temporaryName } from "./contain.ts";
import { inNfc, isConflictCopy, sidecarName } from "./names.ts";
import { attachmentsFolder, databaseFile } from "./paths.ts";
import type { VaultFile } from "./vault.ts";

export interface Scan {
  /** Sorted by path. */
  readonly files: readonly VaultFile[];
  /** Path on disk by path in NFC, where they differ. */
  readonly diskPaths: ReadonlyMap<string, string>;
}

/** iCloud's older stand-in for an evicted `Page.md`: `.Page.md.icloud`. */
const icloudStandIn = /^\.(.+)\.icloud$/;

export async function scanFolder(files: Files, root: string, cloud: boolean): Promise<Scan> {
  const found: VaultFile[] = [];
  const diskPaths = new Map<string, string>();
  const enter = async (diskFolder: string, folder: string): Promise<void> => {
    const diskPrefix = diskFolder === "" ? "" : `${diskFolder}/`;
    const prefix = folder === "" ? "" : `${folder}/`;
    const folders: string[] = [];
    for (const { name: diskName, kind, stat } of await look(files, join(root, diskFolder), cloud)) {
      if (kind === "folder" && !diskName.startsWith(".") && diskName !== attachmentsFolder)
        folders.push(diskName);
      if (stat === null) continue;
      const { name, evicted } = nameOf(diskName);
      const path = prefix + name;
      if (!evicted && diskPrefix + diskName !== path) diskPaths.set(path, diskPrefix + diskName);
      found.push({
        path,
        size: stat.size,
        mtimeMs: stat.mtimeMs,
        ino: stat.ino,
        placeholder: evicted || isPlaceholder(stat, cloud),
        kind: kindOf(name),
      });
    }
    for (const name of folders.sort()) await enter(diskPrefix + name, prefix + inNfc(name));
  };
  await enter("", "");
  found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  // Two spellings of one name (possible on Linux only): the first counts, the other is left alone.
  return { files: found.filter((file, i) => file.path !== found[i - 1]?.path), diskPaths };
}

/** Everything in one folder, with the stats of what may be pages. */
async function look(files: Files, folder: string, cloud: boolean): Promise<readonly SweptEntry[]> {
  // A cloud service may take its time over each file: there nothing else should wait for it.
  if (files.sweep !== undefined && !cloud) return files.sweep(folder, isWanted);
  const entries = await files.list(folder);
  return Promise.all(
    entries.map(async ({ name, kind }) => ({
      name,
      kind,
      stat: kind === "file" && isWanted(name) ? await files.stat(join(folder, name)) : null,
    })),
  );
}

/** The name as the vault has it: in NFC, and an evicted file's own instead of its stand-in's. */
function nameOf(diskName: string): { readonly name: string; readonly evicted: boolean } {
  const evicted = diskName.startsWith(".") ? icloudStandIn.exec(diskName)?.[1] : undefined;
  return { name: inNfc(evicted ?? diskName), evicted: evicted !== undefined };
}

const isWanted = (diskName: string): boolean => isPageFile(nameOf(diskName).name);

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

const isPageFile = (name: string) =>
  !name.startsWith(".") && (/\.md$/i.test(name) || name === databaseFile);

export function kindOf(name: string): VaultFile["kind"] {
  if (name === databaseFile) return "database";
  if (sidecarName.test(name)) return "sidecar";
  return isConflictCopy(name) ? "conflict-copy" : "page";
}
