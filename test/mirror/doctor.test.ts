import { expect, test } from "vitest";
import { examine } from "../../src/mirror/doctor.ts";
import { mirrorAt, page, uuid } from "./support.ts";
import { fill } from "./versions/sample.ts";

test("a sound mirror has no damage and no orphans, and its counts add up", () => {
  const mirror = mirrorAt();
  fill(mirror);
  mirror.pages.put(page({ id: uuid(20), edited: "2026-02-01" }), 1);
  mirror.blocks.putRemote(uuid(20), [], { editedTime: "2026-01-01", unsettled: true });
  const { damage, orphans, completeness } = examine(mirror);
  expect(damage).toEqual([]);
  expect(Object.entries(orphans).filter(([, count]) => count !== 0)).toEqual([]);
  expect(completeness).toEqual({
    pages: 2,
    trashed: 1,
    detached: 1,
    withoutBody: 1,
    outdated: 1,
    unsettled: 1,
    blocks: 4,
    databases: 1,
    dataSources: 1,
    rows: 1,
    rowsWithoutSchema: 0,
    relationsOutside: 0,
    comments: 1,
    files: 1,
    bases: 1,
    versions: 1,
    intents: 1,
  });
});

test("what belongs to nothing is counted", () => {
  const mirror = mirrorAt();
  const file = { path: "a.md", id: uuid(1), hash: "", size: 0, mtimeMs: 0, ino: 0 };
  mirror.files.put(file);
  mirror.bases.put(uuid(1), { page: page(), blocks: [], file: new Uint8Array() });
  mirror.database.exec("PRAGMA foreign_keys = OFF");
  mirror.database.exec("INSERT INTO blocks VALUES (99, 1, 0, 'x', 'paragraph', '', '{}')");
  const { damage, orphans } = examine(mirror);
  expect(damage).toEqual(["1 rows of blocks refer to nothing in pages"]);
  expect(orphans).toMatchObject({ files: 1, bases: 1 });
});
