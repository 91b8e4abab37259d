/**
 * What the paths of a command line name in the mirror, whether it has a file yet or not.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { idIn } from "../../src/notion/ids.ts";
import type { VaultReader } from "../../src/vault/vault.ts";
import { type Atlas, type AtlasEntry, atlasOf } from "../local/atlas.ts";
import { inScope } from "./scope.ts";

/**
 * Ids of the pages that are named: by file, by a folder above, by id or address; the rows of a database that is
 * named by its id. An id that the mirror does not know is taken for a page's.
 */
export function namedPages(mirror: Mirror, paths: readonly string[]): readonly string[] {
  const atlas = atlasOf(mirror);
  const wanted = inScope(atlas, paths);
  const above = new Set(
    paths.flatMap((path) => {
      const id = idIn(path);
      if (id === null) return [];
      const isContainer = (atlas.get(id)?.kind ?? "page") !== "page";
      return isContainer || mirror.databases.dataSource(id) !== null ? [id] : [];
    }),
  );
  const pages = atlas.entries
    .filter(
      (entry) =>
        entry.kind === "page" &&
        (wanted(entry.id, mirror.files.byId(entry.id)?.path ?? null) ||
          isBelow(atlas, entry, above)),
    )
    .map((entry) => entry.id);
  const strangers = paths
    .map(idIn)
    .filter((id) => id !== null)
    .filter((id) => atlas.get(id) === null && mirror.databases.dataSource(id) === null);
  return [...new Set([...pages, ...strangers])];
}

/** The first data source of a database has no entry of its own: its rows name it. */
function isBelow(atlas: Atlas, entry: AtlasEntry, above: ReadonlySet<string>): boolean {
  if (above.size === 0) return false;
  const met = new Set<string>();
  for (let at: AtlasEntry | null = entry; at !== null && !met.has(at.id); ) {
    const { id, parent, dataSource }: AtlasEntry = at;
    if (above.has(id) || above.has(dataSource ?? "")) return true;
    met.add(id);
    at = parent === null ? null : atlas.get(parent);
  }
  return false;
}

/** Those of `paths` that neither a page, a database nor anything in the folder answers to. */
export async function unknownPaths(
  { mirror, vault }: { readonly mirror: Mirror; readonly vault: Pick<VaultReader, "scan"> },
  paths: readonly string[],
): Promise<readonly string[]> {
  const open = paths.filter((path) => idIn(path) === null && path !== ".");
  if (open.length === 0) return [];
  const atlas = atlasOf(mirror);
  const named = open.filter((path) => {
    const wanted = inScope(atlas, [path]);
    return !atlas.entries.some(
      (entry) => wanted(entry.id, null) || wanted("", `${entry.folder}/_`),
    );
  });
  if (named.length === 0) return [];
  const { files } = await vault.scan();
  return named.filter((path) => {
    const wanted = inScope(atlas, [path]);
    return !files.some((file) => wanted("", file.path));
  });
}
