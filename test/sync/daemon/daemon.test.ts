import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/platform/clock.ts";
import { watchVault } from "../../../src/vault/watch.ts";
import { runDaemon, type Timings } from "../../../sync/daemon.ts";
import { crawl } from "../../../sync/pull/crawl.ts";
import type { Report } from "../../../sync/run/report.ts";
import { type Engine, engine } from "../../support/app.ts";
import { type SavePattern, savePatterns } from "../../support/save-patterns.ts";

/** How much is done; `WATCH_SAVES=500 WATCH_FILES=50` for the whole of it. */
const saves = Number(process.env["WATCH_SAVES"] ?? 4);
const fileCount = Number(process.env["WATCH_FILES"] ?? 4);

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** Waits for `done`, at most a minute. */
async function until(done: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (await done()) return;
    await systemClock.sleep(50);
  }
  throw new Error(`Waited in vain: ${what}`);
}

interface Watching extends Engine {
  readonly reports: readonly Report[];
  readonly errors: readonly unknown[];
  stop(): Promise<void>;
}

/** An engine that watches a vault of pages `Start/P0.md` … */
async function watching(count: number, timings: Partial<Timings> = {}): Promise<Watching> {
  const made = await engine({ workspace: "empty", clock: systemClock, settings: { restMs: 0 } });
  const parent = [...made.notion.world.roots][0] ?? "";
  for (let n = 0; n < count; n++)
    made.notion.app.createPage({ parent, title: `P${n}`, children: [paragraph(`Text of ${n}.`)] });
  await made.sync();
  const reports: Report[] = [];
  const errors: unknown[] = [];
  const stopping = new AbortController();
  const running = runDaemon({
    parts: made.parts,
    watch: (onHint, onTrouble) => watchVault({ root: made.folder.path, onHint, onTrouble }),
    onReport: (report) => reports.push(report),
    onError: (error) => errors.push(error),
    signal: stopping.signal,
    timings: { pushDelayMs: 0, pushDelayMaxMs: 500, pollMs: 700, rescanMs: 5_000, ...timings },
    twoWay: true,
  });
  const stop = async () => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  await until(() => reports.length > 0, "the first run");
  return { ...made, reports, errors, stop };
}

const remoteTexts = ({ notion }: Engine, id: string): Promise<readonly string[]> =>
  Promise.resolve(
    notion.handle({
      method: "GET",
      path: `/v1/blocks/${id}/children`,
      headers: { authorization: `Bearer ${notion.token}`, "notion-version": "2026-03-11" },
    }),
  )
    .then(
      (answer) =>
        (
          JSON.parse(answer.body) as {
            results: Record<string, { rich_text?: { plain_text: string }[] }>[];
          }
        ).results,
    )
    .then((blocks) =>
      blocks.map(
        (block) => block["paragraph"]?.rich_text?.map((run) => run.plain_text).join("") ?? "",
      ),
    );

test.each(Object.keys(savePatterns) as SavePattern[])(
  "the last save of every file arrives, and nothing else does: %s",
  async (pattern) => {
    const world = await watching(fileCount);
    const ids = Array.from(
      { length: fileCount },
      (_, n) => world.mirror.files.byPath(`Start/P${n}.md`)?.id ?? "",
    );
    const heads = ids.map((id) => `---\nnotion_id: ${id}\n---\n\n`);
    const last: string[] = [];
    for (let n = 0; n < saves; n++) {
      const file = n % fileCount;
      const words = `Save ${n} of file ${file}.`;
      last[file] = words;
      await savePatterns[pattern](
        join(world.folder.path, `Start/P${file}.md`),
        `${heads[file]}${words}\n`,
      );
      if (n % 5 === 0) world.notion.app.insert(ids[file] ?? "", [paragraph(`From Notion ${n}.`)]);
      await systemClock.sleep(n % 7 === 0 ? 120 : 10);
    }
    await until(async () => {
      for (const [file, id] of ids.entries()) {
        const texts = await remoteTexts(world, id);
        if (last[file] !== undefined && !texts.includes(last[file])) return false;
        if (texts.some((text) => text.includes("first try"))) return false;
      }
      return (await world.status()).changes.length === 0;
    }, "both sides to hold the last texts");
    await world.stop();
    // What people added in Notion within the minute of the last reading shows no new time: read it all.
    await Promise.all(ids.map((page) => crawl(world.parts, { pages: [page] })));
    await world.sync();
    for (const [file, id] of ids.entries()) {
      const texts = await remoteTexts(world, id);
      expect(texts.filter((text) => text.startsWith("Save"))).toEqual(
        last[file] === undefined ? [] : [last[file]],
      );
      expect(readFileSync(join(world.folder.path, `Start/P${file}.md`), "utf8")).toBe(
        `${heads[file]}${texts.join("\n\n")}\n`,
      );
    }
    expect(world.errors).toEqual([]);
    expect(
      world.reports.flatMap((report) => report.pages.filter((page) => page.outcome === "trashed")),
    ).toEqual([]);
  },
  120_000,
);

test("a redflag file stops the engine, a save reaches Notion by the look at all files without hints", async () => {
  const made = await engine({ workspace: "empty", clock: systemClock });
  await made.sync();
  const id = [...made.notion.world.roots][0] ?? "";
  const reports: Report[] = [];
  const running = runDaemon({
    parts: made.parts,
    watch: async (_onHint, onTrouble) => {
      onTrouble("no more watches");
      return { trouble: "no more watches", close: async () => undefined };
    },
    onReport: (report) => reports.push(report),
    onError: () => undefined,
    signal: new AbortController().signal,
    timings: { pollMs: 60_000, rescanMs: 200 },
    twoWay: true,
  });
  await until(() => reports.length > 0, "the first run");
  expect((await made.status()).remarks.join()).toContain("no more watches");
  made.folder.write("Start.md", `---\nnotion_id: ${id}\n---\n\nSaved.\n`);
  await until(async () => (await remoteTexts(made, id)).includes("Saved."), "the save to arrive");
  made.folder.write("redflag", "");
  await running;
  expect(reports.at(-1)?.stopped?.code).toBe("redflag");
});
