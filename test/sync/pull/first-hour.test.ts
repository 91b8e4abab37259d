/**
 * The first minutes of a clone in virtual time: 5,000 pages, 180 requests a minute, a quarter of a second an answer.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/platform/random.ts";
import { type Grown, growOverDays } from "./grow.ts";
import { type Side, side } from "./support.ts";

const latencyMs = 250;
const second = 1_000;

/** 3,500 pages and three data sources of 500 rows. */
const fill = ({ notion, clock }: Side): Promise<Grown> =>
  growOverDays(notion, clock, seededRandom(4), 5_000);

describe("the first minutes of a clone of 5,000 pages", () => {
  const seen = {
    firstFile: Number.POSITIVE_INFINITY,
    titles: Number.POSITIVE_INFINITY,
    newest: Number.POSITIVE_INFINITY,
    saves: [] as number[],
    refused: 0,
    requests: 0,
  };

  beforeAll(async () => {
    const here = side({
      workspace: "empty",
      start: Date.UTC(2026, 8, 1),
      latencyMs,
      requestsPerMinute: 180,
      limits: { requestsPerMinute: 180 },
      seed: 4,
    });
    const { clock, notion, mirror, client } = here;
    await fill(here);
    const startedAt = clock.monotonic();
    const since = () => clock.monotonic() - startedAt;
    const all = [...notion.world.store.all()].filter(({ kind }) => kind === "page").length;
    const newest = [...notion.world.store.all()]
      .filter(({ kind }) => kind === "page")
      .sort((a, b) => ("editedMs" in a && "editedMs" in b ? b.editedMs - a.editedMs : 0))
      .slice(0, 25)
      .map(({ id }) => id);
    const titles = mirror.database.prepare<[], number>("SELECT count(*) FROM pages").pluck();
    const controller = new AbortController();
    const crawling = here
      .start({
        signal: controller.signal,
        onPage: () => {
          seen.firstFile = Math.min(seen.firstFile, since());
          if (
            seen.newest === Number.POSITIVE_INFINITY &&
            newest.every((id) => mirror.pages.get(id)?.bodyEditedTime != null)
          )
            seen.newest = since();
        },
        onProgress: () => {
          if (seen.titles === Number.POSITIVE_INFINITY && titles.get() === all)
            seen.titles = since();
        },
      })
      .catch(() => undefined);

    // Somebody saves a page every ten seconds: a look at the page and a write.
    const random = seededRandom(9);
    for (let i = 0; i < 20; i++) {
      await clock.advance(10 * second * (0.5 + random.next()));
      const page = mirror.pages.refs({ due: false }).at(i);
      if (page === undefined) continue;
      const block = mirror.blocks.remote(page.id)?.[0];
      if (block?.id === undefined) continue;
      const savedAt = clock.monotonic();
      const options = { priority: "person" as const };
      const { id } = block;
      await clock.run(
        (async () => {
          await client.block(id, options);
          await client.updateBlock(
            id,
            { paragraph: { rich_text: [{ type: "text", text: { content: `save ${i}` } }] } },
            { ...options, onSend: () => seen.saves.push(clock.monotonic() - savedAt) },
          );
        })(),
      );
    }
    seen.refused = notion.requests.filter(({ status }) => status === 429).length;
    seen.requests = notion.requests.length / (since() / 60_000);
    controller.abort(new Error("enough"));
    await clock.run(crawling);
  }, 240_000);

  test("the first file is there within 5 seconds", () => {
    expect(seen.firstFile).toBeLessThanOrEqual(5 * second);
  });

  test("all titles and row properties are there within 30 seconds", () => {
    expect(seen.titles).toBeLessThanOrEqual(30 * second);
  });

  test("the 25 newest pages can be edited within 60 seconds", () => {
    expect(seen.newest).toBeLessThanOrEqual(60 * second);
  });

  test("every save starts its write within a second", () => {
    expect(seen.saves).toHaveLength(20);
    expect(Math.max(...seen.saves)).toBeLessThanOrEqual(second);
  });

  test("the budget is used and never overdrawn", () => {
    expect(seen.refused).toBe(0);
    expect(seen.requests).toBeGreaterThan(150);
  });
});
