/** What `undo` makes of a run: both sides as they were before it, places and titles too. */
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { lastRun } from "../../../sync/history.ts";
import { bringBackBoth } from "../../../sync/restore.ts";
import type { Report } from "../../../sync/run/report.ts";
import { undoingOf } from "../../../sync/undo.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";

const words = (text: string) => [
  { type: "paragraph", paragraph: { rich_text: [{ type: "text", text: { content: text } }] } },
];

interface Tree extends Engine {
  /** Ids of pages by title, of their only paragraphs as `title text`. */
  readonly ids: Readonly<Record<string, string>>;
  readonly move: (from: string, to: string) => void;
}

/** Start / { Shelf, Notes / Part, "Left/Right" }, at rest; Shelf leads to Notes. */
async function tree(): Promise<Tree> {
  const world = await engine({ workspace: "empty" });
  const { notion, clock, folder } = world;
  const ids: Record<string, string> = { Start: notion.world.roots[0] ?? "" };
  const page = (parent: string, title: string) => {
    const at = ids[parent] ?? "";
    ids[title] = notion.app.createPage({ parent: at, title, children: words(`On ${title}.`) });
  };
  page("Start", "Shelf");
  page("Start", "Notes");
  page("Notes", "Part");
  page("Start", "Left/Right");
  for (const record of notion.world.store.all()) {
    if (record.kind !== "block") continue;
    const text = /"content":"On ([^"]*)\."/.exec(JSON.stringify(record.content))?.[1];
    if (text !== undefined) ids[`${text} text`] = record.id;
  }
  notion.app.insert(ids["Shelf"] ?? "", [
    {
      type: "paragraph",
      paragraph: {
        rich_text: [{ type: "mention", mention: { type: "page", page: { id: ids["Notes"] } } }],
      },
    },
  ]);
  await rest({ ...world });
  const move = (from: string, to: string) => {
    mkdirSync(dirname(join(folder.path, to)), { recursive: true });
    renameSync(join(folder.path, from), join(folder.path, to));
  };
  clock.advance(3_600_000);
  return { ...world, ids, move };
}

async function rest({ clock, sync }: Pick<Engine, "clock" | "sync">) {
  for (const wait of [120_000, 3_600_000]) {
    clock.advance(wait);
    await sync({ full: true });
  }
}

const id = ({ ids }: Tree, name: string): string => {
  const found = ids[name];
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found;
};

/** Titles, what they lie under, and texts: of both sides. */
async function both({ folder, parts, ids }: Tree) {
  const pages: Record<string, unknown> = {};
  for (const [name, page] of Object.entries(ids)) {
    if (name.endsWith(" text")) {
      const block = await parts.notion.block(page);
      pages[name] = JSON.stringify("paragraph" in block ? block.paragraph : null);
      continue;
    }
    const { properties, parent, in_trash } = await parts.notion.page(page);
    pages[name] = { parent, in_trash, title: JSON.stringify(properties["title"]) };
  }
  // A page that is moved goes to the end of what it lies under: nothing can be done about the order from here.
  const files = Object.entries(folder.contents()).map(([path, text]) => {
    const lines = text.split("\n").filter((line) => line !== "" && line !== "title: Notes");
    return [path, lines.sort()] as const;
  });
  return { pages, files: Object.fromEntries(files) };
}

async function undo(world: Tree, run: string | null = lastRun(world.mirror)): Promise<Report> {
  if (run === null) throw new Error("there is no run to undo");
  const { report } = await bringBackBoth(world.parts, await undoingOf(world.parts, run));
  return report;
}

async function isQuiet(world: Tree) {
  await rest(world);
  world.writes();
  await rest(world);
  expect(world.writes()).toEqual([]);
  expect((await world.status()).changes).toEqual([]);
}

type Happens = (world: Tree) => void;

