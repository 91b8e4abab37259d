import { describe, expect, test } from "vitest";
import { listConflicts } from "../../../sync/run/marks.ts";
import { exitCodeOf } from "../../../sync/run/report.ts";
import { type Engine, engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** `Start/A.md` of three paragraphs, the second edited on both sides and the third here only; synced once. */
async function contested(): Promise<Engine & { readonly id: string; readonly block: string }> {
  const made = await engine({ workspace: "empty" });
  const parent = [...made.notion.world.roots][0] ?? "";
  const id = made.notion.app.createPage({
    parent,
    title: "A",
    children: ["First.", "Second.", "Third."].map(paragraph),
  });
  made.clock.advance(120_000);
  await made.sync();
  const block = made.mirror.blocks.remote(id)?.[1]?.id ?? "";
  made.notion.app.editText(block, "Second, theirs.");
  made.clock.advance(120_000);
  made.edit("Start/A.md", "Second.", "Second, ours.");
  made.edit("Start/A.md", "Third.", "Third, ours.");
  made.requests();
  const report = await made.sync();
  expect(report.pages).toMatchObject([{ outcome: "conflict", writes: 1, where: "Start/A.md" }]);
  expect(exitCodeOf(report)).toBe(3);
  return { ...made, id, block };
}

const textsOf = async ({ parts }: Engine, id: string): Promise<readonly string[]> => {
  const { results } = await parts.notion.children(id);
  return results.map((block) => /"plain_text":"([^"]*)"/.exec(JSON.stringify(block))?.[1] ?? "");
};

async function expectSettled(world: Engine & { readonly id: string }): Promise<void> {
  const { folder, sync, status, mirror, clock, writes } = world;
  expect(listConflicts(mirror)).toEqual([]);
  expect(folder.list()).toEqual(["Start.md", "Start/A.md"]);
  clock.advance(120_000);
  await sync();
  writes();
  expect((await sync()).pages).toEqual([]);
  expect(writes()).toEqual([]);
  expect((await status()).changes).toEqual([]);
  const texts = await textsOf(world, world.id);
  expect(folder.read("Start/A.md")).toBe(
    `---\nnotion_id: ${world.id}\n---\n\n${texts.join("\n\n")}\n`,
  );
}

describe("one paragraph edited on both sides", () => {
  test("waits, with Notion's version beside the file, and the rest of the page goes on", async () => {
    const world = await contested();
    const { folder, id, status, sync, writes, clock } = world;
    const sidecar = `Start/A.conflict-${id.slice(-6)}.md`;
    expect(await textsOf(world, id)).toEqual(["First.", "Second, theirs.", "Third, ours."]);
    expect(folder.read("Start/A.md")).toMatch(/First\.\n\nSecond, ours\.\n\nThird, ours\.\n$/);
    expect(folder.read(sidecar)).toBe(
      `---\nnotion_conflict_of: ${id}\n---\n\nFirst.\n\nSecond, theirs.\n\nThird, ours.\n`,
    );
    expect((await status()).changes).toMatchObject([{ kind: "conflict", path: "Start/A.md" }]);
    writes();
    const before = folder.contents();
    clock.advance(120_000);
    expect(exitCodeOf(await sync())).toBe(3);
    expect(writes()).toEqual([]);
    expect(folder.contents()).toEqual(before);
  });

  test("goes on when the rest of the page is edited", async () => {
    const world = await contested();
    world.edit("Start/A.md", "First.", "First, ours.");
    expect((await world.sync()).pages).toMatchObject([{ outcome: "conflict", writes: 1 }]);
    expect(await textsOf(world, world.id)).toEqual([
      "First, ours.",
      "Second, theirs.",
      "Third, ours.",
    ]);
    expect(world.folder.read("Start/A.md")).toContain("Second, ours.");
  });

  test.each([
    ["local", ["First.", "Second, ours.", "Third, ours."]],
    ["remote", ["First.", "Second, theirs.", "Third, ours."]],
    ["both", ["First.", "Second, theirs.", "Second, ours.", "Third, ours."]],
  ] as const)("is settled by choosing %s", async (how, texts) => {
    const world = await contested();
    const report = await world.sync({ resolve: { [world.id]: how } });
    expect(exitCodeOf(report)).toBe(0);
    expect(await textsOf(world, world.id)).toEqual(texts);
    await expectSettled(world);
    const kept = world.mirror.history
      .list({ page: world.id })
      .map((entry) => Buffer.from(world.mirror.history.content(entry.id)).toString());
    for (const lost of ["Second, ours.", "Second, theirs."])
      if (!(texts as readonly string[]).includes(lost))
        expect(
          kept.some((text) => text.includes(lost)),
          lost,
        ).toBe(true);
  });

  test("is settled by making the file say what Notion says", async () => {
    const world = await contested();
    world.edit("Start/A.md", "Second, ours.", "Second, theirs.");
    expect(exitCodeOf(await world.sync())).toBe(0);
    await expectSettled(world);
  });

  test("is settled by making Notion say what the file says", async () => {
    const world = await contested();
    world.notion.app.editText(world.block, "Second, ours.");
    world.clock.advance(120_000);
    expect(exitCodeOf(await world.sync())).toBe(0);
    await expectSettled(world);
  });

  test("is settled by going back to what both had", async () => {
    const world = await contested();
    world.edit("Start/A.md", "Second, ours.", "Second.");
    expect(exitCodeOf(await world.sync())).toBe(0);
    expect(world.folder.read("Start/A.md")).toContain("Second, theirs.");
    await expectSettled(world);
  });

  test("an edited sidecar is not written over, and lies in the trash at the end", async () => {
    const world = await contested();
    const sidecar = `Start/A.conflict-${world.id.slice(-6)}.md`;
    world.save(sidecar, "my notes\n");
    world.notion.app.editText(world.block, "Second, theirs again.");
    world.clock.advance(120_000);
    await world.sync();
    expect(world.folder.read(sidecar)).toBe("my notes\n");
    await world.sync({ resolve: { [world.id]: "local" } });
    await expectSettled(world);
  });
});

test("by policy a side wins without asking, and the other is kept", async () => {
  for (const conflict of ["local", "remote"] as const) {
    const made = await engine({ workspace: "empty", settings: { conflict } });
    const id = [...made.notion.world.roots][0] ?? "";
    const [block = ""] = made.notion.app.insert(id, [paragraph("Text.")]);
    made.clock.advance(120_000);
    await made.sync();
    made.notion.app.editText(block, "Text, theirs.");
    made.clock.advance(120_000);
    made.edit("Start.md", "Text.", "Text, ours.");
    expect(exitCodeOf(await made.sync())).toBe(0);
    expect(await textsOf(made, id)).toEqual([
      conflict === "local" ? "Text, ours." : "Text, theirs.",
    ]);
    expect(made.mirror.history.list({ page: id }).length).toBeGreaterThan(0);
  }
});
