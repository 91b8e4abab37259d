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

test.each<[string, NotionOptions["workspace"]]>([
  ["the demo's workspace", "demo"],
  ["eight pages, all of which are read before anything is said", generate(3, { pages: 8 })],
  ["120 pages and 80 rows", generate(5, { pages: 120, rows: 80 })],
])(
  "what comments of %s would take is within a third of what they take",
  async (_, workspace = "demo") => {
    const said = async (comments: boolean) => {
      const { crawl, notion, clock } = side({ workspace });
      await clock.advance(24 * 3_600_000);
      notion.clearRequests();
      let requests = Number.NaN;
      await crawl({
        comments,
        full: true,
        onListed: (found) => {
          requests = found.comments.requests;
          return undefined;
        },
      });
      const sent = notion.requests.filter(({ path }) => path.startsWith("/v1/comments")).length;
      return { requests, sent };
    };
    const { requests, sent } = await said(true);
    expect(sent).toBeGreaterThan(8);
    expect(Math.abs(requests - sent)).toBeLessThanOrEqual(sent / 3 + 5);
    expect(await said(false)).toEqual({ requests, sent: 0 });
  },
);
