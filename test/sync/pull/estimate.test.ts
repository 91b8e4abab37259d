/** What a clone says that reading will cost, held against what it then cost. */
import { expect, test } from "vitest";
import { generate, type NotionOptions } from "../../../fixtures/index.ts";
import { side } from "./support.ts";

test.each<[string, NotionOptions["workspace"]]>([
  ["the demo's workspace", "demo"],
  ["a hundred pages", generate(1, { pages: 100 })],
  ["400 pages and 100 rows", generate(2, { pages: 400, rows: 100 })],
  ["200 pages and 900 rows", generate(4, { pages: 200, rows: 300, dataSources: 3 })],
])("the estimate for %s is within a third of what is sent", async (_, workspace = "demo") => {
  const { crawl, notion, clock } = side({ workspace });
  await clock.advance(24 * 3_600_000);
  notion.clearRequests();
  const said = { requests: 0, before: 0, bodies: 0 };
  await crawl({
    onListed: ({ requests, bodies }) => {
      Object.assign(said, { requests, bodies, before: notion.requests.length });
      return undefined;
    },
  });
  const sent = notion.requests.length - said.before;
  expect(said.bodies).toBeGreaterThan(10);
  // Of few pages a handful decides.
  expect(Math.abs(said.requests - sent)).toBeLessThanOrEqual(sent / 3 + 5);
});
