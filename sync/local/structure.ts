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
import { folderOf, type Layout, layoutOf, ownFolder } from "./folders.ts";
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
  /** Only the folder around it was moved: while nothing else was done to it, it is not worth a word. */
  readonly along?: true;
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
      const refusal = entry?.kind === "database" ? databaseRefusal(file, entry, layout) : null;
      if (refusal !== null) refused.push({ id: file.id, path: file.path, ...refusal });
      else carried.push(file);
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
    if (home === null)
      refused.push({ id: null, path: file.path, ...noPage(folderOf(file.path), layout) });
    else created.push({ file, home, title: titleInName(file.path, file.copyOf ?? "") });
  }
  const stuck = stuckIn({ refused }, atlas);
  for (const { id, path } of carried.filter((file) => stuck(file.id)))
    refused.push({
      id,
      path,
      reason: "it lies in the folder of a page that can't be where it is now",
      next: "Put that one right first.",
      along: true,
    });
  return {
    moved,
    carried: carried.filter(({ id }) => !stuck(id)),
    created,
    refused,
    ...goneOf(seen, atlas, layout),
  };
}

/**
 * Whether something lies below a page or database that was moved to where it can't be: nobody knows yet where all
 * of it belongs, so it stays where the person has put it.
 */
export function stuckIn(
  { refused }: Pick<Structure, "refused">,
  atlas: Atlas,
): (id: string) => boolean {
  const tops = new Set(refused.flatMap(({ id }) => id ?? []));
  if (tops.size === 0) return () => false;
  return (id) => {
    const met = new Set([id]);
    for (let above = atlas.get(id)?.parent ?? null; above !== null && !met.has(above); ) {
      if (tops.has(above)) return true;
      met.add(above);
      above = atlas.get(above)?.parent ?? null;
    }
    return false;
  };
}

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
  if (owner === undefined) return noPage(folder, layout);
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

/** Why a database can't lie where it does now; `null` when it can: it went along, or its folder has another name. */
function databaseRefusal(
  file: ChangedFile,
  entry: AtlasEntry,
  layout: Layout,
): Pick<Refusal, "reason" | "next"> | null {
  const before = ownFolder(file.record?.path ?? entry.path);
  const folder = folderOf(ownFolder(file.path));
  if (nameKey(folder) === nameKey(folderOf(before))) return null;
  const owner = layout.owners.get(nameKey(folder));
  if (owner === undefined && folder !== "") return noPage(folder, layout);
  const above = owner !== undefined && "id" in owner ? owner.id : null;
  if (above === entry.parent) return null;
  return {
    reason: "a database can't be moved to another page from here",
    next: `Move it there in Notion, and its folder back to ${before}.`,
  };
}

function noPage(folder: string, { strayed }: Layout): Pick<Refusal, "reason" | "next"> {
  const reason = `the folder ${folder} belongs to no page`;
  const away = strayed.get(nameKey(folder));
  if (away === undefined)
    return {
      reason,
      next: `Make a page for it (${folder}.md), or move the file next to one that has a page.`,
    };
  const { from, page } = away;
  const goesWith = page.endsWith(`/${databaseFile}`) ? `${folder}/${databaseFile}` : `${folder}.md`;
  return {
    reason: `${reason}: ${page} still has its old name`,
    next: `Rename ${page} to ${goesWith} too, or rename the folder back to ${from}.`,
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
