/**
 * An undo that is killed at any step, and typed once more, ends where an undisturbed one does; the run after it
 * sends nothing.
 *
 * The default run takes some steps, always the same ones; `CRASH=all` takes all.
 */
import { describe, expect, test } from "vitest";
import { bringBackBoth } from "../../../../sync/restore.ts";
import type { Parts } from "../../../../sync/run/parts.ts";
import { undoingOf } from "../../../../sync/undo.ts";
import { type Hand, handOf } from "./scenarios.ts";
import { before, stateOf } from "./state.ts";
import { begin, lifeOf, live, lookInto, sent, type World } from "./world.ts";

const every = process.env["CRASH"] === "all" ? 1 : Number(process.env["CRASH"] ?? 31);

const happenings: Readonly<Record<string, (hand: Hand) => void>> = {
  "a page moved and edited here, another renamed": ({ move, edit }) => {
    move("Start/Notes.md", "Start/Target/Notes.md");
    edit("Start/Target/Notes.md", "Note 2.", "Note two.");
    move("Start/Guide.md", "Start/Manual.md");
    move("Start/Guide", "Start/Manual");
  },
  "a page moved and renamed in Notion, with one below it": ({ app, ids }) => {
    app.move(ids["Guide"] ?? "", { parent: ids["Target"] ?? "" });
    app.rename(ids["Guide"] ?? "", "Manual");
    app.editText(ids["Note 2."] ?? "", "Note two.");
  },
  "new pages": ({ save }) => {
    save("Start/New.md", "Some words.\n");
    save("Start/New/Deep.md", "See [New](../New.md).\n");
  },
  "a file deleted with another below it": ({ remove }) => {
    remove("Start/Guide.md");
    remove("Start/Guide/Part.md");
  },
};

const undo = (run: string) => async (parts: Parts) => {
  const { report } = await bringBackBoth(parts, await undoingOf(parts, run));
  return report;
};

async function happened(happens: (hand: Hand) => void) {
  const world = await begin("bot");
  const was = before(world);
  happens(handOf(world));
  world.clock.advance(120_000);
  const { report } = await live(world);
  world.clock.advance(120_000);
  await live(world, { full: true });
  return { world, was, run: report?.run ?? "" };
}

/** What both sides hold in the end, and what a run sends then. */
async function ending(world: World, was: ReturnType<typeof before>) {
  world.clock.advance(120_000);
  await live(world, { full: true });
  world.clock.advance(120_000);
  sent(world);
  await live(world, { full: true });
  const { notion, files } = stateOf(world, was);
  const open = lookInto(world, ({ journal }) =>
    journal.open().filter(({ state }) => state !== "zombie"),
  );
  return { notion, files, writes: sent(world).writes, open };
}

describe("an undo is killed at any step, and typed again", () => {
  test.each(Object.entries(happenings))(
    "%s",
    async (_, happens) => {
      const reference = await happened(happens);
      const { steps } = await lifeOf(reference.world, undefined, undo(reference.run));
      const wanted = await ending(reference.world, reference.was);
      expect(wanted.writes).toEqual([]);
      expect(steps).toBeGreaterThan(20);
      for (let step = 1 + (every % 5); step <= steps; step += every) {
        const { world, was, run } = await happened(happens);
        const killed = await lifeOf(world, step, undo(run));
        expect([step, killed.report]).toEqual([step, null]);
        await lifeOf(world, undefined, undo(run));
        expect([step, await ending(world, was)]).toEqual([step, wanted]);
      }
    },
    3_600_000,
  );
});
