import { describe, expect, test } from "vitest";
import type { FaultPlan } from "../../../fixtures/notion-server/faults.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { crawlProgress } from "../../../sync/pull/progress.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { addDatabase, grow, paragraph } from "./grow.ts";
import { side } from "./support.ts";
import { differences, truthOf } from "./truth.ts";

const start = Date.UTC(2026, 10, 1);
const day = 24 * 3_600_000;

async function grown(size = 40, faults: FaultPlan = []) {
  const here = side({ workspace: "empty", start, seed: 5 });
  const cast = await grow(here.notion, seededRandom(5), size);
  await here.clock.advance(day);
  for (const rule of faults) here.notion.inject(rule);
  return { ...here, cast };
}

describe("a crawl through trouble", () => {
  test.each<[string, FaultPlan]>([
    ["refusals that pass", [{ probability: 0.2, fault: { kind: "error", status: 503 } }]],
    ["conflicts", [{ probability: 0.2, fault: { kind: "error", status: 409 } }]],
    [
      "rate limits with a time, in the header or the body",
      [
        { probability: 0.1, fault: { kind: "error", status: 429, retryAfterS: 70 } },
        {
          probability: 0.1,
          fault: { kind: "error", status: 529, retryAfterS: 30, withoutHeader: true },
        },
      ],
    ],
    ["answers that get lost", [{ probability: 0.2, fault: { kind: "lost", applied: false } }]],
    ["answers that are cut off", [{ probability: 0.2, fault: { kind: "truncated" } }]],
  ])("ends equal to the workspace: %s", async (_, faults) => {
    const { crawl, notion, mirror } = await grown(40, faults);
    expect(await crawl()).toMatchObject({ complete: true, failures: [] });
    notion.clearFaults();
    expect(differences(mirror, await truthOf(notion))).toEqual([]);
  });

  test("a page that fails is said and tried in later runs, the others are read", async () => {
    const { crawl, notion, mirror, cast } = await grown();
    const broken = cast.pages[3] ?? "";
    notion.inject({
      matching: ({ path }) => path === `/v1/blocks/${broken}/children`,
      fault: { kind: "error", status: 500 },
    });
    const first = await crawl();
    expect(first.failures.map(({ id }) => id)).toEqual([broken]);
    expect(first.complete).toBe(false);
    expect(mirror.pages.refs({ state: "live", due: true }).map(({ id }) => id)).toEqual([broken]);
    notion.clearFaults();
    expect(await crawl()).toMatchObject({ failures: [], changed: [broken] });
  });

  test("a page that failed in three runs is left alone until a full crawl", async () => {
    const { crawl, notion, cast } = await grown();
    const broken = cast.pages[3] ?? "";
    notion.inject({
      matching: ({ path }) => path === `/v1/blocks/${broken}/children`,
      fault: { kind: "error", status: 500 },
    });
    for (let run = 0; run < 3; run++) expect((await crawl()).failures).toHaveLength(1);
    notion.clearRequests();
    expect((await crawl()).failures).toEqual([]);
    expect(notion.requests.some(({ path }) => path.includes(broken))).toBe(false);
    notion.clearFaults();
    expect((await crawl({ full: true })).changed).toContain(broken);
  });

  test("a refused token stops the crawl with a way on", async () => {
    const { clock, notion, mirror, client } = await grown();
    const { createNotionClient } = await import("../../../src/notion/notion-client.ts");
    const { unlimitedPacer } = await import("../../../src/notion/pacing.ts");
    const { silentLog } = await import("../../../src/platform/log.ts");
    const { crawl } = await import("../../../sync/pull/crawl.ts");
    const random = seededRandom(1);
    const stranger = createNotionClient({
      transport: notion.handle,
      token: "ntn_wrong",
      pacer: unlimitedPacer({ clock, random }),
      clock,
      random,
      log: silentLog,
    });
    await expect(
      clock.run(crawl({ notion: stranger, mirror, clock, log: silentLog })),
    ).rejects.toMatchObject({
      code: "unauthorized",
      next: expect.stringContaining("NOTION_API_TOKEN"),
    });
    expect(client.counts.reads).toBe(0);
  });

  test("an abort ends it at once, and the next crawl goes on", async () => {
    const { clock, start: begin, crawl, notion, mirror } = await grown();
    const controller = new AbortController();
    let read = 0;
    const crawling = begin({
      signal: controller.signal,
      onPage: () => {
        if (++read === 5) controller.abort(new Error("stop"));
      },
    });
    await expect(clock.run(crawling)).rejects.toThrow("stop");
    const before = mirror.pages.refs({ due: false }).length;
    expect(before).toBeGreaterThanOrEqual(5);
    expect(await crawl()).toMatchObject({ complete: true });
    expect(differences(mirror, await truthOf(notion))).toEqual([]);
  });
});

