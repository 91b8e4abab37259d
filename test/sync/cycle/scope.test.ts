/**
 * The scope changes at random while both sides are edited and pages move: nothing is ever trashed for having left
 * it, and when all is held again both sides have everything. `SCOPES=200` for many histories, `SEED=7` for one.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Random, seededRandom } from "../../../src/platform/random.ts";
import { runCycle } from "../../../sync/cycle.ts";
import { everythingShared, type ScopeRules } from "../../../sync/local/bounds.ts";
import { readStatus } from "../../../sync/status.ts";
import { type Engine, engine } from "../../support/app.ts";

const histories = Number(process.env["SCOPES"] ?? 2);
const steps = 14;
const chosenSeed = process.env["SEED"];
const seeds = /^\d+$/.test(chosenSeed ?? "")
  ? [Number(chosenSeed)]
  : Array.from({ length: histories }, (_, n) => n + 1);

const paragraph = (content: string) => ({
  paragraph: { rich_text: [{ type: "text", text: { content } }] },
});

async function history(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const below = (n: number) => Math.floor(random.next() * n);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const here = await engine({ workspace: "empty" });
  const { app, world } = here.notion;
  const home = [...world.roots][0] ?? "";
  const pages = [home];
  let tokens = 0;
  const token = (side: string) => `${side}${++tokens}x`;
  /** What must be found on the other side in the end; by token the file that it was typed into. */
  const typed = new Map<string, string>();
  const told = new Set<string>();
  const newPage = () => {
    const mark = token("R");
    told.add(mark);
    const title = `${pick(["Plan", "Boat", "Note"])} ${pages.length}`;
    pages.push(app.createPage({ parent: pick(pages), title, children: [paragraph(mark)] }));
  };
  for (let n = 0; n < 20; n++) newPage();
  let rules: ScopeRules = everythingShared;
  const parts = () => ({ ...here.parts, settings: { ...here.parts.settings, ...rules } });
  const sync = async () => {
    here.clock.advance(600_000);
    const report = await runCycle(parts(), { direction: "both", twoWay: true });
    expect(report.stopped).toBeNull();
    expect(report.pages.filter(({ outcome }) => outcome === "trashed")).toEqual([]);
  };
  await sync();
  const files = () => here.folder.list().filter((path) => path.endsWith(".md"));
  const outside = async () => {
    const { scope } = await readStatus(parts());
    return new Set(scope?.left.map(({ path }) => path));
  };
  for (let step = 0; step < steps; step++) {
    rules = someRules(random, pages, here);
    here.save(".notionmirrorignore", pick(["", "Note *\n", "/Start/*/*\n", "Plan 7/\n"]));
    await sync();
    for (let n = below(5); n > 0; n--) {
      const mark = token("R");
      const id = pick(pages);
      const what = below(4);
      if (what === 0) newPage();
      else if (what === 1) app.rename(id, `Title ${tokens}`);
      else if (what === 2 && id !== home) moved(here, id, pick(pages));
      else {
        told.add(mark);
        app.insert(id, [paragraph(mark)], "start");
      }
    }
    for (let n = below(4); n > 0; n--) {
      const path = pick(files());
      const mark = token("L");
      typed.set(mark, path);
      here.save(path, `${here.folder.read(path)}\n${mark}\n`);
    }
    const left = [...(await outside())].filter((path) => files().includes(path));
    if (left.length > 0 && below(2) === 0) {
      const path = pick(left);
      const text = here.folder.read(path);
      // Who deletes a file takes what was only in it along.
      for (const mark of typed.keys())
        if (text.includes(mark) && !JSON.stringify(texts(here)).includes(mark)) typed.delete(mark);
      rmSync(join(here.folder.path, path));
    }
    if (below(2) === 0) await sync();
  }
  rules = everythingShared;
  here.save(".notionmirrorignore", "");
  await sync();
  await sync();
  await sync();
  expect((await readStatus(parts())).changes).toEqual([]);
  for (const id of pages) {
    const page = world.page(id);
    expect(page !== undefined && !world.inTrash(page), `${id} is living`).toBe(true);
    expect(here.mirror.files.byId(id), `${id} has a file`).not.toBeNull();
  }
  const remote = JSON.stringify(texts(here));
  for (const mark of typed.keys()) expect(remote, `typed here: ${mark}`).toContain(mark);
  const local = files()
    .map((path) => here.folder.read(path))
    .join("\n");
  for (const mark of [...told, ...typed.keys()]) expect(local).toContain(mark);
  expect(files()).toHaveLength(pages.length);
}

function someRules(random: Random, pages: readonly string[], here: Engine): ScopeRules {
  const below = (n: number) => Math.floor(random.next() * n);
  const some = () => pages[below(pages.length)] ?? "";
  const titles = ["Plan*", "Boat*", "Note*", "Start/*", "Title*"];
  const now = here.clock.now();
  return {
    roots: below(4) === 0 ? [some(), some()] : [],
    only: below(3) === 0 ? [titles[below(titles.length)] ?? "", "/Start.md"] : [],
    depth: below(3) === 0 ? 1 + below(4) : null,
    since: below(4) === 0 ? new Date(now - below(5) * 3_600_000).toISOString() : null,
  };
}

/** Moves a page unless it would come to lie below itself. */
function moved({ notion }: Engine, id: string, parent: string): void {
  for (let at: string | null = parent; at !== null; at = notion.world.page(at)?.parent ?? null)
    if (at === id) return;
  notion.app.move(id, { parent });
}

const texts = ({ notion }: Engine): readonly unknown[] =>
  [...notion.world.store.all()].filter(
    (record) => record.kind === "block" && !notion.world.inTrash(record),
  );

test.each(seeds)("a scope that changes at random loses nothing: SEED=%i", history, 120_000);

test("a file that went away outside of the scope is no deletion when its page is moved into it", async () => {
  const here = await engine({ workspace: "empty" });
  const { app, world } = here.notion;
  const home = [...world.roots][0] ?? "";
  const near = app.createPage({ parent: home, title: "Near", children: [paragraph("near")] });
  const far = app.createPage({ parent: near, title: "Far", children: [paragraph("far")] });
  await here.sync();
  const parts = { ...here.parts, settings: { ...here.parts.settings, depth: 2 } };
  const sync = () => runCycle(parts, { direction: "both", twoWay: true });
  await sync();
  expect(here.folder.list()).toContain("Start/Near/Far.md");
  rmSync(join(here.folder.path, "Start/Near/Far.md"));
  app.move(far, { parent: home });
  here.clock.advance(600_000);
  here.writes();
  await sync();
  expect(here.writes()).toEqual([]);
  expect(here.folder.read("Start/Far.md")).toContain("far");
});
