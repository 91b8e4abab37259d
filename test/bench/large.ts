/**
 * A crawl of the workspace `large` over real sockets, the server in a process of its own: 15,000 pages and
 * 30,000 rows, of which 12,000 share a minute. Not part of the suite: `npm run bench:large`.
 *
 * Prints requests, what is in the mirror, and the engine's own resident memory.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openMirror } from "../../src/mirror/open.ts";
import { createNotionClient } from "../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../src/notion/pacing.ts";
import { undiciTransport } from "../../src/notion/undici.ts";
import { systemClock as clock } from "../../src/platform/clock.ts";
import { silentLog } from "../../src/platform/log.ts";
import { systemRandom as random } from "../../src/platform/random.ts";
import { openDatabase } from "../../src/platform/sqlite.ts";
import { crawl } from "../../sync/pull/crawl.ts";

const expected = { pages: 15_000, rows: 30_000, listing: 1.2 * 300, residentMb: 300 };

const server = spawn(
  process.execPath,
  [
    fileURLToPath(new URL("../../fixtures/notion-server/main.js", import.meta.url)),
    ...["--workspace", "large", "--port", "0", "--limit", "1000000"],
  ],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const folder = mkdtempSync(join(tmpdir(), "notion-mirror-large-"));
try {
  process.exitCode = (await run(await address())) ? 0 : 1;
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

function address(): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (chunk) => {
      text += chunk;
      const url = /url\s+(\S+)/.exec(text)?.[1];
      const token = /token\s+(\S+)/.exec(text)?.[1];
      if (url !== undefined && token !== undefined) resolve({ url, token });
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

async function run({ url, token }: { url: string; token: string }): Promise<boolean> {
  const path = join(folder, "mirror.db");
  const mirror = openMirror({ openDatabase, path, clock });
  const counts = { search: 0, query: 0, children: 0, other: 0 };
  const send = undiciTransport(url);
  const notion = createNotionClient({
    transport: (request, signal) => {
      const kind = /\/(search|query|children)(?:\?|$)/.exec(request.path)?.[1] ?? "other";
      counts[kind as keyof typeof counts]++;
      return send(request, signal);
    },
    token,
    pacer: unlimitedPacer({ clock, random }),
    clock,
    random,
    log: silentLog,
  });
  let residentMb = 0;
  let pages = 0;
  const look = () => {
    residentMb = Math.max(residentMb, process.memoryUsage.rss() / 2 ** 20);
  };
  const startedAt = clock.monotonic();
  const result = await crawl(
    { notion, mirror, clock, log: silentLog },
    {
      onProgress: look,
      onPage: () => {
        if (++pages % 100 === 0) look();
      },
    },
  );
  const seconds = (clock.monotonic() - startedAt) / 1000;
  const count = (sql: string) => mirror.database.prepare<[], number>(sql).pluck().get() ?? 0;
  const rows = count("SELECT count(*) FROM pages WHERE data_source_id IS NOT NULL");
  const others = count("SELECT count(*) FROM pages WHERE data_source_id IS NULL");
  const distinct = count("SELECT count(DISTINCT id) FROM pages");
  const bodies = count("SELECT count(*) FROM pages WHERE body_edited_time IS NOT NULL");
  mirror.close();
  const checks: readonly [string, number | string, boolean][] = [
    ["complete", String(result.complete), result.complete],
    ["pages", others, others === expected.pages],
    ["rows", rows, rows === expected.rows],
    ["none twice", distinct, distinct === rows + others],
    ["bodies of pages", bodies, bodies === expected.pages],
    ["requests that list rows", counts.query, counts.query <= expected.listing],
    ["resident memory, MB, at most", Math.round(residentMb), residentMb < expected.residentMb],
    ["requests", JSON.stringify(counts), true],
    ["mirror, MB", Math.round(statSync(path).size / 2 ** 20), true],
    ["seconds", Math.round(seconds), true],
  ];
  for (const [name, value, holds] of checks)
    process.stdout.write(`${holds ? "ok  " : "FAIL"} ${name.padEnd(32)} ${value}\n`);
  for (const remark of result.remarks) process.stdout.write(`     ${remark}\n`);
  for (const { id, error } of result.failures.slice(0, 5))
    process.stdout.write(`     ${id}: ${String(error)}\n`);
  return checks.every(([, , holds]) => holds);
}
