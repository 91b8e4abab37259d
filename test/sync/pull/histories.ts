/**
 * One random history: a workspace lives on while a mirror looks at it now and then, through a search that lags
 * and forgets, and is sometimes killed. When all is quiet the mirror must equal the workspace.
 */
import { createNotion } from "../../../fixtures/index.ts";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient } from "../../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../../src/notion/pacing.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { type CrawlOptions, type CrawlResult, crawl } from "../../../sync/pull/crawl.ts";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";
import { grow, live } from "./grow.ts";
import { laggingSearch } from "./lagging-search.ts";
import { differences, isInTrash, truthOf } from "./truth.ts";

const minute = 60_000;

/** Sentences about what went wrong; none is what we want. */
export async function history(seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const clock = virtualClock(Date.UTC(2026, 10, 21, 12, 0, 30));
  const notion = createNotion({ workspace: "empty", clock, random: seededRandom(seed + 1) });
  const search = laggingSearch(notion, { lagMs: 3 * minute, forgets: 0.02, now: clock.now });
  const grown = await grow(notion, random, 20 + Math.floor(random.next() * 30));
  await search.index();
  const mirror = openMirror({ openDatabase, path: ":memory:", clock });
  const wrong: string[] = [];

  /** `dies`: the process stops for good after so many answers. */
  const look = async (options: CrawlOptions = {}, dies = Number.POSITIVE_INFINITY) => {
    const result = await engine(
      clock,
      mirror,
      notion.token,
      search.transport,
      random.next(),
      options,
      dies,
    );
    for (const id of result?.trashed ?? [])
      if (!(await isInTrash(notion, id))) wrong.push(`${id} was called trashed without proof`);
    for (const { id, error } of result?.failures ?? [])
      wrong.push(`${id} failed: ${String(error)}`);
  };

  await look({}, random.next() < 0.3 ? random.next() * 60 : undefined);
  const steps = 15 + Math.floor(random.next() * 30);
  for (let step = 0; step < steps; step++) {
    const edits = 1 + Math.floor(random.next() * 4);
    for (let edit = 0; edit < edits; edit++) await live(grown);
    await search.index();
    // Mostly within the minute, so that edits hide behind the same time stamp.
    await clock.advance(random.next() < 0.7 ? random.next() * 40_000 : random.next() * 15 * minute);
    if (random.next() < 0.6)
      await look(
        { full: random.next() < 0.1 },
        random.next() < 0.15 ? random.next() * 40 : undefined,
      );
  }
  // Quiet: the index catches up, what is owed falls due, and a full look finds what no time stamp shows.
  await search.index();
  await clock.advance(5 * minute);
  await look();
  await clock.advance(15 * minute);
  await look();
  await look({ full: true });
  wrong.push(...differences(mirror, await truthOf(notion)));
  mirror.close();
  return wrong;
}

async function engine(
  clock: VirtualClock,
  mirror: Mirror,
  token: string,
  transport: Parameters<typeof createNotionClient>[0]["transport"],
  seed: number,
  options: CrawlOptions,
  dies: number,
): Promise<CrawlResult | null> {
  const random = seededRandom(Math.floor(seed * 2 ** 31));
  let left = dies;
  let die: () => void = () => undefined;
  const death = new Promise<null>((resolve) => {
    die = () => resolve(null);
  });
  const client = createNotionClient({
    transport: async (request, signal) => {
      const answer = await transport(request, signal);
      if (left-- > 0) return answer;
      die();
      return new Promise(() => undefined);
    },
    token,
    pacer: unlimitedPacer({ clock, random }),
    clock,
    random,
    log: silentLog,
  });
  return clock.run(
    Promise.race([crawl({ notion: client, mirror, clock, log: silentLog }, options), death]),
  );
}
