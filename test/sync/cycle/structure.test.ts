import { mkdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainText } from "../../../src/notion/canonical.ts";
import { exitCodeOf, type Report } from "../../../sync/run/report.ts";
import { ask } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

interface Tree {
  readonly [title: string]: Tree | string;
}

interface Vault extends Engine {
  readonly ids: Readonly<Record<string, string>>;
  move(from: string, to: string): void;
  remove(path: string): void;
  titleOf(id: string): Promise<string>;
}

/** A pulled vault with a page for each title below `Start`; text stands for a page's one paragraph. */
async function vaultOf(tree: Tree): Promise<Vault> {
  const made = await engine({ workspace: "empty" });
  const ids: Record<string, string> = { Start: [...made.notion.world.roots][0] ?? "" };
  const plant = (parent: string, below: Tree) => {
    for (const [title, content] of Object.entries(below)) {
      const text = typeof content === "string" ? content : `Text of ${title}.`;
      const id = made.notion.app.createPage({ parent, title, children: [paragraph(text)] });
      ids[title] = id;
      if (typeof content !== "string") plant(id, content);
    }
  };
  plant(ids["Start"] ?? "", tree);
  made.clock.advance(120_000);
  await made.sync();
  made.requests();
  const at = (path: string) => join(made.folder.path, path);
  return {
    ...made,
    ids,
    move: (from, to) => {
      mkdirSync(dirname(at(to)), { recursive: true });
      renameSync(at(from), at(to));
    },
    remove: (path) => rmSync(at(path), { recursive: true }),
    titleOf: async (id) => {
      const page = await made.parts.notion.page(id);
      return (
        JSON.stringify(Object.values(page.properties)[0]).match(/"plain_text":"([^"]*)"/)?.[1] ?? ""
      );
    },
  };
}

async function expectQuiet({ sync, folder, writes, status, clock }: Engine): Promise<void> {
  for (let i = 0; i < 2; i++) {
    clock.advance(120_000);
    await sync();
  }
  writes();
  const before = folder.contents();
  const report = await sync();
  expect(report.pages).toEqual([]);
  expect(writes()).toEqual([]);
  expect(folder.contents()).toEqual(before);
  expect((await status()).changes).toEqual([]);
}