const here: Readonly<Record<string, Happens>> = {
  "a file moved under another page": ({ move }) => move("Start/Shelf.md", "Start/Notes/Shelf.md"),
  "a file moved and edited": ({ move, edit }) => {
    move("Start/Shelf.md", "Start/Notes/Shelf.md");
    edit("Start/Notes/Shelf.md", "On Shelf.", "On *Shelf*, below.");
  },
  "a file moved with its folder": ({ move }) => {
    move("Start/Notes.md", "Start/Shelf/Notes.md");
    move("Start/Notes", "Start/Shelf/Notes");
  },
  "a file renamed": ({ move }) => move("Start/Notes.md", "Start/Remarks.md"),
  "a file renamed with its folder, and edited": ({ move, edit }) => {
    move("Start/Notes.md", "Start/Remarks.md");
    move("Start/Notes", "Start/Remarks");
    edit("Start/Remarks.md", "On Notes.", "On remarks.");
  },
  "a file moved and renamed": ({ move }) => move("Start/Shelf.md", "Start/Notes/Rack.md"),
  "a file whose title no name can say, renamed": ({ move }) =>
    move("Start/Left-Right.md", "Start/Up.md"),
  "two files that changed their names": ({ move }) => {
    move("Start/Shelf.md", "Start/Shelf tmp.md");
    move("Start/Notes.md", "Start/Shelf.md");
    move("Start/Shelf tmp.md", "Start/Notes.md");
  },
  "a file moved below one that is moved itself": ({ move }) => {
    move("Start/Notes.md", "Start/Shelf/Notes.md");
    move("Start/Notes", "Start/Shelf/Notes");
    move("Start/Left-Right.md", "Start/Shelf/Notes/Part/Left-Right.md");
  },
  "a title typed into the front matter": ({ edit, ids }) =>
    edit(
      "Start/Notes.md",
      `notion_id: ${ids["Notes"]}\n`,
      `notion_id: ${ids["Notes"]}\ntitle: In/Out\n`,
    ),
};

const there: Readonly<Record<string, Happens>> = {
  "a title": (world) => world.notion.app.rename(id(world, "Notes"), "Remarks"),
  "a title that no name can say": (world) => world.notion.app.rename(id(world, "Notes"), "In/Out"),
  "a title that no name could say": (world) =>
    world.notion.app.rename(id(world, "Left/Right"), "Straight on"),
  "a page moved": (world) =>
    world.notion.app.move(id(world, "Shelf"), { parent: id(world, "Notes") }),
  "a page moved with pages below it": (world) =>
    world.notion.app.move(id(world, "Notes"), { parent: id(world, "Shelf") }),
  "a page moved, renamed and edited": (world) => {
    world.notion.app.move(id(world, "Notes"), { parent: id(world, "Shelf") });
    world.notion.app.rename(id(world, "Notes"), "Remarks");
    world.notion.app.editText(id(world, "Notes text"), "On remarks.");
  },
};

describe("a run is undone, and that too, so that both sides are what they were", () => {
  test.each([
    ...Object.entries(here).map(([name, happens]) => ({ side: "here", name, happens })),
    ...Object.entries(there).map(([name, happens]) => ({ side: "in Notion", name, happens })),
  ])("$side: $name", async ({ happens }) => {
    const world = await tree();
    const before = await both(world);
    happens(world);
    world.clock.advance(120_000);
    const { run } = await world.sync();
    await rest(world);
    const after = await both(world);
    expect(after).not.toEqual(before);
    const undone = await undo(world, run);
    expect(undone.pages.filter(({ outcome }) => ["failed", "refused"].includes(outcome))).toEqual(
      [],
    );
    await isQuiet(world);
    expect(await both(world)).toEqual(before);
    await undo(world, undone.run);
    await isQuiet(world);
    expect(await both(world)).toEqual(after);
  });
});

