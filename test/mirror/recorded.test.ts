/**
 * Recorded pages of the real API come back as they were put. Found through NOTION_MIRROR_RECORDED.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { examine } from "../../src/mirror/doctor.ts";
import { runSql } from "../../src/mirror/query.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import { mirrorAt, openDatabase, page as small, temporaryFolder, uuid } from "./support.ts";

const recorded = process.env["NOTION_MIRROR_RECORDED"] ?? "";
const here = recorded !== "" && existsSync(recorded);
if (!here)
  console.error("recorded data: NOTION_MIRROR_RECORDED names no folder, tests are skipped");

const lines = <T>(name: string): T[] =>
  readFileSync(join(recorded, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

// Skipped where there are no recordings: they are not part of the project.
describe.skipIf(!here)("recorded", () => {
  test("trees", () => {
    const mirror = mirrorAt();
    const names = readdirSync(join(recorded, "trees"));
    expect(names.length).toBeGreaterThan(100);
    names.forEach((name, at) => {
      const { page, blocks } = JSON.parse(readFileSync(join(recorded, "trees", name), "utf8")) as {
        page: Page | null;
        blocks: BlockTree[];
      };
      const stored = page?.properties === undefined ? small({ id: uuid(at) }) : page;
      mirror.pages.put(stored, 1);
      const read = { editedTime: "2026", unsettled: false };
      mirror.blocks.putRemote(stored.id, blocks, read);
      expect(mirror.blocks.remote(stored.id), name).toEqual(blocks);
      expect(mirror.pages.get(stored.id)?.page, name).toEqual(stored);
      mirror.bases.put(stored.id, { page: stored, blocks, file: new Uint8Array([at]) });
      expect(mirror.bases.get(stored.id)?.blocks, name).toEqual(blocks);
    });
    expect(examine(mirror).damage).toEqual([]);
  });

  test("data sources become views, and pages their rows", () => {
    const path = join(temporaryFolder(), "mirror.db");
    const mirror = mirrorAt(path);
    const sources = lines<DataSource>("data_sources.ndjson").filter(
      (it) => it.object === "data_source",
    );
    mirror.transaction(() => {
      for (const source of sources) mirror.databases.putDataSource(source, 1);
    });
    const pages = lines<Page>("pages.ndjson").filter((it) => it.object === "page");
    mirror.transaction(() => {
      for (const page of pages) mirror.pages.put(page, 1);
    });
    const views = runSql(
      openDatabase,
      path,
      "SELECT view, id FROM data_sources WHERE view IS NOT NULL",
    );
    expect(views.rows.length).toBeGreaterThan(50);
    const members = new Map<unknown, number>();
    for (const { state, dataSourceId } of mirror.pages.refs()) {
      if (state !== "trashed") members.set(dataSourceId, (members.get(dataSourceId) ?? 0) + 1);
    }
    let filled = 0;
    for (const [view, id] of views.rows) {
      const shown = mirror.database.prepare(`SELECT * FROM "${view}"`).all();
      expect(shown.length, String(view)).toBe(members.get(id) ?? 0);
      filled += shown.length;
    }
    expect(filled).toBeGreaterThan(20);
    expect(examine(mirror).damage).toEqual([]);
  });
});