describe("while a crawl runs", () => {
  test("a page that is asked for beside it is read at once", async () => {
    const { crawl, mirror, cast } = await grown(80);
    const oldest = cast.pages[1] ?? "";
    const order: string[] = [];
    await crawl({
      onPage: async (id) => {
        order.push(id);
        if (order.length === 10)
          await crawl({ pages: [oldest], onPage: (named) => void order.push(named) });
      },
    });
    expect(order[10]).toBe(oldest);
    expect(order.filter((id) => id === oldest)).toHaveLength(1);
    expect(mirror.pages.counts().withBody).toBe(mirror.pages.counts().live);
  });

  test("its progress can be read from the mirror, and is gone when it ends", async () => {
    const { clock, start: begin, mirror } = await grown();
    const seen: unknown[] = [];
    const crawling = begin({
      onPage: async () => {
        await clock.sleep(600);
        seen.push(crawlProgress(mirror)?.phase);
      },
    });
    await clock.run(crawling);
    expect(seen).toContain("fetch");
    expect(crawlProgress(mirror)).toBeNull();
  });

  test("it says what it found and what that costs, and keeps to the scope that it is given", async () => {
    const { crawl, mirror, cast, notion } = await grown(60);
    const requests = { before: 0 };
    await crawl({
      onListed: (found) => {
        requests.before = notion.requests.length;
        expect(found.pages).toBe(mirror.pages.refs({ state: "live" }).length - found.rows);
        expect(found.rows).toBe(cast.rows.length);
        expect(found.bodies).toBeGreaterThan(found.pages / 2);
        const choose = () => (id: string) => mirror.pages.get(id)?.parentId === null;
        return { roots: [], choose, early: false };
      },
    });
    const top = mirror.pages.refs({ due: false }).length;
    expect(top).toBeLessThan(25);
    expect(mirror.pages.refs({ state: "live", due: true }).length).toBeGreaterThan(25);
  });
});

describe("rows", () => {
  test("values past the cut are read in full, and again only when something changed", async () => {
    const { crawl, mirror, notion, clock, sent, cast } = await grown(5);
    const things = await addDatabase({ ...cast, notion }, cast.pages[0] ?? "", "Things");
    const rows = Array.from({ length: 60 }, (_, i) =>
      notion.app.createPage({ parent: things, title: `Thing ${i}`, properties: {} }),
    );
    ok(
      await ask(notion, "PATCH", `/data_sources/${things}`, {
        properties: { Parts: { relation: { data_source_id: things, single_property: {} } } },
      }),
    );
    const hub = notion.app.createPage({
      parent: things,
      title: "Hub",
      properties: { Parts: { relation: rows.map((id) => ({ id })) } },
      children: [paragraph("x")],
    });
    await clock.advance(2 * day);
    await crawl();
    const value = mirror.pages.get(hub)?.page.properties["Parts"];
    expect(value?.type === "relation" && value.relation.map(({ id }) => id)).toEqual(rows);
    sent();
    await crawl();
    await clock.advance(11 * 60_000);
    await crawl();
    expect(sent().filter((line) => line.includes("/properties/"))).toEqual([]);
    const after = mirror.pages.get(hub)?.page.properties["Parts"];
    expect(after?.type === "relation" && after.relation).toHaveLength(60);
  });

  test("of every data source of a database are listed", async () => {
    const { crawl, mirror, notion, clock, cast } = await grown(5);
    const first = await addDatabase({ ...cast, notion }, cast.pages[0] ?? "", "Two in one");
    const database = notion.world.dataSource(first)?.parent ?? "";
    const second = ok(
      await ask(notion, "POST", "/data_sources", {
        parent: { type: "database_id", database_id: database },
        properties: { Title: { title: {} } },
        title: [{ text: { content: "Second" } }],
      }),
    )["id"] as string;
    const rows = [first, second].map((parent) => notion.app.createPage({ parent, title: "Row" }));
    await clock.advance(day);
    expect((await crawl()).complete).toBe(true);
    expect(mirror.databases.dataSources(database).map(({ dataSource }) => dataSource.id)).toEqual(
      expect.arrayContaining([first, second]),
    );
    for (const id of rows) expect(mirror.pages.get(id)?.state).toBe("live");
    expect(differences(mirror, await truthOf(notion))).toEqual([]);
  });

  test("of a data source with more than a thousand rows have their bodies read when asked for", async () => {
    const { crawl, mirror, cast } = await grown(30);
    await crawl({ bodies: () => "lazy" });
    const rows = mirror.pages.refs({ state: "live" }).filter(({ dataSourceId }) => dataSourceId);
    expect(rows.length).toBe(cast.rows.length);
    expect(rows.every(({ bodyEditedTime }) => bodyEditedTime === null)).toBe(true);
    await crawl({ pages: [cast.rows[0] ?? ""] });
    expect(mirror.blocks.remote(cast.rows[0] ?? "")).not.toBeNull();
  });
});
