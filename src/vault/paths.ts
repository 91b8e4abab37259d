/**
 * The tree of pages and databases as folders and files: who lies where under which name.
 *
 * Pure: the caller says what there is and where it lay; equal input gives equal paths, in whatever
 * order it comes. Knows nothing of the disk but the paths that are taken by files that are not ours.
 */
import { nameKey, nameWithId, pathLengthMax, safeName } from "./names.ts";

export interface Node {
  readonly id: string;
  readonly kind: "page" | "database" | "source";
  readonly title: string;
  /** Id of the node above; `null` or unknown: the vault's root. A page in a database has its data source's. */
  readonly parent: string | null;
  /** Where the node's file lies now, under which title it got there; its name stays until the title changes. */
  readonly settled?: { readonly path: string; readonly title: string };
}

export interface Place {
  /** The file: `Handbook.md`, `Tasks/_database.yaml`. A data source has none of its own. */
  readonly path: string;
  /** The folder for what lies below: `Handbook`, `Tasks`. */
  readonly folder: string;
}

export const databaseFile = "_database.yaml";
export const attachmentsFolder = "_files";
const pageExtension = ".md";

/**
 * The place of every node.
 *
 * @param taken Paths on disk that belong to no node; their names are avoided.
 */
export function placesOf(
  nodes: readonly Node[],
  taken: readonly string[] = [],
): ReadonlyMap<string, Place> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const below = new Map<string | null, Node[]>();
  for (const node of nodes) {
    const parent = rootedParent(node, byId);
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [node]);
    else siblings.push(node);
  }
  const takenNames = namesByFolder(taken);
  const places = new Map<string, Place>();
  const used = new Map<string, Set<string>>();
  const enter = (parent: string | null, folder: string) => {
    const home = folderWithRoom(folder);
    const siblings = below.get(parent) ?? [];
    const inFolder = used.get(nameKey(home)) ?? new Set(takenNames.get(nameKey(home)));
    used.set(nameKey(home), inFolder);
    for (const [node, name] of namesFor(siblings, home, inFolder)) {
      const own = home === "" ? name : `${home}/${name}`;
      places.set(node.id, {
        path: node.kind === "page" ? `${own}${pageExtension}` : `${own}/${databaseFile}`,
        folder: own,
      });
    }
    for (const node of siblings) {
      const place = places.get(node.id);
      if (place === undefined) continue;
      enter(node.id, place.folder);
    }
  };
  enter(null, "");
  return places;
}

/** The parent, or `null` where it is not there or the chain above never ends at the root. */
function rootedParent(node: Node, byId: ReadonlyMap<string, Node>): string | null {
  const seen = new Set([node.id]);
  for (let above = node.parent; above !== null; ) {
    if (seen.has(above)) return null;
    seen.add(above);
    const next = byId.get(above);
    if (next === undefined) break;
    above = next.parent;
  }
  return node.parent !== null && byId.has(node.parent) ? node.parent : null;
}

/** Stems that are taken in each folder, both as keys. */
function namesByFolder(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const result = new Map<string, Set<string>>();
  for (const path of paths) {
    const parts = path.split("/");
    parts.forEach((part, index) => {
      const folder = nameKey(parts.slice(0, index).join("/"));
      const last = index === parts.length - 1;
      const names = result.get(folder) ?? new Set();
      result.set(folder, names);
      // A folder of foreign files takes no name: a page's children may well lie among them.
      if (last) names.add(nameKey(stemOf(part)));
    });
  }
  return result;
}

const stemOf = (file: string) => file.replace(/\.md$/i, "");

/** The stem that the node had: file name of a page, folder name of a database. */
function settledName(path: string): string {
  const parts = path.split("/");
  const last = parts.at(-1) ?? "";
  return last === databaseFile ? (parts.at(-2) ?? "") : stemOf(last);
}

const settledFolder = (path: string) => {
  const parts = path.split("/");
  return parts.slice(0, parts.at(-1) === databaseFile ? -2 : -1).join("/");
};

/** Characters that a name with its id and extension needs at least, `/` counted. */
const shortest = 64;

/** `folder`, or the nearest one above it in which a path still stays below the limit. */
function folderWithRoom(folder: string): string {
  let home = folder;
  while (home.length + shortest >= pathLengthMax)
    home = home.slice(0, Math.max(0, home.lastIndexOf("/")));
  return home;
}

/**
 * A name for every sibling, unlike all in `used` (which grows). Those that have a name keep it; of the
 * others, all that tie get their id.
 */
function namesFor(
  siblings: readonly Node[],
  folder: string,
  used: Set<string>,
): readonly (readonly [Node, string])[] {
  const result: (readonly [Node, string])[] = [];
  const fresh: Node[] = [];
  for (const node of [...siblings].sort(byIdOrder)) {
    const kept = keptName(node, folder);
    if (kept !== null && !used.has(nameKey(kept))) {
      used.add(nameKey(kept));
      result.push([node, kept]);
    } else fresh.push(node);
  }
  const bytesMax = pathLengthMax - folder.length - "/".length - `/${databaseFile}`.length - 1;
  const wanted = fresh.map(
    (node) => [node, safeName(node.title, Math.min(120, bytesMax))] as const,
  );
  const counts = new Map<string, number>();
  for (const [, name] of wanted) counts.set(nameKey(name), (counts.get(nameKey(name)) ?? 0) + 1);
  // Plain names first: a name with an id must not take one that a title asks for literally.
  const ties: (readonly [Node, string])[] = [];
  for (const [node, name] of wanted) {
    const key = nameKey(name);
    if (counts.get(key) === 1 && !used.has(key)) {
      used.add(key);
      result.push([node, name]);
    } else ties.push([node, name]);
  }
  for (const digits of [6, 8, 12, 32]) {
    const named = ties.map(
      ([node, name]) => [node, nameWithId(name, node.id, digits, bytesMax)] as const,
    );
    const keys = new Set(named.map(([, name]) => nameKey(name)));
    const distinct = keys.size === named.length && [...keys].every((key) => !used.has(key));
    if (!distinct && digits < 32) continue;
    for (const [node, name] of named) {
      used.add(nameKey(name));
      result.push([node, name]);
    }
    break;
  }
  return result;
}

/** The name that a node keeps: its own while its title is what it was, whatever a person made of it. */
function keptName(node: Node, folder: string): string | null {
  if (node.settled === undefined || node.settled.title !== node.title) return null;
  const name = settledName(node.settled.path);
  if (settledFolder(node.settled.path) === folder) return name;
  // Elsewhere now: the name goes along unless it bears an id that only its old neighbours called for.
  return name === safeName(node.title) ? name : null;
}

const byIdOrder = (a: Node, b: Node) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
