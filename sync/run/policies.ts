/**
 * How much of each data source is mirrored: which bodies are read, and whether its rows are files.
 *
 * A row without its body has no file at all. Properties above an empty body would be a stub, and who
 * edits or deletes a stub means something else than Notion would understand.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { plainText } from "../../src/notion/canonical.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Atlas } from "../local/atlas.ts";
import { policyFor } from "../pull/bodies.ts";
import { markOf } from "../pull/rows.ts";
import type { SourceSettings, SyncSettings } from "./parts.ts";

export interface Policies {
  /** `undefined`: nothing is set, the number of rows decides. */
  bodies(id: string): SourceSettings["bodies"];
  /** `false` for rows that are kept in the mirror only, and for pages below such rows. */
  makesFile(atlas: Atlas, id: string): boolean;
  /** Ids of the data sources whose rows are no files. */
  readonly withoutFiles: readonly string[];
  /** Keys that name no data source of the mirror. */
  readonly unknown: readonly string[];
}

const everyKey = "*";

/** Looked up by id of the data source, then of its database, then by name of either, then for all. */
export function policiesOf(mirror: Mirror, { sources }: Pick<SyncSettings, "sources">): Policies {
  const keys = Object.keys(sources);
  if (keys.length === 0)
    return { bodies: () => undefined, makesFile: () => true, withoutFiles: [], unknown: [] };
  const byName = new Map(keys.map((key) => [nameOf(key), key]));
  const found = new Set<string>([everyKey]);
  const settings = new Map<string, SourceSettings>();
  for (const { dataSource } of mirror.databases.dataSources()) {
    const { parent } = dataSource;
    const database =
      parent.type === "database_id"
        ? mirror.databases.get(parent.database_id)?.database
        : undefined;
    const names = [dataSource, database].flatMap((one) =>
      one === undefined ? [] : [byName.get(nameOf(plainText(one.title as readonly RichText[])))],
    );
    const mine = [dataSource.id, database?.id, ...names].filter(
      (key) => key !== undefined && sources[key] !== undefined,
    ) as string[];
    for (const key of mine) found.add(key);
    // The most specific word about each of the two counts.
    const merged: SourceSettings = Object.assign(
      {},
      ...[everyKey, ...mine.reverse()].map((key) => sources[key]),
    );
    settings.set(dataSource.id, merged);
  }
  const isSql = (id: string) => settings.get(id)?.rows === "sql";
  return {
    bodies: (id) => settings.get(id)?.bodies,
    makesFile: (atlas, id) => {
      const met = new Set<string>();
      for (let at: string | null = id; at !== null && !met.has(at); ) {
        met.add(at);
        const entry = atlas.get(at);
        if (entry?.kind === "page" && entry.dataSource !== null && isSql(entry.dataSource))
          return false;
        at = entry?.parent ?? null;
      }
      return true;
    },
    withoutFiles: [...settings.keys()].filter(isSql),
    unknown: keys.filter((key) => !found.has(key)),
  };
}

/**
 * Whether a page has a file, or gets one without being asked for: not a row that is kept in the mirror only, nor one
 * whose body is read lazily and was not.
 */
export function filesOf(
  mirror: Mirror,
  settings: Pick<SyncSettings, "sources">,
  atlas: Atlas,
): (id: string) => boolean {
  const policies = policiesOf(mirror, settings);
  const lazy = new Map<string, boolean>();
  const isLazy = (source: string): boolean => {
    let is = lazy.get(source);
    if (is === undefined) {
      is = policyFor(policies.bodies(source), markOf({ mirror }, source).rows) !== "all";
      lazy.set(source, is);
    }
    return is;
  };
  return (id) => {
    const source = atlas.get(id)?.dataSource ?? null;
    if (mirror.files.byId(id) !== null) return true;
    if (!policies.makesFile(atlas, id)) return false;
    return source === null || !isLazy(source) || mirror.pages.get(id)?.bodyEditedTime != null;
  };
}

const nameOf = (text: string): string => text.normalize("NFC").trim().toLowerCase();
