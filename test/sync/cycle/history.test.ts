import { expect, test } from "vitest";
import { lastRun, replacedBy, versionAt } from "../../../sync/history.ts";
import { bringBack, type Restored } from "../../../sync/restore.ts";
import { type Engine, engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

async function onePage(): Promise<Engine & { readonly id: string; readonly block: string }> {
  const made = await engine({ workspace: "empty" });
  const id = [...made.notion.world.roots][0] ?? "";
  const [block = ""] = made.notion.app.insert(id, [paragraph("One.")]);
  made.clock.advance(120_000);
  await made.sync();
  return { ...made, id, block };
}

async function undo({ mirror, parts }: Engine, run: string): Promise<readonly Restored[]> {
  const restored: Restored[] = [];
  for (const entry of replacedBy(mirror, run)) restored.push(await bringBack(parts, entry));
  return restored;
}

async function restore({ mirror, parts }: Engine, id: string, at: number | null): Promise<void> {
  const entry = versionAt(mirror, id, at);
  if (entry === null) throw new Error("the history has no such version");
  await bringBack(parts, entry);
}

const remoteText = async ({ parts, block }: Engine & { readonly block: string }) =>
  JSON.stringify(await parts.notion.block(block));

test("a run that pushed is undone: file and page say again what they said", async () => {
  const world = await onePage();
  world.edit("Start.md", "One.", "Two.");
  const { run } = await world.sync();
  expect(await remoteText(world)).toContain("Two.");
  expect(lastRun(world.mirror)).toBe(run);
  expect(await undo(world, run)).toMatchObject([{ outcome: "restored", path: "Start.md" }]);
  expect(world.folder.read("Start.md")).toContain("One.");
  expect((await world.sync()).pages).toMatchObject([{ outcome: "pushed", writes: 1 }]);
  expect(await remoteText(world)).toContain("One.");
});

test("a run that pulled is undone likewise", async () => {
  const world = await onePage();
  world.notion.app.editText(world.block, "Two.");
  world.clock.advance(120_000);
  const { run } = await world.sync();
  expect(world.folder.read("Start.md")).toContain("Two.");
  await undo(world, run);
  expect(world.folder.read("Start.md")).toContain("One.");
  world.clock.advance(120_000);
  await world.sync();
  expect(await remoteText(world)).toContain("One.");
});

test("a file is brought back to a moment, and what it held then is not lost either", async () => {
  const world = await onePage();
  const { mirror, clock, id } = world;
  const times: number[] = [clock.now()];
  for (const [from, to] of [
    ["One.", "Two."],
    ["Two.", "Three."],
  ] as const) {
    clock.advance(3_600_000);
    world.notion.app.editText(world.block, to);
    clock.advance(120_000);
    await world.sync();
    expect(world.folder.read("Start.md"), from).toContain(to);
    times.push(clock.now());
  }
  expect(versionAt(mirror, id, times[2] ?? 0)).toMatchObject({ side: "agreed" });
  await restore(world, id, times[0] ?? 0);
  expect(world.folder.read("Start.md")).toContain("One.");
  await restore(world, id, null);
  expect(world.folder.read("Start.md")).toContain("Three.");
});

test("what was never changed has no way back, and that is said", async () => {
  const world = await onePage();
  expect(versionAt(world.mirror, world.id, null)).toBeNull();
  expect(() => replacedBy(world.mirror, "no-such-run")).toThrow("nothing of run no-such-run");
});
