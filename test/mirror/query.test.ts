import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaVersion } from "../../src/mirror/migrations.ts";
import { runSql } from "../../src/mirror/query.ts";
import { MirrorError } from "../../src/platform/errors.ts";
import {
  dataSource,
  inSource,
  mirrorAt,
  openDatabase,
  page,
  temporaryFolder,
  uuid,
} from "./support.ts";

function stored() {
  const path = join(temporaryFolder(), "mirror.db");
  const mirror = mirrorAt(path);
  mirror.databases.putDataSource(
    dataSource({ title: "My tasks", properties: { Name: "title", "Due date": "date" } }),
    1,
  );
  for (const n of [1, 2, 3])
    mirror.pages.put(page({ id: uuid(n), title: `t${n}`, parent: inSource() }), 1);
  return {
    mirror,
    path,
    sql: (text: string, parameters?: unknown[] | Record<string, unknown>) =>
      runSql(openDatabase, path, text, parameters),
  };
}

function refused(work: () => unknown): MirrorError {
  try {
    work();
  } catch (error) {
    if (error instanceof MirrorError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("sql", () => {
  test("answers with columns and rows", () => {
    const { sql } = stored();
    expect(sql('SELECT Name, "Due date" AS due FROM My_tasks ORDER BY 1')).toEqual({
      columns: ["Name", "due"],
      rows: [
        ["t1", null],
        ["t2", null],
        ["t3", null],
      ],
      cut: false,
    });
    expect(sql("-- note\n /* more */ WITH x AS (VALUES (?)) SELECT * FROM x", [7]).rows).toEqual([
      [7],
    ]);
    expect(sql("SELECT $a + 1", { a: 1 }).rows).toEqual([[2]]);
    expect(sql("VALUES (1), (2);").rows).toHaveLength(2);
  });

  test("stops at the number of rows that is wanted", () => {
    const { path } = stored();
    const result = runSql(openDatabase, path, "SELECT Name FROM My_tasks", [], { rowsMax: 2 });
    expect(result.rows).toHaveLength(2);
    expect(result.cut).toBe(true);
  });

  const writes = [
    "DELETE FROM pages",
    "INSERT INTO sync_marks VALUES ('a', '1')",
    "WITH x AS (SELECT 1) DELETE FROM pages",
    "UPDATE pages SET title = 'x'",
    "DROP TABLE pages",
    "ATTACH ':memory:' AS other",
    "PRAGMA user_version = 7",
    "PRAGMA query_only = OFF",
    "VACUUM INTO '/tmp/x.db'",
    "BEGIN IMMEDIATE",
    "CREATE TEMP TABLE t (a)",
    "REINDEX",
    "SELECT 1; DELETE FROM pages",
    "/* SELECT */ DELETE FROM pages",
    "EXPLAIN; DELETE FROM pages",
    "",
    "-- nothing",
  ];
  test.each(writes)("refuses %j", (text) => {
    const { sql, mirror } = stored();
    const error = refused(() => sql(text));
    expect(error.code).toBe("sql_refused");
    expect(error.exitCode).toBe(2);
    expect(mirror.pages.list()).toHaveLength(3);
    expect(mirror.database.pragma("user_version", { simple: true })).toBe(schemaVersion);
  });

  test("names what there is when a table is unknown", () => {
    const error = refused(() => stored().sql("SELECT * FROM Taks"));
    expect(error.message).toBe("There is no table or view Taks");
    expect(error.next).toBe(
      "Data sources: My_tasks\nTables: blocks, comments, custom_emojis, data_sources, databases, page_objects, pages, relations, users",
    );
  });

  test("names the columns when one is unknown", () => {
    const error = refused(() => stored().sql('SELECT "Due" FROM My_tasks'));
    expect(error.message).toMatch(/There is no column "?Due/);
    expect(error.next).toContain('My_tasks: page_id, Name, "Due date", "Due date_end", page_path');
  });

  test("explains a mistake in the statement and a wrong number of values", () => {
    const { sql } = stored();
    expect(refused(() => sql("SELECT FROM")).message).toContain("syntax error");
    expect(refused(() => sql("SELECT ?")).message).toContain("Too few parameter");
  });

  test("says so when there is no mirror", () => {
    const path = join(temporaryFolder(), "none.db");
    expect(refused(() => runSql(openDatabase, path, "SELECT 1")).code).toBe("mirror_unreadable");
  });

  test("reads while a writer is in the middle of a transaction", () => {
    const { mirror, sql } = stored();
    mirror.transaction(() => {
      mirror.pages.put(page({ id: uuid(4), parent: inSource() }), 1);
      expect(sql("SELECT count(*) FROM My_tasks").rows).toEqual([[3]]);
    });
    expect(sql("SELECT count(*) FROM My_tasks").rows).toEqual([[4]]);
  });
});
