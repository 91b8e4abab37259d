/**
 * A crawl that is killed and taken up again: by another process, from the same file.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createNotion, type Notion } from "../../../fixtures/index.ts";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient } from "../../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../../src/notion/pacing.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { crawl } from "../../../sync/pull/crawl.ts";
import { virtualClock } from "../../support/virtual-clock.ts";
import { contents } from "./contents.ts";
import { grow } from "./grow.ts";

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "notion-mirror-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "mirror.db");
}

const clock = virtualClock(Date.UTC(2026, 10, 1));

async function workspace(seed: number): Promise<Notion> {
  const notion = createNotion({ workspace: "empty", clock, random: seededRandom(seed) });
  await grow(notion, seededRandom(seed), 150);
  await clock.advance(24 * 3_600_000);
  notion.clearRequests();
  return notion;
}

/** A process that stops for good after `requests` answers: what it was about to do is never done. */
async function engine(notion: Notion, path: string, requests: number): Promise<Mirror> {
  const mirror = openMirror({ openDatabase, path, clock });
  const random = seededRandom(7);
  let left = requests;
  let killed: () => void = () => undefined;
  const death = new Promise<void>((resolve) => {
    killed = resolve;
  });
  const client = createNotionClient({
    transport: async (request, signal) => {
      // A kill strikes after the server has answered and before the engine has seen it.
      const answer = await notion.handle(request, signal);
      if (left-- > 0) return answer;
      killed();
      return new Promise(() => undefined);
    },
    token: notion.token,
    pacer: unlimitedPacer({ clock, random }),
    clock,
    random,
    log: silentLog,
  });
  const crawling = crawl({ notion: client, mirror, clock, log: silentLog });
  await clock.run(Promise.race([crawling, death]));
  return mirror;
}

const bodyReads = (notion: Notion): Map<string, number> => {
  const reads = new Map<string, number>();
  for (const { path } of notion.requests) {
    const id = /^\/v1\/blocks\/([^/]+)\/children$/.exec(path)?.[1];
    if (id !== undefined && notion.world.page(id) !== undefined)
      reads.set(id, (reads.get(id) ?? 0) + 1);
  }
  return reads;
};

test.each([11, 12, 13])(
  "five kills cost at most a page each, and the mirror is the same (seed %i)",
  async (seed) => {
    const notion = await workspace(seed);
    const whole = await engine(notion, temporaryFile(), Number.POSITIVE_INFINITY);
    const expected = contents(whole);
    const requests = notion.requests.length;
    whole.close();
    notion.clearRequests();

    const path = temporaryFile();
    const random = seededRandom(seed);
    for (let kill = 0; kill < 5; kill++) {
      await engine(notion, path, Math.floor(random.next() * requests * 0.35));
    }
    const resumed = await engine(notion, path, Number.POSITIVE_INFINITY);
    expect(contents(resumed)).toEqual(expected);
    const again = [...bodyReads(notion).values()].reduce((sum, reads) => sum + reads - 1, 0);
    expect(again).toBeLessThanOrEqual(5);
    // A list page, a body of a few lists and its neighbours in flight, a kill.
    expect(notion.requests.length).toBeLessThanOrEqual(requests + 5 * 10);
    resumed.close();
  },
);
