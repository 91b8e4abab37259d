/**
 * How much of a data source is mirrored: rows whose texts are read when asked for, and rows that are no files.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, ok } from "../fixtures/support/ask.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { terminal } from "../support/terminal.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** A data source `Big` below `Start`, of rows `Row 0` …, each with a note as property and a text. */
async function withRows(count: number) {
  const clock = hurriedClock();
  const screen = terminal({ workspace: "empty", clock });
  const { notion, folder } = screen;
  const [parent = ""] = notion.world.roots;
  const database = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: parent },
      title: [{ text: { content: "Big" } }],
      initial_data_source: { properties: { Name: { title: {} }, Note: { rich_text: {} } } },
    }),
  );
  const source = (database["data_sources"] as { id: string }[])[0]?.id ?? "";
  const addRow = (n: number) =>
    notion.app.createPage({
      parent: source,
      title: `Row ${n}`,
      properties: { Note: { rich_text: [{ type: "text", text: { content: `note${n}` } }] } },
      children: [paragraph(`Body of ${n}, about zebras.`)],
    });
  const rows = Array.from({ length: count }, (_, n) => addRow(n));
  const vault = join(folder.path, "notes");
  const type = (argv: readonly string[]) =>
    screen.type(argv, { ...(existsSync(vault) ? { workingFolder: vault } : {}), world: { clock } });
  const configure = (text: string) => folder.write("notes/notion-mirror.yaml", text);
  const files = () => folder.list().filter((path) => /\/Row \d+\.md$/.test(path));
  const writes = () =>
    notion.requests.filter(
      ({ method, path }) => method !== "GET" && !/\/(?:search|query)$/.test(path),
    );
  /** Times are cut to the minute: what follows is told apart from what was. */
  const later = () => clock.sleep(180_000);
  return { ...screen, later, source, rows, addRow, type, configure, files, writes };
}

describe("a data source of more than a thousand rows", () => {
  test("is in SQL whole, and its texts are read when they are found or named, each into its file", async () => {
    const { type, files, folder, notion, rows, writes, later } = await withRows(1_001);
    const cloned = await type(["clone", "notes"]);
    expect(cloned.code).toBe(0);
    expect(files()).toEqual([]);
    expect((await type(["sql", "SELECT count(*) AS n FROM Big", "--json"])).stdout).toContain(
      "1001",
    );
    expect((await type(["status"])).stdout).toContain(
      "Clean: nothing to push, nothing to write. 1,002 pages mirrored, 1 with their text, 1,001 rows whose text is read when asked for",
    );
    const doctor = await type(["doctor"]);
    expect(doctor.stdout).toMatch(/^ok {2}completeness .* 0 without their text, 1,001 rows/m);

    const found = await type(["search", "note500"]);
    expect(found.stdout).toContain("Row 500 (its text is not here)");
    expect(found.stderr).toContain("1,001 texts of pages and rows are not here");
    expect(found.stderr).toContain("--fetch");
    expect((await type(["search", "zebras"])).stderr).toContain("Nothing found.");
    expect(files()).toEqual([]);

    const fetched = await type(["search", "note500", "--fetch"]);
    expect(fetched.stdout).toMatch(/^Start\/Big\/Row 500\.md$/m);
    expect(files()).toEqual(["notes/Start/Big/Row 500.md"]);
    const file = folder.read("notes/Start/Big/Row 500.md");
    expect(file).toMatch(/^Note: note500$/m);
    expect(file).toContain("Body of 500, about zebras.");
    expect((await type(["search", "zebras"])).stdout).toContain("Row 500.md");

    expect((await type(["pull", "Start/Big/Row 77.md"])).stdout).toContain("Row 77.md");
    expect((await type(["pull", rows[3] ?? ""])).stdout).toContain("Row 3.md");
    expect(files()).toHaveLength(3);

    folder.write(
      "notes/Start/Big/Row 500.md",
      `${folder.read("notes/Start/Big/Row 500.md")}\nMore.\n`,
    );
    notion.clearRequests();
    expect((await type(["push", "--two-way"])).stdout).toContain("pushed     Start/Big/Row 500.md");
    expect(writes()).toHaveLength(1);

    // What was read once is kept up to date.
    await later();
    notion.app.insert(rows[77] ?? "", [paragraph("Later.")]);
    await later();
    expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
    expect(folder.read("notes/Start/Big/Row 77.md")).toContain("Later.");
    expect(files()).toHaveLength(3);
  }, 60_000);

  test("is read whole when the configuration says so, whenever that is", async () => {
    const { type, files, configure } = await withRows(1_001);
    await type(["clone", "notes"]);
    expect(files()).toEqual([]);
    configure("bodies:\n  Big: all\n");
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    expect(files()).toHaveLength(1_001);
    // Back to lazy: nothing that is here goes.
    configure("bodies: lazy\n");
    expect((await type(["sync"])).stdout).toContain("Nothing to do");
    expect(files()).toHaveLength(1_001);
  }, 120_000);
});

