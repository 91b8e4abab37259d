/** A tree of files is deleted while somebody works on a page of it in Notion: that page stays, and what it lies below. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CycleOptions } from "../../../sync/run/parts.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";

const words = (text: string) => [
  { type: "paragraph", paragraph: { rich_text: [{ type: "text", text: { content: text } }] } },
];

interface Tree extends Engine {
  /** Ids of pages by title, of their only blocks as `title text`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Handbook / { Safety / Drill, Prices / Old prices, Suppliers, Jobs (a database with the rows Buy and Sell) }, at rest. */
async function tree(): Promise<Tree> {
  const world = await engine({ workspace: "empty" });
  const { notion, clock } = world;
  const ids: Record<string, string> = { Start: notion.world.roots[0] ?? "" };
  const page = (parent: string, title: string) => {
    const at = ids[parent] ?? "";
    ids[title] = notion.app.createPage({ parent: at, title, children: words(`On ${title}.`) });
  };
  page("Start", "Handbook");
  page("Handbook", "Safety");
  page("Safety", "Drill");
  page("Handbook", "Prices");
  page("Prices", "Old prices");
  page("Handbook", "Suppliers");
  const made = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: ids["Handbook"] },
      title: [{ text: { content: "Jobs" } }],
      initial_data_source: { properties: { Name: { title: {} }, Count: { number: {} } } },
    }),
  );
  ids["Rows"] = (made["data_sources"] as { id: string }[])[0]?.id ?? "";
  page("Rows", "Buy");
  page("Rows", "Sell");
  for (const record of notion.world.store.all()) {
    if (record.kind !== "block") continue;
    const text = /"content":"On ([^"]*)\."/.exec(JSON.stringify(record.content))?.[1];
    if (text !== undefined) ids[`${text} text`] = record.id;
  }
  clock.advance(3_600_000);
  await world.sync();
  clock.advance(3_600_000);
  await world.sync();
  world.requests();
  return { ...world, ids };
}

const id = ({ ids }: Tree, name: string): string => {
  const found = ids[name];
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found;
};

/** Handbook with all below it is gone from the folder; `later` comes when all is read and planned. */
function deleted(
  world: Tree,
  later: () => void = () => undefined,
  options: Partial<CycleOptions> = {},
) {
  rmSync(join(world.folder.path, "Start/Handbook.md"));
  rmSync(join(world.folder.path, "Start/Handbook"), { recursive: true });
  let done = false;
  return world.sync({
    maxDelete: 20,
    ...options,
    onProgress: ({ phase }) => {
      if (phase !== "push" || done) return;
      done = true;
      later();
    },
  });
}

const inTrash = async ({ parts, ids }: Tree) => {
  const titles = [
    "Handbook",
    "Safety",
    "Drill",
    "Prices",
    "Old prices",
    "Suppliers",
    "Buy",
    "Sell",
  ];
  const gone: string[] = [];
  for (const title of titles)
    if ((await parts.notion.page(ids[title] ?? "")).in_trash) gone.push(title);
  return gone;
};

const files = ({ folder }: Tree) =>
  folder
    .list()
    .filter((path) => path.startsWith("Start/Handbook"))
    .sort();

/** Nothing is left to do, and both sides hold the same. */
async function isQuiet(world: Tree) {
  world.writes();
  for (const waitMs of [0, 120_000, 3_600_000]) {
    world.clock.advance(waitMs);
    await world.sync({ full: waitMs > 1_000_000 });
  }
  expect(world.writes()).toEqual([]);
  expect((await world.status()).changes).toEqual([]);
}

test("all of it goes with one write when nobody edits it, each page looked at once before and once after", async () => {
  const world = await tree();
  let from = 0;
  const { pages } = await deleted(world, () => {
    from = world.notion.requests.length;
  });
  expect(pages).toContainEqual(
    expect.objectContaining({ path: "Start/Handbook.md", outcome: "trashed" }),
  );
  const reads = (name: string) =>
    world.notion.requests
      .slice(from)
      .filter(({ method, path }) => method === "GET" && path === `/v1/pages/${id(world, name)}`);
  for (const name of ["Safety", "Drill", "Prices", "Old prices", "Suppliers", "Buy", "Sell"])
    expect([name, reads(name).length]).toEqual([name, 2]);
  expect(reads("Handbook")).toHaveLength(1);
  expect(world.writes()).toEqual([`PATCH /v1/pages/${id(world, "Handbook")}`]);
  expect(files(world)).toEqual([]);
  await isQuiet(world);
});

const others = ["Prices", "Old prices", "Suppliers", "Buy", "Sell"];

type Edit = (world: Tree) => void;
const edits: Readonly<Record<string, Edit>> = {
  "its words": (world) => world.notion.app.editText(id(world, "Drill text"), "Count heads."),
  "its icon": (world) =>
    world.notion.app.setIcon(id(world, "Drill"), { type: "emoji", emoji: "🔥" }),
  "a new page below it": (world) =>
    void world.notion.app.createPage({ parent: id(world, "Drill"), title: "New" }),
};
const times = ["before the run reads Notion", "when all is planned"] as const;