describe("a page that can't go back where it was", () => {
  const failures = ({ pages }: Report) => pages.filter(({ outcome }) => outcome === "failed");

  test("since what it lay under is gone: it stays, its text comes back", async () => {
    const world = await tree();
    const table = ok(
      await ask(world.notion, "POST", "/databases", {
        parent: { type: "page_id", page_id: id(world, "Start") },
        title: [{ text: { content: "Table" } }],
        initial_data_source: { properties: { Name: { title: {} } } },
      }),
    );
    const [source] = table["data_sources"] as { id: string }[];
    const row = world.notion.app.createPage({
      parent: source?.id ?? "",
      title: "Row",
      children: words("On a row."),
    });
    await rest(world);
    world.notion.app.move(row, { parent: id(world, "Shelf") });
    const { results } = await world.parts.notion.children(row);
    world.notion.app.editText(results[0]?.id ?? "", "On a page.");
    world.clock.advance(120_000);
    const { run } = await world.sync({ full: true });
    expect(world.folder.read("Start/Shelf/Row.md")).toContain("On a page.");
    await rest(world);
    world.notion.app.trash(String(table["id"]));
    await rest(world);
    expect(failures(await undo(world, run))).toMatchObject([
      {
        path: "Start/Shelf/Row.md",
        reason: "not where it was: what it lay under is not there any more",
        next: "Restore that in Notion and pull, then undo once more.",
      },
    ]);
    expect(world.folder.read("Start/Shelf/Row.md")).toContain("On a row.");
    await isQuiet(world);
  });

  test("until what it lay under is out of the trash, which the same undo sees to", async () => {
    const world = await tree();
    world.move("Start/Notes/Part.md", "Start/Shelf/Part.md");
    const { run } = await world.sync();
    await rest(world);
    world.notion.app.trash(id(world, "Notes"));
    await rest(world);
    expect(failures(await undo(world, run))).toEqual([]);
    await isQuiet(world);
    expect(world.folder.read("Start/Notes/Part.md")).toContain("On Part.");
  });

  test("since that lies below it by now", async () => {
    const world = await tree();
    world.notion.app.move(id(world, "Part"), { parent: id(world, "Start") });
    world.clock.advance(120_000);
    const { run } = await world.sync();
    await rest(world);
    world.notion.app.move(id(world, "Notes"), { parent: id(world, "Part") });
    await rest(world);
    expect(failures(await undo(world, run))).toMatchObject([
      { path: "Start/Part.md", reason: 'not where it was: "Notes" lies below it by now' },
    ]);
    await isQuiet(world);
  });

  test("since it stood inside a block", async () => {
    const world = await tree();
    const [toggle = ""] = world.notion.app.insert(id(world, "Notes"), [
      { type: "toggle", toggle: { rich_text: [{ type: "text", text: { content: "Fold" } }] } },
    ]);
    world.notion.app.move(id(world, "Part"), { parent: toggle });
    await rest(world);
    world.notion.app.move(id(world, "Part"), { parent: id(world, "Shelf") });
    world.clock.advance(120_000);
    const { run } = await world.sync();
    await rest(world);
    expect(failures(await undo(world, run))).toMatchObject([
      {
        path: "Start/Shelf/Part.md",
        reason: "not where it was: it stood inside a block of a page, where nothing can be moved",
        next: "Move it there in Notion; the next pull brings its file along.",
      },
    ]);
    await isQuiet(world);
  });

  test("under its name, which a new page bears: it gets the name with its id", async () => {
    const world = await tree();
    world.move("Start/Shelf.md", "Start/Rack.md");
    const { run } = await world.sync();
    await rest(world);
    world.save("Start/Shelf.md", "A new shelf.\n");
    await world.sync();
    await rest(world);
    expect(failures(await undo(world, run))).toEqual([]);
    await isQuiet(world);
    const path = `Start/Shelf (${id(world, "Shelf").slice(-6)}).md`;
    expect(world.folder.read(path)).toContain("On Shelf.");
    const { properties } = await world.parts.notion.page(id(world, "Shelf"));
    expect(JSON.stringify(properties)).toContain('"plain_text":"Shelf"');
    expect(world.folder.read("Start/Shelf.md")).toContain("A new shelf.");
  });
});

test("a file that somebody has moved since and not sent gets its text where it lies", async () => {
  const world = await tree();
  world.edit("Start/Notes.md", "On Notes.", "On remarks.");
  const { run } = await world.sync();
  await rest(world);
  world.move("Start/Notes.md", "Start/Shelf/Notes.md");
  const pages = world.mirror.pages.list().length;
  await undo(world, run);
  await isQuiet(world);
  expect(world.folder.read("Start/Shelf/Notes.md")).toContain("On Notes.");
  expect(world.folder.list()).not.toContain("Start/Notes.md");
  expect(world.mirror.pages.list()).toHaveLength(pages);
});