test("`bodies: none` reads no text, not even of a row that is named, and says so", async () => {
  const { type, files, configure, source, addRow, notion, folder } = await withRows(2);
  await type(["clone", "notes"]);
  expect(files()).toHaveLength(2);
  configure(`bodies:\n  ${source}: none\n`);
  const third = addRow(2);
  expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
  expect(files()).toHaveLength(2);
  notion.clearRequests();
  const named = await type(["pull", "Start/Big/Row 2.md"]);
  expect(named.code).toBe(1);
  expect(named.stdout).toContain("`bodies: none`");
  expect(notion.requests.some(({ path }) => path.includes(third))).toBe(false);
  expect((await type(["status"])).stdout).toContain("1 row whose text is read when asked for");
  // A file in the folder of a row that has none itself becomes a page below the row.
  folder.write("notes/Start/Big/Row 2/Child.md", "Hello.\n");
  expect((await type(["push", "--two-way"])).stdout).toContain(
    "created    Start/Big/Row 2/Child.md",
  );
  const id = /notion_id: (\S+)/.exec(folder.read("notes/Start/Big/Row 2/Child.md"))?.[1] ?? "";
  expect(notion.world.page(id)?.parent).toBe(third);
  configure("bodies:\n  Bigg: none\n");
  expect((await type(["status"])).stdout).toContain(
    'no data source is called or has the id "Bigg"',
  );
});

describe("`rows: sql`", () => {
  test("makes no files, takes a deleted file for no deletion, and gives all files back when it goes", async () => {
    const { type, files, configure, folder, addRow, notion, rows, writes, later } =
      await withRows(5);
    await type(["clone", "notes"]);
    const before = folder.contents();
    expect(files()).toHaveLength(5);

    configure("rows:\n  big: sql\n");
    expect((await type(["sync"])).stdout).toContain("Nothing to do");
    expect(files()).toHaveLength(5);
    addRow(5);
    await later();
    notion.app.insert(rows[0] ?? "", [paragraph("From Notion.")]);
    await later();
    expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
    // A new row gets no file; one that has a file is kept in step.
    expect(files()).toHaveLength(5);
    expect(folder.read("notes/Start/Big/Row 0.md")).toContain("From Notion.");
    expect((await type(["sql", "SELECT count(*) AS n FROM Big", "--json"])).stdout).toContain("6");
    expect((await type(["search", "zebras", "--json"])).json()).toHaveLength(6);

    for (const path of files().slice(1)) rmSync(join(folder.path, path));
    notion.clearRequests();
    const pushed = await type(["push", "--two-way"]);
    expect(pushed.code).toBe(0);
    expect(writes()).toEqual([]);
    expect(await type(["sync"])).toMatchObject({ code: 0 });
    expect(writes()).toEqual([]);
    expect(files()).toEqual(["notes/Start/Big/Row 0.md"]);
    expect((await type(["status"])).stdout).toContain("Clean");
    for (const id of rows) expect(notion.world.page(id)).toMatchObject({ trashed: false });
    expect((await type(["log", "Start/Big/Row 1.md"])).stdout).toContain("deleted");

    // The one that is still a file is edited and pushed as ever.
    const edited = folder.read("notes/Start/Big/Row 0.md").replace("From Notion.", "From here.");
    folder.write("notes/Start/Big/Row 0.md", edited);
    expect((await type(["push", "--two-way"])).stdout).toContain("pushed     Start/Big/Row 0.md");

    configure("");
    expect(await type(["sync"])).toMatchObject({ code: 0 });
    expect(files()).toHaveLength(6);
    for (const n of [1, 2, 3, 4]) {
      const path = `notes/Start/Big/Row ${n}.md`;
      expect(folder.read(path)).toBe(before[path]);
    }
    expect(writes().filter(({ method }) => method === "DELETE")).toEqual([]);
  }, 60_000);

  test("for every data source from the start: no row is a file, and every text is in the mirror", async () => {
    const { type, files, configure, folder } = await withRows(3);
    await type(["clone", "notes"]);
    rmSync(join(folder.path, "notes/.notion-mirror/mirror.db"));
    rmSync(join(folder.path, "notes/Start"), { recursive: true });
    rmSync(join(folder.path, "notes/Start.md"));
    configure("rows: sql\n");
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    expect(folder.list()).toContain("notes/Start.md");
    expect(files()).toEqual([]);
    expect((await type(["search", "zebras", "--json"])).json()).toHaveLength(3);
    expect((await type(["status"])).stdout).toContain("Clean");
  });
});
