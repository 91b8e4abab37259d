import { describe, expect, test } from "vitest";
import { InterruptedError } from "../../../src/platform/errors.ts";
import { exitCodeOf } from "../../../sync/run/report.ts";
import { engine } from "../../support/app.ts";

describe("a first pull", () => {
  test("writes every page once, and a second run does nothing", async () => {
    const { sync, folder, mirror } = await engine();
    const first = await sync();
    expect(first.pages.filter((page) => page.outcome !== "pulled")).toEqual([]);
    const live = mirror.pages.refs({ state: "live" });
    expect(folder.list().filter((path) => path.endsWith(".md"))).toHaveLength(live.length);
    const before = folder.contents();
    const second = await sync();
    expect(second.pages).toEqual([]);
    expect(second.files).toEqual({ written: 0, moved: 0, trashed: 0 });
    expect(folder.contents()).toEqual(before);
    expect(exitCodeOf(second)).toBe(0);
  });

  test("writes files while the crawl goes on, so that a kill costs little", async () => {
    const paragraph = (text: string) => ({
      type: "paragraph",
      paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
    });
    let answers = 0;
    const world = await engine({
      workspace: "empty",
      transport: (real) => async (request, signal) => {
        // The connection is lost for good somewhere in the middle of the bodies.
        if (request.path.includes("/children") && ++answers > 80)
          throw new InterruptedError("killed", { code: "killed", exitCode: 130 });
        return real(request, signal);
      },
    });
    const parent = [...world.notion.world.roots][0] ?? "";
    for (let n = 0; n < 120; n++)
      world.notion.app.createPage({ parent, title: `P${n}`, children: [paragraph(`Text ${n}.`)] });
    await expect(world.sync()).rejects.toThrow("killed");
    const early = world.folder.list().length;
    expect(early).toBeGreaterThanOrEqual(50);
    answers = Number.NEGATIVE_INFINITY;
    world.requests();
    await world.sync();
    expect(world.folder.list()).toHaveLength(121);
    const bodies = world.requests().filter((request) => request.path.includes("/children"));
    expect(bodies.length).toBeLessThan(70);
    expect((await world.sync()).pages).toEqual([]);
  });
});