describe("what a person does to files", () => {
  test("a renamed file gives its page the title, and its children follow", async () => {
    const vault = await vaultOf({ Guide: { Part: "a part" } });
    vault.move("Start/Guide.md", "Start/Manual.md");
    const report = await vault.sync();
    expect(
      report.pages.filter((page) => page.outcome === "moved").map((page) => page.path),
    ).toEqual(["Start/Manual/Part.md", "Start/Manual.md"]);
    expect(vault.writes()).toEqual([`PATCH /v1/pages/${vault.ids["Guide"]}`]);
    expect(await vault.titleOf(vault.ids["Guide"] ?? "")).toBe("Manual");
    expect(vault.folder.list()).toEqual(["Start.md", "Start/Manual.md", "Start/Manual/Part.md"]);
    await expectQuiet(vault);
    expect(vault.folder.read("Start.md")).toContain("[Manual](Start/Manual.md)");
    expect(vault.folder.read("Start/Manual.md")).toContain("[Part](Manual/Part.md)");
  });

  test.each(["both", "push"] as const)(
    "a title: written into a file gives its page the title and the file the name (%s)",
    async (direction) => {
      const vault = await vaultOf({ Guide: { Part: "a part" }, Other: "text" });
      const id = vault.ids["Guide"] ?? "";
      vault.edit("Start/Guide.md", `notion_id: ${id}\n`, `notion_id: ${id}\ntitle: Manual\n`);
      vault.edit("Start/Guide.md", "Text of Guide.", "Text of the manual.");
      await vault.sync({ direction });
      expect(vault.writes().map((line) => line.replace(/[0-9a-f-]{36}/, "ID"))).toEqual([
        "PATCH /v1/pages/ID",
        "PATCH /v1/blocks/ID",
      ]);
      expect(await vault.titleOf(id)).toBe("Manual");
      expect(vault.folder.list()).toEqual([
        "Start.md",
        "Start/Manual.md",
        "Start/Manual/Part.md",
        "Start/Other.md",
      ]);
      await expectQuiet(vault);
      expect(vault.folder.read("Start.md")).toContain("[Manual](Start/Manual.md)");
      expect(vault.folder.read("Start/Manual.md")).toContain("[Part](Manual/Part.md)");
    },
  );

  test("a title that no name can be made of keeps its line, and another one in its place takes the name", async () => {
    const vault = await vaultOf({ "a/b": "text", Taken: "other" });
    const id = vault.ids["a/b"] ?? "";
    vault.edit("Start/a-b.md", "title: a/b", "title: c/d");
    await vault.sync();
    expect(await vault.titleOf(id)).toBe("c/d");
    expect(vault.folder.read("Start/c-d.md")).toContain("title: c/d\n");
    await expectQuiet(vault);
    vault.edit("Start/c-d.md", "title: c/d", "title: Taken");
    await vault.sync();
    const path = `Start/Taken (${id.slice(-6)}).md`;
    expect(vault.folder.list()).toEqual(["Start.md", path, "Start/Taken.md"].sort());
    await expectQuiet(vault);
  });

  test("a file renamed while its title: was changed to something else is refused", async () => {
    const vault = await vaultOf({ Guide: "text" });
    const id = vault.ids["Guide"] ?? "";
    vault.edit("Start/Guide.md", `notion_id: ${id}\n`, `notion_id: ${id}\ntitle: Manual\n`);
    vault.move("Start/Guide.md", "Start/Book.md");
    expect((await vault.sync()).pages).toContainEqual(
      expect.objectContaining({
        outcome: "refused",
        reason: 'the file is called "Book" now, and its title: key says "Manual"',
      }),
    );
    expect(vault.writes()).toEqual([]);
    vault.edit("Start/Book.md", "title: Manual\n", "");
    await vault.sync();
    expect(await vault.titleOf(id)).toBe("Book");
    await expectQuiet(vault);
  });

  test("a file renamed with its folder costs one write", async () => {
    const vault = await vaultOf({ Guide: { Part: { Detail: "a detail" } } });
    vault.move("Start/Guide.md", "Start/Manual.md");
    vault.move("Start/Guide", "Start/Manual");
    await vault.sync();
    expect(vault.writes()).toEqual([`PATCH /v1/pages/${vault.ids["Guide"]}`]);
    expect(vault.folder.list()).toEqual([
      "Start.md",
      "Start/Manual.md",
      "Start/Manual/Part.md",
      "Start/Manual/Part/Detail.md",
    ]);
    await expectQuiet(vault);
  });

  test("a file moved below another page moves the page, edited on the way or not", async () => {
    const vault = await vaultOf({ A: "one", B: "two" });
    vault.move("Start/A.md", "Start/B/A.md");
    vault.edit("Start/B/A.md", "one", "one and more");
    const report = await vault.sync();
    expect(report.pages.map((page) => [page.outcome, page.path])).toContainEqual([
      "pushed",
      "Start/B/A.md",
    ]);
    expect(vault.writes().map((line) => line.replace(/[0-9a-f-]{36}/, "ID"))).toEqual([
      "POST /v1/pages/ID/move",
      "PATCH /v1/blocks/ID",
    ]);
    await expectQuiet(vault);
    expect(vault.folder.list()).toEqual(["Start.md", "Start/B.md", "Start/B/A.md"]);
    expect((await vault.parts.notion.page(vault.ids["A"] ?? "")).parent).toMatchObject({
      page_id: vault.ids["B"],
    });
  });

  test.each([
    ["Tern & Co/Projects/Send the offer.md", "Due", "the database that it goes to"],
    ["Tern & Co/Send the offer.md", "Due, Hours", "a page below a page"],
  ])("a row that moves to %s is told with what it leaves behind", async (to, foreseen, place) => {
    const made = await engine();
    await made.sync();
    const projects = made.mirror.databases
      .dataSources()
      .find(({ dataSource }) => plainText(dataSource.title) === "Projects")?.dataSource.id;
    // One of the name and the type of one that the row has, one of its name only.
    const properties = { Hours: { number: {} }, Due: { checkbox: {} } };
    await ask(made.notion, "PATCH", `/data_sources/${projects}`, { properties });
    await made.sync({ full: true });
    renameSync(
      join(made.folder.path, "Tern & Co/Tasks/Send the offer.md"),
      join(made.folder.path, to),
    );
    const told = ({ pages }: Report, names: string) =>
      expect(pages.find(({ path }) => path === to)).toMatchObject({
        outcome: "moved",
        notes: [
          {
            code: "left_behind",
            message: expect.stringContaining(`Area, State, Owner, Project, ${names}: ${place}`),
          },
        ],
      });
    told(await made.sync({ dryRun: true }), foreseen);
    // The server takes a property of the same name for another one, as its id is another.
    told(await made.sync(), "Due, Hours");
    expect(made.folder.read(to)).not.toContain("Hours: 1");
    const { id = "" } = made.mirror.files.byPath(to) ?? {};
    const kept = made.mirror.history.list({ page: id }).map((entry) => entry.id);
    expect(
      kept.map((one) => Buffer.from(made.mirror.history.content(one)).toString()),
    ).toContainEqual(expect.stringContaining("Office"));
  });

  test("new files become pages, parents first, and bear their ids", async () => {
    const vault = await vaultOf({ A: "one" });
    vault.save("Start/New/Deep.md", "Deep text, see https://example.com/x.\n");
    vault.save("Start/New.md", "# Heading\n\n- item\n  - below\n");
    const report = await vault.sync();
    expect(
      report.pages.filter((page) => page.outcome === "created").map((page) => page.path),
    ).toEqual(["Start/New.md", "Start/New/Deep.md"]);
    expect(exitCodeOf(report)).toBe(0);
    expect(vault.writes().filter((line) => line === "POST /v1/pages")).toHaveLength(2);
    const id = vault.mirror.files.byPath("Start/New.md")?.id ?? "";
    expect(vault.folder.read("Start/New.md")).toBe(
      `---\nnotion_id: ${id}\n---\n\n# Heading\n\n- item\n  - below\n\n[Deep](New/Deep.md)\n`,
    );
    const deep = vault.mirror.files.byPath("Start/New/Deep.md")?.id ?? "";
    expect((await vault.parts.notion.page(deep)).parent).toMatchObject({ page_id: id });
    await expectQuiet(vault);
    expect(vault.folder.read("Start.md")).toContain("[New](Start/New.md)");
  });

  test("a copied file becomes a page of its own", async () => {
    const vault = await vaultOf({ A: "one" });
    vault.save("Start/A copy.md", vault.folder.read("Start/A.md"));
    const report = await vault.sync();
    expect(report.pages).toContainEqual(
      expect.objectContaining({ outcome: "created", title: "A copy" }),
    );
    const copy = vault.mirror.files.byPath("Start/A copy.md")?.id;
    expect(copy).toMatch(/-/);
    expect(copy).not.toBe(vault.ids["A"]);
    expect(vault.folder.read("Start/A copy.md")).toContain(`notion_id: ${copy}`);
    await expectQuiet(vault);
  });

  test("a file in a folder without a page is refused, with a way out", async () => {
    const vault = await vaultOf({ A: "one" });
    vault.save("Start/Nowhere/X.md", "text\n");
    const report = await vault.sync();
    expect(report.pages).toMatchObject([
      {
        outcome: "refused",
        path: "Start/Nowhere/X.md",
        next: expect.stringContaining("Start/Nowhere.md"),
      },
    ]);
    expect(vault.writes()).toEqual([]);
  });

  test("a renamed folder whose page kept its name is refused again and again, and nothing in it is moved", async () => {
    const vault = await vaultOf({ Guide: { Part: { Detail: { Deep: "deep" }, Other: "text" } } });
    vault.move("Start/Guide", "Start/Manual");
    const tree = vault.folder.list();
    for (const round of [1, 2, 3]) {
      const report = await vault.sync();
      expect(report.pages, `sync ${round}`).toMatchObject([
        {
          outcome: "refused",
          path: "Start/Manual/Part.md",
          reason:
            "the folder Start/Manual belongs to no page: Start/Guide.md still has its old name",
          next: "Rename Start/Guide.md to Start/Manual.md too, or rename the folder back to Start/Guide.",
        },
      ]);
      expect(vault.folder.list()).toEqual(tree);
      vault.clock.advance(120_000);
    }
    // New on either side: not torn apart either, and an edit down there is told to wait.
    const { ids, notion } = vault;
    const parent = ids["Part"] ?? "";
    notion.app.createPage({ parent, title: "Late", children: [paragraph("late")] });
    vault.save("Start/Manual/Part/New.md", "new\n");
    vault.edit("Start/Manual/Part/Detail/Deep.md", "deep", "deeper");
    vault.clock.advance(120_000);
    for (const round of [1, 2]) {
      const report = await vault.sync();
      expect(vault.folder.list(), `sync ${round}`).toEqual(
        [...tree, "Start/Manual/Part/New.md"].sort(),
      );
      expect(report.pages).toContainEqual(
        expect.objectContaining({
          outcome: "refused",
          path: "Start/Manual/Part/Detail/Deep.md",
          next: "Put that one right first.",
        }),
      );
      vault.clock.advance(120_000);
    }
    vault.move("Start/Guide.md", "Start/Manual.md");
    await vault.sync();
    expect(vault.folder.read("Start/Manual/Part/Detail/Deep.md")).toContain("deeper");
    await expectQuiet(vault);
    expect(vault.folder.list()).toEqual(
      [
        ...tree.filter((path) => path !== "Start/Guide.md"),
        "Start/Manual.md",
        "Start/Manual/Part/Late.md",
        "Start/Manual/Part/New.md",
      ].sort(),
    );
    expect(await vault.titleOf(ids["Guide"] ?? "")).toBe("Manual");
  });

  test("a renamed folder that is renamed back leaves nothing to do", async () => {
    const vault = await vaultOf({ Guide: { Part: { Detail: "detail" } } });
    const before = vault.folder.contents();
    vault.move("Start/Guide", "Start/Manual");
    await vault.sync();
    vault.clock.advance(120_000);
    await vault.sync();
    vault.move("Start/Manual", "Start/Guide");
    expect(vault.writes()).toEqual([]);
    await expectQuiet(vault);
    expect(vault.folder.contents()).toEqual(before);
  });

  test("a database in a renamed folder stays there with its rows until its page is renamed too", async () => {
    const made = await engine({ workspace: "demo" });
    await made.sync();
    const at = (path: string) => join(made.folder.path, path);
    const below = (folder: string) => made.folder.list().filter((path) => path.startsWith(folder));
    const rows = below("Tern & Co/Tasks/").length;
    expect(rows).toBeGreaterThan(3);
    renameSync(at("Tern & Co"), at("Tern Ltd"));
    const tree = made.folder.list();
    for (const round of [1, 2, 3]) {
      const report = await made.sync();
      expect(report.pages, `sync ${round}`).toContainEqual(
        expect.objectContaining({
          outcome: "refused",
          path: "Tern Ltd/Tasks/_database.yaml",
          next: "Rename Tern & Co.md to Tern Ltd.md too, or rename the folder back to Tern & Co.",
        }),
      );
      expect(made.folder.list()).toEqual(tree);
      made.clock.advance(120_000);
    }
    renameSync(at("Tern & Co.md"), at("Tern Ltd.md"));
    await made.sync();
    expect(below("Tern Ltd/Tasks/")).toHaveLength(rows);
    expect(below("Tern & Co")).toEqual([]);
    await expectQuiet(made);
  });

  test("a page that is renamed with its folder takes its databases and their rows along", async () => {
    const made = await engine({ workspace: "demo" });
    await made.sync();
    made.clock.advance(120_000);
    await made.sync();
    made.requests();
    const files = made.folder.list();
    for (const path of ["Tern & Co", "Tern & Co.md"])
      renameSync(join(made.folder.path, path), join(made.folder.path, path.replace("& Co", "Ltd")));
    const report = await made.sync();
    expect(report.pages.map(({ outcome, path }) => [outcome, path])).toEqual([
      ["moved", "Tern Ltd.md"],
    ]);
    expect(made.writes()).toHaveLength(1);
    expect(made.folder.list()).toEqual(files.map((path) => path.replace("& Co", "Ltd")));
    await expectQuiet(made);
  });

  test("the folder of a database may be called otherwise; below another page it is refused and stays", async () => {
    const made = await engine({ workspace: "demo" });
    await made.sync();
    made.clock.advance(120_000);
    await made.sync();
    made.requests();
    const move = (from: string, to: string) =>
      renameSync(join(made.folder.path, from), join(made.folder.path, to));
    const rows = made.folder.list().filter((path) => path.startsWith("Tern & Co/Tasks/"));
    move("Tern & Co/Tasks", "Tern & Co/Jobs");
    const files = made.folder.list();
    expect((await made.sync()).pages.filter(({ outcome }) => outcome === "refused")).toEqual([]);
    await expectQuiet(made);
    expect(made.folder.list()).toEqual(files);
    move("Tern & Co/Jobs", "Tern & Co/Meetings/Jobs");
    const moved = made.folder.list();
    for (const _ of [1, 2]) {
      expect((await made.sync()).pages).toMatchObject([
        {
          outcome: "refused",
          path: "Tern & Co/Meetings/Jobs/_database.yaml",
          next: "Move it there in Notion, and its folder back to Tern & Co/Jobs.",
        },
      ]);
      made.clock.advance(120_000);
      expect(made.folder.list()).toEqual(moved);
    }
    expect((await made.status()).changes).toContainEqual(
      expect.objectContaining({ kind: "problem", path: "Tern & Co/Meetings/Jobs/_database.yaml" }),
    );
    move("Tern & Co/Meetings/Jobs", "Tern & Co/Jobs");
    await expectQuiet(made);
    expect(made.folder.list().filter((path) => path.includes("/Jobs/"))).toHaveLength(rows.length);
    expect(made.writes()).toEqual([]);
  });

  test("a deleted file trashes its page, and the history has it", async () => {
    const vault = await vaultOf({ A: "one", B: "two" });
    vault.remove("Start/A.md");
    const report = await vault.sync();
    expect(report.pages).toMatchObject([
      { outcome: "trashed", id: vault.ids["A"] },
      { outcome: "pulled", path: "Start.md" }, // its line has gone from the page above
    ]);
    expect(vault.writes()).toEqual([`PATCH /v1/pages/${vault.ids["A"]}`]);
    expect((await vault.parts.notion.page(vault.ids["A"] ?? "")).in_trash).toBe(true);
    const kept = vault.mirror.history.list({ page: vault.ids["A"] ?? "" });
    expect(kept.map((entry) => entry.reason)).toContain("deleted");
    await expectQuiet(vault);
    expect(vault.folder.list()).toEqual(["Start.md", "Start/B.md"]);
  });

  test("a deleted tree costs one write, for its top", async () => {
    const vault = await vaultOf({ A: { B: { C: "deep" } }, X: "1", Y: "2", Z: "3" });
    vault.remove("Start/A.md");
    vault.remove("Start/A");
    await vault.sync();
    expect(vault.writes()).toEqual([`PATCH /v1/pages/${vault.ids["A"]}`]);
    expect(vault.folder.list()).toEqual(["Start.md", "Start/X.md", "Start/Y.md", "Start/Z.md"]);
    await expectQuiet(vault);
  });

  test("a file whose children are still there comes back", async () => {
    const vault = await vaultOf({ A: { B: "below" } });
    const text = vault.folder.read("Start/A.md");
    vault.remove("Start/A.md");
    const report = await vault.sync();
    expect(report.pages).toMatchObject([{ outcome: "restored", path: "Start/A.md" }]);
    expect(vault.folder.read("Start/A.md")).toBe(text);
    expect(vault.writes()).toEqual([]);
    await expectQuiet(vault);
  });

  test("an edit in Notion beats a deletion here", async () => {
    const vault = await vaultOf({ A: "one", B: "two" });
    const block = vault.mirror.blocks.remote(vault.ids["A"] ?? "")?.[0]?.id ?? "";
    vault.notion.app.editText(block, "edited in Notion");
    vault.clock.advance(120_000);
    vault.remove("Start/A.md");
    const report = await vault.sync();
    expect(report.pages).toMatchObject([{ outcome: "restored", path: "Start/A.md" }]);
    expect(vault.folder.read("Start/A.md")).toContain("edited in Notion");
    expect(vault.writes()).toEqual([]);
    await expectQuiet(vault);
  });

  test("too many deletions stop everything until they are confirmed", async () => {
    const vault = await vaultOf({ A: "1", B: "2", C: "3", D: "Four." });
    for (const title of ["A", "B", "C"]) vault.remove(`Start/${title}.md`);
    vault.edit("Start/D.md", "Four.", "Four!");
    const held = await vault.sync();
    expect(held.stopped).toMatchObject({ code: "deletions" });
    expect(exitCodeOf(held)).toBe(5);
    expect(vault.writes()).toEqual([]);
    await vault.sync({ confirm: held.stopped?.hash ?? "" });
    expect(vault.writes()).toHaveLength(4);
    await expectQuiet(vault);
  });

  test("a vault without files is not a vault in which all was deleted", async () => {
    const vault = await vaultOf({ A: "1" });
    vault.remove("Start.md");
    vault.remove("Start");
    const report = await vault.sync();
    expect(report.stopped).toMatchObject({ code: "folder" });
    expect(vault.writes()).toEqual([]);
    expect(vault.folder.list()).toEqual([]);
  });

  test("two files that changed names give their pages each other's title", async () => {
    const vault = await vaultOf({ A: "one", B: "two" });
    vault.move("Start/A.md", "Start/T.md");
    vault.move("Start/B.md", "Start/A.md");
    vault.move("Start/T.md", "Start/B.md");
    await vault.sync();
    expect(await vault.titleOf(vault.ids["A"] ?? "")).toBe("B");
    expect(await vault.titleOf(vault.ids["B"] ?? "")).toBe("A");
    await expectQuiet(vault);
    expect(vault.folder.read("Start/A.md")).toContain("two");
  });
});