test.each(
  Object.entries(edits).flatMap(([name, edit]) => times.map((when) => ({ name, edit, when }))),
)("a page two levels down stays with what is above it: $name, $when", async ({ edit, when }) => {
  const world = await tree();
  const early = when === "before the run reads Notion";
  if (early) edit(world);
  world.clock.advance(120_000);
  const { pages } = await deleted(world, () => {
    if (!early) edit(world);
  });
  expect(await inTrash(world)).toEqual(others);
  const said = Object.fromEntries(
    pages.map(({ path, outcome, reason }) => [path, [outcome, reason]]),
  );
  const because =
    'the page "Drill" below it was edited in Notion meanwhile, and would go to the trash with it';
  // A page that is found new has its file before anything is planned.
  const comeFirst = early && said["Start/Handbook/Safety/Drill/New.md"] !== undefined;
  const any = expect.any(String);
  expect(said).toMatchObject({
    "Start/Handbook.md": ["restored", comeFirst ? any : because],
    "Start/Handbook/Safety.md": ["restored", comeFirst ? any : because],
    "Start/Handbook/Safety/Drill.md": [
      "restored",
      comeFirst ? any : "the page was edited in Notion meanwhile",
    ],
    "Start/Handbook/Prices.md": ["trashed", undefined],
    "Start/Handbook/Suppliers.md": ["trashed", undefined],
  });
  expect([...world.writes()].sort()).toEqual(
    ["Prices", "Suppliers", "Buy", "Sell"]
      .map((title) => `PATCH /v1/pages/${id(world, title)}`)
      .sort(),
  );
  await isQuiet(world);
  expect(files(world)).toEqual(
    expect.arrayContaining(["Start/Handbook.md", "Start/Handbook/Safety/Drill.md"]),
  );
});

test("an edit in the minute in which the page was read counts too", async () => {
  const world = await tree();
  const text = id(world, "Drill text");
  world.notion.app.editText(text, "Almost the last words.");
  await world.sync();
  world.writes();
  await deleted(world, () => world.notion.app.editText(text, "The last words."));
  expect(await inTrash(world)).toEqual(others);
  expect(world.folder.read("Start/Handbook/Safety/Drill.md")).toContain("The last words.");
  await isQuiet(world);
});

test.each<[string, Edit]>([
  ["edited", (world) => world.notion.app.setProperty(id(world, "Sell"), "Count", { number: 7 })],
  [
    "new",
    (world) => void world.notion.app.createPage({ parent: id(world, "Rows"), title: "Lend" }),
  ],
])("a row that is %s saves the page that its table stands on", async (name, edit) => {
  const world = await tree();
  edit(world);
  world.clock.advance(120_000);
  await deleted(world);
  const gone = ["Safety", "Drill", "Prices", "Old prices", "Suppliers", "Buy"];
  expect(await inTrash(world)).toEqual(name === "new" ? [...gone, "Sell"] : gone);
  await isQuiet(world);
  expect(files(world)).toEqual([
    "Start/Handbook.md",
    `Start/Handbook/Jobs/${name === "new" ? "Lend" : "Sell"}.md`,
    "Start/Handbook/Jobs/_database.yaml",
  ]);
});

test("a run that only pushes leaves it, and says what puts the files back", async () => {
  const world = await tree();
  world.notion.app.editText(id(world, "Drill text"), "Count heads.");
  world.clock.advance(120_000);
  const { pages } = await deleted(world, () => undefined, { direction: "push" });
  expect(pages.filter(({ outcome }) => outcome === "refused")).toHaveLength(3);
  expect(pages).toContainEqual(
    expect.objectContaining({
      path: "Start/Handbook.md",
      reason: 'its file is gone, but the page "Drill" below it was edited in Notion',
      next: "`notion-mirror sync` puts the file back.",
    }),
  );
  expect(await inTrash(world)).toEqual(others);
  await isQuiet(world);
  expect(world.folder.read("Start/Handbook/Safety/Drill.md")).toContain("Count heads.");
});

test("what a dry run foretells is what comes", async () => {
  const world = await tree();
  world.notion.app.editText(id(world, "Drill text"), "Count heads.");
  world.clock.advance(120_000);
  const told = await deleted(world, () => undefined, { dryRun: true });
  expect(world.writes()).toEqual([]);
  const came = await world.sync({ maxDelete: 20 });
  const outcomes = ({ pages }: typeof told) =>
    pages.map(({ id, outcome }) => `${id} ${outcome}`).sort();
  expect(told.pages).toHaveLength(7);
  expect(outcomes(came)).toEqual(expect.arrayContaining([...outcomes(told)]));
  expect(told.planned).toHaveLength(4);
});
