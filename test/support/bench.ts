/**
 * One page at an embedded Notion with everything that pushing to it takes: a client, a mirror, a clock.
 *
 * The page is planted with the very ids of the tree that is handed in (`planted` gives it some), so that a
 * test can say what it expects of which block.
 */
import { onTestFinished } from "vitest";
import { createNotion, fromRecorded, type Notion } from "../../fixtures/index.ts";
import { connect } from "../../fixtures/notion-server/state/connection.ts";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { openMirror } from "../../src/mirror/open.ts";
import { createNotionClient, type NotionClient } from "../../src/notion/notion-client.ts";
import { createPacer } from "../../src/notion/pacing.ts";
import { type Transport, TransportError } from "../../src/notion/transport.ts";
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { silentLog } from "../../src/platform/log.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { openDatabase } from "../../src/platform/sqlite.ts";
import { isSyncedCopy } from "../../sync/plan/trees.ts";
import type { PushParts } from "../../sync/push/parts.ts";
import { pageOf } from "./trees.ts";
import { type VirtualClock, virtualClock } from "./virtual-clock.ts";

export const pageId = "0a000000-0000-4000-8000-000000000001";

export const uuid = (n: number): string =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** All blocks with ids of Notion's form and everything else that an answer has; children of copies aside. */
export function planted(
  blocks: readonly BlockTree[],
  parent: unknown = { type: "page_id", page_id: pageId },
  next = { id: 0x100 },
): readonly BlockTree[] {
  return blocks.map((block) => {
    const id = block.id ?? uuid(next.id++);
    const children = planted(childrenOf(block), { type: "block_id", block_id: id }, next);
    const whole = {
      object: "block",
      parent,
      created_time: "2026-01-01T00:00:00.000Z",
      last_edited_time: "2026-01-01T00:00:00.000Z",
      created_by: { object: "user", id: uuid(9) },
      last_edited_by: { object: "user", id: uuid(9) },
      has_children: children.length > 0 || isSyncedCopy(block),
      in_trash: false,
      ...block,
      id,
    } as BlockTree;
    return children.length === 0 ? whole : withChildren(whole, children);
  });
}

export interface Bench {
  readonly notion: Notion;
  readonly client: NotionClient;
  readonly mirror: Mirror;
  readonly clock: VirtualClock;
  readonly parts: PushParts;
  /** The page's body as Notion has it now; not in the log of requests. */
  read(page?: string): Promise<readonly BlockTree[]>;
  page(id?: string): Promise<Page>;
  /** Writes that reached Notion, as `METHOD path`. */
  writes(): readonly string[];
  reads(): readonly string[];
}

export interface BenchOptions {
  readonly kind?: "bot" | "person";
  /** Put between the client and Notion. */
  readonly wrap?: (transport: Transport, clock: Clock) => Transport;
  readonly mirror?: Mirror;
  /** A Notion that another bench has been working with: the same workspace after a restart. */
  readonly notion?: Notion;
  readonly clock?: VirtualClock;
  readonly seed?: number;
}

const token = "ntn_benchtoken0000000000000000000000000000000000";

export function createBench(blocks: readonly BlockTree[], options: BenchOptions = {}): Bench {
  const clock = options.clock ?? virtualClock();
  const kind = options.kind ?? "bot";
  const notion =
    options.notion ??
    createNotion({
      clock: { now: () => clock.now() },
      workspace: (world) => {
        fromRecorded({ page: pageOf(pageId), blocks })(world);
        const connection = connect(world, {
          token,
          kind: kind === "bot" ? "internal" : "personal",
        });
        if (connection.shared !== "all") for (const id of world.roots) connection.shared.add(id);
      },
    });
  const mirror = options.mirror ?? freshMirror(clock);
  const bare: Transport = async (request, signal) => {
    try {
      const { status, headers, body } = await notion.handle(request, signal);
      return { status, headers, body };
    } catch (error) {
      if (error instanceof Error && "sent" in error)
        throw new TransportError(error.message, { sent: error.sent === true, cause: error });
      throw error;
    }
  };
  const random = seededRandom(options.seed ?? 1);
  const clientOf = (transport: Transport) =>
    createNotionClient({
      transport,
      token: notion.token,
      pacer: createPacer({ clock, random, requestsPerMinute: Number.POSITIVE_INFINITY }),
      clock,
      random,
      log: silentLog,
    });
  const client = clientOf(options.wrap?.(bare, clock) ?? bare);
  const looking = clientOf(async (request) => {
    const count = notion.requests.length;
    const response = await bare(request);
    (notion.requests as unknown[]).splice(count);
    return response;
  });
  return {
    notion,
    client,
    mirror,
    clock,
    parts: {
      notion: client,
      mirror,
      clock,
      random,
      log: silentLog,
      run: "run",
      // As `GET /v1/users/me` tells it: a personal token is a bot with an owner.
      self:
        kind === "bot"
          ? { id: notion.connection.botId, kind }
          : { id: notion.connection.botId, kind: "bot", owner: notion.connection.userId },
    },
    read: (page = pageId) => treeOf(looking, page),
    page: (id = pageId) => looking.page(id),
    writes: () => logged(notion, (method, path) => method !== "GET" && !isQuery(path)),
    reads: () => logged(notion, (method, path) => method === "GET" || isQuery(path)),
  };
}

/** An empty mirror as bytes: its schema is made once, not for every bench. */
let image: Buffer | undefined;

export function freshMirror(clock: Clock): Mirror {
  if (image === undefined) {
    const first = openMirror({ openDatabase, path: ":memory:", clock });
    image = first.database.serialize();
    first.close();
  }
  const empty = image;
  const mirror = openMirror({ openDatabase: () => openDatabase(empty), path: ":memory:", clock });
  onTestFinished(() => mirror.close());
  return mirror;
}

const isQuery = (path: string) => path.endsWith("/query") || path.endsWith("/search");

const logged = (
  notion: Notion,
  wanted: (method: string, path: string) => boolean,
): readonly string[] =>
  notion.requests
    .filter(({ method, path }) => wanted(method, path))
    .map(({ method, path }) => `${method} ${path}`);

/** The whole tree below a page or block; the children of synced copies too. */
export async function treeOf(client: NotionClient, parent: string): Promise<readonly BlockTree[]> {
  const blocks: BlockTree[] = [];
  let cursor: string | undefined;
  do {
    const list = await client.children(parent, cursor);
    blocks.push(...list.results);
    cursor = list.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const result: BlockTree[] = [];
  for (const block of blocks) {
    const apart = block.type === "child_page" || block.type === "child_database";
    result.push(
      block.has_children === true && block.id !== undefined && !apart
        ? withChildren(block, await treeOf(client, block.id))
        : block,
    );
  }
  return result;
}
