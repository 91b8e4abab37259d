/**
 * Creating, moving, trashing and retitling whole pages, exactly once.
 */
import { describe, expect, test } from "vitest";
import { createNotion, type Fault } from "../../../fixtures/index.ts";
import type { DataSource, Page } from "../../../src/notion/types.ts";
import type { CreatePage, Operation } from "../../../sync/plan/operations.ts";
import { pageFieldsHash } from "../../../sync/plan/properties.ts";
import { execute } from "../../../sync/push/execute.ts";
import { type Bench, createBench, pageId, planted } from "../../support/bench.ts";
import { Killer, pagesCycle } from "../../support/cycle.ts";
import { outline } from "../../support/outline.ts";
import { h1, li, p, text } from "../../support/trees.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

const titled = (title: string) => ({ properties: { title: { title: [text(title)] as never } } });

const create = (
  path: string,
  parent: CreatePage["parent"],
  blocks = [p(`in ${path}`)],
): CreatePage => ({
  kind: "create-page",
  path,
  create: titled(path),
  parent,
  children: blocks,
});

const family: readonly Operation[] = [
  create("Parent", { page: { id: pageId } }, [
    h1("head"),
    ...Array.from({ length: 130 }, (_, i) => p(`n${i}`)),
    li("1", li("2", li("3", li("4")))),
  ]),
  create("Child", { page: { created: "Parent" } }),
  create("Twin", { page: { id: pageId } }),
];

/** Title and body of every page below the bench's, as lines. */
async function everything(bench: Bench, page = pageId): Promise<readonly string[]> {
  const lines: string[] = [];
  const blocks = await bench.read(page);
  for (const block of blocks) {
    if (block.type !== "child_page" || block.id === undefined) lines.push(...outline([block]));
    else
      lines.push(
        `@ ${block.child_page.title}`,
        ...(await everything(bench, block.id)).map((line) => `  ${line}`),
      );
  }
  return lines;
}

const expected = [
  "@ Parent",
  "  # head",
  ...Array.from({ length: 130 }, (_, i) => `  n${i}`),
  "  - 1",
  "    - 2",
  "      - 3",
  "        - 4",
  "  @ Child",
  "    in Child",
  "@ Twin",
  "  in Twin",
];

/** The same Notion and mirror, with a process of its own. */
function restarted(old: Bench, killer: Killer): Bench {
  const bench = createBench([], {
    notion: old.notion,
    mirror: old.mirror,
    clock: old.clock,
    wrap: (transport) => killer.transport(transport),
  });
  const mirror = { ...old.mirror, journal: killer.journal(old.mirror.journal) };
  return { ...bench, parts: { ...bench.parts, clock: killer.clock(old.clock), mirror } };
}

