/**
 * One random history through the vault: a workspace lives on while whole runs bring it into a folder, through a
 * search that lags and forgets, and are sometimes killed. When all is quiet the files must equal the workspace;
 * nothing may ever have been sent; and no file may have gone without the server having said of that very page or
 * database that it is in the trash.
 */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNotion } from "../../../fixtures/index.ts";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { openMirror } from "../../../src/mirror/open.ts";
import { createNotionClient } from "../../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../../src/notion/pacing.ts";
import type { Transport } from "../../../src/notion/transport.ts";
import { silentLog } from "../../../src/platform/log.ts";
import { type Random, seededRandom } from "../../../src/platform/random.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { bindVault } from "../../../src/vault/bind.ts";
import { createVault } from "../../../src/vault/disk.ts";
import { runCycle } from "../../../sync/cycle.ts";
import { type CycleOptions, defaultSettings, type Parts } from "../../../sync/run/parts.ts";
import { readStatus } from "../../../sync/status.ts";
import { type JumpingClock, jumpingClock } from "../../support/jumping-clock.ts";
import { mortal } from "../../support/mortal.ts";
import { grow, live } from "../pull/grow.ts";
import { laggingSearch } from "../pull/lagging-search.ts";
import { differences, type Truth, truthOf } from "../pull/truth.ts";

const minute = 60_000;