describe("what people do in Notion", () => {
  test("a renamed page takes its file, its children and the links to it along", async () => {
    const vault = await vaultOf({ Guide: { Part: "a part" }, Other: "text" });
    vault.edit("Start/Other.md", "text", "see [the guide](Guide.md) and [its part](Guide/Part.md)");
    await vault.sync();
    utimesSync(join(vault.folder.path, "Start/Other.md"), 1, 1);
    vault.notion.app.rename(vault.ids["Guide"] ?? "", "Manual");
    vault.clock.advance(120_000);
    vault.requests();
    await vault.sync();
    expect(vault.folder.list()).toEqual([
      "Start.md",
      "Start/Manual.md",
      "Start/Manual/Part.md",
      "Start/Other.md",
    ]);
    expect(vault.folder.read("Start/Other.md")).toContain(
      "see [the guide](Manual.md) and [its part](Manual/Part.md)",
    );
    expect(vault.writes()).toEqual([]);
    await expectQuiet(vault);
  });

  test("titles that are swapped swap the names", async () => {
    const vault = await vaultOf({ A: "one", B: "two" });
    vault.notion.app.rename(vault.ids["A"] ?? "", "B");
    vault.notion.app.rename(vault.ids["B"] ?? "", "A");
    vault.clock.advance(120_000);
    await vault.sync();
    expect(vault.folder.list()).toHaveLength(3);
    expect(vault.writes()).toEqual([]);
    await expectQuiet(vault);
    expect(vault.writes()).toEqual([]);
    expect(await vault.titleOf(vault.ids["A"] ?? "")).toBe("B");
  });

  test("a trashed page takes its file into the vault's trash", async () => {
    const vault = await vaultOf({ A: "one", B: "two" });
    vault.notion.app.trash(vault.ids["A"] ?? "");
    vault.clock.advance(11 * 60_000);
    const report = await vault.sync();
    expect(report.pages).toContainEqual(expect.objectContaining({ outcome: "trashed" }));
    expect(vault.folder.list()).toEqual(["Start.md", "Start/B.md"]);
    await expectQuiet(vault);
  });

  test("a page that is no longer shared keeps its file", async () => {
    const vault = await vaultOf({ A: "one" });
    vault.notion.app.unshare(vault.ids["Start"] ?? "");
    vault.clock.advance(120_000);
    const before = vault.folder.contents();
    await vault.sync({ full: true });
    expect(vault.folder.contents()).toEqual(before);
    expect(vault.writes()).toEqual([]);
  });

  test("a page that moved takes its file along later: until then its links mean what they meant", async () => {
    const vault = await vaultOf({ A: { B: { C: "c" } }, D: "d" });
    vault.notion.app.move(vault.ids["B"] ?? "", { parent: vault.ids["D"] ?? "" });
    vault.clock.advance(120_000);
    // Keeps to one file: where the others belong is known, and they have not moved yet.
    await vault.sync({ direction: "pull", paths: ["Start/D.md"] });
    vault.writes();
    vault.edit("Start/A/B.md", "Text of B.", "Text of B, edited.");
    vault.edit("Start.md", "[A](Start/A.md)", "[A](Start/A.md)\n\nsee [C](Start/A/B/C.md)");
    const report = await vault.sync({ direction: "push" });
    expect(report.pages.map(({ outcome }) => outcome)).toEqual(["pushed", "pushed"]);
    expect([...vault.writes()].sort()).toEqual([
      `PATCH /v1/blocks/${vault.ids["Start"]}/children`,
      expect.stringMatching(/^PATCH \/v1\/blocks\/[^/]*$/),
    ]);
    vault.clock.advance(11 * 60_000);
    await vault.sync();
    expect(vault.folder.read("Start/D/B.md")).toContain("Text of B, edited.\n\n[C](B/C.md)\n");
    expect(vault.folder.read("Start.md")).toContain("see [C](Start/D/B/C.md)");
    expect(vault.writes()).toEqual([]);
    await expectQuiet(vault);
  });
});

