/**
 * What saves cost and how soon they are sent, readings included: the watching engine in virtual time.
 */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../../src/platform/random.ts";
import { runDaemon } from "../../../sync/daemon.ts";
import { type Engine, engine } from "../../support/app.ts";
import { counted } from "../../support/counted-files.ts";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

interface Watched extends Engine {
  readonly time: VirtualClock;
  /** Saves the page as an editor does, and lets the watcher hint at it. */
  change(edit: (lines: string[]) => void): void;
}

/** What is loaded when it is first needed takes real time, which no virtual clock waits for. */
async function loadAll(): Promise<void> {
  const world = await engine({ workspace: "empty" });
  await world.sync();
  world.save("Start.md", `${world.folder.read("Start.md")}\nA line.\n`);
  await world.sync();
}

/** A page `Start/Long.md` of 200 blocks, quiet for an hour, under a watching engine. */
async function watched(): Promise<Watched> {
  await loadAll();
  const { files, busy } = counted();
  const time = virtualClock(undefined, busy);
  const made = await engine({ workspace: "empty", clock: time, files });
  const { notion, folder, parts } = made;
  notion.app.createPage({
    parent: [...notion.world.roots][0] ?? "",
    title: "Long",
    children: Array.from({ length: 200 }, (_, n) => paragraph(`Line ${n}.`)),
  });
  await time.run(made.sync());
  await time.advance(3_600_000);
  await time.run(made.sync());
  const stopping = new AbortController();
  let hint: (path: string) => void = () => undefined;
  const running = runDaemon({
    parts,
    watch: async (onHint) => {
      hint = onHint;
      return { trouble: null, close: async () => undefined };
    },
    onReport: () => undefined,
    onError: (error) => {
      throw error;
    },
    signal: stopping.signal,
    twoWay: true,
  });
  onTestFinished(async () => {
    stopping.abort();
    await time.run(running);
  });
  await time.advance(31 * 60_000);
  notion.clearRequests();
  const path = "Start/Long.md";
  return {
    ...made,
    time,
    change: (edit) => {
      const [head = "", ...lines] = folder.read(path).split(/\n\n/);
      edit(lines);
      folder.write(path, [head, ...lines].join("\n\n"));
      utimesSync(join(folder.path, path), time.now() / 1000, time.now() / 1000);
      hint(path);
    },
  };
}

/** Requests but for the polls that come anyway. */
const caused = ({ notion }: Engine) =>
  notion.requests.filter(({ path }) => !path.startsWith("/v1/search"));

const edits: readonly (readonly [string, (lines: string[]) => void])[] = [
  ["a word", (lines) => lines.splice(50, 1, "Line 50, edited.")],
  ["three lines inserted", (lines) => lines.splice(50, 0, "One.", "Two.", "Three.")],
  ["a line deleted", (lines) => lines.splice(50, 1)],
  ["a line moved", (lines) => lines.splice(90, 0, ...lines.splice(50, 1))],
];

test.each(edits)(
  "within two minutes of it an edit costs four requests and a reading of the page at most: %s",
  async (name, edit) => {
    const world = await watched();
    world.change(edit);
    await world.time.advance(120_000);
    const requests = caused(world).map(({ method, path }) => `${method} ${path.split("?")[0]}`);
    console.error(`${name}: ${requests.length} requests`);
    expect(requests.filter((line) => !line.startsWith("GET")).length).toBeGreaterThan(0);
    // A reading of the page: the object, and its list of 200 blocks in three parts at most. The last one is that
    // of a later poll, which reads the objects of all pages that were touched within the hour.
    expect(requests.length, requests.join("\n")).toBeLessThanOrEqual(4 + 4 + 1);
  },
  60_000,
);

test("ten saves in a minute cost fifty requests at most", async () => {
  const world = await watched();
  for (let save = 0; save < 10; save++) {
    world.change((lines) => lines.splice(10 * save, 1, `Save ${save}.`));
    await world.time.advance(6_000);
  }
  await world.time.advance(120_000);
  const all = world.notion.requests.length;
  console.error(`ten saves: ${all} requests, polls included`);
  expect(all).toBeLessThanOrEqual(50);
}, 60_000);

test("of forty saves 95 % are sent within three seconds", async () => {
  const world = await watched();
  const random = seededRandom(7);
  const waits: number[] = [];
  for (let save = 0; save < 40; save++) {
    world.notion.clearRequests();
    const before = world.time.monotonic();
    world.change((lines) => lines.splice(save, 1, `Save ${save}.`));
    const sent = () => world.notion.requests.some(({ method }) => method === "PATCH");
    while (!sent() && world.time.monotonic() - before < 60_000) await world.time.advance(20);
    waits.push(world.time.monotonic() - before);
    await world.time.advance(Math.floor(random.next() * 40_000));
  }
  waits.sort((a, b) => a - b);
  const p95 = waits[Math.ceil(waits.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY;
  console.error(`save → write: p95 ${p95} ms, most ${waits.at(-1)} ms`);
  expect(p95).toBeLessThan(3_000);
}, 60_000);
