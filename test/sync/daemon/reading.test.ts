/**
 * Saves are pushed while the first pull still reads.
 */
import { expect, onTestFinished, test } from "vitest";
import type { Transport } from "../../../src/notion/transport.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { watchVault } from "../../../src/vault/watch.ts";
import { runDaemon } from "../../../sync/daemon.ts";
import type { Report } from "../../../sync/run/report.ts";
import { engine } from "../../support/app.ts";
import { until } from "../../support/waiting.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** Lets the first bodies through and holds all others back until it is opened. */
function gate(open: number) {
  let bodies = 0;
  let free = () => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  const transport =
    (real: Transport): Transport =>
    async (request, signal) => {
      const isBody = request.method === "GET" && /\/blocks\/[^/]+\/children/.test(request.path);
      if (isBody && ++bodies > open)
        await Promise.race([
          freed,
          new Promise((_, reject) =>
            signal?.addEventListener("abort", () => reject(signal.reason)),
          ),
        ]);
      return real(request, signal);
    };
  return { transport, free: () => free() };
}

test("a save is sent and settled while bodies are still being read, and what was read before it does not undo it", async () => {
  const { transport, free } = gate(105);
  const made = await engine({
    workspace: "empty",
    clock: systemClock,
    settings: { restMs: 0 },
    transport,
  });
  const { notion, mirror, folder } = made;
  const parent = [...notion.world.roots][0] ?? "";
  for (let n = 0; n < 120; n++)
    notion.app.createPage({ parent, title: `P${n}`, children: [paragraph(`Text of ${n}.`)] });
  const reports: Report[] = [];
  const errors: unknown[] = [];
  const stopping = new AbortController();
  const running = runDaemon({
    parts: made.parts,
    watch: (onHint, onTrouble) => watchVault({ root: folder.path, onHint, onTrouble }),
    onReport: (report) => reports.push(report),
    onError: (error) => errors.push(error),
    signal: stopping.signal,
    timings: { pushDelayMs: 0, pushDelayMaxMs: 500, pollMs: 60_000, rescanMs: 60_000 },
    twoWay: true,
  });
  onTestFinished(async () => {
    free();
    stopping.abort();
    await running;
  });

  await until(() => mirror.files.count() >= 50, "the first files");
  const edited = mirror.files.all().find(({ path }) => /P\d+\.md$/.test(path));
  const { path = "", id = "" } = edited ?? {};
  expect(mirror.pages.counts().withBody).toBeLessThan(121);
  const saved = folder.read(path).replace("Text of", "Saved text of");
  folder.write(path, saved);
  // Runs that find only files that the engine wrote itself come before.
  const told = () => reports.flatMap((report) => report.pages);
  await until(() => told().length > 0, "the push");
  expect(told()).toMatchObject([{ outcome: "pushed", path, writes: 1 }]);
  const before = reports.length;
  // The crawl has not ended: bodies are missing still.
  expect(mirror.pages.counts().withBody).toBeLessThan(121);
  expect(mirror.bases.get(id)?.blocks).toEqual(mirror.blocks.remote(id));

  free();
  await until(() => reports.length > before, "the end of the first pull");
  await until(() => mirror.pages.counts().withBody === 121, "the last bodies");
  expect(mirror.pages.counts()).toMatchObject({ live: 121, withBody: 121 });
  expect(folder.read(path)).toBe(saved);
  expect(errors).toEqual([]);
  expect((await made.status()).changes).toEqual([]);
});