describe("a new file in the folder of a page that goes elsewhere in Notion", () => {
  test.each<[string, (vault: Vault) => void, string]>([
    [
      "renamed",
      ({ notion, ids }) => notion.app.rename(ids["Guide"] ?? "", "Handbook"),
      "Start/Handbook",
    ],
    [
      "moved",
      ({ notion, ids }) => notion.app.move(ids["Guide"] ?? "", { parent: ids["Shelf"] ?? "" }),
      "Start/Shelf/Guide",
    ],
  ])("goes along: %s", async (_, happens, folder) => {
    const vault = await vaultOf({ Guide: { Part: "a part" }, Shelf: "a shelf" });
    vault.save("Start/Guide/New.md", "New text.\n");
    vault.save("Start/Guide/New/Deep.md", "Deep text.\n");
    vault.save("Start/Guide/Part/Small.md", "Small text.\n");
    happens(vault);
    vault.clock.advance(120_000);
    const { pages } = await vault.sync();
    expect(pages.filter(({ outcome }) => outcome === "refused" || outcome === "failed")).toEqual(
      [],
    );
    expect(vault.folder.list().filter((path) => path.startsWith(`${folder}/`))).toEqual([
      `${folder}/New.md`,
      `${folder}/New/Deep.md`,
      `${folder}/Part.md`,
      `${folder}/Part/Small.md`,
    ]);
    expect(vault.writes()).toEqual(Array.from({ length: 3 }, () => "POST /v1/pages"));
    const id = /notion_id: (\S+)/.exec(vault.folder.read(`${folder}/New.md`))?.[1] ?? "";
    expect((await vault.parts.notion.page(id)).parent).toMatchObject({
      page_id: vault.ids["Guide"],
    });
    await expectQuiet(vault);
  });
});

