/**
 * Which pages the paths on a command line name.
 */
import { idIn } from "../../src/notion/ids.ts";
import { nameKey } from "../../src/vault/names.ts";
import type { Atlas } from "../local/atlas.ts";

/**
 * Whether a page is named: by its id or address, by its file, or by a folder above it. `path` is where its
 * file lies now, if it has one. Everything is named by no path at all.
 */
export function inScope(
  atlas: Atlas,
  paths: readonly string[],
): (id: string, path: string | null) => boolean {
  if (paths.length === 0) return () => true;
  const ids = new Set(paths.map(idIn).filter((id) => id !== null));
  const keys = paths.map((path) => nameKey(path.replace(/^\.\//, "").replace(/\/+$/, "")));
  const names = (path: string | null | undefined) =>
    path !== null &&
    path !== undefined &&
    keys.some((key) => {
      const own = nameKey(path);
      return (
        key === "" || key === "." || own === key || own.startsWith(`${key}/`) || own === `${key}.md`
      );
    });
  return (id, path) => ids.has(id) || names(path) || names(atlas.get(id)?.path);
}
