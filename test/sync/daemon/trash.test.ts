/** What only a schedule finds: a page that goes to Notion's trash shows in no search. */
import { expect, test } from "vitest";
import { runDaemon } from "../../../sync/daemon.ts";
import { type Engine, engine } from "../../support/app.ts";

const minute = 60_000;

/** Watches for `minutes` of a clock that jumps; returns after how many of them the page was said to be trashed. */
async function trashedAfter(here: Engine, id: string, minutes: number): Promise<number | null> {
  const stopping = new AbortController();
  const startedAt = here.clock.now();
  let after: number | null = null;
  await runDaemon({
    parts: here.parts,
    watch: async () => ({ trouble: null, close: async () => undefined }),
    onReport: (report) => {
      const passed = (here.clock.now() - startedAt) / minute;
      const isSaid = report.pages.some((page) => page.id === id && page.outcome === "trashed");
      if (isSaid) after ??= passed;
      if (passed > minutes) stopping.abort();
    },
    onError: (error) => {
      throw error;
    },
    signal: stopping.signal,
    timings: { pollMs: minute },
    twoWay: true,
  });
  return after;
}

test.each([["of everything"], ["of one root"]])(
  "a page that is trashed in Notion is noticed within about ten minutes in a vault %s",
  async (which) => {
    const whole = which === "of everything";
    const probe = await engine({ workspace: "empty" });
    const [home = ""] = probe.notion.world.roots;
    const here = whole ? probe : await engine({ workspace: "empty", settings: { roots: [home] } });
    const id = here.notion.app.createPage({ parent: home, title: "Old" });
    await here.sync();
    expect(here.folder.list()).toContain("Start/Old.md");
    here.clock.advance(30 * minute);
    await here.sync();
    here.notion.app.trash(id);
    const after = await trashedAfter(here, id, 15);
    expect(after).not.toBeNull();
    expect(after).toBeLessThanOrEqual(11);
    expect(here.folder.list()).not.toContain("Start/Old.md");
  },
);
