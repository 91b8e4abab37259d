/**
 * A crawl that reads while a push writes: what was asked for before the write does not come over it.
 */
import { expect, test } from "vitest";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import type { Transport } from "../../../src/notion/transport.ts";
import { crawl } from "../../../sync/pull/crawl.ts";
import { againAt, isOutrun, readSince, writesSoFar, wroteTo } from "../../../sync/pull/written.ts";
import { engine } from "../../support/app.ts";

test("writes are counted, page by page", () => {
  const mirror = {} as Mirror;
  const before = writesSoFar(mirror);
  wroteTo(mirror, "a", 0);
  expect(isOutrun(mirror, "a", before)).toBe(true);
  expect(isOutrun(mirror, "b", before)).toBe(false);
  expect(isOutrun(mirror, "a", writesSoFar(mirror))).toBe(false);
});

test.each([
  ["when its minute is over, if we did not write to it", [], 40, 40],
  ["a minute after a write, if its own is over by then", [[10]], 40, 70],
  ["when its minute is over, if that is later", [[10]], 80, 80],
  ["a minute after the last of several writes", [[10], [30]], 40, 90],
  ["two minutes after the first, however many come", [[10], [60], [110]], 120, 130],
  ["two minutes after one that took many requests", [[10, 5]], 40, 130],
] as const)("a page is read once more %s", (_, writes, settlesAt, expected) => {
  const mirror = {} as Mirror;
  const s = 1_000;
  for (const [at, requests] of writes as readonly (readonly [number, number?])[])
    wroteTo(mirror, "a", at * s, requests);
  expect(againAt(mirror, "a", settlesAt * s)).toBe(expected * s);
  readSince(mirror, "a");
  expect(againAt(mirror, "a", settlesAt * s)).toBe(settlesAt * s);
});

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

test.each([
  ["the page", /^\/v1\/pages\//],
  ["its body", /\/children/],
])("an answer about %s that a push overtook is not stored", async (_, slow) => {
  let during: (() => Promise<void>) | null = null;
  const transport =
    (real: Transport): Transport =>
    async (request, signal) => {
      // Answered by Notion first, and told to the crawl only after the push.
      const answer = await real(request, signal);
      if (during !== null && request.method === "GET" && slow.test(request.path)) {
        const work = during;
        during = null;
        await work();
      }
      return answer;
    };
  const { notion, mirror, parts, sync, edit, folder, status } = await engine({
    workspace: "empty",
    transport,
  });
  const [parent = ""] = notion.world.roots;
  const id = notion.app.createPage({ parent, title: "P", children: [paragraph("Before.")] });
  await sync();
  edit("Start/P.md", "Before.", "After.");
  during = async () => {
    expect((await sync({ direction: "push" })).pages).toMatchObject([{ outcome: "pushed" }]);
  };
  await crawl(parts, { pages: [id] });
  expect(during).toBeNull();
  expect(JSON.stringify(mirror.blocks.remote(id))).toContain("After.");
  expect(mirror.blocks.remote(id)).toEqual(mirror.bases.get(id)?.blocks);
  await sync();
  expect(folder.read("Start/P.md")).toContain("After.");
  expect((await status()).changes).toEqual([]);
});