describe("of pages that a run made", () => {
  const winter = "Start/Winter.md";
  const snow = "Start/Winter/Snow.md";

  async function made() {
    const world = await tree();
    const before = await both(world);
    world.save(winter, "Closed in January.\n");
    world.save(snow, "Three metres, as on [Winter](../Winter.md).\n");
    const { run } = await world.sync();
    await rest(world);
    const idOf = (path: string) => world.mirror.files.byPath(path)?.id ?? "";
    const block = async (path: string) =>
      (await world.parts.notion.children(idOf(path))).results[0]?.id ?? "";
    return { ...world, run, before, idOf, block };
  }
  type Made = Awaited<ReturnType<typeof made>>;

  test("those that nobody touched go, on both sides", async () => {
    const world = await made();
    const { made: going, kept } = await undoingOf(world.parts, world.run);
    expect([going.length, kept]).toEqual([2, []]);
    await undo(world, world.run);
    await isQuiet(world);
    expect(await both(world)).toEqual(world.before);
  });

  const edited = "it was edited since";
  test.each<[string, (world: Made) => Promise<void>, Record<string, string>]>([
    [
      "its text in Notion",
      async ({ notion, block }) => notion.app.editText(await block(snow), "Four metres."),
      { [snow]: edited, [winter]: '"Snow" lies below it, which stays' },
    ],
    [
      "its title in Notion",
      async ({ notion, idOf }) => notion.app.rename(idOf(snow), "Ice"),
      {
        "Start/Winter/Ice.md": edited,
        [winter]: '"Ice" lies below it, which stays',
      },
    ],
    [
      "its text here",
      async ({ edit }) => edit(winter, "January", "February"),
      { [winter]: edited },
    ],
    [
      "an icon in Notion",
      async ({ notion, idOf }) => notion.app.setIcon(idOf(snow), { type: "emoji", emoji: "❄️" }),
      { [snow]: edited, [winter]: '"Snow" lies below it, which stays' },
    ],
    [
      "a page below it",
      async ({ notion, idOf }) => void notion.app.createPage({ parent: idOf(snow), title: "Ice" }),
      {
        [snow]: '"Ice" lies below it, which stays',
        [winter]: '"Ice" lies below it, which stays',
      },
    ],
  ])("those that somebody edited stay: %s", async (_, edit, said) => {
    const world = await made();
    await edit(world);
    await rest(world);
    const { kept } = await undoingOf(world.parts, world.run);
    expect(Object.fromEntries(kept.map(({ path, reason }) => [path, reason]))).toEqual(said);
    await undo(world, world.run);
    await isQuiet(world);
    for (const path of Object.keys(said)) expect(world.folder.list()).toContain(path);
    expect((await world.parts.notion.page(world.idOf(winter))).in_trash).toBe(false);
  });

  test("one that was edited here and not sent stays too", async () => {
    const world = await made();
    world.edit(snow, "Three metres", "Five metres");
    const { kept } = await undoingOf(world.parts, world.run);
    expect(Object.fromEntries(kept.map(({ path, reason }) => [path, reason]))).toEqual({
      [snow]: edited,
      [winter]: '"Snow" lies below it, which stays',
    });
    await undo(world, world.run);
    expect(world.folder.read(snow)).toContain("Five metres");
  });

  test("one whose edit in Notion nobody has seen yet comes back with what it lies below", async () => {
    const world = await made();
    world.notion.app.editText(await world.block(snow), "Six metres.");
    const report = await undo(world, world.run);
    expect(report.pages).toContainEqual(
      expect.objectContaining({
        path: snow,
        outcome: "restored",
        reason: "the page was edited in Notion meanwhile",
        next: "Delete it once more if it is to go all the same.",
      }),
    );
    await isQuiet(world);
    expect(world.folder.read(snow)).toContain("Six metres.");
    expect(world.folder.list()).toContain(winter);
  });
});

test("the mirror as a whole is read as often for many pages as for few", async () => {
  const readings = async (count: number) => {
    const world = await tree();
    const titles = Array.from({ length: count }, (_, n) => `Page ${n}`);
    for (const title of titles)
      world.notion.app.createPage({
        parent: id(world, "Shelf"),
        title,
        children: words("Before."),
      });
    await rest(world);
    for (const title of titles) world.edit(`Start/Shelf/${title}.md`, "Before.", "After.");
    const { run } = await world.sync();
    let lists = 0;
    const list: typeof world.mirror.pages.list = (filter) => {
      lists++;
      return world.mirror.pages.list(filter);
    };
    const pages = Object.create(world.mirror.pages, { list: { value: list } });
    const mirror: typeof world.mirror = Object.create(world.mirror, { pages: { value: pages } });
    const parts = { ...world.parts, mirror };
    const { restored } = await bringBackBoth(parts, await undoingOf(parts, run));
    expect(restored.filter(({ outcome }) => outcome === "restored")).toHaveLength(count);
    expect(world.folder.read("Start/Shelf/Page 0.md")).toContain("Before.");
    return lists;
  };
  const few = await readings(2);
  expect(few).toBeGreaterThan(0);
  expect(await readings(12)).toBe(few);
});
