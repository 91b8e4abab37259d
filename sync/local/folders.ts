/**
 * Which page or database each folder of the vault belongs to, by where a person has put its file by now.
 */
import type { FileRecord } from "../../src/mirror/mirror.ts";
import { nameKey } from "../../src/vault/names.ts";
import { databaseFile } from "../../src/vault/paths.ts";
import type { Atlas } from "./atlas.ts";
import type { Observation } from "./observe.ts";

/** Who owns which folder now: by the key of the folder's path. */
export interface Layout {
  readonly owners: ReadonlyMap<string, { readonly id: string } | { readonly path: string }>;
  /** Folders, by key, that still have files of ours in or below them. */
  readonly inhabited: ReadonlySet<string>;
  /** Folders that went without the file of their page: where each lay, by the key of where it lies. */
  readonly strayed: ReadonlyMap<string, Strayed>;
}

interface Strayed {
  readonly from: string;
  /** The file of the page that it belongs to. */
  readonly page: string;
}

export function layoutOf(seen: Observation, records: readonly FileRecord[], atlas: Atlas): Layout {
  const gone = new Set(seen.missing.map((file) => file.id));
  const now = new Map<string, string>();
  for (const record of records) if (!gone.has(record.id)) now.set(record.id, record.path);
  for (const file of seen.changed) now.set(file.id, file.path);
  const owners = new Map<string, { readonly id: string } | { readonly path: string }>();
  const inhabited = new Set<string>();
  const inhabit = (path: string) => {
    for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder))
      inhabited.add(nameKey(folder));
  };
  for (const file of seen.created) {
    owners.set(nameKey(ownFolder(file.path)), { path: file.path });
    inhabit(file.path);
  }
  for (const [id, path] of now) {
    owners.set(nameKey(ownFolder(path)), { id });
    inhabit(path);
  }
  for (const entry of atlas.entries) {
    // The vault holds no file of it, only what lies below.
    if (entry.outside !== null && !owners.has(nameKey(entry.folder)))
      owners.set(nameKey(entry.folder), { id: entry.id });
    if (entry.kind !== "source" || entry.parent === null) continue;
    const database = now.get(entry.parent);
    const name = entry.folder.split("/").at(-1) ?? "";
    if (database !== undefined)
      owners.set(nameKey(`${folderOf(database)}/${name}`), { id: entry.id });
  }
  // A page without a file has a folder all the same: a row whose text was not read, or that needs no file.
  for (const entry of atlas.entries) {
    const key = nameKey(entry.folder);
    if (entry.kind === "page" && !now.has(entry.id) && !gone.has(entry.id) && !owners.has(key))
      owners.set(key, { id: entry.id });
  }
  return { owners, inhabited, strayed: strayedIn(seen, { owners, inhabited }, now, atlas) };
}

/** A folder out of which everything went to one that belongs to nobody, while its page stayed. */
function strayedIn(
  seen: Observation,
  { owners, inhabited }: Pick<Layout, "owners" | "inhabited">,
  now: ReadonlyMap<string, string>,
  atlas: Atlas,
): ReadonlyMap<string, Strayed> {
  const strayed = new Map<string, Strayed>();
  for (const { kind, id, path, record } of seen.changed) {
    if (kind !== "moved" || record === null) continue;
    const [from, to] = [folderOf(ownFolder(record.path)), folderOf(ownFolder(path))];
    if (to === "" || owners.has(nameKey(to)) || inhabited.has(nameKey(from))) continue;
    const page = now.get(atlas.get(id)?.parent ?? "");
    if (page !== undefined && nameKey(ownFolder(page)) === nameKey(from))
      strayed.set(nameKey(to), { from, page });
  }
  return strayed;
}

export const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The folder for what lies below the file: `Tasks` of `Tasks.md` and of `Tasks/_database.yaml`. */
export const ownFolder = (path: string) =>
  path === databaseFile || path.endsWith(`/${databaseFile}`)
    ? folderOf(path)
    : path.replace(/\.md$/i, "");
