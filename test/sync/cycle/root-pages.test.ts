/**
 * Pages at the workspace's root, which only search shows, minutes late: their making is never repeated while
 * search may still show that it was done.
 */
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../fixtures/index.ts";
import { type Engine, engine } from "../../support/app.ts";

const minute = 60_000;

const isCreate = ({ method, path }: { readonly method: string; readonly path: string }) =>
  method === "POST" && path === "/v1/pages";

/** A new file `New.md` at the top, whose page's making gets no answer; search lags three minutes. */
async function unanswered(fault: Fault) {
  const world = await engine({
    workspace: "empty",
    personal: true,
    search: { lagMs: 3 * minute },
  });
  world.clock.advance(10 * minute);
  await world.sync();
  world.save("New.md", "# New\n\nSome words.\n");
  world.notion.inject({ matching: isCreate, times: 1, fault });
  world.requests();
  const creates: number[] = [];
  /** One run, `ms` after the last; notes when pages are made. */
  const later = async (ms: number, options: Parameters<Engine["sync"]>[0] = {}) => {
    world.clock.advance(ms);
    const before = world.clock.now();
    const report = await world.sync(options);
    for (const request of world.requests()) if (isCreate(request)) creates.push(before);
    return report;
  };
  return { world, later, creates };
}

const pagesCalled = ({ notion }: Engine, title: string) =>
  [...notion.world.store.all()].filter(
    (record) => record.kind === "page" && JSON.stringify(record).includes(JSON.stringify(title)),
  );

const pageFiles = ({ folder }: Engine) =>
  folder
    .list()
    .filter((path) => path.endsWith(".md"))
    .sort();

const isBound = (world: Engine) => /notion_id:/.test(world.folder.read("New.md"));

describe("a page at the workspace's root whose making got no answer", () => {
  test("is found when search shows it, and nothing waits for that", async () => {
    const { world, later, creates } = await unanswered({ kind: "lost", applied: true });
    world.save("Start.md", `${world.folder.read("Start.md")}\nA line.\n`);
    const before = world.clock.now();
    const first = await later(0);
    expect(world.clock.now() - before).toBeLessThan(10_000);
    expect(first.pages.map(({ path, outcome }) => [path, outcome]).sort()).toEqual([
      ["New.md", "failed"],
      ["Start.md", "pushed"],
    ]);
    expect(first.pages.find(({ path }) => path === "New.md")?.reason).toContain("search");
    const status = await world.status();
    expect(status.doubts).toBe(1);
    expect(status.remarks.join("\n")).toMatch(/New\.md: .*not known yet/);

    let runs = 0;
    for (; !isBound(world) && runs < 40; runs++) {
      const at = world.clock.now();
      await later(30_000);
      expect(world.clock.now() - at).toBeLessThan(35_000);
    }
    expect(world.clock.now() - before).toBeLessThan(5 * minute);
    for (let more = 0; more < 30; more++) await later(minute);
    expect(creates).toHaveLength(1);
    expect(pagesCalled(world, "New")).toHaveLength(1);
    expect(pageFiles(world)).toEqual(["New.md", "Start.md"]);
    expect((await world.status()).doubts).toBe(0);
  });

  test("is made again only after search would have shown it", async () => {
    const { world, later, creates } = await unanswered({ kind: "lost", applied: false });
    for (let runs = 0; runs < 60; runs++) await later(30_000);
    expect(isBound(world)).toBe(true);
    expect(creates).toHaveLength(2);
    const [sent = 0, again = 0] = creates;
    expect(again - sent).toBeGreaterThan(10 * minute);
    expect(again - sent).toBeLessThan(13 * minute);
    expect(pagesCalled(world, "New")).toHaveLength(1);
  });

  test("is made once when the server was slow and search lags on top", async () => {
    const { world, later, creates } = await unanswered({ kind: "late", afterMs: 80_000 });
    for (let runs = 0; runs < 60; runs++) await later(30_000);
    expect(isBound(world)).toBe(true);
    expect(creates).toHaveLength(1);
    expect(pagesCalled(world, "New")).toHaveLength(1);
  });

  test.each([
    ["renamed", "Other.md"],
    ["moved under another page", "Start/New.md"],
  ])("is made once although the file was %s meanwhile", async (_name, path) => {
    const { world, later, creates } = await unanswered({ kind: "lost", applied: true });
    await later(0);
    mkdirSync(dirname(join(world.folder.path, path)), { recursive: true });
    renameSync(join(world.folder.path, "New.md"), join(world.folder.path, path));
    for (let runs = 0; runs < 30; runs++) await later(30_000);
    expect(creates).toHaveLength(1);
    const id = world.mirror.files.byPath(path)?.id ?? "";
    expect(world.folder.list()).toEqual([path, "Start.md"].sort());
    const page = await world.parts.notion.page(id);
    expect(JSON.stringify(page.properties)).toContain(path === "Other.md" ? "Other" : "New");
    expect(page.parent.type).toBe(path === "Other.md" ? "workspace" : "page_id");
    expect((await world.status()).doubts).toBe(0);
  });

  test("is found among hundreds of newer edits", async () => {
    const { world, later, creates } = await unanswered({ kind: "lost", applied: true });
    await later(0);
    const [parent = ""] = world.notion.world.roots;
    for (let n = 0; n < 150; n++) world.notion.app.createPage({ parent, title: `P${n}` });
    for (let runs = 0; runs < 30; runs++) await later(30_000, { direction: "push" });
    expect(creates).toHaveLength(1);
    expect(isBound(world)).toBe(true);
    expect(pagesCalled(world, "New")).toHaveLength(1);
  });

  test("gets no second file from a run that only pulls", async () => {
    const { world, later, creates } = await unanswered({ kind: "lost", applied: true });
    await later(0);
    for (let runs = 0; runs < 10; runs++) await later(minute, { direction: "pull" });
    expect(pageFiles(world)).toEqual(["New.md", "Start.md"]);
    await later(minute);
    expect(isBound(world)).toBe(true);
    expect(creates).toHaveLength(1);
    expect(pagesCalled(world, "New")).toHaveLength(1);
  });
});
