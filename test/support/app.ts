/**
 * A whole engine in the process: the real client, mirror and vault over the embedded Notion, in a folder
 * that goes with the test. Time stands still but for those who sleep.
 */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  createNotion,
  type LoggedRequest,
  type Notion,
  type NotionOptions,
} from "../../fixtures/index.ts";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { openMirror } from "../../src/mirror/open.ts";
import { createNotionClient } from "../../src/notion/notion-client.ts";
import { createPacer } from "../../src/notion/pacing.ts";
import type { Transport } from "../../src/notion/transport.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { type Files, systemFiles } from "../../src/platform/files.ts";
import { silentLog } from "../../src/platform/log.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { openDatabase } from "../../src/platform/sqlite.ts";
import { bindVault } from "../../src/vault/bind.ts";
import { createVault } from "../../src/vault/disk.ts";
import { runCycle } from "../../sync/cycle.ts";
import {
  type CycleOptions,
  defaultSettings,
  type Parts,
  type SyncSettings,
} from "../../sync/run/parts.ts";
import type { Report, Status } from "../../sync/run/report.ts";
import { readStatus } from "../../sync/status.ts";
import { downloadFrom } from "./downloads.ts";
import { type Folder, temporaryFolder } from "./folder.ts";
import { type JumpingClock, jumpingClock } from "./jumping-clock.ts";

export interface Engine {
  readonly notion: Notion;
  readonly folder: Folder;
  readonly mirror: Mirror;
  readonly parts: Parts;
  /** `advance` does nothing on a clock of the system's. */
  readonly clock: JumpingClock;
  /** One run, of direction `both` by default; the first push is agreed to. */
  sync(options?: Partial<CycleOptions>): Promise<Report>;
  status(): Promise<Status>;
  /** Replaces `from` by `to` in a file, once, as an editor does that saved it long ago. */
  edit(path: string, from: string, to: string): void;
  save(path: string, text: string): void;
  /** `METHOD /v1/path` of the writes since the last call. */
  writes(): readonly string[];
  /** The same of all requests, whole. */
  requests(): readonly LoggedRequest[];
}

export { type JumpingClock, jumpingClock } from "./jumping-clock.ts";

export interface EngineOptions {
  readonly workspace?: NotionOptions["workspace"];
  /** How far search lags, and what it leaves out. */
  readonly search?: NotionOptions["search"];
  /** A person's own token, which may make pages at the workspace's root. Default: a connection's. */
  readonly personal?: boolean;
  readonly settings?: Partial<SyncSettings>;
  readonly files?: Files;
  /** Default: one that jumps. */
  readonly clock?: Clock;
  /** Copies of hosted media are fetched. */
  readonly downloads?: boolean;
  /** Stands between engine and server. */
  readonly transport?: (real: Transport) => Transport;
}

export async function engine(options: EngineOptions = {}): Promise<Engine> {
  const clock: JumpingClock =
    options.clock === undefined ? jumpingClock() : { ...options.clock, advance: () => undefined };
  const notion = createNotion({
    workspace: options.workspace ?? "demo",
    clock,
    ...(options.search === undefined ? {} : { search: options.search }),
  });
  const files = options.files ?? systemFiles;
  const random = seededRandom(11);
  const outer = temporaryFolder();
  const location = await bindVault(
    {
      files: systemFiles,
      random,
      clock,
      process: { environment: {}, homeFolder: outer.path, platform: process.platform },
    },
    join(outer.path, "notes"),
    { id: "workspace", name: "Test" },
  );
  const folder = folderAt(outer, location.root);
  const mirror = openMirror({ openDatabase, path: location.mirrorPath, clock });
  onTestFinished(() => mirror.close());
  const direct: Transport = (request, signal) => notion.handle(request, signal);
  const client = createNotionClient({
    transport: options.transport?.(direct) ?? direct,
    token: options.personal === true ? notion.connect({ kind: "personal" }).token : notion.token,
    pacer: createPacer({ clock, random, requestsPerMinute: Number.POSITIVE_INFINITY }),
    clock,
    random,
    log: silentLog,
  });
  const parts: Parts = {
    clock,
    random,
    files,
    mirror,
    vault: createVault({ files, clock, random, root: location.root }),
    notion: client,
    ...(options.downloads === true ? { download: downloadFrom(notion) } : {}),
    settings: { ...defaultSettings, ...options.settings },
    log: silentLog,
  };
  const save = (path: string, text: string) => {
    folder.write(path, text);
    utimesSync(join(folder.path, path), ++saves, saves);
  };
  let saves = 1_000_000;
  const requests = () => {
    const list = [...notion.requests];
    notion.clearRequests();
    return list;
  };
  return {
    notion,
    folder,
    mirror,
    parts,
    clock,
    sync: (more = {}) => runCycle(parts, { direction: "both", twoWay: true, ...more }),
    status: () => readStatus(parts),
    save,
    edit: (path, from, to) => {
      const text = folder.read(path);
      if (!text.includes(from)) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
      save(
        path,
        text.replace(from, () => to),
      );
    },
    requests,
    writes: () =>
      requests()
        .filter(isWrite)
        .map((request) => `${request.method} ${request.path}`),
  };
}

const isWrite = ({ method, path }: LoggedRequest): boolean =>
  method === "PATCH" ||
  method === "DELETE" ||
  (method === "POST" && !path.endsWith("/search") && !path.endsWith("/query"));

function folderAt(outer: Folder, root: string): Folder {
  const below = (path: string) => `${root.slice(outer.path.length + 1)}/${path}`;
  const list = () =>
    outer
      .list()
      .filter((path) => path.startsWith(below("")))
      .map((path) => path.slice(below("").length));
  return {
    path: root,
    write: (path, text) => outer.write(below(path), text),
    read: (path) => outer.read(below(path)),
    list,
    contents: () => Object.fromEntries(list().map((path) => [path, outer.read(below(path))])),
  };
}