/** Sentences about what went wrong; none is what we want. */
export async function vaultHistory(seed: number): Promise<readonly string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "notion-mirror-")));
  try {
    return await inFolder(seed, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inFolder(seed: number, folder: string): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const clock = jumpingClock(Date.UTC(2026, 10, 21, 12, 0, 30));
  const notion = createNotion({ workspace: "empty", clock, random: seededRandom(seed + 1) });
  const search = laggingSearch(notion, { lagMs: 3 * minute, forgets: 0.02, now: clock.now });
  const grown = await grow(notion, random, 15 + Math.floor(random.next() * 20));
  await search.index();
  const proof = witness(search.transport);
  const place = await vaultIn(folder, clock, random);
  const { mirror } = place;
  const wrong: string[] = [];

  /** `dies`: nothing of the process reaches the disk or the network after so many steps. */
  const look = async (options: Partial<CycleOptions> = {}, dies = Number.POSITIVE_INFINITY) => {
    const before = idsOnDisk(place.root);
    const parts = engineOf(place, clock, random, notion.token, proof.transport, dies);
    const run = runCycle(parts, { direction: "both", twoWay: true, ...options });
    const report = dies === Number.POSITIVE_INFINITY ? await run : await run.catch(() => null);
    const after = new Set(idsOnDisk(place.root).map(({ id }) => id));
    for (const { id, path } of before)
      if (!after.has(id) && !proof.inTrash.has(id))
        wrong.push(`${path} (${id}) went without proof`);
    if (report === null || dies !== Number.POSITIVE_INFINITY) return;
    if (report.stopped !== null) wrong.push(`stopped: ${report.stopped.message}`);
    for (const { outcome, id, path, reason } of report.pages)
      if (!quietOutcomes.has(outcome)) wrong.push(`${outcome} ${path ?? id}: ${reason ?? ""}`);
  };

  await look({}, random.next() < 0.3 ? random.next() * 200 : undefined);
  const steps = 10 + Math.floor(random.next() * 15);
  for (let step = 0; step < steps; step++) {
    const edits = 1 + Math.floor(random.next() * 4);
    for (let edit = 0; edit < edits; edit++) await live(grown);
    await search.index();
    // Mostly within the minute, so that edits hide behind the same time stamp.
    clock.advance(random.next() < 0.7 ? random.next() * 40_000 : random.next() * 15 * minute);
    if (random.next() < 0.6)
      await look(
        { full: random.next() < 0.1 },
        random.next() < 0.15 ? random.next() * 120 : undefined,
      );
  }
  // Quiet: the index catches up, what is owed falls due, and a full look finds what no time stamp shows.
  await search.index();
  clock.advance(5 * minute);
  await look();
  clock.advance(15 * minute);
  await look();
  await look({ full: true });
  const truth = await truthOf(notion);
  wrong.push(...differences(mirror, truth), ...astray(place.root, mirror, truth));
  notion.clearRequests();
  const bytes = contents(place.root);
  await look();
  if (JSON.stringify(contents(place.root)) !== JSON.stringify(bytes))
    wrong.push("a run with nothing to do changed a file");
  wrong.push(...proof.writes.map((write) => `${write} was sent`));
  const status = await readStatus(
    engineOf(place, clock, random, notion.token, proof.transport, Number.POSITIVE_INFINITY),
  );
  for (const { side, kind, path, title } of status.changes)
    if (kind !== "unread") wrong.push(`status: ${side} ${kind} ${path ?? title}`);
  mirror.close();
  return wrong;
}

/** What a run may tell about pages that nobody edits here. */
const quietOutcomes: ReadonlySet<string> = new Set([
  "pulled",
  "settled",
  "moved",
  "trashed",
  "restored",
  "detached",
]);

interface Place {
  readonly root: string;
  readonly mirror: Mirror;
}

async function vaultIn(folder: string, clock: JumpingClock, random: Random): Promise<Place> {
  const { files } = mortal();
  const location = await bindVault(
    {
      files,
      random,
      clock,
      process: { environment: {}, homeFolder: folder, platform: process.platform },
    },
    join(folder, "notes"),
    { id: "workspace", name: "Test" },
  );
  const mirror = openMirror({ openDatabase, path: location.mirrorPath, clock });
  return { root: location.root, mirror };
}

/** A process of its own: nothing of an earlier one's memory is left. */
function engineOf(
  { root, mirror }: Place,
  clock: JumpingClock,
  random: Random,
  token: string,
  transport: Transport,
  dies: number,
): Parts {
  const life = mortal(Math.ceil(dies));
  const { files } = life;
  return {
    clock,
    random,
    files,
    mirror,
    vault: createVault({ files, clock, random, root }),
    notion: createNotionClient({
      transport: life.transport(transport),
      token,
      pacer: unlimitedPacer({ clock, random }),
      clock,
      random,
      log: silentLog,
    }),
    settings: defaultSettings,
    log: silentLog,
  };
}

/** Notes which objects the server has said, when they themselves were asked for, to be in the trash; and every write. */
function witness(transport: Transport) {
  const inTrash = new Set<string>();
  const writes: string[] = [];
  return {
    inTrash,
    writes,
    transport: (async (request, signal) => {
      const answer = await transport(request, signal);
      const isRead = request.method === "GET" || /\/(?:search|query)(?:\?|$)/.test(request.path);
      if (!isRead) writes.push(`${request.method} ${request.path}`);
      const own = /^\/v1\/(?:pages|databases|data_sources)\/([0-9a-f-]{36})$/.exec(
        request.path,
      )?.[1];
      if (own !== undefined && answer.status === 200) {
        const body = JSON.parse(answer.body) as { id?: string; in_trash?: boolean };
        if (body.id === own && body.in_trash === true) inTrash.add(own);
      }
      return answer;
    }) satisfies Transport,
  };
}

function contents(root: string): Readonly<Record<string, string>> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** The page or database that each file says it is. */
const idsOnDisk = (root: string): readonly { readonly path: string; readonly id: string }[] =>
  Object.entries(contents(root)).flatMap(([path, text]) => {
    const id = /^(?:notion_)?id: "?([0-9a-f-]{36})/m.exec(text)?.[1];
    return id === undefined ? [] : [{ path, id }];
  });

type Json = Record<string, unknown>;

/** How the files differ from the workspace, seen without any code of the engine's. */
function astray(root: string, mirror: Mirror, truth: Truth): readonly string[] {
  const wrong: string[] = [];
  const texts = contents(root);
  const paths = new Map<string, string[]>();
  for (const { id, path } of idsOnDisk(root)) paths.set(id, [...(paths.get(id) ?? []), path]);
  for (const [id, { page, body }] of truth.pages) {
    const [path, ...more] = paths.get(id) ?? [];
    if (path === undefined || more.length > 0) {
      wrong.push(`page ${id} has the files ${JSON.stringify(paths.get(id) ?? [])}`);
      continue;
    }
    const title = titleOf(page);
    const name = path.slice(path.lastIndexOf("/") + 1, -".md".length);
    if (name !== title && !name.startsWith(`${title} (`))
      wrong.push(`${path} is the file of "${title}"`);
    // Nobody uses marks in these histories, so that every line stands in the file as it is.
    let at = 0;
    for (const line of linesOf(body)) {
      const found = (texts[path] ?? "").indexOf(line, at);
      if (found === -1) wrong.push(`${path} does not hold "${line}" in its place`);
      else at = found + line.length;
    }
    const lines = new Set(linesOf(body));
    for (const [line] of (texts[path] ?? "").matchAll(/(?:Edited|Line|Below) \d+(?: \d+)?/g))
      if (!lines.has(line)) wrong.push(`${path} holds "${line}", which the page does not`);
  }
  for (const [id, all] of paths) {
    const state = mirror.pages.get(id)?.state ?? mirror.databases.get(id)?.state ?? "unknown";
    const isThere = truth.pages.has(id) || truth.databases.has(id);
    // What is no longer shared keeps its file.
    if (!isThere && state !== "detached") wrong.push(`${all.join(", ")} (${state}) was left over`);
  }
  return wrong;
}

function titleOf(page: Json): string {
  const values = Object.values(page["properties"] as Record<string, { type: string } & Json>);
  const title = values.find(({ type }) => type === "title")?.["title"] as { plain_text: string }[];
  return title.map((run) => run.plain_text).join("");
}

const linesOf = (blocks: readonly Json[]): readonly string[] =>
  blocks.flatMap((block) => {
    const content = block[String(block["type"])] as { rich_text?: { plain_text: string }[] };
    const text = (content.rich_text ?? []).map((run) => run.plain_text).join("");
    return [
      ...(text === "" ? [] : [text]),
      ...linesOf((block["children"] as readonly Json[] | undefined) ?? []),
    ];
  });
