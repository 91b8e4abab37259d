import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../sync/run/report.ts";
import { type Engine, type EngineOptions, engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** A pulled vault with a page of 200 paragraphs, `Long.md`, and its id. */
async function longPage(): Promise<Engine & { readonly id: string }> {
  const made = await engine({ workspace: "empty" });
  const { notion, mirror, sync, requests } = made;
  const root = [...notion.world.roots][0] ?? "";
  const id = notion.app.createPage({
    parent: root,
    title: "Long",
    children: Array.from({ length: 200 }, (_, n) => paragraph(`Paragraph number ${n}.`)),
  });
  made.clock.advance(120_000);
  await sync();
  expect(mirror.files.byId(id)?.path).toBe(path);
  requests();
  return { ...made, id };
}
const path = "Start/Long.md";

/** A pulled vault with `Start.md`, `Start/A.md` and `Start/B.md`, nothing pushed yet. */
async function twoPages(settings: EngineOptions["settings"] = {}): Promise<Engine> {
  const made = await engine({ workspace: "empty", settings });
  const parent = [...made.notion.world.roots][0] ?? "";
  for (const title of ["A", "B"])
    made.notion.app.createPage({ parent, title, children: [paragraph(`Text of ${title}.`)] });
  made.clock.advance(120_000);
  await made.sync({ twoWay: false });
  made.requests();
  return made;
}

/** Everything is at rest: nothing sent, nothing written, `status` empty. */
async function expectQuiet({ sync, folder, writes, status, clock }: Engine): Promise<void> {
  const before = folder.contents();
  const report = await sync();
  expect(report.pages).toEqual([]);
  expect(report.files).toEqual({ written: 0, moved: 0, trashed: 0 });
  clock.advance(120_000);
  expect((await sync()).pages).toEqual([]);
  expect(writes()).toEqual([]);
  expect(folder.contents()).toEqual(before);
  expect((await status()).changes).toEqual([]);
}

test("a file whose time lies ahead, since clocks differ, is merged and written as ever", async () => {
  const world = await twoPages();
  const { folder, notion, mirror } = world;
  const id = mirror.files.byPath("Start/A.md")?.id ?? "";
  notion.app.insert(id, [paragraph("Theirs.")]);
  world.edit("Start/A.md", "Text of A.", "Ours.");
  const ahead = world.clock.now() / 1000 + 86_400;
  utimesSync(join(folder.path, "Start/A.md"), ahead, ahead);
  world.clock.advance(120_000);
  await world.sync({ restMs: 5_000 });
  expect(folder.read("Start/A.md")).toContain("Ours.\n\nTheirs.\n");
  world.writes();
  await expectQuiet(world);
});

describe("an edited page of 200 blocks", () => {
  test.each([
    [
      "one paragraph",
      1,
      (text: string) => text.replace("number 77.", "number 77, edited."),
      ["PATCH block"],
    ],
    [
      "two paragraphs",
      2,
      (text: string) => text.replace("number 7.", "number 7!").replace("number 9.", "number 9!"),
      ["PATCH block", "PATCH block"],
    ],
    [
      "three paragraphs inserted in the middle",
      1,
      (text: string) => text.replace("number 99.\n", "number 99.\n\nOne\n\nTwo\n\nThree\n"),
      ["PATCH children"],
    ],
    [
      "one paragraph deleted",
      1,
      (text: string) => text.replace("Paragraph number 50.\n\n", ""),
      ["DELETE block"],
    ],
  ])("%s: %i writes", async (_, count, change, kinds) => {
    const world = await longPage();
    const { folder, save, sync, writes, id } = world;
    const text = change(folder.read(path));
    save(path, text);
    const report = await sync();
    expect(report.pages.map((page) => [page.outcome, page.id, page.writes])).toEqual([
      ["pushed", id, count],
    ]);
    expect(exitCodeOf(report)).toBe(0);
    expect(report.requests.writes).toBe(count);
    expect(
      writes().map((line) =>
        line.replace(/\/v1\/blocks\/[0-9a-f-]+/, "block").replace("block/children", "children"),
      ),
    ).toEqual(kinds);
    expect(folder.read(path)).toBe(text);
    await expectQuiet(world);
  });

  test("a dry run shows the requests, and sends and writes nothing", async () => {
    const { edit, sync, writes, folder, mirror } = await longPage();
    edit(path, "number 3.", "number three.");
    const before = folder.contents();
    const base = mirror.files.byPath(path);
    const report = await sync({ dryRun: true });
    expect(report.pages).toMatchObject([{ outcome: "pushed", path, writes: 1 }]);
    expect(report.planned).toHaveLength(1);
    expect(report.planned[0]).toMatchObject({
      method: "PATCH",
      path: expect.stringMatching(/^\/v1\/blocks\//),
    });
    expect(writes()).toEqual([]);
    expect(folder.contents()).toEqual(before);
    expect(mirror.files.byPath(path)).toEqual(base);
    expect((await sync()).pages).toMatchObject([{ outcome: "pushed" }]);
    expect(writes()).toHaveLength(1);
  });

  test("the same edit made on both sides is settled without a word to either", async () => {
    const world = await longPage();
    const { edit, sync, writes, notion, mirror, id, clock } = world;
    const block = mirror.blocks.remote(id)?.[3]?.id ?? "";
    notion.app.editText(block, "Both of us.");
    clock.advance(120_000);
    edit(path, "Paragraph number 3.", "Both of us.");
    expect((await sync()).pages).toMatchObject([{ outcome: "settled" }]);
    expect(writes()).toEqual([]);
    await expectQuiet(world);
  });

  test("edits of different paragraphs on both sides come together", async () => {
    const world = await longPage();
    const { edit, sync, writes, notion, mirror, id, clock, folder } = world;
    notion.app.editText(mirror.blocks.remote(id)?.[3]?.id ?? "", "Theirs.");
    clock.advance(120_000);
    edit(path, "Paragraph number 30.", "Ours.");
    expect((await sync()).pages).toMatchObject([{ outcome: "merged", writes: 1 }]);
    expect(writes()).toHaveLength(1);
    expect(folder.read(path)).toContain("\nTheirs.\n");
    expect(folder.read(path)).toContain("\nOurs.\n");
    await expectQuiet(world);
  });

  test("an edit that no time stamp shows yet is found before it is overwritten", async () => {
    const world = await longPage();
    const { edit, sync, notion, mirror, id, folder, parts } = world;
    const block = mirror.blocks.remote(id)?.[3]?.id ?? "";
    edit(path, "Paragraph number 3.", "Paragraph number 3, ours.");
    notion.app.editText(block, "Paragraph number 3, theirs.");
    const report = await sync({ direction: "push" });
    expect(report.pages).toMatchObject([{ outcome: "conflict", where: path }]);
    expect(exitCodeOf(report)).toBe(3);
    expect(JSON.stringify(await parts.notion.block(block))).toContain("theirs.");
    expect(folder.read(path)).toContain("Paragraph number 3, ours.");
  });
});

describe("the first push", () => {
  test("asks: nothing is sent until a person agrees, and pulling goes on", async () => {
    const { edit, sync, writes } = await twoPages();
    edit("Start/A.md", "Text of A.", "Two dogs.");
    const held = await sync({ twoWay: false });
    expect(held.stopped).toMatchObject({
      code: "first_push",
      hash: expect.stringMatching(/^\w{12}$/),
    });
    for (const [options, command] of [
      [{}, "sync"],
      [{ direction: "push" }, "push"],
      [{ command: "watch" }, "watch"],
    ] as const)
      expect((await sync({ twoWay: false, ...options })).stopped?.next).toMatch(
        new RegExp(`notion-mirror ${command} --two-way$`),
      );
    expect(held.planned).toHaveLength(1);
    expect(exitCodeOf(held)).toBe(5);
    expect(writes()).toEqual([]);
    expect((await sync({ twoWay: true })).stopped).toBeNull();
    expect(writes()).toHaveLength(1);
    edit("Start/A.md", "Two dogs.", "Three dogs.");
    expect((await sync({ twoWay: false })).pages).toMatchObject([{ outcome: "pushed" }]);
  });

  test("is never asked of a vault that only pulls", async () => {
    const { edit, sync, writes, folder, status } = await twoPages({ mode: "pull" });
    edit("Start/A.md", "Text of A.", "Two dogs.");
    const report = await sync();
    expect(report.stopped).toBeNull();
    expect(writes()).toEqual([]);
    expect(folder.read("Start/A.md")).toContain("Two dogs.");
    expect((await status()).remarks.join()).toMatch(/only pulls/);
  });
});

describe("what can't be understood stays here", () => {
  test.each([
    [
      "broken front matter",
      (text: string) => text.replace("---\n\n", "icon: [\nfoo: bar\n---\n\n"),
      /A\.md:\d+$/,
    ],
    [
      "front matter that is gone",
      (text: string) => text.replace(/^---[\s\S]*?---\n/, ""),
      /A\.md:1$/,
    ],
    ["half a file", (text: string) => `${text.slice(0, 10)}\0\0\0`, /A\.md/],
    ["an emptied file", () => "", /A\.md/],
  ])("%s: the page is left alone, the rest goes on", async (_, change, where) => {
    const { folder, save, edit, sync, writes } = await twoPages();
    const broken = change(folder.read("Start/A.md"));
    save("Start/A.md", broken);
    edit("Start/B.md", "Text of B.", "Edited.");
    const report = await sync();
    expect(report.pages.find((page) => page.path === "Start/A.md")).toMatchObject({
      outcome: "refused",
      where: expect.stringMatching(where),
      next: expect.any(String),
    });
    expect(exitCodeOf(report)).toBe(1);
    expect(writes()).toHaveLength(1);
    expect(folder.read("Start/A.md")).toBe(broken);
  });
});

describe("what taking out a line does not delete", () => {
  test("comes back into the file, with a note, and nothing is sent", async () => {
    const made = await twoPages();
    const { folder, sync, writes, requests } = made;
    const before = folder.read("Start.md");
    folder.write("Start.md", before.replace("[A](Start/A.md)\n\n", ""));
    requests();
    const report = await sync();
    expect(writes()).toEqual([]);
    expect(report.pages.flatMap((page) => page.notes.map(({ code }) => code))).toEqual([
      "put_back",
    ]);
    expect(folder.read("Start.md")).toBe(before);
    await expectQuiet(made);
  });
});
