/** Search that shows less than the workspace holds from either end. */
import { expect, test } from "vitest";
import { createNotion } from "../../../fixtures/index.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient } from "../../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../../src/notion/pacing.ts";
import type { Transport } from "../../../src/notion/transport.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { crawl } from "../../../sync/pull/crawl.ts";
import { virtualClock } from "../../support/virtual-clock.ts";
import { differences, truthOf } from "./truth.ts";

/** Shows the first `cap` results of each search, and says that there was more, as Notion does at 10,000. */
function capped(send: Transport, cap: number): Transport {
  return async (request, signal) => {
    if (request.path !== "/v1/search") return send(request, signal);
    const { start_cursor, ...body } = JSON.parse(request.body ?? "{}") as Record<string, unknown>;
    const results: unknown[] = [];
    let cursor: unknown;
    do {
      const answer = await send(
        {
          ...request,
          body: JSON.stringify({
            ...body,
            ...(cursor === undefined ? {} : { start_cursor: cursor }),
          }),
        },
        signal,
      );
      const part = JSON.parse(answer.body) as { results: unknown[]; next_cursor: string | null };
      results.push(...part.results);
      cursor = part.next_cursor ?? undefined;
    } while (cursor !== undefined);
    const from = Number(start_cursor ?? 0);
    const to = Math.min(from + 100, cap, results.length);
    const more = to < Math.min(cap, results.length);
    return {
      status: 200,
      headers: {},
      body: JSON.stringify({
        object: "list",
        results: results.slice(from, to),
        has_more: more,
        next_cursor: more ? String(to) : null,
        ...(results.length > cap
          ? {
              request_status: {
                type: "incomplete",
                incomplete_reason: "query_result_limit_reached",
              },
            }
          : {}),
      }),
    };
  };
}

test("pages beyond both ends are found word by word and by walking, and none is missed", async () => {
  const clock = virtualClock(Date.UTC(2026, 10, 1));
  const notion = createNotion({ workspace: "empty", clock, random: seededRandom(3) });
  const random = seededRandom(3);
  const words = ["harbour", "keel", "oak", "rivet", "plank", "sail", "tide", "chart"];
  const pages = [...notion.world.roots];
  for (let i = 0; i < 900; i++) {
    const parent = pages[Math.floor(random.next() * Math.min(pages.length, 40))] ?? "";
    const title = `${words[i % 8]} ${words[Math.floor(random.next() * 8)]} ${i}`;
    pages.push(notion.app.createPage({ parent, title }));
    if (i % 20 === 0) await clock.advance(60_000);
  }
  await clock.advance(24 * 3_600_000);
  notion.clearRequests();
  let walked = 0;
  const send = capped(notion.handle, 200);
  const mirror = openMirror({ openDatabase, path: ":memory:", clock });
  const client = createNotionClient({
    transport: (request, signal) => {
      if (request.path.startsWith("/v1/pages/")) walked++;
      return send(request, signal);
    },
    token: notion.token,
    pacer: unlimitedPacer({ clock, random }),
    clock,
    random,
    log: silentLog,
  });
  const result = await clock.run(crawl({ notion: client, mirror, clock, log: silentLog }));
  expect(result).toMatchObject({ complete: true, failures: [] });
  expect(differences(mirror, await truthOf(notion))).toEqual([]);
  // 500 of the 901 lie beyond both ends: most of them came a hundred a request.
  expect(walked).toBeLessThan(150);
  mirror.close();
}, 120_000);
