/**
 * What a vault holds, through the real command line: `--only`, `--depth`, `--since`, roots and the ignore file.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jumpingClock } from "../support/app.ts";
import { terminal } from "../support/terminal.ts";

const text = (content: string) => [{ type: "text", text: { content } }];
const p = (content: string) => ({ paragraph: { rich_text: text(content) } });

/** `Home` with `Handbook` (with `First week` and `Rules`), `Diary` (with `Monday`), and `Board` in a column. */
async function world() {
  const clock = jumpingClock();
  const screen = terminal({ workspace: "empty", clock });
  const { app } = screen.notion;
  const [home = ""] = screen.notion.world.roots;
  app.rename(home, "Home");
  const page = (parent: string, title: string, children: readonly Record<string, unknown>[] = []) =>
    app.createPage({ parent, title, children: [p(`About ${title}.`), ...children] });
  const handbook = page(home, "Handbook");
  const first = page(handbook, "First week");
  const rules = page(handbook, "Rules");
  const diary = page(home, "Diary");
  const monday = page(diary, "Monday");
  const vault = join(screen.folder.path, "notes");
  const list = () =>
    screen.folder
      .list()
      .map((path) => path.replace(/^notes\//, ""))
      .filter((path) => !path.startsWith(".") && path !== "notion-mirror.yaml");
  /** Ten minutes later: whatever happened before shows its time. */
  const type = (...argv: string[]) => {
    clock.advance(10 * 60_000);
    return screen.type(argv, { workingFolder: vault, world: { clock } });
  };
  return {
    ...screen,
    app,
    ids: { home, handbook, first, rules, diary, monday },
    page,
    list,
    type,
    clone: (...argv: string[]) => {
      clock.advance(10 * 60_000);
      return screen.type(["clone", ...argv, "notes"], { world: { clock } });
    },
    config: (lines: string) => writeFileSync(join(vault, "notion-mirror.yaml"), lines),
    readConfig: () => readFileSync(join(vault, "notion-mirror.yaml"), "utf8"),
    write: (path: string, content: string) => writeFileSync(join(vault, path), content),
    read: (path: string) => readFileSync(join(vault, path), "utf8"),
    remove: (path: string) => rmSync(join(vault, path)),
    writes: () =>
      screen.notion.requests
        .filter(({ method, path }) => method !== "GET" && !/\/(?:search|query)$/.test(path))
        .map(({ method, path }) => `${method} ${path}`),
    trashed: (id: string) => {
      const record = screen.notion.world.page(id);
      return record !== undefined && screen.notion.world.inTrash(record);
    },
  };
}

type World = Awaited<ReturnType<typeof world>>;

const all = [
  "Home.md",
  "Home/Diary.md",
  "Home/Diary/Monday.md",
  "Home/Handbook.md",
  "Home/Handbook/First week.md",
  "Home/Handbook/Rules.md",
];

describe("clone keeps to", () => {
  test.each<[string, string[], string[]]>([
    ["a page and all below it", ["--only", "Handbook"], all.slice(3)],
    ["what a path names", ["--only", "Home/Handbook/Rules"], ["Home/Handbook/Rules.md"]],
    [
      "what several patterns name",
      ["--only", "Rules", "--only", "Diary/"],
      ["Home/Diary/Monday.md", "Home/Handbook/Rules.md"],
    ],
    ["the topmost levels", ["--depth", "2"], ["Home.md", "Home/Diary.md", "Home/Handbook.md"]],
    ["both rules at once", ["--only", "Handbook", "--depth", "2"], ["Home/Handbook.md"]],
  ])("%s, and so does every later run", async (_, options, expected) => {
    const here = await world();
    expect(await here.clone(...options)).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(expected);
    here.page(here.ids.diary, "Tuesday");
    here.app.insert(here.ids.monday, [p("More.")]);
    expect(await here.type("pull")).toMatchObject({ code: 0 });
    const later = expected.includes("Home/Diary/Monday.md") ? ["Home/Diary/Tuesday.md"] : [];
    expect(here.list()).toEqual([...expected, ...later].sort());
    const quiet = await here.type("sync");
    expect(quiet.stdout).toContain("Nothing to do");
  });

  test("pages edited since a date, and says so in the configuration", async () => {
    const here = await world();
    const before = await here.clone("--since", "2999-01-01");
    expect(before).toMatchObject({ code: 0 });
    expect(here.list()).toEqual([]);
    expect(here.readConfig()).toMatch(/^since: 2999-01-01$/m);
    expect(here.readConfig()).toContain("# Every key is optional");
  });

  test("the pages below a URL; one that is not shared is said before a folder is made", async () => {
    const here = await world();
    const url = `https://www.notion.so/Handbook-${here.ids.handbook.replaceAll("-", "")}`;
    expect(await here.clone(url)).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(["Handbook.md", "Handbook/First week.md", "Handbook/Rules.md"]);
    expect(here.readConfig()).toContain(here.ids.handbook);
    const other = terminal({ workspace: "empty" });
    const seen = await other.type(["clone", "41e9ce7b-60a4-4123-a0c2-43e5a6ebb971", "notes"]);
    expect(seen.code).toBe(4);
    expect(seen.stderr).toContain("Connections");
    expect(other.folder.list()).toEqual([]);
  });

  test("a page inside of a column of a page that is left out", async () => {
    const here = await world();
    const column = here.app.insert(here.ids.home, [
      {
        column_list: {
          children: [{ column: { children: [p("l")] } }, { column: { children: [p("r")] } }],
        },
      },
    ])[0];
    const inside = here.notion.world.block(
      here.notion.world.block(column ?? "")?.children[0] ?? "",
    );
    here.page(inside?.id ?? "", "Board");
    expect(await here.clone("--only", "Home/Board")).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(["Home/Board.md"]);
  });
});

test.each([
  ["--depth", "0"],
  ["--depth", "two"],
  ["--since", "yesterday"],
  ["--since", "2026-02-31"],
  ["--only", " "],
])("%s %j is refused with exit code 2 and no folder", async (...options) => {
  const here = await world();
  expect(await here.clone(...options)).toMatchObject({ code: 2 });
  expect(here.folder.list()).toEqual([]);
});

const narrowed = "only:\n  - Handbook\n";

/** A whole vault whose configuration is then narrowed to the Handbook. */
async function narrow(rules = narrowed): Promise<World> {
  const here = await world();
  expect(await here.clone()).toMatchObject({ code: 0 });
  expect(here.list()).toEqual(all);
  here.config(rules);
  expect(await here.type("sync", "--two-way")).toMatchObject({ code: 0 });
  expect(here.list()).toEqual(all);
  here.notion.clearRequests();
  return here;
}

describe("a page that leaves the scope", () => {
  test("keeps its file, which is neither updated nor pushed, and is named in status", async () => {
    const here = await narrow();
    const before = here.read("Home/Diary/Monday.md");
    here.write("Home/Diary/Monday.md", `${before}\nMine.\n`);
    here.app.insert(here.ids.diary, [p("Theirs.")]);
    const pushed = await here.type("sync");
    expect(pushed.code).toBe(0);
    expect(pushed.stdout).toContain(
      "left alone: Home/Diary/Monday.md (not among what `only` names)",
    );
    expect(here.writes()).toEqual([]);
    expect(here.read("Home/Diary/Monday.md")).toBe(`${before}\nMine.\n`);
    expect(here.read("Home/Diary.md")).not.toContain("Theirs.");
    const status = await here.type("status");
    expect(status).toMatchObject({ code: 0 });
    expect(status.stdout).toContain("Scope: only Handbook. 3 pages and databases outside of it");
    expect(status.stdout).toContain("Home/Diary/Monday.md");
    expect(status.stdout).toContain("Clean");
    expect((await here.type("status", "--json")).json().scope).toMatchObject({
      rules: "only Handbook",
      outside: { only: 3 },
    });
    const doctor = await here.type("doctor");
    expect(doctor).toMatchObject({ code: 0 });
    expect(doctor.stdout).toMatch(/ok {2}scope {2,}only Handbook/);
  });

  test("is not trashed when its file is deleted; when it comes back, so does the file", async () => {
    const here = await narrow();
    here.remove("Home/Diary/Monday.md");
    here.remove("Home/Diary.md");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.writes()).toEqual([]);
    here.config("# everything\n");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(all);
    expect(here.writes()).toEqual([]);
    expect(here.trashed(here.ids.monday)).toBe(false);
  });

  test("is not trashed when its file is deleted and the scope widened before the next run", async () => {
    const here = await narrow();
    here.remove("Home/Diary/Monday.md");
    here.config("");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(all);
    expect(here.writes()).toEqual([]);
    // From here on it is a page like any other.
    here.remove("Home/Diary/Monday.md");
    expect(await here.type("sync", "--two-way")).toMatchObject({ code: 0 });
    expect(here.trashed(here.ids.monday)).toBe(true);
  });

  test("comes back with what both sides did to it meanwhile", async () => {
    const here = await narrow();
    const path = "Home/Diary/Monday.md";
    here.write(path, `${here.read(path)}\nMine.\n`);
    here.app.insert(here.ids.monday, [p("Theirs.")], "start");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    here.config("");
    expect(await here.type("sync", "--two-way")).toMatchObject({ code: 0 });
    expect(here.read(path)).toMatch(/Theirs\.[\s\S]*About Monday\.[\s\S]*Mine\./);
    expect(here.writes()).toHaveLength(1);
    expect((await here.type("sync")).stdout).toContain("Nothing to do");
  });

  test("that is trashed in Notion keeps its file", async () => {
    const here = await narrow();
    here.app.trash(here.ids.monday);
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(all);
  });

  test("refuses to be pushed or pulled by name", async () => {
    const here = await narrow();
    const path = "Home/Diary/Monday.md";
    here.write(path, `${here.read(path)}\nMine.\n`);
    for (const command of ["pull", "sync"]) {
      const seen = await here.type(command, path);
      expect(seen.code).toBe(1);
      expect(seen.stdout).toContain("outside of the vault's scope");
    }
    expect(here.writes()).toEqual([]);
  });

  test("is linked to by its address, and old links to its file go on meaning it", async () => {
    const here = await narrow();
    const see = (id: string) => ({
      paragraph: { rich_text: [...text("See "), { type: "mention", mention: { page: { id } } }] },
    });
    here.app.insert(here.ids.rules, [see(here.ids.monday), see(here.ids.first)]);
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    const rules = here.read("Home/Handbook/Rules.md");
    expect(rules).toContain(`See [Monday](notion://page/${here.ids.monday})`);
    expect(rules).toContain("See [First week](First%20week.md)");
    here.write(
      "Home/Handbook/Rules.md",
      rules.replace(/\[Monday\]\(.*\)/, "[Monday](../Diary/Monday.md)"),
    );
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.writes()).toEqual([]);
  });

  test("may be shown by a page that stays: an edit of that one costs what it costs", async () => {
    const here = await narrow("depth: 2\n");
    const path = "Home/Handbook.md";
    expect(here.read(path)).toContain("[Rules](Handbook/Rules.md)");
    here.write(path, here.read(path).replace("About Handbook.", "About this handbook."));
    expect(await here.type("sync", "--two-way")).toMatchObject({ code: 0 });
    expect(here.writes()).toEqual([expect.stringMatching(/^PATCH \/v1\/blocks\//)]);
    here.app.insert(here.ids.handbook, [p("New.")]);
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.read(path)).toContain("New.");
    expect((await here.type("sync")).stdout).toContain("Nothing to do");
    expect(here.writes()).toHaveLength(1);
  });
});

describe("in Notion", () => {
  test("a page that is moved out of the scope keeps its file, one that is moved in gets one", async () => {
    const here = await narrow();
    here.app.move(here.ids.rules, { parent: here.ids.diary });
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toContain("Home/Handbook/Rules.md");
    here.app.move(here.ids.monday, { parent: here.ids.handbook });
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toContain("Home/Handbook/Monday.md");
    expect(here.list()).not.toContain("Home/Diary/Monday.md");
    here.page(here.ids.handbook, "Tools");
    here.page(here.ids.diary, "Tuesday");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toContain("Home/Handbook/Tools.md");
    expect(here.list()).not.toContain("Home/Diary/Tuesday.md");
    expect(here.writes()).toEqual([]);
    expect((await here.type("sync")).stdout).toContain("Nothing to do");
  });

  test("a page with pages below it that are left out does not go to the trash with its file", async () => {
    const here = await narrow("depth: 2\n");
    for (const path of all.slice(2, 6)) here.remove(path);
    const seen = await here.type("sync");
    expect(seen.stdout).toContain("delete it in Notion");
    expect(here.writes()).toEqual([]);
    expect(here.list()).toEqual(["Home.md", "Home/Diary.md", "Home/Handbook.md"]);
  });

  test("a new file below a page without a file becomes a page there", async () => {
    const here = await world();
    expect(await here.clone("--only", "Home/Handbook/*")).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(all.slice(4));
    here.write("Home/Handbook/Tools.md", "A saw.\n");
    here.write("Home/Tools.md", "Not here.\n");
    const seen = await here.type("sync", "--two-way");
    expect(seen).toMatchObject({ code: 0 });
    expect(seen.stdout).toContain("Home/Tools.md (not among");
    const id = /^notion_id: (\S+)/m.exec(here.read("Home/Handbook/Tools.md"))?.[1] ?? "";
    expect(here.notion.world.page(id)?.parent).toBe(here.ids.handbook);
    expect(here.read("Home/Tools.md")).toBe("Not here.\n");
  });
});

describe(".notionmirrorignore", () => {
  test("keeps pages without files and files without pages, whatever is in them", async () => {
    const here = await world();
    here.folder.write("notes/.notionmirrorignore", "# private\nDiary\n*.draft.md\n/README.md\n");
    expect(await here.clone()).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(["Home.md", ...all.slice(3)]);
    here.write("README.md", "About this folder.\n");
    here.write("Home/Handbook/Idea.draft.md", "---\nicon: [broken\n---\n\nSoon.\n");
    const seen = await here.type("sync", "--two-way");
    expect(seen).toMatchObject({ code: 0 });
    expect(seen.stdout).toContain("Nothing to do");
    expect(here.writes()).toEqual([]);
    expect((await here.type("status")).stdout).toContain("Clean");
    here.write(".notionmirrorignore", "/README.md\n*.draft.md\n");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    expect(here.list()).toEqual([...all, "Home/Handbook/Idea.draft.md", "README.md"].sort());
  });

  test("a file that is moved out of an ignored folder is a page that is moved", async () => {
    const here = await narrow("");
    here.write(".notionmirrorignore", "Diary/\n");
    expect(await here.type("sync")).toMatchObject({ code: 0 });
    const moved = here.read("Home/Diary/Monday.md");
    here.remove("Home/Diary/Monday.md");
    here.write("Home/Handbook/Monday.md", moved);
    expect(await here.type("sync", "--two-way")).toMatchObject({ code: 0 });
    expect(here.notion.world.page(here.ids.monday)?.parent).toBe(here.ids.handbook);
  });
});

test("a scope on a pull's command line narrows that pull alone", async () => {
  const here = await world();
  expect(await here.clone()).toMatchObject({ code: 0 });
  here.app.insert(here.ids.monday, [p("M2.")]);
  here.app.insert(here.ids.rules, [p("R2.")]);
  expect(await here.type("pull", "--only", "Handbook")).toMatchObject({ code: 0 });
  expect(here.read("Home/Handbook/Rules.md")).toContain("R2.");
  expect(here.read("Home/Diary/Monday.md")).not.toContain("M2.");
  expect(await here.type("pull")).toMatchObject({ code: 0 });
  expect(here.read("Home/Diary/Monday.md")).toContain("M2.");
});

test("roots that are added later bring what lies below them", async () => {
  const here = await world();
  expect(await here.clone(here.ids.diary)).toMatchObject({ code: 0 });
  expect(here.list()).toEqual(["Diary.md", "Diary/Monday.md"]);
  here.config(`roots:\n  - ${here.ids.diary} # mine\n  - ${here.ids.handbook}\n`);
  expect(await here.type("pull")).toMatchObject({ code: 0 });
  expect(here.list()).toEqual([
    "Diary.md",
    "Diary/Monday.md",
    "Handbook.md",
    "Handbook/First week.md",
    "Handbook/Rules.md",
  ]);
});
