/** What Notion computes is put back where somebody edited it, and holds up nothing else. */
import { expect, test } from "vitest";
import { replacedBy } from "../../../sync/history.ts";
import { bringBack, bringBackBoth } from "../../../sync/restore.ts";
import { type Engine, engine } from "../../support/app.ts";

const path = "Tern & Co/Tasks/Send the offer.md";

async function cloned(): Promise<Engine> {
  const world = await engine();
  await world.sync();
  world.writes();
  return world;
}

const settled = async (world: Engine) => {
  world.clock.advance(120_000);
  const { pages } = await world.sync();
  expect(pages.filter(({ outcome }) => outcome !== "settled")).toEqual([]);
  expect((await world.status()).changes).toEqual([]);
};

test.each([
  ["a formula", "Label: Send the offer (Office)", "Label: Mine"],
  ["a rollup", "Stage:\n  - In progress", "Stage: Done"],
  ["an id", "Number: T-5", "Number: T-6"],
  ["a button that somebody thinks to press", "Number: T-5", "Number: T-5\nStart: now"],
])(
  "%s is put back with a warning, and the other edits of the page are sent",
  async (_, from, to) => {
    const world = await cloned();
    const before = world.folder.read(path);
    world.edit(path, from, to);
    const { pages } = await world.sync();
    expect(pages).toMatchObject([{ path, outcome: "pulled", notes: [{ code: "read_only" }] }]);
    expect(world.folder.read(path)).toBe(before);
    expect(world.writes()).toEqual([]);
    await settled(world);

    world.save(path, before.replace(from, to).replace("Hours: 1\n", "Hours: 2\n"));
    const second = await world.sync();
    expect(second.pages).toMatchObject([
      { path, outcome: "merged", notes: [{ code: "read_only" }] },
    ]);
    expect(world.writes()).toHaveLength(1);
    expect(world.folder.read(path)).toBe(
      before.replace("Hours: 1\n", "Hours: 2\n").replace("Cost: 65", "Cost: 130"),
    );
    await settled(world);
  },
);

test("a version from before comes back with what is computed now, and without a word about it", async () => {
  const world = await cloned();
  const before = world.folder.read(path);
  world.edit(path, "Done: false", "Done: true");
  const { run } = await world.sync();
  const after = world.folder.read(path);
  expect(after).toContain("Label: ✅ Send the offer");
  await settled(world);
  const entries = replacedBy(world.mirror, run);
  const undone = await bringBackBoth(world.parts, { entries });
  expect(undone.report.pages).toMatchObject([{ path, outcome: "merged", notes: [] }]);
  expect(world.folder.read(path)).toBe(before);
  await settled(world);

  const [replaced] = replacedBy(world.mirror, undone.report.run);
  if (replaced === undefined) throw new Error("the history has no version of that run");
  await bringBack(world.parts, replaced);
  expect(world.folder.read(path)).toBe(before.replace("Done: false", "Done: true"));
  expect((await world.sync()).pages).toMatchObject([{ path, outcome: "merged", notes: [] }]);
  expect(world.folder.read(path)).toBe(after);
});
