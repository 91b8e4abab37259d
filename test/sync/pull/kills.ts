/**
 * `npm run kills`: a crawl in a process of its own, killed with SIGKILL at five random moments and taken up
 * again, over real sockets and a real file. The mirror must equal that of a crawl that nothing disturbed.
 *
 * With arguments it is that process: `kills.js URL TOKEN FILE`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNotionServer } from "../../../fixtures/index.ts";
import { generate } from "../../../fixtures/workspaces/generate.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient } from "../../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../../src/notion/pacing.ts";
import { undiciTransport } from "../../../src/notion/undici.ts";
import { systemClock as clock } from "../../../src/platform/clock.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { systemRandom as random } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { crawl } from "../../../sync/pull/crawl.ts";
import { contents } from "./contents.ts";

const kills = 5;
const [url, token, file] = process.argv.slice(2);
if (url !== undefined && token !== undefined && file !== undefined) await engine(url, token, file);
else await story();

async function engine(url: string, token: string, path: string): Promise<void> {
  const mirror = openMirror({ openDatabase, path, clock });
  const notion = createNotionClient({
    transport: undiciTransport(url),
    token,
    pacer: unlimitedPacer({ clock, random }),
    clock,
    random,
    log: silentLog,
  });
  const { complete } = await crawl({ notion, mirror, clock, log: silentLog });
  mirror.close();
  process.exitCode = complete ? 0 : 1;
}

async function story(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "notion-mirror-kills-"));
  const server = await startNotionServer({
    port: 0,
    requestsPerMinute: 1_000_000,
    workspace: generate(7, { pages: 250, dataSources: 2, rows: 120 }),
  });
  const start = (path: string) =>
    spawn(process.execPath, [fileURLToPath(import.meta.url), server.url, server.token, path], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  try {
    const calm = join(folder, "calm.db");
    const startedAt = clock.monotonic();
    await ended(start(calm));
    const wholeMs = clock.monotonic() - startedAt;
    const whole = server.notion.requests.length;
    server.notion.clearRequests();

    const path = join(folder, "killed.db");
    let killed = 0;
    for (let i = 0; i < kills; i++) {
      const child = start(path);
      const end = ended(child);
      await clock.sleep(wholeMs * 0.15 + random.next() * wholeMs * 0.25);
      child.kill("SIGKILL");
      if ((await end) === "SIGKILL") killed++;
    }
    await ended(start(path));
    const reads = new Map<string, number>();
    for (const { path: asked } of server.notion.requests) {
      const id = /^\/v1\/blocks\/([^/]+)\/children$/.exec(asked)?.[1] ?? "";
      if (server.notion.world.page(id) !== undefined) reads.set(id, (reads.get(id) ?? 0) + 1);
    }
    const again = [...reads.values()].filter((count) => count > 1).length;
    const equal = same(calm, path);
    process.stdout.write(
      `${killed} kills; ${again} pages read again; ${server.notion.requests.length} requests (${whole} undisturbed); the mirrors are ${equal ? "equal" : "NOT equal"}\n`,
    );
    process.exitCode = equal && again <= kills && killed > 0 ? 0 : 1;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function same(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => {
    const mirror = openMirror({ openDatabase, path, clock });
    const held = JSON.stringify(contents(mirror));
    mirror.close();
    return held;
  });
  return one === other;
}

function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code)));
}
