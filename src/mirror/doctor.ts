/**
 * Is the mirror whole, and how complete is it? Reads everything once; changes nothing.
 */
import type { Mirror } from "./mirror.ts";

/** `null` where damage keeps it from being counted. */
export type Count = number | null;

export interface Examination {
  /** What SQLite found broken, one line each; empty when it is sound. */
  readonly damage: readonly string[];
  /** Rows that belong to nothing; each count should be 0. */
  readonly orphans: Readonly<Record<OrphanKind, Count>>;
  readonly completeness: Readonly<Record<CountKind, Count>>;
}

const orphans = {
  /** Files whose page or database was never seen. */
  files: `SELECT count(*) FROM sync_files f WHERE NOT EXISTS (SELECT 1 FROM pages WHERE id = f.id)
    AND NOT EXISTS (SELECT 1 FROM databases WHERE id = f.id)
    AND NOT EXISTS (SELECT 1 FROM data_sources WHERE id = f.id)`,
  bases: "SELECT count(*) FROM sync_bases WHERE page_id NOT IN (SELECT id FROM pages)",
  comments: "SELECT count(*) FROM sync_comments WHERE page_id NOT IN (SELECT id FROM pages)",
  relations: "SELECT count(*) FROM relations WHERE page_id NOT IN (SELECT id FROM pages)",
  pagesWithoutObject: "SELECT count(*) FROM pages WHERE key NOT IN (SELECT page FROM page_objects)",
  pagesUnsearchable: "SELECT count(*) FROM pages WHERE key NOT IN (SELECT rowid FROM search)",
  blocksOfUnreadPages: `SELECT count(*) FROM blocks
    WHERE page IN (SELECT key FROM pages WHERE body_edited_time IS NULL)`,
  historyWithoutContent:
    "SELECT count(*) FROM sync_history WHERE hash NOT IN (SELECT hash FROM sync_contents)",
  contentsWithoutHistory:
    "SELECT count(*) FROM sync_contents WHERE hash NOT IN (SELECT hash FROM sync_history)",
} as const;
export type OrphanKind = keyof typeof orphans;

const counts = {
  pages: "SELECT count(*) FROM pages WHERE state = 'live'",
  trashed: "SELECT count(*) FROM pages WHERE state = 'trashed'",
  detached: "SELECT count(*) FROM pages WHERE state = 'detached'",
  withoutBody: "SELECT count(*) FROM pages WHERE state = 'live' AND body_edited_time IS NULL",
  /** Body read under another edit time than the one last listed. */
  outdated: `SELECT count(*) FROM pages WHERE state = 'live' AND body_edited_time IS NOT NULL
    AND body_edited_time IS NOT last_edited_time`,
  unsettled: "SELECT count(*) FROM pages WHERE state = 'live' AND unsettled = 1",
  blocks: "SELECT count(*) FROM blocks",
  databases: "SELECT count(*) FROM databases WHERE state = 'live'",
  dataSources: "SELECT count(*) FROM data_sources WHERE state = 'live'",
  rows: "SELECT count(*) FROM pages WHERE state = 'live' AND data_source_id IS NOT NULL",
  /** Rows whose data source was never read: their properties have no view. */
  rowsWithoutSchema: `SELECT count(*) FROM pages WHERE state = 'live'
    AND data_source_id IS NOT NULL AND data_source_id NOT IN (SELECT id FROM data_sources)`,
  /** Relations to pages that we do not hold. */
  relationsOutside: `SELECT count(*) FROM relations
    WHERE target_id NOT IN (SELECT id FROM pages)`,
  comments: "SELECT count(*) FROM sync_comments",
  files: "SELECT count(*) FROM sync_files",
  bases: "SELECT count(*) FROM sync_bases",
  versions: "SELECT count(*) FROM sync_history",
  intents: "SELECT count(*) FROM sync_journal",
} as const;
export type CountKind = keyof typeof counts;

/** Seconds on a large mirror: SQLite reads every page of the file. */
export function examine(mirror: Mirror): Examination {
  return {
    damage: damageOf(mirror),
    orphans: mapped(mirror, orphans),
    completeness: mapped(mirror, counts),
  };
}

function mapped<K extends string>(mirror: Mirror, queries: Readonly<Record<K, string>>) {
  const entries = Object.entries<string>(queries).map(([name, sql]) => [
    name,
    counted(mirror, sql),
  ]);
  return Object.fromEntries(entries) as Record<K, Count>;
}

function counted({ database }: Mirror, sql: string): Count {
  try {
    return database.prepare<[], number>(sql).pluck().get() ?? null;
  } catch {
    return null;
  }
}

function damageOf({ database }: Mirror): string[] {
  const found: string[] = [];
  try {
    const lines = database.pragma("integrity_check(20)") as { integrity_check: string }[];
    found.push(...lines.map((line) => line.integrity_check).filter((line) => line !== "ok"));
    const broken = database.pragma("foreign_key_check") as { table: string; parent: string }[];
    if (broken.length > 0)
      found.push(
        `${broken.length} rows of ${broken[0]?.table} refer to nothing in ${broken[0]?.parent}`,
      );
    database.exec("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)");
  } catch (error) {
    found.push(error instanceof Error ? error.message : String(error));
  }
  return found;
}
