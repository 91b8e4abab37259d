/**
 * The first minutes of a clone through the vault, in virtual time: 180 requests a minute, a quarter of a second an
 * answer, a person who goes on saving files while it runs.
 */
import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNotion } from "../../../fixtures/index.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient } from "../../../src/notion/notion-client.ts";
import { createPacer } from "../../../src/notion/pacing.ts";
import type { Transport } from "../../../src/notion/transport.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { bindVault } from "../../../src/vault/bind.ts";
import { createVault } from "../../../src/vault/disk.ts";
import { runCycle } from "../../../sync/cycle.ts";
import { defaultSettings, type Parts } from "../../../sync/run/parts.ts";
import { syncFiles } from "../../support/sync-files.ts";
import { virtualClock } from "../../support/virtual-clock.ts";
import { growOverDays, pick } from "../pull/grow.ts";

const latencyMs = 250;
const second = 1_000;

/** All times in ms since the clone began. */
export interface FirstHour {
  /** The first file lies in the folder. */
  readonly firstFile: number;
  /** Every title and every row's properties can be queried. */
  readonly titles: number;
  /** The 25 pages edited last have their files, and both sides agree on them. */
  readonly newest: number;
  /** From each save to the first byte of its write, in ascending order. */
  readonly saves: readonly number[];
  /** What came of the saves that sent nothing, and the text that was saved. */
  readonly unsent: readonly string[];
  readonly files: number;
  /** Requests that Notion refused for coming too fast. */
  readonly refused: number;
  readonly requestsPerMinute: number;
}

export async function firstHour(size: {
  readonly pages: number;
  readonly saves: number;
}): Promise<FirstHour> {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), "notion-mirror-")));
  try {
    return await inFolder(outer, size);
  } finally {
    rmSync(outer, { recursive: true, force: true });
  }
}

async function inFolder(
  outer: string,
  size: { readonly pages: number; readonly saves: number },
): Promise<FirstHour> {
  const clock = virtualClock(Date.UTC(2026, 8, 1));
  const random = seededRandom(4);
  const notion = createNotion({
    workspace: "empty",
    clock,
    random: seededRandom(5),
    limits: { requestsPerMinute: 180 },
  });
  await growOverDays(notion, clock, random, size.pages);

  const location = await bindVault(
    {
      files: syncFiles,
      random,
      clock,
      process: { environment: {}, homeFolder: outer, platform: process.platform },
    },
    join(outer, "notes"),
    { id: "workspace", name: "Test" },
  );
  const mirror = openMirror({ openDatabase, path: location.mirrorPath, clock });
  const writes: number[] = [];
  const transport: Transport = async (request, signal) => {
    if (request.method === "PATCH") writes.push(clock.monotonic());
    await clock.sleep(latencyMs, signal);
    return notion.handle(request, signal);
  };
  const parts: Parts = {
    clock,
    random,
    files: syncFiles,
    mirror,
    vault: createVault({ files: syncFiles, clock, random, root: location.root }),
    notion: createNotionClient({
      transport,
      token: notion.token,
      pacer: createPacer({ clock, random, requestsPerMinute: 180 }),
      clock,
      random,
      log: silentLog,
    }),
    settings: defaultSettings,
    log: silentLog,
  };

  const pages = [...notion.world.store.all()].filter(({ kind }) => kind === "page");
  const newestIds = pages
    .sort((a, b) => ("editedMs" in a && "editedMs" in b ? b.editedMs - a.editedMs : 0))
    .slice(0, 25)
    .map(({ id }) => id);
  const count = mirror.database.prepare<[], number>("SELECT count(*) FROM pages").pluck();
  const startedAt = clock.monotonic();
  const since = () => clock.monotonic() - startedAt;
  const seen = {
    firstFile: Number.POSITIVE_INFINITY,
    titles: Number.POSITIVE_INFINITY,
    newest: Number.POSITIVE_INFINITY,
  };
  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      if (seen.firstFile === Number.POSITIVE_INFINITY && mirror.files.count() > 0)
        seen.firstFile = since();
      if (seen.titles === Number.POSITIVE_INFINITY && count.get() === pages.length)
        seen.titles = since();
      if (
        seen.newest === Number.POSITIVE_INFINITY &&
        newestIds.every((id) => mirror.bases.get(id) !== null && mirror.files.byId(id) !== null)
      )
        seen.newest = since();
      await clock.sleep(100, watching.signal).catch(() => undefined);
    }
  };
  const stopping = new AbortController();
  const cloning = runCycle(parts, { direction: "both", twoWay: true, signal: stopping.signal });
  const watched = watch();

  const saves: number[] = [];
  const unsent: string[] = [];
  for (let i = 0; i < size.saves; i++) {
    await clock.advance(10 * second * (0.5 + random.next()));
    const files = mirror.files.all().filter(({ path }) => path.endsWith(".md"));
    if (files.length === 0) continue;
    const path = join(location.root, pick(random, files).path);
    const text = readFileSync(path, "utf8");
    const edited = text.replace(/^(a|b|c|save \d+)$/m, `save ${i}`);
    if (edited === text) continue;
    writeFileSync(path, edited);
    // Saved long before it is looked at, as far as the disk's own clock goes.
    utimesSync(path, i + 1, i + 1);
    const savedAt = clock.monotonic();
    const before = writes.length;
    const report = await clock.run(runCycle(parts, { direction: "push", twoWay: true }));
    saves.push((writes[before] ?? Number.POSITIVE_INFINITY) - savedAt);
    if (writes[before] === undefined)
      unsent.push(`${JSON.stringify(report.stopped ?? report.pages)} of ${JSON.stringify(edited)}`);
  }
  const refused = notion.requests.filter(({ status }) => status === 429).length;
  const requestsPerMinute = notion.requests.length / (since() / 60_000);
  stopping.abort(new Error("enough"));
  await clock.run(cloning.catch(() => undefined));
  watching.abort(new Error("enough"));
  await clock.run(watched);
  const files = mirror.files.count();
  mirror.close();
  return { ...seen, saves: saves.sort((a, b) => a - b), unsent, files, refused, requestsPerMinute };
}
