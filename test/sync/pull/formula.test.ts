/**
 * What a full crawl may cost: two passes of search, each database and each list of rows and blocks once.
 */
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/platform/random.ts";
import { leastRequests } from "./bound.ts";
import { grow } from "./grow.ts";
import { side } from "./support.ts";

describe("a full crawl costs at most 1.02 times the least", () => {
  const later = Date.UTC(2027, 0, 1);
  test("of the demo workspace", async () => {
    const here = side({ workspace: "demo", start: later });
    expect((await here.crawl()).complete).toBe(true);
    expect(here.client.counts.reads).toBeLessThanOrEqual(1.02 * leastRequests(here.mirror));
  });

  test.each([
    [1, 60],
    [2, 250],
    [3, 400],
  ])("of a generated workspace (seed %i, %i pages and rows)", async (seed, size) => {
    const here = side({ workspace: "empty", seed, start: Date.UTC(2026, 10, 1) });
    await grow(here.notion, seededRandom(seed), size);
    await here.clock.advance(24 * 3_600_000);
    expect((await here.crawl()).complete).toBe(true);
    expect(here.mirror.pages.refs({ state: "live" }).length).toBeGreaterThan(0.9 * size);
    expect(here.client.counts.reads).toBeLessThanOrEqual(1.02 * leastRequests(here.mirror));
  });
});
