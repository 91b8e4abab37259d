import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCycle } from "../../../sync/cycle.ts";
import { type Engine, engine } from "../../support/app.ts";

test("a full run takes the file of a page that it finds in the trash", async () => {
  const { notion, clock, mirror, parts, folder, sync } = await engine({ workspace: "demo" });
  await sync();
  const handbook = mirror.files.all().find(({ path }) => path.endsWith("/Suppliers.md"));
  const { id = "", path = "" } = handbook ?? {};
  clock.advance(120_000);
  notion.app.trash(id);
  const report = await runCycle(parts, { direction: "both", twoWay: true, full: true });
  expect(report.pages).toContainEqual(expect.objectContaining({ path, outcome: "trashed" }));
  expect(folder.contents()[path]).toBeUndefined();
});

describe("a file that is deleted while its page is edited in Notion", () => {
  /** A page "Doomed" of one paragraph, in the vault and long at rest. */
  async function doomed() {
    const world = await engine({ workspace: "empty" });
    const [parent = ""] = world.notion.world.roots;
    const children = [
      { type: "paragraph", paragraph: { rich_text: [{ text: { content: "Words." } }] } },
    ];
    const id = world.notion.app.createPage({ parent, title: "Doomed", children });
    world.clock.advance(120_000);
    await world.sync();
    world.clock.advance(120_000);
    await world.sync();
    const { results } = await world.parts.notion.children(id);
    world.writes();
    return { ...world, id, block: results[0]?.id ?? "" };
  }

  /** The run deletes it; the edit comes when all has been read and planned. */
  const deleted = (world: Engine, edit: () => void) => {
    rmSync(join(world.folder.path, "Start/Doomed.md"));
    let edited = false;
    return world.sync({
      onProgress: ({ phase }) => {
        if (phase !== "push" || edited) return;
        edited = true;
        edit();
      },
    });
  };

  test("goes to the trash with its page when nobody edits that", async () => {
    const world = await doomed();
    const { pages } = await deleted(world, () => undefined);
    expect(pages).toContainEqual(
      expect.objectContaining({ path: "Start/Doomed.md", outcome: "trashed" }),
    );
    expect(world.writes()).toEqual([`PATCH /v1/pages/${world.id}`]);
  });

  test.each<[string, (world: Awaited<ReturnType<typeof doomed>>) => void, string]>([
    ["words", ({ notion, block }) => notion.app.editText(block, "Other words."), "Other words."],
    ["the title", ({ notion, id }) => notion.app.rename(id, "Spared"), "Words."],
  ])("comes back with a note: %s", async (_, edit, words) => {
    const world = await doomed();
    const { pages } = await deleted(world, () => edit(world));
    expect(pages).toContainEqual(
      expect.objectContaining({
        outcome: "restored",
        reason: "the page was edited in Notion meanwhile",
      }),
    );
    expect(world.writes()).toEqual([]);
    const path = world.mirror.files.byId(world.id)?.path ?? "";
    expect(world.folder.read(path)).toContain(words);
    expect((await world.parts.notion.page(world.id)).in_trash).toBe(false);
    world.clock.advance(120_000);
    await world.sync();
    expect(world.writes()).toEqual([]);
    expect((await world.status()).changes).toEqual([]);
  });

  test("comes back too where the edit falls into the minute in which the page was read", async () => {
    const world = await doomed();
    world.notion.app.editText(world.block, "Almost the last words.");
    await world.sync();
    const { pages } = await deleted(world, () =>
      world.notion.app.editText(world.block, "The last words."),
    );
    expect(pages).toContainEqual(expect.objectContaining({ outcome: "restored" }));
    expect(world.folder.read("Start/Doomed.md")).toContain("The last words.");
    expect(world.writes()).toEqual([]);
  });
});
