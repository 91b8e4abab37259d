/**
 * Where every page and database of the mirror lies in the vault: derived anew from titles, parents and
 * the places that files already have, never stored.
 *
 * Pages whose body was not read yet have their place too, so that links to them are right from the start.
 */
import type { FileRecord, Mirror } from "../../src/mirror/mirror.ts";
import { plainText } from "../../src/notion/canonical.ts";
import type { Page } from "../../src/notion/types.ts";
import { nameKey, safeName } from "../../src/vault/names.ts";
import { type Node, type Place, placesOf } from "../../src/vault/paths.ts";
import type { Bounds, Outside, Subject } from "./bounds.ts";

export interface AtlasEntry extends Place {
  readonly id: string;
  readonly kind: "page" | "database" | "source";
  readonly title: string;
  /** Id of the entry above, `null` at the root. */
  readonly parent: string | null;
  /** The data source that a page is a row of. */
  readonly dataSource: string | null;
  /** `last_edited_time`; of a database that of its newest row, if later. */
  readonly edited: string;
  /** Why the scope leaves it out: it has its place, but no file of ours. `null`: the vault holds it. */
  readonly outside: Outside | null;
}

export interface Atlas {
  get(id: string): AtlasEntry | null;
  /** The page or database whose file is to lie at `path`. */
  at(path: string): AtlasEntry | null;
  /** The page, database or source whose children lie in `folder`. */
  owner(folder: string): AtlasEntry | null;
  readonly entries: readonly AtlasEntry[];
}

/** Where a person has put a page, or what it is to be called, though Notion does not know it yet. */
export interface Override {
  /** `null`: to be named anew, after its title. */
  readonly path: string | null;
  /** `null`: as Notion has it. */
  readonly title: string | null;
  /** Absent: as Notion has it. */
  readonly parent?: string | null;
}

/**
 * @param foreign Paths in the vault that belong to no page; names step around them.
 * @param bounds The vault's scope; `null` for one that holds everything.
 */
export function atlasOf(
  mirror: Mirror,
  foreign: readonly string[] = [],
  overrides: ReadonlyMap<string, Override> = new Map(),
  bounds: Bounds | null = null,
): Atlas {
  const nodes = nodesOf(mirror).map((node): MirrorNode => {
    const override = overrides.get(node.id);
    if (override === undefined) return node;
    const title = override.title ?? node.title;
    const parent = override.parent === undefined ? node.parent : override.parent;
    const { settled: _, ...bare } = { ...node, title, parent };
    return override.path === null ? bare : { ...bare, settled: { path: override.path, title } };
  });
  const places = placesOf(nodes, foreign);
  const entries = nodes.map((node): AtlasEntry => {
    const place = places.get(node.id) ?? { path: "", folder: "" };
    const { id, kind, title, parent, dataSource, edited } = node;
    return { ...place, id, kind, title, parent, dataSource, edited, outside: null };
  });
  const whole = atlasFrom(entries);
  if (bounds === null) return whole;
  const atlas = atlasFrom(
    entries.map((entry) => ({ ...entry, outside: bounds.why(subjectOf(whole, entry)) })),
  );
  const abandoned = pathsLeftBehind(mirror, atlas).filter((path) => !foreign.includes(path));
  return abandoned.length === 0
    ? atlas
    : atlasOf(mirror, [...foreign, ...abandoned], overrides, bounds);
}

/** Files of pages that are outside now and belong elsewhere, where they are in the way of another page. */
const pathsLeftBehind = (mirror: Mirror, atlas: Atlas): readonly string[] =>
  mirror.files.all().flatMap(({ id, path }) => {
    const entry = atlas.get(id);
    const there = atlas.at(path);
    return entry?.outside != null && there !== null && there.id !== id ? [path] : [];
  });

/** What the rules of a scope are asked about. */
export function subjectOf(atlas: Atlas, entry: AtlasEntry): Subject {
  const titles: string[] = [];
  const ids: string[] = [];
  for (let at: AtlasEntry | null = entry; at !== null && !ids.includes(at.id); ) {
    // A further data source is a folder, and no level of its own.
    if (at.kind !== "source") {
      titles.unshift(at.title);
      ids.unshift(at.id);
    }
    at = at.parent === null ? null : atlas.get(at.parent);
  }
  return { path: entry.path, titles, ids, edited: entry.edited };
}

/** The same of a file that is no page yet. */
export function newSubjectOf(atlas: Atlas, path: string): Subject {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const steps = folder === "" ? [] : folder.split("/");
  for (let length = steps.length; length > 0; length--) {
    const owner = atlas.owner(steps.slice(0, length).join("/"));
    if (owner === null) continue;
    const { titles, ids } = subjectOf(atlas, owner);
    const own = [...steps.slice(length), path.slice(folder.length + 1).replace(/\.md$/i, "")];
    return { path, titles: [...titles, ...own], ids: [...ids, ...own.map(() => "")], edited: null };
  }
  const titles = path.replace(/\.md$/i, "").split("/");
  return { path, titles, ids: titles.map(() => ""), edited: null };
}

/** The same pages where they were, and as they were called, before something moved. */
export const atlasBefore = (
  atlas: Atlas,
  formers: ReadonlyMap<string, { readonly path: string; readonly title: string }>,
): Atlas => atlasFrom(atlas.entries.map((entry) => ({ ...entry, ...formers.get(entry.id) })));

