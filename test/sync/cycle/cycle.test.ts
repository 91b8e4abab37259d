import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../sync/report.ts";
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
});
