/**
 * Where the files of pages lie on the disk, which a record does not tell of one that was moved since.
 */
import type { Mirror } from "../src/mirror/mirror.ts";
import type { Vault } from "../src/vault/vault.ts";
import { observe } from "./local/observe.ts";

/** By page, the paths of those that lie elsewhere than they were settled. The folder is looked through only if one does. */
export async function strayed(
  parts: { readonly mirror: Mirror; readonly vault: Vault },
  pages: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { mirror, vault } = parts;
  for (const page of pages) {
    const path = mirror.files.byId(page)?.path;
    if (path === undefined || (await vault.stat(path)) !== null) continue;
    const { changed } = await observe(parts);
    return new Map(changed.flatMap(({ kind, id, path }) => (kind === "moved" ? [[id, path]] : [])));
  }
  return new Map();
}
