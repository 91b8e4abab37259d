/**
 * Links between files: every path leads to a file, and what has none is named by its id and comes back as it was.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { generate, type NotionOptions } from "../../../fixtures/index.ts";
import type { SourceSettings } from "../../../sync/run/parts.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";

/** In the body `&amp;` stands for `&`, in the front matter for itself. */
const isThere = ({ path: root }: Engine["folder"], path: string, target: string): boolean =>
  [target, target.replaceAll("&amp;", "&")].some((one) =>
    existsSync(join(root, dirname(path), decodeURIComponent(one))),
  );

/** `file: target` of every link to a page or database whose file is not there. */
const dead = ({ folder }: Engine): readonly string[] =>
  folder
    .list()
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) =>
      [...folder.read(path).matchAll(/\]\(<?([^)>:]*\.(?:md|yaml))>?\)/g)].flatMap(
        ([, target = ""]) => (isThere(folder, path, target) ? [] : [`${path}: ${target}`]),
      ),
    );

/** Links by id to what has a file. */
const byId = ({ folder, mirror }: Engine): readonly string[] =>
  folder
    .list()
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) =>
      [...folder.read(path).matchAll(/notion:\/\/[a-z_]*(?:page|database)\/([0-9a-f-]{36})/g)]
        .filter(([, id = ""]) => mirror.files.byId(id) !== null)
        .map(([whole]) => `${path}: ${whole}`),
    );

describe("after a first pull every link to what has a file is a path, and every path leads to a file", () => {
  test.each<[string, NotionOptions["workspace"]]>([
    ["the demo's workspace", "demo"],
    ["80 pages", generate(1, { pages: 80 })],
    ["40 pages and 60 rows", generate(2, { pages: 40, rows: 30, dataSources: 2 })],
  ])("%s", async (_, workspace = "demo") => {
    const here = await engine({ workspace });
    await here.sync({ direction: "pull", full: true });
    expect(dead(here)).toEqual([]);
    expect(byId(here)).toEqual([]);
    expect(here.folder.list().join("\n")).toMatch(/\.md$/m);
    await here.sync();
    expect(here.writes()).toEqual([]);
  });

  test("a search that knows a part only, so that much is found on the way", async () => {
    const here = await engine({
      workspace: generate(3, { pages: 60 }),
      search: { omitted: 0.5 },
    });
    await here.sync({ direction: "pull", full: true });
    expect(dead(here)).toEqual([]);
    expect(byId(here)).toEqual([]);
  });
});

/** A database `Tasks` with the rows `One` and `Two`, and a page that shows the first in every way. */
async function withRow(sources: Readonly<Record<string, SourceSettings>>) {
  const made = await engine({ workspace: "empty", settings: { sources } });
  const { notion } = made;
  const [home = ""] = notion.world.roots;
  const database = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: home },
      title: [{ text: { content: "Tasks" } }],
      initial_data_source: { properties: { Name: { title: {} } } },
    }),
  );
  const source = (database["data_sources"] as { id: string }[])[0]?.id ?? "";
  const row = notion.app.createPage({ parent: source, title: "One" });
  const other = notion.app.createPage({ parent: source, title: "Two" });
  const mention = { type: "mention", mention: { type: "page", page: { id: row } } };
  const url = `https://www.notion.so/${row.replaceAll("-", "")}`;
  const text = (content: string, link: string | null = null) => ({
    type: "text",
    text: { content, link: link === null ? null : { url: link } },
  });
  const page = notion.app.createPage({
    parent: home,
    title: "Page",
    children: [
      { type: "paragraph", paragraph: { rich_text: [text("see "), mention] } },
      { type: "paragraph", paragraph: { rich_text: [mention] } },
      { type: "link_to_page", link_to_page: { type: "page_id", page_id: row } },
      { type: "paragraph", paragraph: { rich_text: [text("the task", url), text(" itself")] } },
    ],
  });
  made.clock.advance(120_000);
  await made.sync();
  made.clock.advance(120_000);
  await made.sync();
  made.writes();
  return { ...made, home, source, row, other, page };
}

describe.each<[string, SourceSettings]>([
  ["rows: sql", { rows: "sql" }],
  ["bodies: lazy", { bodies: "lazy" }],
])("%s", (_, settings) => {
  test("links to rows name them by id or address, and an edit beside them sends nothing else", async () => {
    const here = await withRow({ "*": settings });
    const { row, folder } = here;
    expect(dead(here)).toEqual([]);
    expect(folder.read("Start/Page.md")).toContain(
      `see [One](notion://page/${row})\n\n[One](notion://page/${row})\n\n[One](notion://link_to_page/${row})\n\n[the task](https://www.notion.so/${row.replaceAll("-", "")}) itself\n`,
    );
    here.edit("Start/Page.md", "see ", "look at ");
    const report = await here.sync();
    expect(report.pages).toMatchObject([{ outcome: "pushed", writes: 1 }]);
    expect(here.writes()).toHaveLength(1);
    here.clock.advance(120_000);
    await here.sync();
    expect(here.writes()).toEqual([]);
    expect(folder.read("Start/Page.md")).toContain(`look at [One](notion://page/${row})`);
  });
});

test("a lazily read row whose file is there is linked by its path", async () => {
  const here = await withRow({ "*": { bodies: "lazy" } });
  await here.sync({ direction: "pull", paths: [here.row] });
  expect(here.folder.list()).toContain("Start/Tasks/One.md");
  here.notion.app.insert(here.page, [
    {
      paragraph: {
        rich_text: [
          { type: "text", text: { content: "new " } },
          { type: "mention", mention: { type: "page", page: { id: here.row } } },
        ],
      },
    },
  ]);
  here.clock.advance(600_000);
  await here.sync();
  expect(here.folder.read("Start/Page.md")).toContain("new [One](Tasks/One.md)");
  expect(dead(here)).toEqual([]);
  expect(here.writes()).toEqual([]);
});
