import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openMirror } from "../../../src/mirror/open.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { runCycle } from "../../../sync/cycle.ts";
import { exitCodeOf } from "../../../sync/run/report.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

describe("a lost mirror", () => {
  test("is made anew: equal pages are taken on, different ones told, nothing is deleted or overwritten", async () => {
    const world = await engine({ workspace: "empty" });
    const parent = [...world.notion.world.roots][0] ?? "";
    for (const title of ["A", "B", "C"])
      world.notion.app.createPage({ parent, title, children: [paragraph(`Text of ${title}.`)] });
    world.clock.advance(120_000);
    await world.sync();
    world.edit("Start/A.md", "Text of A.", "Text of A.  "); // a person's formatting, the same words
    world.edit("Start/B.md", "Text of B.", "Edited here.");
    rmSync(join(world.folder.path, "Start/C.md"));
    const before = world.folder.contents();

    const mirror = openMirror({ openDatabase, path: ":memory:", clock: world.clock });
    onTestFinished(() => mirror.close());
    const parts = { ...world.parts, mirror };
    world.writes();
    const report = await runCycle(parts, { direction: "both", twoWay: true });
    expect(world.writes()).toEqual([]);
    const { "Start/C.md": back, ...others } = world.folder.contents();
    expect(back).toContain("Text of C.");
    expect(others).toEqual(before);
    expect(exitCodeOf(report)).toBe(7);
    expect(report.pages.filter((page) => page.outcome === "refused")).toMatchObject([
      { path: "Start/B.md", code: "base_missing", next: expect.stringContaining("pull") },
    ]);
    world.edit("Start/A.md", "Text of A.", "And on it goes.");
    await runCycle(parts, { direction: "both", twoWay: true });
    expect(world.writes()).toHaveLength(1);
  });

  test("takes on the description of a database that is there; an edited one is put back and kept", async () => {
    const world = await engine({ workspace: "empty" });
    const parent = [...world.notion.world.roots][0] ?? "";
    for (const title of ["One", "Two"])
      ok(
        await ask(world.notion, "POST", "/databases", {
          parent: { type: "page_id", page_id: parent },
          title: [{ text: { content: title } }],
          initial_data_source: { properties: { Name: { title: {} } } },
        }),
      );
    await world.sync();
    const before = world.folder.contents();
    const edited = "Start/Two/_database.yaml";
    world.save(edited, `${before[edited]}# mine\n`);

    const mirror = openMirror({ openDatabase, path: ":memory:", clock: world.clock });
    onTestFinished(() => mirror.close());
    const report = await runCycle({ ...world.parts, mirror }, { direction: "pull" });
    expect(report.pages.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(report.pages.filter(({ outcome }) => outcome === "restored")).toMatchObject([
      { path: edited },
    ]);
    expect(world.folder.contents()).toEqual(before);
    const kept = mirror.history
      .list()
      .map(({ id }) => new TextDecoder().decode(mirror.history.content(id)));
    expect(kept).toEqual([`${before[edited]}# mine\n`]);
  });

  test("a vault whose sentinel is gone is not touched", async () => {
    const world = await engine({ workspace: "empty" });
    await world.sync();
    world.save("Start.md", "other\n");
    rmSync(join(world.folder.path, ".notion-mirror/ROOT"));
    world.requests();
    const report = await world.sync();
    expect(report.stopped).toMatchObject({ code: "folder" });
    expect(exitCodeOf(report)).toBe(5);
    expect(world.requests()).toEqual([]);
  });
});

test("named pages are read first and alone", async () => {
  const world = await engine({ workspace: "empty" });
  const parent = [...world.notion.world.roots][0] ?? "";
  const ids = ["A", "B"].map((title) =>
    world.notion.app.createPage({ parent, title, children: [paragraph(`Text of ${title}.`)] }),
  );
  world.clock.advance(120_000);
  await world.sync();
  for (const id of ids) {
    const block = world.mirror.blocks.remote(id)?.[0]?.id ?? "";
    world.notion.app.editText(block, "Changed in Notion.");
  }
  world.clock.advance(120_000);
  world.requests();
  const report = await world.sync({ direction: "pull", paths: ["Start/A.md"] });
  expect(report.pages).toMatchObject([{ outcome: "pulled", path: "Start/A.md" }]);
  expect(world.requests().map((request) => request.path)).toEqual([
    `/v1/pages/${ids[0]}`,
    `/v1/blocks/${ids[0]}/children`,
  ]);
  expect(world.folder.read("Start/B.md")).toContain("Text of B.");
});

test("what the disk refuses is told, and the rest goes on", async () => {
  let full = false;
  const { systemFiles } = await import("../../../src/platform/files.ts");
  const world = await engine({
    workspace: "empty",
    files: {
      ...systemFiles,
      writeNew: async (path, bytes, mode) => {
        if (full && path.includes("/Start/"))
          throw Object.assign(new Error("ENOSPC: no space left on device, open '/notes'"), {
            code: "ENOSPC",
          });
        return systemFiles.writeNew(path, bytes, mode);
      },
    },
  });
  const parent = [...world.notion.world.roots][0] ?? "";
  world.notion.app.createPage({ parent, title: "A", children: [paragraph("Text.")] });
  world.clock.advance(120_000);
  full = true;
  const report = await world.sync();
  expect(report.pages.map((page) => [page.outcome, page.path, page.reason])).toEqual([
    ["pulled", "Start.md", undefined],
    ["failed", "Start/A.md", "the file can't be written: ENOSPC: no space left on device"],
  ]);
  expect(exitCodeOf(report)).toBe(1);
  full = false;
  expect((await world.sync()).pages).toMatchObject([{ outcome: "pulled", path: "Start/A.md" }]);
});
