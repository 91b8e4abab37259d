/**
 * The real client, the real mirror and the embedded Notion, joined in one process on one clock.
 */
import { createNotion, type Notion, type NotionOptions } from "../../../fixtures/index.ts";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient, type NotionClient } from "../../../src/notion/notion-client.ts";
import { createPacer } from "../../../src/notion/pacing.ts";
import { type Transport, TransportError } from "../../../src/notion/transport.ts";
import { type BlockTree, childrenOf, withChildren } from "../../../src/notion/tree.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { type CrawlOptions, type CrawlResult, crawl } from "../../../sync/pull/crawl.ts";
import type { PullParts } from "../../../sync/pull/run.ts";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";

export interface Side {
  readonly clock: VirtualClock;
  readonly notion: Notion;
  readonly client: NotionClient;
  readonly mirror: Mirror;
  readonly parts: PullParts;
  /** Crawls while the virtual clock runs. */
  crawl(options?: CrawlOptions): Promise<CrawlResult>;
  /** Begins to crawl; whoever asked turns the clock. */
  start(options?: CrawlOptions): Promise<CrawlResult>;
  /** `POST /v1/search` … of the requests since the last call. */
  sent(): readonly string[];
}

export interface SideOptions extends Pick<NotionOptions, "workspace" | "faults" | "limits"> {
  readonly start?: number;
  /** Ms that each answer takes. */
  readonly latencyMs?: number;
  readonly requestsPerMinute?: number;
  readonly seed?: number;
  readonly path?: string;
}

export function side(options: SideOptions = {}): Side {
  const { latencyMs = 0, seed = 1 } = options;
  const clock = virtualClock(options.start ?? Date.UTC(2026, 10, 21, 12, 0, 30));
  const notion = createNotion({
    workspace: options.workspace ?? "demo",
    clock,
    random: seededRandom(seed),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    lostAnswer: () => new TransportError("The connection broke", { sent: true }),
  });
  const transport: Transport = async (request, signal) => {
    if (latencyMs > 0) await clock.sleep(latencyMs, signal);
    return notion.handle(request, signal);
  };
  const random = seededRandom(seed + 1);
  const pacer = createPacer({
    clock,
    random,
    requestsPerMinute: options.requestsPerMinute ?? Number.POSITIVE_INFINITY,
  });
  const client = createNotionClient({
    transport,
    token: notion.token,
    pacer,
    clock,
    random,
    log: silentLog,
  });
  const mirror = openMirror({ openDatabase, path: options.path ?? ":memory:", clock });
  const parts: PullParts = { notion: client, mirror, clock, log: silentLog };
  return {
    clock,
    notion,
    client,
    mirror,
    parts,
    start: (crawlOptions) => crawl(parts, crawlOptions),
    crawl: (crawlOptions) => clock.run(crawl(parts, crawlOptions)),
    sent: () => {
      const lines = notion.requests.map(({ method, path }) => `${method} ${path}`);
      notion.clearRequests();
      return lines;
    },
  };
}

/** Without what a signature or an edit time of an ancestor adds: ids, types and contents. */
export const plain = (blocks: readonly BlockTree[]): readonly BlockTree[] =>
  blocks.map((block) => withChildren(block, plain(childrenOf(block))));
