import { describe, expect, test } from "vitest";
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { Database, User } from "../../src/notion/types.ts";
import { apiText as run } from "../support/api-text.ts";
import { dataSource, inSource, mirrorAt, page, uuid } from "./support.ts";

const all = (mirror: Mirror, sql: string) => mirror.database.prepare(sql).all();
const one = (mirror: Mirror, sql: string) => mirror.database.prepare(sql).pluck().get();

/** A data source with one property of `type` and one row with `value`: what the view shows. */
function shown(type: string, value: unknown, column = "X"): unknown {
  const mirror = mirrorAt();
  mirror.databases.putDataSource(dataSource({ properties: { Name: "title", X: type } }), 1);
  mirror.pages.put(
    page({ parent: inSource(), properties: { X: { id: "p-X", type, [type]: value } } }),
    1,
  );
  return one(mirror, `SELECT "${column}" FROM Tasks`);
}

describe("a property's column", () => {
  const person = { object: "user", id: uuid(900), name: "Ada" };
  const cases: readonly [type: string, value: unknown, expected: unknown][] = [
    ["number", 3.5, 3.5],
    ["number", 12, 12],
    ["number", null, null],
    ["checkbox", true, 1],
    ["checkbox", false, 0],
    ["rich_text", [run("a "), run("b")], "a b"],
    ["rich_text", [], null],
    ["select", { id: "1", name: "Hi", color: "red" }, "Hi"],
    ["select", null, null],
    ["status", { id: "1", name: "Done", color: "red" }, "Done"],
    ["multi_select", [{ name: 'a"b' }, { name: "c" }], '["a\\"b","c"]'],
    ["multi_select", [], null],
    ["date", { start: "2026-02-03", end: null, time_zone: null }, "2026-02-03"],
    ["people", [person, { object: "user", id: uuid(901) }], `["Ada","${uuid(901)}"]`],
    ["people", [], null],
    ["created_by", { object: "user", id: uuid(901) }, uuid(901)],
    ["created_time", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"],
    ["url", "https://example.com", "https://example.com"],
    ["email", null, null],
    ["phone_number", "+1", "+1"],
    ["unique_id", { prefix: "T", number: 7 }, "T-7"],
    ["unique_id", { prefix: null, number: 7 }, "7"],
    ["formula", { type: "number", number: 2 }, 2],
    ["formula", { type: "string", string: "s" }, "s"],
    ["formula", { type: "boolean", boolean: true }, 1],
    ["formula", { type: "date", date: { start: "2026-01-01", end: null } }, "2026-01-01"],
    ["rollup", { type: "number", number: 2, function: "sum" }, 2],
    [
      "rollup",
      {
        type: "array",
        array: [
          { type: "number", number: 1 },
          { type: "url", url: null },
        ],
        function: "show_original",
      },
      "[1,null]",
    ],
    ["rollup", { type: "unsupported", unsupported: {}, function: "sum" }, null],
    ["verification", { state: "verified", verified_by: null, date: null }, "verified"],
    ["place", { lat: 1, lon: 2, name: null, address: "Berlin" }, "Berlin"],
  ];
  test.each(cases)("shows %s %j as %j", (type, value, expected) => {
    expect(shown(type, value)).toBe(expected);
  });

  test("shows the end of a date beside it", () => {
    const range = { start: "2026-02-03", end: "2026-02-05T10:00:00.000+01:00", time_zone: null };
    expect(shown("date", range, "X_end")).toBe(range.end);
  });

  test("never shows a signed address", () => {
    const file = {
      name: "a.png",
      type: "file",
      file: { url: "https://s3/a.png?X-Amz-Signature=1" },
    };
    expect(shown("files", [file])).toBe('["a.png"]');
  });

  test("is NULL when the value is of another type than the schema says", () => {
    const mirror = mirrorAt();
    mirror.databases.putDataSource(dataSource({ properties: { Name: "title", X: "number" } }), 1);
    const value = { id: "p-X", type: "url", url: "u" };
    mirror.pages.put(page({ parent: inSource(), properties: { X: value } }), 1);
    expect(one(mirror, "SELECT X FROM Tasks")).toBeNull();
  });

  test("keeps numbers as numbers and texts as texts", () => {
    const mirror = mirrorAt();
    mirror.databases.putDataSource(
      dataSource({ properties: { Name: "title", N: "number", C: "checkbox", D: "date" } }),
      1,
    );
    const properties = {
      N: { id: "p-N", type: "number", number: 2 },
      C: { id: "p-C", type: "checkbox", checkbox: true },
      D: { id: "p-D", type: "date", date: { start: "2026-01-01", end: null } },
    };
    mirror.pages.put(page({ parent: inSource(), properties }), 1);
    expect(all(mirror, "SELECT typeof(N) n, typeof(C) c, typeof(D) d FROM Tasks")).toEqual([
      { n: "real", c: "integer", d: "text" },
    ]);
  });
});

describe("columns", () => {
  const columns = (properties: Readonly<Record<string, string>>) => {
    const mirror = mirrorAt();
    mirror.databases.putDataSource(dataSource({ properties }), 1);
    mirror.pages.put(page({ parent: inSource() }), 1);
    return mirror.database
      .prepare("SELECT * FROM Tasks")
      .columns()
      .map((column) => column.name);
  };
  const own = ["page_path", "page_url", "page_created_time", "page_last_edited_time"];

  test("are named like the properties, title first, buttons left out", () => {
    expect(columns({ "Due date": "date", Go: "button", Name: "title", 'a"b;--': "url" })).toEqual([
      "page_id",
      "Name",
      "Due date",
      "Due date_end",
      'a"b;--',
      ...own,
    ]);
  });

  test("stay apart where SQL would see one name", () => {
    expect(
      columns({
        Name: "title",
        Status: "url",
        status: "url",
        Due: "date",
        Due_end: "url",
        PAGE_ID: "url",
      }),
    ).toEqual([
      "page_id",
      "Name",
      "Status",
      "status_2",
      "Due",
      "Due_end_2",
      "Due_end",
      "PAGE_ID_2",
      ...own,
    ]);
  });
});

describe("a view", () => {
  const name = (title: string) => {
    const mirror = mirrorAt();
    mirror.databases.putDataSource(dataSource({ title, properties: { Name: "title" } }), 1);
    return one(mirror, "SELECT name FROM sqlite_schema WHERE type = 'view' AND name <> 'comments'");
  };
  const names: readonly [title: string, expected: string][] = [
    ["Tasks", "Tasks"],
    ["📋 Project tasks!", "Project_tasks"],
    ["2024 goals", "_2024_goals"],
    ["Größe", "Größe"],
    ["タスク", "タスク"],
    ["  ", "Untitled"],
    ['a"; DROP TABLE pages; --', "a_DROP_TABLE_pages"],
    ["Pages", "Pages_0001f4"],
    ["sync_files", "_sync_files"],
    ["order", "order"],
  ];
  test.each(names)("of %j is named %s", (title, expected) => {
    expect(name(title)).toBe(expected);
  });

  test("takes the name of its database when the source has none", () => {
    const mirror = mirrorAt();
    mirror.databases.putDataSource(dataSource({ title: "", properties: { Name: "title" } }), 1);
    mirror.databases.put(
      {
        object: "database",
        id: uuid(400),
        title: [run("Work")],
        parent: { type: "workspace", workspace: true },
      } as unknown as Database,
      1,
    );
    expect(one(mirror, "SELECT count(*) FROM Work")).toBe(0);
  });

  test("of the older of two sources has the plain name, whatever order they came in", () => {
    const properties = { Name: "title" };
    const older = dataSource({ id: uuid(501), created: "2025-01-01T00:00:00.000Z", properties });
    const newer = dataSource({ id: uuid(502), created: "2026-01-01T00:00:00.000Z", properties });
    const views = (order: readonly (typeof older)[]) => {
      const mirror = mirrorAt();
      for (const source of order) mirror.databases.putDataSource(source, 1);
      return all(mirror, "SELECT id, view FROM data_sources ORDER BY id");
    };
    const expected = [
      { id: uuid(501), view: "Tasks" },
      { id: uuid(502), view: "Tasks_0001f6" },
    ];
    expect(views([older, newer])).toEqual(expected);
    expect(views([newer, older])).toEqual(expected);
  });

  test("goes with its source into the trash and comes back; its name is free meanwhile", () => {
    const mirror = mirrorAt();
    const source = dataSource({ properties: { Name: "title" } });
    mirror.databases.putDataSource(source, 1);
    mirror.pages.put(page({ parent: inSource() }), 1);
    mirror.databases.putDataSource(source, 2, "trashed");
    expect(() => one(mirror, "SELECT count(*) FROM Tasks")).toThrow(/no such table/);
    mirror.databases.putDataSource(source, 3);
    expect(one(mirror, "SELECT count(*) FROM Tasks")).toBe(1);
  });

  test("follows the schema: properties renamed, added, removed, retyped", () => {
    const mirror = mirrorAt();
    const define = (properties: Readonly<Record<string, string | object>>) =>
      mirror.databases.putDataSource(
        dataSource({ properties: { Name: "title", ...properties } }),
        1,
      );
    const value = { id: "p-X", type: "number", number: 5 };
    mirror.pages.put(page({ parent: inSource(), properties: { X: value } }), 1);
    define({ X: "number" });
    expect(all(mirror, "SELECT Name, X FROM Tasks")).toEqual([{ Name: "Untitled", X: 5 }]);
    define({ Points: { id: "p-X", name: "Points", type: "number", number: {} }, Y: "url" });
    expect(all(mirror, "SELECT Points, Y FROM Tasks")).toEqual([{ Points: 5, Y: null }]);
    define({ X: "url" });
    expect(all(mirror, "SELECT X FROM Tasks")).toEqual([{ X: null }]);
  });

  test("shows rows that are live or detached, not those in the trash or moved away", () => {
    const mirror = mirrorAt();
    const properties = { Name: "title" };
    mirror.databases.putDataSource(dataSource({ properties }), 1);
    mirror.databases.putDataSource(dataSource({ id: uuid(501), title: "Other", properties }), 1);
    const put = (n: number, parent: unknown = inSource()) =>
      mirror.pages.put(page({ id: uuid(n), title: `row ${n}`, parent }), 1);
    const rows = (view: string) =>
      mirror.database.prepare(`SELECT Name FROM ${view} ORDER BY 1`).pluck().all();
    for (const n of [1, 2, 3, 4]) put(n);
    mirror.pages.setState(uuid(1), "trashed");
    mirror.pages.setState(uuid(2), "detached");
    put(3, inSource(uuid(501)));
    expect(rows("Tasks")).toEqual(["row 2", "row 4"]);
    expect(rows("Other")).toEqual(["row 3"]);
    mirror.pages.setState(uuid(1), "live");
    put(3, { type: "workspace", workspace: true });
    expect(rows("Tasks")).toEqual(["row 1", "row 2", "row 4"]);
    expect(rows("Other")).toEqual([]);
  });

  test("survives a transaction that was undone", () => {
    const mirror = mirrorAt();
    const source = dataSource({ properties: { Name: "title" } });
    expect(() =>
      mirror.transaction(() => {
        mirror.databases.putDataSource(source, 1);
        throw new Error("stop");
      }),
    ).toThrow("stop");
    mirror.pages.put(page({ parent: inSource() }), 1);
    mirror.databases.putDataSource(source, 1);
    expect(one(mirror, "SELECT count(*) FROM Tasks")).toBe(1);
  });
});

test("relations join, in order, and show titles", () => {
  const mirror = mirrorAt();
  const relation = (...targets: number[]) => ({
    Project: { id: "p-Project", type: "relation", relation: targets.map((n) => ({ id: uuid(n) })) },
  });
  mirror.databases.putDataSource(
    dataSource({ properties: { Name: "title", Project: "relation" } }),
    1,
  );
  mirror.pages.put(page({ id: uuid(10), title: "Alpha" }), 1);
  mirror.pages.put(page({ id: uuid(1), parent: inSource(), properties: relation(10, 11) }), 1);
  const titles = () => one(mirror, "SELECT Project FROM Tasks");
  expect(titles()).toBe(`["Alpha","${uuid(11)}"]`);
  mirror.pages.put(page({ id: uuid(11), title: "Beta" }), 1);
  expect(titles()).toBe('["Alpha","Beta"]');
  expect(
    all(
      mirror,
      `SELECT p.title FROM Tasks t JOIN relations r USING (page_id) JOIN pages p ON p.id = r.target_id
       WHERE r.property = 'Project' ORDER BY r.position`,
    ),
  ).toEqual([{ title: "Alpha" }, { title: "Beta" }]);
  mirror.pages.put(page({ id: uuid(1), parent: inSource(), properties: relation(11) }), 2);
  expect(all(mirror, "SELECT * FROM relations")).toEqual([
    { page_id: uuid(1), property: "Project", position: 0, target_id: uuid(11) },
  ]);
});

test("names of people follow the list of users", () => {
  const mirror = mirrorAt();
  mirror.databases.putDataSource(dataSource({ properties: { Name: "title", Who: "people" } }), 1);
  const people = [{ object: "user", id: uuid(900) }];
  const properties = { Who: { id: "p-Who", type: "people", people } };
  mirror.pages.put(page({ parent: inSource(), properties }), 1);
  mirror.people.putUsers([
    { object: "user", id: uuid(900), name: "Ada", type: "person", avatar_url: null } as User,
  ]);
  expect(one(mirror, "SELECT Who FROM Tasks")).toBe('["Ada"]');
});