describe("new pages", () => {
  test("are created with their bodies, parents first", async () => {
    const bench = createBench(planted([]));
    const outcome = await bench.clock.run(execute(family, bench.parts));
    expect(outcome.status).toBe("done");
    expect([...outcome.pages.keys()]).toEqual(["Parent", "Child", "Twin"]);
    expect(await everything(bench)).toEqual(expected);
    // A page and its first 100 blocks, 31 and the fourth level, and one for each of the others.
    expect(bench.writes()).toHaveLength(5);
  });

  test("are created once, wherever the engine is killed", async () => {
    const whole = new Killer();
    const untroubled = restarted(createBench(planted([])), whole);
    await untroubled.clock.run(pagesCycle(family, untroubled.parts));
    const { steps } = whole;
    for (let step = 1; step <= steps; step += process.env["CRASH"] === "all" ? 1 : 5) {
      const killer = new Killer(step);
      const bench = restarted(createBench(planted([])), killer);
      const running = pagesCycle(family, bench.parts).catch(() => undefined);
      await bench.clock.run(Promise.race([running, killer.killed]));
      const again = restarted(bench, new Killer());
      const created = await again.clock.run(pagesCycle(family, again.parts));
      expect([...created.keys()].sort(), `step ${step}`).toEqual(["Child", "Parent", "Twin"]);
      const titles = (await everything(again)).filter((line) => line.includes("@"));
      expect(titles, `step ${step}`).toEqual(["@ Parent", "  @ Child", "@ Twin"]);
    }
  }, 120_000);

  const faults: readonly (readonly [string, Fault])[] = [
    ["a lost answer", { kind: "lost", applied: true }],
    ["a lost request", { kind: "lost", applied: false }],
    ["an answer lost and applied after 60 s", { kind: "late", afterMs: 60_000 }],
    ["503 that names what was committed", { kind: "error", status: 503, committed: true }],
    ["409, applied", { kind: "error", status: 409, applied: true }],
    ["500, not applied", { kind: "error", status: 500 }],
  ];
  test.each(faults)(
    "are created once in spite of %s",
    async (_name, fault) => {
      for (let request = 1; request <= 9; request++) {
        const bench = createBench(planted([]));
        bench.notion.inject({ request, fault });
        const created = await bench.clock.run(pagesCycle(family, bench.parts));
        expect([...created.keys()].sort(), `request ${request}`).toEqual([
          "Child",
          "Parent",
          "Twin",
        ]);
        expect(await everything(bench), `request ${request}`).toEqual(expected);
      }
    },
    120_000,
  );

  test("become rows of a data source, found again by asking it", async () => {
    const clock = virtualClock();
    const bench = createBench([], { clock, notion: createNotion({ clock, workspace: "demo" }) });
    const { results } = await bench.clock.run(bench.client.search({ object: "data_source" }));
    const source = results[0] as DataSource;
    const title = Object.values(source.properties).find(({ type }) => type === "title")?.name ?? "";
    const op: CreatePage = {
      kind: "create-page",
      path: "Row",
      create: { properties: { [title]: { title: [text("A new row")] as never } } },
      parent: { dataSource: source.id },
      children: [],
    };
    const rows = async () => {
      const answer = await bench.client.query(source.id, {});
      return (answer.results as Page[]).filter((row) =>
        JSON.stringify(row.properties).includes("A new row"),
      );
    };
    bench.notion.clearRequests();
    bench.notion.inject({ request: 1, fault: { kind: "lost", applied: true } });
    const outcome = await bench.clock.run(execute([op], bench.parts));
    expect(outcome.status).toBe("done");
    const found = await bench.clock.run(rows());
    expect(found.map(({ id }) => id)).toEqual([outcome.pages.get("Row")?.id]);
  });
});

describe("pages that exist", () => {
  const blocks = planted([p("a")]);

  test("get a new title with one update, unless Notion has another one by now", async () => {
    const bench = createBench(blocks);
    const update = titled("New");
    const op: Operation = {
      kind: "update-page",
      page: pageId,
      update,
      expected: pageFieldsHash(await bench.page(), update),
    };
    const renamed = await bench.clock.run(execute([op], bench.parts));
    expect(renamed.status).toBe("done");
    expect(bench.writes()).toEqual([`PATCH /v1/pages/${pageId}`]);
    const late = await bench.clock.run(execute([op], bench.parts));
    expect(late.status).toBe("changed");
    expect(bench.writes()).toHaveLength(1);
  });

  test("are moved and trashed once, and not again", async () => {
    const bench = createBench(blocks);
    const made = await bench.clock.run(
      execute(
        [create("One", { page: { id: pageId } }), create("Two", { page: { id: pageId } })],
        bench.parts,
      ),
    );
    const one = made.pages.get("One")?.id ?? "";
    const two = made.pages.get("Two")?.id ?? "";
    bench.notion.clearRequests();
    const move: Operation = { kind: "move-page", page: two, parent: { page_id: one } };
    const expected = made.pages.get("Two")?.last_edited_time ?? "";
    const trash: Operation = { kind: "trash-page", page: two, expected, along: [] };
    for (const op of [move, trash]) {
      bench.notion.inject({ request: 2, fault: { kind: "lost", applied: true } });
      expect((await bench.clock.run(execute([op], bench.parts))).status).toBe("done");
      expect((await bench.clock.run(execute([op], bench.parts))).status).toBe(
        op === move ? "done" : "done",
      );
    }
    expect(bench.writes()).toEqual([`POST /v1/pages/${two}/move`, `PATCH /v1/pages/${two}`]);
    expect(await everything(bench)).toEqual(["a", "@ One", "  in One"]);
  });
});
