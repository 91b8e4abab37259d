/**
 * What file and Notion last agreed on, as a version to bring back: it is in no history, since nothing has replaced it.
 */
import type { Mirror } from "../src/mirror/mirror.ts";
import type { Vault } from "../src/vault/vault.ts";
import { observe } from "./local/observe.ts";
import { printDatabase } from "./local/text.ts";

export interface Agreed {
  readonly side: "agreed";
  /** A page or a database. */
  readonly page: string;
  /** Where its file lies, or lay when it was settled. */
  readonly path: string;
}

/** Files that are not what was agreed on. */
export interface Astray {
  readonly missing: readonly Agreed[];
  readonly edited: readonly Agreed[];
  /** `path`: where it was settled. */
  readonly moved: readonly (Agreed & { readonly to: string })[];
}

export async function astray(parts: {
  readonly mirror: Mirror;
  readonly vault: Pick<Vault, "scan" | "read">;
}): Promise<Astray> {
  const { changed, missing, problems } = await observe(parts);
  const { mirror } = parts;
  const agreed = (page: string, path: string): readonly Agreed[] =>
    agreedBytes(mirror, page) === null ? [] : [{ side: "agreed", page, path }];
  return {
    missing: missing.flatMap(({ id, record }) => agreed(id, record.path)),
    edited: [
      ...changed.flatMap(({ id, path, hash, record }) =>
        hash === record?.hash ? [] : agreed(id, path),
      ),
      // What can't be read as a page any more.
      ...problems.flatMap(({ id, path }) =>
        id !== null && mirror.files.byPath(path)?.id === id ? agreed(id, path) : [],
      ),
    ],
    moved: changed.flatMap(({ kind, id, path, record }) =>
      kind !== "moved" || record === null
        ? []
        : agreed(id, record.path).map((one) => ({ ...one, to: path })),
    ),
  };
}

/** The file as it was settled. A path in it means what it meant then (`lift/links.ts`), and is led anew by the next run. */
export function agreedBytes(mirror: Mirror, id: string): Uint8Array | null {
  const base = mirror.bases.get(id);
  if (base !== null) return base.file;
  const record = mirror.databases.get(id);
  if (record === null) return null;
  const sources = mirror.databases.dataSources(id).map(({ dataSource }) => dataSource);
  return sources.length === 0 ? null : printDatabase(record.database, sources);
}
