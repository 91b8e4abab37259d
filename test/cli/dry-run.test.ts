/** `-n` changes nothing: no file, nothing in Notion, and nothing in the mirror that a later run or `status` would show. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDatabase } from "../../src/platform/sqlite.ts";
import { jumpingClock } from "../support/app.ts";
import { terminal } from "../support/terminal.ts";

async function cloned() {
  const clock = jumpingClock();
  const screen = terminal({ clock });
  const vault = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"], { world: { clock } })).toMatchObject({ code: 0 });
  clock.advance(3_600_000);
  const type = (...argv: string[]) => screen.type(argv, { workingFolder: vault, world: { clock } });
  // The first request of an hour later is over: who the token is need not be asked again.
  expect(await type("sync", "--two-way")).toMatchObject({ code: 0 });
  clock.advance(3_600_000);
  return { ...screen, clock, vault, type };
}

/** Every row of every table, and the schema. */
function contents(vault: string): Readonly<Record<string, unknown>> {
  const database = openDatabase(join(vault, ".notion-mirror/mirror.db"), { readonly: true });
  try {
    const schema = database
      .prepare<[], { name: string; type: string; sql: string | null }>(
        "SELECT name, type, sql FROM sqlite_schema ORDER BY name",
      )
      .all();
    const tables = schema.filter(({ type, name }) => type === "table" && !/^search/.test(name));
    return Object.fromEntries([
      ["schema", schema],
      ...tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]),
    ]);
  } finally {
    database.close();
  }
}

const files = (screen: { folder: { contents(): Record<string, string> } }) =>
  Object.fromEntries(
    Object.entries(screen.folder.contents()).filter(([path]) => !path.includes("mirror.db")),
  );

describe.each([
  ["pull", "-n"],
  ["pull", "-n", "--full"],
  ["sync", "-n"],
])("%s %s %s", (...argv) => {
  test("says what would come, and leaves everything as it was", async () => {
    const here = await cloned();
    const { app, world } = here.notion;
    const [home = ""] = world.roots;
    const glossary = here.folder.read("notes/Tern & Co/Handbook/Glossary.md");
    app.rename(/^notion_id: (\S+)/m.exec(glossary)?.[1] ?? "", "Words");
    app.createPage({ parent: home, title: "Brand new" });
    const before = { mirror: contents(here.vault), files: files(here) };
    const status = await here.type("status", "--json");
    const seen = await here.type(...argv.filter((one) => one !== undefined));
    expect(seen).toMatchObject({ code: 0 });
    expect(seen.stdout).toContain("pulled     Tern & Co/Brand new.md");
    expect(seen.stdout).toContain("moved      Tern & Co/Handbook/Words.md");
    expect(seen.stdout).toContain("nothing was changed");
    expect(contents(here.vault)).toEqual(before.mirror);
    expect(files(here)).toEqual(before.files);
    expect((await here.type("status", "--json")).json()).toEqual(status.json());
    expect(await here.type("pull")).toMatchObject({ code: 0 });
    expect(here.folder.list()).toContain("notes/Tern & Co/Brand new.md");
  });
});

test("a new data source, its table and its view are gone after a dry run and there after a real one", async () => {
  const here = await cloned();
  const [home = ""] = here.notion.world.roots;
  const headers = {
    authorization: `Bearer ${here.notion.token}`,
    "notion-version": "2026-03-11",
    "content-type": "application/json",
  };
  const made = await here.notion.handle({
    method: "POST",
    path: "/v1/databases",
    headers,
    body: JSON.stringify({
      parent: { type: "page_id", page_id: home },
      title: [{ text: { content: "Ledger" } }],
      initial_data_source: { properties: { Name: { title: {} }, Sum: { number: {} } } },
    }),
  });
  expect(made.status).toBe(200);
  here.clock.advance(3_600_000);
  expect(await here.type("pull", "-n")).toMatchObject({ code: 0 });
  expect((await here.type("sql", "SELECT Sum FROM Ledger")).code).not.toBe(0);
  expect(await here.type("pull")).toMatchObject({ code: 0 });
  expect(await here.type("sql", "SELECT Sum FROM Ledger")).toMatchObject({ code: 0 });
});
