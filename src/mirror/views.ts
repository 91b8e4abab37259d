/**
 * One view a data source, named like it, with columns named like its properties.
 *
 * Names are the same in every mirror of a workspace: of sources with one title the oldest has the plain
 * name, the others end in the last digits of their ids.
 */
import { type Column, shows } from "./columns.ts";
import { rowTable } from "./rows.ts";
import { type Connection, quoted } from "./statements.ts";

export interface Views {
  /** Brings names and columns of all views up to date. */
  refresh(): void;
}

interface Source {
  readonly key: number;
  readonly id: string;
  readonly title: string;
  readonly view: string | null;
  readonly columns: string;
}

export function views({ database, prepare }: Connection): Views {
  const sources = prepare<[], Source>(
    `SELECT s.key, s.id, coalesce(nullif(s.title, ''), d.title, '') AS title, s.view, s.columns
     FROM data_sources s LEFT JOIN databases d ON d.id = s.database_id
     WHERE s.columns IS NOT NULL AND s.state <> 'trashed'
     ORDER BY s.created_time, s.id`,
  );
  const stale = prepare<[], { key: number; view: string }>(
    "SELECT key, view FROM data_sources WHERE view IS NOT NULL AND state = 'trashed'",
  );
  const tables = prepare<[], { name: string }>(
    "SELECT name FROM sqlite_schema WHERE type IN ('table', 'index')",
  );
  const definitions = prepare<[], { name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'view'",
  );
  const setView = prepare<[string | null, number]>(
    "UPDATE data_sources SET view = ? WHERE key = ?",
  );

  return {
    refresh: () => {
      const taken = new Set(["comments", ...tables.all().map(({ name }) => name.toLowerCase())]);
      const made = new Map(definitions.all().map(({ name, sql }) => [name, sql]));
      const wanted = sources.all().map((source) => {
        const name = viewName(source, taken);
        return { ...source, name, sql: viewSql(name, source.key, JSON.parse(source.columns)) };
      });
      const outdated = wanted.filter(
        ({ view, name, sql }) => view !== name || made.get(name) !== sql,
      );
      // All of the old ones go first: a name may pass from one source to another.
      for (const { key, view } of [...stale.all(), ...outdated]) {
        if (view === null) continue;
        database.exec(`DROP VIEW IF EXISTS ${quoted(view)}`);
        setView.run(null, key);
      }
      for (const { key, name, sql } of outdated) {
        database.exec(sql);
        setView.run(name, key);
      }
    },
  };
}

/** Letters, digits and underscores, so that most names need no quotes. Adds the name to `taken`. */
function viewName({ title, id }: Source, taken: Set<string>): string {
  const clean = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  const plain = clean === "" ? "Untitled" : needsPrefix.test(clean) ? `_${clean}` : clean;
  const hex = id.replaceAll("-", "");
  let name = plain;
  for (let digits = 6; taken.has(name.toLowerCase()); digits++)
    name = `${plain}_${hex.slice(-digits)}`;
  taken.add(name.toLowerCase());
  return name;
}

/** Begins like no identifier may, or like SQLite's tables and ours. */
const needsPrefix = /^(?:\p{N}|(?:sqlite|sync|rows|search)_)/iu;

function viewSql(name: string, key: number, columns: readonly Column[]): string {
  const shown = columns.map(
    (column, at) => `${expression(column, `r.c${at}`)} AS ${quoted(column.name)}`,
  );
  const own = [
    "(SELECT f.path FROM sync_files f WHERE f.id = r.page_id) AS page_path",
    "p.url AS page_url",
    "p.created_time AS page_created_time",
    "p.last_edited_time AS page_last_edited_time",
  ];
  // A LEFT JOIN on a key is left out by SQLite where nothing of `pages` is asked for.
  return `CREATE VIEW ${quoted(name)} AS SELECT ${["r.page_id AS page_id", ...shown, ...own].join(", ")} FROM ${rowTable(key)} r LEFT JOIN pages p ON p.key = r.page`;
}

/** Names and titles are looked up when asked, so that they are always today's. */
function expression(column: Column, stored: string): string {
  switch (shows(column)) {
    case "name":
      return `coalesce((SELECT u.name FROM users u WHERE u.id = ${stored}), ${stored})`;
    case "names":
      return each(stored, "users", "name");
    case "titles":
      return each(stored, "pages", "title");
    default:
      return stored;
  }
}

const each = (stored: string, table: string, column: string): string =>
  `CASE WHEN ${stored} IS NOT NULL THEN (SELECT json_group_array(coalesce(t.${column}, e.value)) FROM json_each(${stored}) e LEFT JOIN ${table} t ON t.id = e.value) END`;
