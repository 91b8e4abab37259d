/**
 * Rows of data sources in typed columns: a table a source, written along with the page.
 *
 * Derived from the page objects and the schema, so it can be made anew at any time. Trashed pages have
 * no row here; detached ones keep theirs.
 */
import type { DataSource, Page, PropertyValue } from "../notion/types.ts";
import { type Column, columnsOf, holds, type SqlValue, valuesOf } from "./columns.ts";
import type { ObjectState } from "./mirror.ts";
import type { Connection } from "./statements.ts";

export interface Rows {
  /** Brings the row of a page up to date, also when it left the source `before`. */
  put(page: Page, key: number, state: ObjectState, before: string | null): void;
  /** After a data source was stored: makes and fills its table where the columns differ; says whether they did. */
  define(source: DataSource): boolean;
  /** The trash takes the row away, anything else brings it back. */
  setState(key: number, state: ObjectState): void;
}

interface Plan {
  readonly columns: readonly Column[];
  readonly relations: ReadonlyMap<string, string>;
  readonly insert: string;
  readonly remove: string;
}

export const rowTable = (source: number): string => `rows_${source}`;

/** Pages whose objects are in memory at once while a table is filled. */
const chunk = 500;

export function rowTables(connection: Connection): Rows {
  const { database, prepare } = connection;
  const plans = new Map<string, Plan | null>();
  const names = new Map<string, string>();
  connection.onRollback(() => {
    plans.clear();
    names.clear();
  });

  const definition = prepare<[string], { key: number; columns: string | null }>(
    "SELECT key, columns FROM data_sources WHERE id = ?",
  );
  const setColumns = prepare<[string, number]>("UPDATE data_sources SET columns = ? WHERE key = ?");
  const members = prepare<
    [string, number, number],
    { key: number; state: ObjectState; json: string }
  >(
    `SELECT key, state, json FROM pages JOIN page_objects ON page = key
     WHERE data_source_id = ? AND key > ? ORDER BY key LIMIT ?`,
  );
  const one = prepare<[number], { json: string }>("SELECT json FROM page_objects WHERE page = ?");
  const unrelate = prepare<[string]>("DELETE FROM relations WHERE page_id = ?");
  const relate = prepare<[string, string, number, string]>(
    "INSERT OR REPLACE INTO relations (page_id, property, position, target_id) VALUES (?, ?, ?, ?)",
  );
  const meet = prepare<[string, string, string | null]>(
    `INSERT INTO users (id, name, type) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name
     WHERE json IS NULL AND name IS NOT excluded.name`,
  );

  function planOf(source: string): Plan | null {
    const known = plans.get(source);
    if (known !== undefined) return known;
    const row = definition.get(source);
    const plan =
      row === undefined || row.columns === null
        ? null
        : planFor(row.key, JSON.parse(row.columns) as Column[]);
    plans.set(source, plan);
    return plan;
  }

  function write(plan: Plan, page: Page, key: number, fresh: boolean): void {
    const values = valuesOf(plan.columns, page);
    prepare<SqlValue[]>(plan.insert).run(key, page.id, ...values);
    if (!fresh) unrelate.run(page.id);
    for (const value of Object.values(page.properties)) {
      if (value.type === "people") value.people.forEach(learn);
      const property = plan.relations.get(value.id);
      if (property === undefined || value.type !== "relation") continue;
      value.relation.forEach((target, at) => {
        relate.run(page.id, property, at, target.id);
      });
    }
  }

  /** A people property bears names that the list of users may not show us. */
  function learn(person: Extract<PropertyValue, { type: "people" }>["people"][number]): void {
    if (!("name" in person) || typeof person.name !== "string") return;
    if (names.get(person.id) === person.name) return;
    names.set(person.id, person.name);
    meet.run(person.id, person.name, "type" in person ? (person.type ?? null) : null);
  }

  function fill(plan: Plan, source: string): void {
    for (let last = 0; ; ) {
      const pages = members.all(source, last, chunk);
      for (const { key, state, json } of pages) {
        if (state !== "trashed") write(plan, JSON.parse(json) as Page, key, false);
        last = key;
      }
      if (pages.length < chunk) return;
    }
  }

  return {
    put: (page, key, state, before) => {
      const source = page.parent.type === "data_source_id" ? page.parent.data_source_id : null;
      if (before !== null && before !== source) {
        const old = planOf(before);
        if (old !== null) prepare<[number]>(old.remove).run(key);
        unrelate.run(page.id);
      }
      const plan = source === null ? null : planOf(source);
      if (plan === null) return;
      if (state === "trashed") prepare<[number]>(plan.remove).run(key);
      else write(plan, page, key, before === null);
    },
    define: (source) => {
      const columns = columnsOf(source.properties);
      const signature = JSON.stringify(columns);
      const row = definition.get(source.id);
      if (row === undefined || row.columns === signature) return false;
      const old = planOf(source.id);
      if (old !== null) {
        connection.forget(old.insert);
        connection.forget(old.remove);
      }
      const plan = planFor(row.key, columns);
      const typed = columns.map((column, at) => `c${at} ${holds(column)}`);
      const table = rowTable(row.key);
      database.exec(
        `DROP TABLE IF EXISTS ${table};
         CREATE TABLE ${table} (
           page INTEGER PRIMARY KEY REFERENCES pages (key) ON DELETE CASCADE,
           page_id TEXT NOT NULL${typed.map((text) => `, ${text}`).join("")}
         ) STRICT`,
      );
      setColumns.run(signature, row.key);
      plans.set(source.id, plan);
      fill(plan, source.id);
      return true;
    },
    setState: (key, state) => {
      const page = JSON.parse(one.get(key)?.json ?? "null") as Page | null;
      if (page?.parent.type !== "data_source_id") return;
      const plan = planOf(page.parent.data_source_id);
      if (plan === null) return;
      if (state === "trashed") prepare<[number]>(plan.remove).run(key);
      else write(plan, page, key, false);
    },
  };
}

function planFor(key: number, columns: readonly Column[]): Plan {
  const table = rowTable(key);
  const marks = columns.map(() => ", ?").join("");
  return {
    columns,
    relations: new Map(
      columns
        .filter((column) => column.type === "relation")
        .map((column) => [column.property, column.name]),
    ),
    insert: `INSERT OR REPLACE INTO ${table} VALUES (?, ?${marks})`,
    remove: `DELETE FROM ${table} WHERE page = ?`,
  };
}
