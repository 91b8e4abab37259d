import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { examine } from "../../src/mirror/doctor.ts";
import { schemaVersion } from "../../src/mirror/migrations.ts";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { searchText } from "../../src/mirror/search.ts";
import { MirrorError } from "../../src/platform/errors.ts";
import { block, mirrorAt, openDatabase, page, temporaryFolder, uuid } from "./support.ts";
import { fill } from "./versions/sample.ts";

const inFolder = (name = "mirror.db") => join(temporaryFolder(), name);

/** All rows of all tables and views; what is compared as data, not as SQLite happens to keep it. */
/** All that is kept; what is packed only at the end of a run is not told apart from what is not. */
function dump({ database }: Mirror): Record<string, unknown> {
  const names = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
       AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name <> 'sync_stamps' ORDER BY name`,
    )
    .pluck()
    .all();
  const rows = (name: string) => database.prepare(`SELECT * FROM "${name}"`).all();
  return Object.fromEntries(names.map((name) => [name, rows(name)]));
}

function refusal(path: string): MirrorError {
  try {
    mirrorAt(path);
  } catch (error) {
    if (error instanceof MirrorError) return error;
    throw error;
  }
  throw new Error("was opened");
}

describe("a mirror", () => {
  test("keeps what was put when it is closed and opened again", () => {
    const path = inFolder();
    const first = mirrorAt(path);
    fill(first);
    const before = dump(first);
    first.close();
    first.close();
    expect(dump(mirrorAt(path))).toEqual(before);
  });

  test("commits to the disk, checks references and stays in WAL", () => {
    const { database } = mirrorAt(inFolder());
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("foreign_keys")).toBe(1);
    expect(pragma("trusted_schema")).toBe(0);
    expect(pragma("busy_timeout")).toBe(5000);
    expect(pragma("user_version")).toBe(schemaVersion);
  });

  test("has strict tables only", () => {
    const { database } = mirrorAt();
    const loose = database
      .prepare(
        "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite%'",
      )
      .all();
    expect(loose).toEqual([]);
  });

  test("that was deleted knows nothing: no mark, no base, no file", () => {
    const path = inFolder();
    const first = mirrorAt(path);
    fill(first);
    first.close();
    rmSync(path);
    const anew = mirrorAt(path);
    expect([anew.marks.get("cursor"), anew.bases.get(uuid(1)), anew.files.all()]).toEqual([
      null,
      null,
      [],
    ]);
  });
});

const versions = readdirSync(join(import.meta.dirname, "versions"))
  .filter((name) => name.endsWith(".db.gz"))
  .map((name) => Number.parseInt(name, 10))
  .sort((a, b) => a - b);

describe("a mirror of an earlier version", () => {
  test("is kept here for every step", () => {
    expect(versions).toEqual(Array.from({ length: schemaVersion - 1 }, (_, at) => at + 1));
  });

  test.each(versions)("%i becomes the same as one made today", (version) => {
    const path = inFolder();
    writeFileSync(
      path,
      gunzipSync(readFileSync(join(import.meta.dirname, "versions", `${version}.db.gz`))),
    );
    const migrated = mirrorAt(path);
    const today = mirrorAt();
    fill(today);
    // What is due says what to look at again, after an update everything may be.
    const comparable = ({ sync_due: _, ...rest }: Record<string, unknown>) => rest;
    expect(comparable(dump(migrated))).toEqual(comparable(dump(today)));
    expect(examine(migrated).damage).toEqual([]);
    expect(searchText(migrated, "tache", 5)).toEqual(searchText(today, "tache", 5));
    const schema = (mirror: Mirror) =>
      mirror.database
        .prepare<[], { name: string; columns: string }>(
          `SELECT t.name, group_concat(c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk) AS columns
           FROM sqlite_schema t, pragma_table_xinfo(t.name) c
           WHERE t.type <> 'trigger' AND t.name NOT LIKE 'sqlite%'
           GROUP BY t.name ORDER BY t.name`,
        )
        .all();
    expect(schema(migrated)).toEqual(schema(today));
  });

  test("is untouched when a step fails", () => {
    const path = inFolder();
    writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, "versions", "1.db.gz"))));
    const other = openDatabase(path);
    other.exec("CREATE TABLE sync_due (in_the_way)");
    other.close();
    expect(() => mirrorAt(path)).toThrow(/already exists/);
    const again = openDatabase(path);
    expect(again.pragma("user_version", { simple: true })).toBe(1);
    again.exec("DROP TABLE sync_due");
    again.close();
    expect(mirrorAt(path).pages.list()).toHaveLength(3);
  });
});

describe("a file that can't be used", () => {
  /** A closed mirror with enough in it that damage hits something. */
  function written(): string {
    const path = inFolder();
    const mirror = mirrorAt(path);
    fill(mirror);
    mirror.pages.put(page({ id: uuid(50) }), 1);
    const many = Array.from({ length: 400 }, (_, n) => block(`x${n}`, "some text of a block"));
    mirror.blocks.putRemote(uuid(50), many, { editedTime: "2026", unsettled: false });
    mirror.close();
    return path;
  }
  const check = (path: string, code: string) => {
    const error = refusal(path);
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(5);
    expect(error.where).toBe(path);
    expect(error.next).toMatch(/\w/);
  };

  test("of a newer version is refused and left as it is", () => {
    const path = written();
    const other = openDatabase(path);
    other.pragma(`user_version = ${schemaVersion + 1}`);
    other.close();
    const before = readFileSync(path);
    check(path, "mirror_newer");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("of another program is refused and left as it is", () => {
    const path = inFolder();
    const other = openDatabase(path);
    other.exec("CREATE TABLE mine (a)");
    other.close();
    check(path, "not_a_mirror");
    const versioned = openDatabase(path);
    expect(versioned.prepare("SELECT count(*) FROM sqlite_schema").pluck().get()).toBe(1);
    versioned.pragma("user_version = 1");
    versioned.close();
    check(path, "not_a_mirror");
  });

  test("that is no SQLite file is refused", () => {
    const path = inFolder();
    writeFileSync(path, "# Notes\n".repeat(1000));
    check(path, "mirror_damaged");
  });

  test("that is a folder, or lies in none, is refused", () => {
    const path = inFolder();
    mkdirSync(path);
    check(path, "mirror_unreadable");
    check(join(path, "none", "mirror.db"), "mirror_unreadable");
  });

  test("that was cut off is refused", () => {
    const path = written();
    truncateSync(path, 3 * 4096);
    check(path, "mirror_damaged");
  });

  test("whose pages were zeroed is reported by the examination", () => {
    const path = written();
    const bytes = readFileSync(path);
    // The last ones hold blocks; header and schema, which opening reads, come before.
    bytes.fill(0, bytes.length - 4096 * 20);
    writeFileSync(path, bytes);
    const { damage } = examine(mirrorAt(path));
    expect(damage).not.toEqual([]);
  });

  test("is checked whole after its last user was killed", () => {
    const path = written();
    const crashed = mirrorAt(path);
    crashed.marks.set("late", 1);
    const copy = inFolder();
    for (const end of ["", "-wal"]) copyFileSync(path + end, copy + end);
    const bytes = readFileSync(copy);
    bytes.fill(0, 4096 * 40, 4096 * 60);
    writeFileSync(copy, bytes);
    check(copy, "mirror_damaged");
  });
});

test("what was committed is there after a kill, what was not is gone", () => {
  const path = inFolder();
  const crashed = mirrorAt(path);
  crashed.marks.set("done", 1);
  crashed.database.exec("BEGIN IMMEDIATE; INSERT INTO sync_marks VALUES ('half', '1')");
  const copy = inFolder();
  for (const end of ["", "-wal"]) copyFileSync(path + end, copy + end);
  crashed.database.exec("ROLLBACK");
  const anew = mirrorAt(copy);
  expect([anew.marks.get("done"), anew.marks.get("half")]).toEqual([1, null]);
});

test("a lost -wal file costs the last commits, not the mirror", () => {
  const path = inFolder();
  const crashed = mirrorAt(path);
  fill(crashed);
  crashed.database.pragma("wal_checkpoint(TRUNCATE)");
  crashed.marks.set("late", 1);
  const copy = inFolder();
  copyFileSync(path, copy);
  const anew = mirrorAt(copy);
  expect(anew.marks.get("late")).toBeNull();
  expect(anew.pages.list()).toHaveLength(3);
  expect(examine(anew).damage).toEqual([]);
});

test("a writer that another holds out says so", () => {
  const path = inFolder();
  const mirror = mirrorAt(path);
  const other = openDatabase(path);
  other.exec("BEGIN IMMEDIATE");
  mirror.database.pragma("busy_timeout = 10");
  let error: unknown;
  try {
    mirror.marks.set("a", 1);
  } catch (caught) {
    error = caught;
  }
  other.close();
  expect(error).toBeInstanceOf(MirrorError);
  expect((error as MirrorError).code).toBe("mirror_busy");
  mirror.marks.set("a", 1);
  expect(mirror.marks.get("a")).toBe(1);
});

test("a full disk is said as such, and leaves nothing half done", () => {
  const mirror = mirrorAt(inFolder());
  mirror.pages.put(page(), 1);
  const pages = mirror.database.pragma("page_count", { simple: true }) as number;
  mirror.database.pragma(`max_page_count = ${pages + 2}`);
  const many = Array.from({ length: 400 }, (_, n) => block(`x${n}`, "some text of a block"));
  let error: unknown;
  try {
    mirror.blocks.putRemote(uuid(1), many, { editedTime: "2026", unsettled: false });
  } catch (caught) {
    error = caught;
  }
  expect((error as MirrorError).code).toBe("disk_full");
  expect(mirror.blocks.remote(uuid(1))).toBeNull();
  mirror.database.pragma("max_page_count = 100000");
  mirror.blocks.putRemote(uuid(1), many, { editedTime: "2026", unsettled: false });
  expect(mirror.blocks.remote(uuid(1))).toHaveLength(400);
});