describe("a new page that can't be made", () => {
  const bad = "![a picture](no.png)\n";

  test("keeps what lies below it and what leads to it waiting, until it can be made", async () => {
    const vault = await vaultOf({ Guide: "Text." });
    vault.save("Start/New.md", bad);
    vault.save("Start/New/Child.md", "Child text.\n");
    vault.save("Start/New/Child/Deep.md", "Deep text.\n");
    vault.save("Start/Other.md", "[New](New.md), see also the other.\n");
    vault.edit("Start/Guide.md", "Text.", "Words, see [New](New.md).");
    const waiting = ["Start/New.md", "Start/New/Child.md", "Start/New/Child/Deep.md"];
    const { pages } = await vault.sync();
    expect(pages.map(({ outcome, path }) => `${outcome} ${path}`).sort()).toEqual([
      "created Start/Other.md",
      "pulled Start.md",
      // It leads to a page that is none yet, and so does the link of the other one.
      "refused Start/Guide.md",
      ...waiting.map((path) => `refused ${path}`),
      "refused Start/Other.md",
    ]);
    expect(pages.find(({ path }) => path === waiting[1])).toMatchObject({
      reason: "the page above it can't be made: Start/New.md",
      next: "It is made together with that one.",
    });
    vault.writes();
    vault.clock.advance(120_000);
    await vault.sync();
    expect(vault.writes()).toEqual([]);

    vault.save("Start/New.md", "A picture is to follow.\n");
    vault.clock.advance(120_000);
    const made = await vault.sync();
    expect(
      made.pages.filter(({ outcome }) => outcome === "created").map((page) => page.path),
    ).toEqual(waiting);
    vault.clock.advance(120_000);
    await vault.sync();
    await expectQuiet(vault);
    expect(vault.folder.read("Start/Guide.md")).toContain("see [New](New.md).");
  });

  test("is named where only what lies below it was asked for", async () => {
    const vault = await vaultOf({ Guide: "Text." });
    vault.save("Start/New.md", "New text.\n");
    vault.save("Start/New/Child.md", "Child text.\n");
    const { pages } = await vault.sync({ paths: ["Start/New/Child.md"] });
    expect(pages).toMatchObject([
      {
        outcome: "refused",
        reason: "the page above it is new too: Start/New.md",
        next: "Name that file as well.",
      },
    ]);
    expect(vault.writes()).toEqual([]);
  });
});