function atlasFrom(entries: readonly AtlasEntry[]): Atlas {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const files = entries.filter((entry) => entry.kind !== "source");
  const byPath = new Map(files.map((entry) => [nameKey(entry.path), entry]));
  const byFolder = new Map(entries.map((entry) => [nameKey(entry.folder), entry]));
  return {
    entries,
    get: (id) => byId.get(id) ?? null,
    at: (path) => byPath.get(nameKey(path)) ?? null,
    owner: (folder) => byFolder.get(nameKey(folder)) ?? null,
  };
}

/** Mark: titles under which the folders of databases were named, by id. */
export const databaseTitlesMark = "database_titles";

type MirrorNode = Node & { readonly dataSource: string | null; readonly edited: string };

function nodesOf(mirror: Mirror): readonly MirrorNode[] {
  const files = new Map(mirror.files.all().map((file) => [file.id, file]));
  const homes = mirror.blocks.homes();
  const databaseTitles = mirror.marks.get<Record<string, string>>(databaseTitlesMark) ?? {};
  const nodes: MirrorNode[] = [];
  const sourceParents = new Map<string, string>();
  const refs = mirror.pages.refs();
  const newestRows = new Map<string, string>();
  // Newest first: the first row met of a source is its newest.
  for (const { dataSourceId, editedTime } of refs)
    if (dataSourceId !== null && !newestRows.has(dataSourceId))
      newestRows.set(dataSourceId, editedTime);
  const owners = new Map(
    mirror.databases.dataSources().flatMap(({ dataSource: { id, parent } }) => {
      return parent.type === "database_id" ? [[id, parent.database_id] as const] : [];
    }),
  );
  for (const { database, state } of mirror.databases.list()) {
    const file = files.get(database.id);
    if (state === "trashed" || (state === "detached" && file === undefined)) continue;
    const own = database.data_sources.filter(
      ({ id }) => (owners.get(id) ?? database.id) === database.id,
    );
    // A view of another database's rows: they lie there, and this one is a link on its page.
    if (own.length === 0) continue;
    const title = plainText(database.title);
    nodes.push({
      id: database.id,
      kind: "database",
      title,
      parent: parentOf(database.id, database.parent, homes),
      dataSource: null,
      edited: newest([
        database.last_edited_time,
        ...own.map((source) => newestRows.get(source.id) ?? ""),
      ]),
      ...(file === undefined
        ? {}
        : { settled: { path: file.path, title: databaseTitles[database.id] ?? title } }),
    });
    own.forEach((source, index) => {
      // The first source has no folder of its own: its rows lie in the database's.
      sourceParents.set(source.id, index === 0 ? database.id : source.id);
      if (index === 0) return;
      nodes.push({
        id: source.id,
        kind: "source",
        title: source.name,
        parent: database.id,
        dataSource: null,
        edited: newestRows.get(source.id) ?? "",
      });
    });
  }
  const sources = new Map(refs.map((ref) => [ref.id, ref.dataSourceId]));
  for (const record of mirror.pages.list()) {
    const file = files.get(record.id);
    if (record.state === "trashed" || (record.state === "detached" && file === undefined)) continue;
    const dataSource = sources.get(record.id) ?? null;
    const parent =
      dataSource === null
        ? pageAbove(record, sources, homes)
        : (sourceParents.get(dataSource) ?? record.parentId);
    nodes.push({
      id: record.id,
      kind: "page",
      title: record.title,
      parent,
      dataSource,
      edited: record.page.last_edited_time,
      ...settled(mirror, file, record.title),
    });
  }
  return nodes;
}

const newest = (times: readonly string[]): string =>
  times.reduce((latest, time) => (time > latest ? time : latest), "");

/** A page whose parent is no page hangs on the one that shows it: its parent is a block in there. */
function pageAbove(
  { id, parentId }: { readonly id: string; readonly parentId: string | null },
  pages: ReadonlyMap<string, unknown>,
  homes: ReadonlyMap<string, string>,
): string | null {
  if (parentId === null || pages.has(parentId)) return parentId;
  return homes.get(id) ?? parentId;
}

/** A page below a block hangs on the page that shows it. */
function parentOf(
  id: string,
  parent: Page["parent"],
  homes: ReadonlyMap<string, string>,
): string | null {
  switch (parent.type) {
    case "page_id":
      return parent.page_id;
    case "block_id":
      return homes.get(id) ?? null;
    case "data_source_id":
    case "database_id":
      return parent.database_id;
    default:
      return null;
  }
}

/** A file keeps its name as long as the title is the one it was settled under. */
function settled(
  mirror: Mirror,
  file: FileRecord | undefined,
  title: string,
): Pick<Node, "settled"> {
  if (file === undefined) return {};
  const parts = file.path.split("/");
  const last = parts.at(-1) ?? "";
  const stem = last.endsWith(".md") ? last.slice(0, -3) : (parts.at(-2) ?? "");
  const plain = safeName(title);
  // The usual case, told by the name itself; only a name that someone chose needs the base.
  const derived =
    stem === plain || (stem.startsWith(plain.slice(0, 40)) && / \([0-9a-f]{6,32}\)$/.test(stem));
  if (derived) return { settled: { path: file.path, title } };
  const base = mirror.bases.get(file.id);
  return { settled: { path: file.path, title: base === null ? title : titleOf(base.page) } };
}

export function titleOf(page: Page): string {
  for (const value of Object.values(page.properties)) {
    if (value.type === "title") return plainText(value.title);
  }
  return "";
}
