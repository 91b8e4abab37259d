/**
 * Databases and their data sources, as Notion last answered.
 */
import { plainText } from "../notion/canonical.ts";
import type { Database, DataSource, Parent, RichText } from "../notion/types.ts";
import type { Databases, ObjectState } from "./mirror.ts";
import { parentIdOf } from "./pages.ts";
import type { Rows } from "./rows.ts";
import type { Connection } from "./statements.ts";
import type { Views } from "./views.ts";

interface Row {
  readonly json: string;
  readonly state: ObjectState;
  readonly seenAt: number;
}

export function databaseTable(connection: Connection, rows: Rows, views: Views): Databases {
  const { prepare } = connection;
  const columns = "json, state, seen_at AS seenAt";
  const get = prepare<[string], Row>(`SELECT ${columns} FROM databases WHERE id = ?`);
  const list = prepare<[], Row>(`SELECT ${columns} FROM databases ORDER BY id`);
  const put = prepare<[string, string, string, string | null, number, string]>(
    `INSERT INTO databases (id, title, state, parent_id, seen_at, json) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       title = excluded.title, state = excluded.state, parent_id = excluded.parent_id,
       seen_at = excluded.seen_at, json = excluded.json`,
  );
  const getSource = prepare<[string], Row>(`SELECT ${columns} FROM data_sources WHERE id = ?`);
  const listSources = prepare<[], Row>(`SELECT ${columns} FROM data_sources ORDER BY id`);
  const sourcesOf = prepare<[string], Row>(
    `SELECT ${columns} FROM data_sources WHERE database_id = ? ORDER BY created_time, id`,
  );
  const putSource = prepare<
    [string, string | null, string, string, string | null, number, string],
    { key: number }
  >(
    `INSERT INTO data_sources (id, database_id, title, state, created_time, seen_at, json)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       database_id = excluded.database_id, title = excluded.title, state = excluded.state,
       created_time = excluded.created_time, seen_at = excluded.seen_at, json = excluded.json
     RETURNING key`,
  );

  const titleOf = prepare<[string], string>("SELECT title FROM databases WHERE id = ?").pluck();
  /** What the names of views rest on. */
  const naming = prepare<[string], { title: string; place: string }>(
    `SELECT title, json_array(state = 'trashed', created_time, database_id) AS place
     FROM data_sources WHERE id = ?`,
  );

  const database = ({ json, ...rest }: Row) => ({
    database: JSON.parse(json) as Database,
    ...rest,
  });
  const source = ({ json, ...rest }: Row) => ({
    dataSource: JSON.parse(json) as DataSource,
    ...rest,
  });
  return {
    get: (id) => {
      const row = get.get(id);
      return row === undefined ? null : database(row);
    },
    list: () => list.all().map(database),
    put: (value, seenAt, state = value.in_trash ? "trashed" : "live") =>
      connection.transaction(() => {
        const before = titleOf.get(value.id);
        put.run(
          value.id,
          plainText(value.title as readonly RichText[]),
          state,
          parentIdOf(value.parent as Parent),
          seenAt,
          JSON.stringify(value),
        );
        if (before !== titleOf.get(value.id)) views.refresh();
      }),
    dataSource: (id) => {
      const row = getSource.get(id);
      return row === undefined ? null : source(row);
    },
    dataSources: (id) => (id === undefined ? listSources.all() : sourcesOf.all(id)).map(source),
    putDataSource: (value, seenAt, state = value.in_trash ? "trashed" : "live") =>
      connection.transaction(() => {
        const before = naming.get(value.id);
        putSource.get(
          value.id,
          parentIdOf(value.parent as Parent),
          plainText(value.title as readonly RichText[]),
          state,
          value.created_time ?? null,
          seenAt,
          JSON.stringify(value),
        );
        const named = naming.get(value.id);
        const isRenamed = before?.title !== named?.title || before?.place !== named?.place;
        if (rows.define(value) || isRenamed) views.refresh();
      }),
  };
}
