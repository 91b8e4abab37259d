/**
 * Every file of the vault that may be a page, with its stat: one `readdir` a folder and one `lstat` a file.
 *
 * Dot files and folders, links and special files are passed over, and so is the attachments' folder.
 */
import { join } from "node:path";
import type { FileStat, Files } from "../platform/files.ts";
import { temporaryName } from "./contain.ts";
import { isConflictCopy, sidecarName } from "./names.ts";
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
    const entries = await files.list(join(root, diskFolder));
    const inside = (name: string) => (diskFolder === "" ? name : `${diskFolder}/${name}`);
    const folders: string[] = [];
    await Promise.all(
      entries.map(async (entry) => {
        if (entry.kind === "folder") {
          if (!entry.name.startsWith(".") && entry.name !== attachmentsFolder)
            folders.push(entry.name);
          return;
        }
        if (entry.kind !== "file" || temporaryName.test(entry.name)) return;
        const evicted = icloudStandIn.exec(entry.name)?.[1];
        const name = (evicted ?? entry.name).normalize("NFC");
        if (!isPageFile(name)) return;
        const stat = await files.stat(join(root, inside(entry.name)));
        if (stat === null) return;
        const path = folder === "" ? name : `${folder}/${name}`;
        if (evicted === undefined && inside(entry.name) !== path)
          diskPaths.set(path, inside(entry.name));
        found.push({
          path,
          size: stat.size,
          mtimeMs: stat.mtimeMs,
          ino: stat.ino,
          placeholder: evicted !== undefined || isPlaceholder(stat, cloud),
          kind: kindOf(name),
        });
      }),
    );
    for (const name of folders.sort()) {
      const path = name.normalize("NFC");
      await enter(inside(name), folder === "" ? path : `${folder}/${path}`);
    }
  };
  await enter("", "");
  found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  // Two spellings of one name (possible on Linux only): the first counts, the other is left alone.
  return { files: found.filter((file, i) => file.path !== found[i - 1]?.path), diskPaths };
}

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
