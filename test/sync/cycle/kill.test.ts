import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Files, systemFiles } from "../../../src/platform/files.ts";
import { createVault } from "../../../src/vault/disk.ts";
import { runCycle } from "../../../sync/cycle.ts";
import { crawl } from "../../../sync/pull/crawl.ts";
import { type Engine, engine } from "../../support/app.ts";
import { mortal } from "../../support/mortal.ts";

/** Every how manyeth step is a place to be killed at; `KILL_EVERY=1` for all. */
const every = Number(process.env["KILL_EVERY"] ?? 9);
const from = Number(process.env["KILL_FROM"] ?? 1 + (every % 3));

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** Everything at once: edits on both sides, a new page, a renamed file, a renamed page, a deleted one. */
async function story(at: number) {
  const life = mortal(Number.POSITIVE_INFINITY);
  const mortality = { ...life };
  let current = life;
  const world = await engine({
    workspace: "empty",
    files: new Proxy(systemFiles, {
      get: (_, name: keyof Files) => current.files[name]?.bind(current.files),
    }),
    transport: (real) => (request, signal) => current.transport(real)(request, signal),
  });
  expect(mortality.steps).toBe(0);
  const { notion, clock, folder } = world;
  const parent = [...notion.world.roots][0] ?? "";
  const make = (title: string) =>
    notion.app.createPage({
      parent,
      title,
      children: [1, 2, 3].map((n) => paragraph(`${title} ${n}.`)),
    });
  const ids = {
    A: make("A"),
    B: make("B"),
    C: make("C"),
    D: make("D"),
    E: make("E"),
    F: make("F"),
  };
  clock.advance(120_000);
  await world.sync();
  const block = world.mirror.blocks.remote(ids.A)?.[0]?.id ?? "";
  notion.app.editText(block, "A 1, theirs.");
  notion.app.rename(ids.B, "B renamed");
  clock.advance(120_000);
  world.edit("Start/A.md", "A 2.", "A 2, ours.\n\nA 2b, ours.");
  world.save("Start/New.md", "New page.\n\nSee [A](A.md).\n");
  mkdirSync(join(folder.path, "Start/E"), { recursive: true });
  renameSync(join(folder.path, "Start/C.md"), join(folder.path, "Start/E/C.md"));
  world.edit("Start/F.md", "F 3.\n", "");
  renameSync(join(folder.path, "Start/D.md"), join(folder.path, "..", "D.md"));
  current = mortal(at);
  const first = world.sync();
  const killed = await first.then(
    () => false,
    () => true,
  );
  const steps = current.steps;
  current.revive();
  // Another process: nothing of the dead one's memory is left.
  const parts = {
    ...world.parts,
    vault: createVault({
      files: systemFiles,
      clock,
      random: world.parts.random,
      root: folder.path,
    }),
  };
  for (let i = 0; i < 3; i++) {
    clock.advance(120_000);
    await runCycle(parts, { direction: "both", twoWay: true });
  }
  for (const record of world.mirror.pages.refs({ state: "live" }))
    await crawl(parts, { pages: [record.id] });
  await runCycle(parts, { direction: "both", twoWay: true });
  world.requests();
  const quiet = await runCycle(parts, { direction: "both", twoWay: true });
  expect(quiet.pages, `quiet after a kill at ${at}`).toEqual([]);
  expect(world.writes(), `silent after a kill at ${at}`).toEqual([]);
  return { killed, steps, ...(await stateOf(world)) };
}

/** Both sides without ids, and what lies about in the folders. */
async function stateOf({ folder, parts, mirror }: Engine) {
  const files: Record<string, string> = {};
  for (const [path, text] of Object.entries(folder.contents()))
    files[path] = text.replace(/^notion_id: .*$/m, "");
  const pages: Record<string, readonly string[]> = {};
  for (const { id, title } of mirror.pages.list({ state: "live" })) {
    const { results } = await parts.notion.children(id);
    pages[title] = results.map(
      (each) => /"(?:plain_text|title)":"([^"]*)"/.exec(JSON.stringify(each))?.[1] ?? "",
    );
  }
  const litter = readdirSync(folder.path, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".nm-tmp"),
  );
  return { files, pages, litter };
}

test("killed at any step of a run, the next runs end where an undisturbed one does", async () => {
  const whole = await story(Number.POSITIVE_INFINITY);
  expect(whole.killed).toBe(false);
  expect(Object.keys(whole.pages).sort()).toEqual([
    "A",
    "B renamed",
    "C",
    "E",
    "F",
    "New",
    "Start",
  ]);
  expect(whole.pages["A"]).toEqual(["A 1, theirs.", "A 2, ours.", "A 2b, ours.", "A 3."]);
  let tried = 0;
  for (let at = from; at <= whole.steps; at += every) {
    const { killed: _, steps: __, ...state } = await story(at);
    const { killed: ___, steps: ____, ...expected } = whole;
    expect(state, `killed at step ${at} of ${whole.steps}`).toEqual(expected);
    tried++;
  }
  expect(tried).toBeGreaterThan(0);
}, 600_000);
