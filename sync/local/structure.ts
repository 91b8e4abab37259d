/**
 * What a person did to the vault's tree: files moved, renamed, made and taken away, as changes of pages.
 *
 * Pure. A folder belongs to the page whose file bears its name, or to the database that is described in it,
 * wherever the person has put them by now; so a folder that was moved with its page moves nothing inside.
 */
import type { FileRecord } from "../../src/mirror/mirror.ts";
import { nameKey } from "../../src/vault/names.ts";
import { databaseFile } from "../../src/vault/paths.ts";
import type { Atlas, AtlasEntry } from "./atlas.ts";
import type { ChangedFile, MissingFile, NewFile, Observation } from "./observe.ts";
import { nameSays, titleInName } from "./text.ts";

/** Where something new hangs. `path`: below a file that is new itself. */
export type Home =
  | { readonly kind: "page"; readonly id: string }
  | { readonly kind: "source"; readonly id: string }
  | { readonly kind: "new"; readonly path: string }
  | { readonly kind: "root" };

export interface MovedPage {
  readonly file: ChangedFile;
  /** `null`: the parent is what it was. */
  readonly parent: Extract<Home, { kind: "page" | "source" }> | null;
  /** `null`: the title is what it was. */
  readonly title: string | null;
  /** Id of the entry above, as the person has it now. */
  readonly above: string | null;
}

export interface NewPage {
  readonly file: NewFile;
  readonly home: Home;
  readonly title: string;
}

export interface Refusal {
  readonly id: string | null;
  readonly path: string;
  readonly reason: string;
  readonly next: string;
  /** The new page that it waits for, to be moved below it, and its title then; `null`: the same. */
  readonly below?: { readonly path: string; readonly title: string | null };
}

export interface Structure {
  /** Pages that got another title or parent. */
  readonly moved: readonly MovedPage[];
  /** Files that lie elsewhere and mean the same: moved along with the folder around them. */
  readonly carried: readonly ChangedFile[];
  /** Parents before what lies below them. */
  readonly created: readonly NewPage[];
  /** Topmost pages whose files are gone, each with the pages below it whose files are gone too. */
  readonly deleted: readonly { readonly file: MissingFile; readonly below: readonly string[] }[];
  /** Files that are gone although files below them are still there. */
  readonly orphaned: readonly MissingFile[];
  readonly refused: readonly Refusal[];
}

/** The data source that rows in the folder of a database or of one of its sources belong to; `null` for a page. */
export type SourceOf = (id: string) => string | null;

export function structureOf(
  seen: Observation,
  records: readonly FileRecord[],
  atlas: Atlas,
  sourceOf: SourceOf,
): Structure {
  const layout = layoutOf(seen, records, atlas);
  const refused: Refusal[] = [];
  const moved: MovedPage[] = [];
  const carried: ChangedFile[] = [];
  for (const file of seen.changed) {
    if (file.kind !== "moved") continue;
    const entry = atlas.get(file.id);
    if (entry === null || entry.kind !== "page") {
      carried.push(file);
      continue;
    }
    const change = moveOf(file, entry, layout, sourceOf);
    if ("reason" in change) refused.push({ id: file.id, path: file.path, ...change });
    else if (change.parent === null && change.title === null) carried.push(file);
    else moved.push({ file, ...change });
  }
  const created: NewPage[] = [];
  for (const file of [...seen.created].sort(byDepth)) {
    const home = homeOf(file.path, layout, sourceOf);
    if (home === null) refused.push({ id: null, path: file.path, ...noPage(file.path) });
    else created.push({ file, home, title: titleInName(file.path, file.copyOf ?? "") });
  }
  return { moved, carried, created, refused, ...goneOf(seen, atlas, layout) };
}

/** Who owns which folder now: by the key of the folder's path. */
interface Layout {
  readonly owners: ReadonlyMap<string, { readonly id: string } | { readonly path: string }>;
  /** Folders, by key, that still have files of ours in or below them. */
  readonly inhabited: ReadonlySet<string>;
}

