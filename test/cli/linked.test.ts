/** Databases that are more than a table on a page: linked ones, and wikis. */
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Transport } from "../../src/notion/transport.ts";
import { ask, ok } from "../fixtures/support/ask.ts";
import { jumpingClock } from "../support/app.ts";
import { terminal } from "../support/terminal.ts";

type Item = { readonly id: string };

/** `Start` with a database `Tasks` (with `Row`) and a page `Board` that shows a view of it. */
async function board() {
  const clock = jumpingClock();
  const screen = terminal({ workspace: "empty", clock });
  const { notion } = screen;
  const [home = ""] = notion.world.roots;
  const database = async (title: string, properties: object = {}) => {
    const made = ok(
      await ask(notion, "POST", "/databases", {
        parent: { type: "page_id", page_id: home },
        title: [{ text: { content: title } }],
        initial_data_source: { properties: { Name: { title: {} }, ...properties } },
      }),
    );
    const [source] = made["data_sources"] as Item[];
    return { id: String(made["id"]), source: source?.id ?? "" };
  };
  const tasks = await database("Tasks");
  const row = notion.app.createPage({ parent: tasks.source, title: "Row" });
  const page = notion.app.createPage({ parent: home, title: "Board" });
  ok(
    await ask(notion, "POST", "/views", {
      data_source_id: tasks.source,
      name: "Mine",
      type: "table",
      create_database: { parent: { type: "page_id", page_id: page } },
    }),
  );
  const children = ok(await ask(notion, "GET", `/blocks/${page}/children`));
  const linked = (children["results"] as Item[])[0]?.id ?? "";
  const workingFolder = join(screen.folder.path, "notes");
  const type = (argv: readonly string[], transport: Transport = notion.handle) => {
    clock.advance(3_600_000);
    return screen.type(argv, {
      transport,
      world: { clock },
      ...(argv[0] === "clone" ? {} : { workingFolder }),
    });
  };
  const list = () =>
    screen.folder
      .list()
      .map((path) => path.replace(/^notes\//, ""))
      .filter((path) => /\.md$|_database/.test(path));
  return { ...screen, ids: { home, page, linked, row, tasks }, database, type, list };
}

const files = ["Start.md", "Start/Board.md", "Start/Tasks/Row.md", "Start/Tasks/_database.yaml"];

/** Changes answers on their way: what the embedded server does not show, as the real one may. */
const answering =
  (
    handle: Transport,
    change: (path: string, body: Record<string, unknown>) => Promise<object | null> | object | null,
  ): Transport =>
  async (request, signal) => {
    const answer = await handle(request, signal);
    const path = request.path.replace(/\?.*/, "");
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    const changed = await change(path, body);
    if (changed === null) return answer;
    const status = "status" in changed ? Number(changed.status) : answer.status;
    return { ...answer, status, body: JSON.stringify(changed) };
  };

test.each<[string, (ids: Awaited<ReturnType<typeof board>>["ids"]) => object | null]>([
  ["that shows no data source", () => null],
  [
    "that shows the source that it looks at",
    ({ tasks }) => ({ data_sources: [{ id: tasks.source, name: "Tasks" }] }),
  ],
  [
    "that can't be read at all",
    ({ linked }) => ({
      object: "error",
      status: 400,
      code: "validation_error",
      message: `Database with ID ${linked} does not contain any data sources accessible by this API bot.`,
    }),
  ],
])(
  "a linked database %s is a link on its page, and rows stay where they are",
  async (_, change) => {
    const here = await board();
    const { linked, row } = here.ids;
    const transport = answering(here.notion.handle, (path, body) => {
      if (path !== `/v1/databases/${linked}`) return null;
      const changed = change(here.ids);
      return changed === null || "object" in changed ? changed : { ...body, ...changed };
    });
    expect(await here.type(["clone", "notes"], transport)).toMatchObject({ code: 0 });
    expect(here.list()).toEqual(files);
    const text = here.folder.read("notes/Start/Board.md");
    expect(text).toContain(`(notion://child_database/${linked})`);
    const before = here.folder.contents();
    const quiet = await here.type(["sync", "--full", "--two-way"], transport);
    expect(quiet).toMatchObject({ code: 0 });
    expect(quiet.stdout).toContain("Nothing to do");
    expect(here.list()).toEqual(files);
    expect(here.folder.read("notes/Start/Board.md")).toBe(before["notes/Start/Board.md"]);
    here.notion.app.editText(here.notion.app.insert(row, [paragraph("old")])[0] ?? "", "Text.");
    expect(await here.type(["sync"], transport)).toMatchObject({ code: 0 });
    expect(here.folder.read("notes/Start/Tasks/Row.md")).toContain("Text.");
    expect(await here.type(["doctor"], transport)).toMatchObject({ code: 0 });
  },
);

const paragraph = (content: string) => ({
  paragraph: { rich_text: [{ type: "text", text: { content } }] },
});

test("a wiki's pages lie in its folder with what hangs below them, and so does a database among its rows", async () => {
  const here = await board();
  const { notion } = here;
  const wiki = await here.database("Wiki", { Verification: { verification: {} } });
  const guide = notion.app.createPage({
    parent: wiki.source,
    title: "Guide",
    children: [paragraph("How we work.")],
  });
  notion.app.createPage({ parent: guide, title: "Chapter" });
  const ledger = await here.database("Ledger");
  notion.app.createPage({ parent: ledger.source, title: "Entry" });
  // In a wiki a database is one of the rows: the query lists its data source, and the wiki is its parent.
  const transport = answering(notion.handle, async (path, body) => {
    if (path === `/v1/databases/${ledger.id}`)
      return { ...body, parent: { type: "database_id", database_id: wiki.id } };
    if (path === `/v1/data_sources/${wiki.source}/query`) {
      const source = ok(await ask(notion, "GET", `/data_sources/${ledger.source}`));
      return { ...body, results: [...(body["results"] as object[]), source] };
    }
    if (path === "/v1/search") {
      const results = (body["results"] as Item[]).filter(({ id }) => id !== ledger.source);
      return { ...body, results };
    }
    if (path === `/v1/blocks/${here.ids.home}/children`) {
      const results = (body["results"] as Item[]).filter(({ id }) => id !== ledger.id);
      return { ...body, results };
    }
    return null;
  });
  expect(await here.type(["clone", "notes"], transport)).toMatchObject({ code: 0 });
  expect(here.list()).toEqual(
    [
      ...files,
      "Start/Wiki/Guide.md",
      "Start/Wiki/Guide/Chapter.md",
      "Start/Wiki/Ledger/Entry.md",
      "Start/Wiki/Ledger/_database.yaml",
      "Start/Wiki/_database.yaml",
    ].sort(),
  );
  expect(here.folder.read("notes/Start/Wiki/Guide.md")).toContain("How we work.");
  const quiet = await here.type(["sync", "--full", "--two-way"], transport);
  expect(quiet.stdout).toContain("Nothing to do");
  const sql = await here.type(["sql", "SELECT Name, page_path FROM Wiki"], transport);
  expect(sql.stdout).toContain("Start/Wiki/Guide.md");
  const path = "notes/Start/Wiki/Guide.md";
  here.folder.write(path, here.folder.read(path).replace("How we work.", "How we work now."));
  expect(await here.type(["sync", "--two-way"], transport)).toMatchObject({ code: 0 });
  const blocks = ok(await ask(notion, "GET", `/blocks/${guide}/children`));
  expect(JSON.stringify(blocks)).toContain("How we work now.");
});
