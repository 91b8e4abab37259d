/**
 * Keeps every path of the vault inside the vault: no `..`, nothing through a symbolic link, nothing in
 * the engine's own folder.
 */
import { join } from "node:path";
import { exitCodes, VaultError } from "../platform/errors.ts";
import type { Files } from "../platform/files.ts";

/** The engine's folder, in the vault. */
export const engineFolder = ".notion-mirror";

/** Temporary files of ours: `.k3j5h2m9.nm-tmp`. */
export const temporaryName = /^\.[0-9a-z]+\.nm-tmp$/;

const outside = (path: string, why: string) =>
  new VaultError(`Expected a path inside the vault, got ${JSON.stringify(path)}: ${why}`, {
    code: "outside_vault",
    exitCode: exitCodes.failures,
    where: path,
  });

/** Throws `VaultError` code `outside_vault` unless `path` is a plain relative path of the vault's own. */
export function checkPath(path: string): void {
  if (path === "" || path.startsWith("/") || path.includes("\0") || path.includes("\\"))
    throw outside(path, "not a relative path with / between folders");
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..")
      throw outside(path, "it has an empty or dotted part");
    if (part.toLowerCase() === engineFolder) throw outside(path, "that folder is the engine's own");
  }
}

/**
 * Throws `VaultError` code `outside_vault` when a folder on the way to `path` is a link (or no folder).
 * `diskPath` is relative to `root`, as on disk. Missing folders are fine.
 */
export async function checkFolders(files: Files, root: string, diskPath: string): Promise<void> {
  let folder = root;
  for (const part of diskPath.split("/").slice(0, -1)) {
    folder = join(folder, part);
    const stat = await files.stat(folder);
    if (stat === null) return;
    if (stat.kind !== "folder")
      throw outside(diskPath, `${folder} is a ${stat.kind}, not a folder`);
  }
}
