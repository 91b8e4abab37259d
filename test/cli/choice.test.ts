/** The choice at the beginning of a clone: what was found, what it costs, how much of it is to have files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { choose, estimate, numbersIn } from "../../src/commands/choice.ts";
import type { Found } from "../../sync/pull/progress.ts";
import { jumpingClock } from "../support/app.ts";
import { type Seen, terminal } from "../support/terminal.ts";

/** `Alpha` with two pages below it, `Beta` with one, a minute between any two; newest last. */
function world() {
  const clock = jumpingClock();
  const screen = terminal({ workspace: "empty", clock });
  const { app } = screen.notion;
  const [start = ""] = screen.notion.world.roots;
  const page = (parent: string, title: string) => {
    clock.advance(60_000);
    return app.createPage({ parent, title });
  };
  const alpha = page(start, "Alpha");
  page(alpha, "A1");
  page(alpha, "A2");
  const beta = page(start, "Beta");
  page(beta, "B1");
  // Their parent is not shared: these two are topmost.
  app.unshare(start);
  app.share(alpha);
  app.share(beta);
  clock.advance(3_600_000);
  const asked: string[] = [];
  /** Clones on a terminal whose person types `answers`. */
  const clone = (answers: readonly string[], ...options: string[]): Promise<Seen> => {
    const left = [...answers];
    return screen.type(["clone", ...options, "notes"], {
      world: { clock },
      ask: async (question) => {
        asked.push(question);
        return left.shift() ?? null;
      },
    });
  };
  const list = () =>
    screen.folder
      .list()
      .map((path) => path.replace(/^notes\//, ""))
      .filter((path) => path.endsWith(".md"));
  const config = () => readFileSync(join(screen.folder.path, "notes/notion-mirror.yaml"), "utf8");
  return { ...screen, clock, clone, list, asked, config };
}

const all = ["Alpha.md", "Alpha/A1.md", "Alpha/A2.md", "Beta.md", "Beta/B1.md"];

describe("on a terminal a clone asks how much", () => {
  test.each<[string, string[], string[], RegExp]>([
    ["all", ["a"], all, /# poll_interval/],
    ["all, by an empty line", [""], all, /# poll_interval/],
    ["some of the topmost pages", ["s", "2"], ["Beta.md", "Beta/B1.md"], /roots:\n {2}- /],
    ["several of them", ["some", "1-2"], all, /roots:\n {2}- .*\n {2}- /],
    [
      "asking again after an answer that means nothing",
      ["x", "s", "7", "2"],
      all.slice(3),
      /roots/,
    ],
    ["the newest by number", ["n", "2"], ["Beta.md", "Beta/B1.md"], /since: 2026-11-21T/],
    ["the newest by date", ["n", "soon", "2026-11-22"], [], /since: 2026-11-22/],
  ])("%s", async (_, answers, expected, config) => {
    const here = world();
    const seen = await here.clone(answers);
    expect(seen).toMatchObject({ code: 0 });
    expect(seen.stderr).toMatch(
      /Found 5 pages, 0 databases; to read: about \d+ requests?, 1 min at 180 a minute\./,
    );
    expect(seen.stderr).toContain("choose among 2 topmost pages");
    expect(here.list()).toEqual(expected);
    expect(here.config()).toMatch(config);
    here.clock.advance(3_600_000);
    const again = await here.type(["pull", "--full"], {
      workingFolder: join(here.folder.path, "notes"),
      world: { clock: here.clock },
    });
    expect(again).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(expected);
  });

  test("and begins nothing when told so, but can go on", async () => {
    const here = world();
    const seen = await here.clone(["q"]);
    expect(seen.code).toBe(130);
    expect(seen.stderr).toContain("notion-mirror pull");
    expect(here.list()).toEqual([]);
    const workingFolder = join(here.folder.path, "notes");
    expect(await here.type(["pull"], { workingFolder })).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(all);
  });

  test.each([["--yes"], ["--all"], ["--depth", "1"], ["--json"]])(
    "not with %s",
    async (...options) => {
      const here = world();
      expect(await here.clone([], ...options)).toMatchObject({ code: 0 });
      expect(here.asked).toEqual([]);
    },
  );
});

test("a file for each row of a source of thousands is made only when a person wants it", async () => {
  const found: Found = {
    pages: 4_812,
    rows: 30_100,
    databases: 37,
    bodies: 4_812,
    requests: 26_900,
    topmost: [],
    edited: [],
    comments: { requests: 9_000, areRead: false },
    sources: [
      { id: "big", title: "Readings", rows: 30_000 },
      { id: "small", title: "Tasks", rows: 100 },
    ],
  };
  expect(estimate(found, null)).toBe(
    "Found 4,812 pages, 37 databases (30,100 rows); to read: about 26,900 requests, 2 h 30 at 180 a minute. Comments are left out; `comments: true` would take about 9,000 requests more.",
  );
  const asked: string[] = [];
  const answered = async (...answers: string[]) => {
    const process = {
      stderr: { write: () => undefined, isTerminal: true, width: 80 },
      ask: async (question: string) => {
        asked.push(question);
        return answers.shift() ?? null;
      },
    };
    return choose(process, found, { now: 0, perMinute: null });
  };
  expect(await answered("a", "")).toEqual({
    rules: null,
    sources: { big: { rows: "sql" } },
  });
  expect(asked.at(-1)).toContain(
    "Readings has 30,000 rows, all of them in SQL. A file for each, too, in 2 h 47",
  );
  expect(await answered("a", "y")).toEqual({
    rules: null,
    sources: { big: { bodies: "all" } },
  });
});

test("without a terminal everything is taken, and what it costs is said", async () => {
  const here = world();
  const seen = await here.type(["clone", "notes"]);
  expect(seen).toMatchObject({ code: 0 });
  expect(seen.stderr).toContain("Found 5 pages");
  expect(here.list()).toEqual(all);
});

test.each<[string, readonly number[] | null]>([
  ["1 3", [1, 3]],
  ["2-4, 3", [2, 3, 4]],
  ["", null],
  ["0", null],
  ["3-2", null],
  ["9", null],
  ["all", null],
])("%j of eight is %j", (text, expected) => {
  expect(numbersIn(text, 8)).toEqual(expected);
});