function layoutOf(seen: Observation, records: readonly FileRecord[], atlas: Atlas): Layout {
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
  return { owners, inhabited };
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The folder for what lies below the file: `Tasks` of `Tasks.md` and of `Tasks/_database.yaml`. */
export const ownFolder = (path: string) =>
  path === databaseFile || path.endsWith(`/${databaseFile}`)
    ? folderOf(path)
    : path.replace(/\.md$/i, "");

function homeOf(path: string, layout: Layout, sourceOf: SourceOf): Home | null {
  const folder = folderOf(path);
  if (folder === "") return { kind: "root" };
  const owner = layout.owners.get(nameKey(folder));
  if (owner === undefined) return null;
  if ("path" in owner) return { kind: "new", path: owner.path };
  const source = sourceOf(owner.id);
  return source === null ? { kind: "page", id: owner.id } : { kind: "source", id: source };
}

function moveOf(
  file: ChangedFile,
  entry: AtlasEntry,
  layout: Layout,
  sourceOf: SourceOf,
): Omit<MovedPage, "file"> | Pick<Refusal, "reason" | "next" | "below"> {
  const title = nameSays(file.path, file.id, entry.title) ? null : titleInName(file.path, file.id);
  const before = file.record?.path ?? entry.path;
  const folder = folderOf(file.path);
  if (nameKey(folder) === nameKey(folderOf(before)))
    return { parent: null, title, above: entry.parent };
  const owner = layout.owners.get(nameKey(folder));
  const above = owner !== undefined && "id" in owner ? owner.id : null;
  if (above === entry.parent && (owner !== undefined || folder === ""))
    return { parent: null, title, above };
  if (folder === "")
    return {
      reason: "a page can't be moved to the top of the workspace from here",
      next: `Move it there in Notion, and the file back to ${before}.`,
    };
  if (owner === undefined) return noPage(file.path);
  if (above === null)
    return {
      reason: `${folder}.md is new: its page has to be made first`,
      next: "The next sync moves this page below it.",
      ...("path" in owner ? { below: { path: owner.path, title } } : {}),
    };
  const source = sourceOf(above);
  return {
    parent: source === null ? { kind: "page", id: above } : { kind: "source", id: source },
    title,
    above,
  };
}

function noPage(path: string): Pick<Refusal, "reason" | "next"> {
  const folder = folderOf(path);
  return {
    reason: `the folder ${folder} belongs to no page`,
    next: `Make a page for it (${folder}.md), or move the file next to one that has a page.`,
  };
}

function goneOf(
  seen: Observation,
  atlas: Atlas,
  layout: Layout,
): Pick<Structure, "deleted" | "orphaned"> {
  const orphaned: MissingFile[] = [];
  const gone = new Map<string, MissingFile>();
  for (const file of seen.missing) {
    if (atlas.get(file.id)?.kind !== "page") continue;
    if (layout.inhabited.has(nameKey(ownFolder(file.record.path)))) orphaned.push(file);
    else gone.set(file.id, file);
  }
  /** The topmost page above, itself included, whose file is gone with it. */
  const topOf = (id: string): string => {
    let top = id;
    const seenIds = new Set([id]);
    for (let above = atlas.get(id)?.parent ?? null; above !== null && !seenIds.has(above); ) {
      seenIds.add(above);
      if (gone.has(above)) top = above;
      above = atlas.get(above)?.parent ?? null;
    }
    return top;
  };
  const below = new Map<string, string[]>();
  for (const id of gone.keys()) {
    const top = topOf(id);
    const list = below.get(top) ?? [];
    below.set(top, list);
    if (top !== id) list.push(id);
  }
  const deleted = [...below].flatMap(([top, ids]) => {
    const file = gone.get(top);
    return file === undefined ? [] : [{ file, below: ids }];
  });
  return { deleted, orphaned };
}

const byDepth = (a: NewFile, b: NewFile) => {
  const depth = a.path.split("/").length - b.path.split("/").length;
  return depth !== 0 ? depth : a.path < b.path ? -1 : 1;
};
