/**
 * SQL for people: reads the mirror on a connection of its own that can't write.
 */
import { type ExitCode, exitCodes, MirrorError } from "../platform/errors.ts";
import type { Database, OpenDatabase } from "../platform/sqlite.ts";
import { explained, sqliteCode } from "./errors.ts";
import { quoted } from "./statements.ts";

export interface SqlResult {
  readonly columns: readonly string[];
  /** Numbers, texts, `null`, and bytes where a blob was asked for. */
  readonly rows: readonly (readonly unknown[])[];
  /** There were more than `rowsMax`. */
  readonly cut: boolean;
}

export interface SqlOptions {
  /** Stops reading after so many rows. */
  readonly rowsMax?: number;
}

export type SqlParameters = readonly unknown[] | Readonly<Record<string, unknown>>;

/** `sql` is one statement that reads. Throws a `MirrorError` (usage) for anything else. */
export function runSql(
  openDatabase: OpenDatabase,
  path: string,
  sql: string,
  parameters: SqlParameters = [],
  { rowsMax = Number.POSITIVE_INFINITY }: SqlOptions = {},
): SqlResult {
  let database: Database | undefined;
  try {
    database = openDatabase(path, { readonly: true, fileMustExist: true });
    database.pragma("query_only = ON");
    database.pragma("trusted_schema = OFF");
    return read(database, sql, parameters, rowsMax);
  } catch (error) {
    if (error instanceof MirrorError || database === undefined) throw explained(error, path);
    const code = sqliteCode(error);
    const isQuestion =
      code === "SQLITE_ERROR" ||
      code?.startsWith("SQLITE_CONSTRAINT") === true ||
      error instanceof RangeError ||
      error instanceof TypeError;
    throw isQuestion ? refusal(database, sql, error as Error) : explained(error, path);
  } finally {
    database?.close();
  }
}

const readingWords = /^(?:SELECT|WITH|VALUES|EXPLAIN)\b/i;

function read(
  database: Database,
  sql: string,
  parameters: SqlParameters,
  rowsMax: number,
): SqlResult {
  const words = withoutComments(sql);
  if (words === "") throw usage("There is no SQL to run", shapeOf(database));
  if (!readingWords.test(words)) {
    throw usage(
      `Only SELECT reads the mirror; ${words.split(/\s/, 1)[0]?.toUpperCase()} is refused`,
      "Edit the files or Notion, and sync: the mirror follows.",
    );
  }
  const statement = database.prepare<unknown[], unknown[]>(sql);
  if (!statement.readonly || !statement.reader) {
    throw usage(
      "Only statements that read are run on the mirror",
      "Edit the files or Notion, and sync: the mirror follows.",
    );
  }
  const columns = statement.columns().map((column) => column.name);
  const rows: unknown[][] = [];
  const bound = Array.isArray(parameters) ? parameters : [parameters];
  for (const row of statement.raw().iterate(...bound)) {
    if (rows.length >= rowsMax) return { columns, rows, cut: true };
    rows.push(row);
  }
  return { columns, rows, cut: false };
}

/** Without what may stand before the first word. */
const withoutComments = (sql: string): string =>
  sql.replace(/^(?:\s|;|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, "").trim();

const usage = (message: string, next: string, cause?: unknown): MirrorError =>
  new MirrorError(message, {
    code: "sql_refused",
    exitCode: exitCodes.usage satisfies ExitCode,
    next,
    cause,
  });

function refusal(database: Database, sql: string, error: Error): MirrorError {
  const { message } = error;
  if (/more than one statement/.test(message))
    return usage("One statement at a time", "Run them one after another.", error);
  const table = /no such table: (.*)/.exec(message)?.[1];
  if (table !== undefined)
    return usage(`There is no table or view ${table}`, shapeOf(database), error);
  const column = /no such column: (.*)/.exec(message)?.[1];
  if (column !== undefined)
    return usage(
      `There is no column ${column}`,
      `${columnsNamedIn(database, sql)}Names with spaces stand in double quotes, texts in single ones.`,
      error,
    );
  return usage(`SQL: ${message}`, "Look at the statement again.", error);
}

export interface SqlRelation {
  readonly name: string;
  readonly kind: "view" | "table";
  readonly columns: readonly string[];
}

/** The engine's own: bookkeeping, the search index, what lies under the views. */
const ownTables = /^(?:sqlite|sync|rows|search)(?:_|$)/;

/** What can be asked: the views of data sources first, then the mirror's own tables. */
export function relationsOf(database: Database): readonly SqlRelation[] {
  const rows = database
    .prepare<[], { name: string; kind: "view" | "table" }>(
      `SELECT name, type AS kind FROM sqlite_schema
       WHERE type IN ('table', 'view') ORDER BY type DESC, name COLLATE NOCASE`,
    )
    .all()
    .filter(({ name, kind }) => kind === "view" || !ownTables.test(name))
    // A view by its making, a table to who asks: it is of no data source.
    .map(({ name, kind }) => ({ name, kind: name === "comments" ? ("table" as const) : kind }))
    .sort(byKindAndName);
  const columns = database
    .prepare<[string], string>("SELECT name FROM pragma_table_info(?)")
    .pluck();
  return rows.map(({ name, kind }) => ({ name, kind, columns: columns.all(name) }));
}

const byKindAndName = (a: Omit<SqlRelation, "columns">, b: Omit<SqlRelation, "columns">) => {
  if (a.kind !== b.kind) return a.kind === "view" ? -1 : 1;
  return a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
};

/** The columns of every table and view that the statement speaks of, a line each. */
function columnsNamedIn(database: Database, sql: string): string {
  const text = sql.toLowerCase();
  return relationsOf(database)
    .filter(({ name }) => text.includes(name.toLowerCase()))
    .map(({ name, columns }) => `${named(name)}: ${columns.map(named).join(", ")}\n`)
    .join("");
}

/** In quotes where SQL wants them. */
const named = (name: string): string =>
  /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) ? name : quoted(name);

function shapeOf(database: Database): string {
  const all = relationsOf(database);
  const names = (kind: SqlRelation["kind"]) =>
    all
      .filter((one) => one.kind === kind)
      .map(({ name }) => named(name))
      .join(", ");
  const views = names("view");
  return `${views === "" ? "" : `Data sources: ${views}\n`}Tables: ${names("table")}`;
}
