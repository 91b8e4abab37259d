import { describe, expect, test } from "vitest";
import { atlasOf } from "../../../sync/local/atlas.ts";
import { unreadTexts } from "../../../sync/run/completeness.ts";
import { namedPages, unknownPaths } from "../../../sync/run/named.ts";
import type { SourceSettings } from "../../../sync/run/parts.ts";
import { policiesOf } from "../../../sync/run/policies.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { engine } from "../../support/app.ts";

/** A database `Tasks` with the rows `One` and `Two`, the first with a page `Below`. */
async function tasks(sources: Readonly<Record<string, SourceSettings>> = {}) {
  const made = await engine({ workspace: "empty", settings: { sources } });
  const { notion } = made;
  const [parent = ""] = notion.world.roots;
  const database = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: parent },
      title: [{ text: { content: "Tasks" } }],
      initial_data_source: { properties: { Name: { title: {} } } },
    }),
  );
  const id = String(database["id"]);
  const source = (database["data_sources"] as { id: string }[])[0]?.id ?? "";
  const one = notion.app.createPage({ parent: source, title: "One" });
  const two = notion.app.createPage({ parent: source, title: "Two" });
  const below = notion.app.createPage({ parent: one, title: "Below" });
  await made.sync();
  const with_ = (settings: Readonly<Record<string, SourceSettings>>) =>
    policiesOf(made.mirror, { sources: settings });
  return { ...made, home: parent, database: id, source, one, two, below, with: with_ };
}

describe("the settings of a data source", () => {
  test("are found by id, by the database's id, by name without regard to case, then for all", async () => {
    const { with: set, source, database } = await tasks();
    for (const key of [source, database, "Tasks", " tasks ", "*"])
      expect(set({ [key]: { bodies: "none" } }).bodies(source), key).toBe("none");
    expect(set({ Other: { bodies: "none" } }).bodies(source)).toBeUndefined();
    expect(set({ Other: { bodies: "none" }, tasks: {} }).unknown).toEqual(["Other"]);
  });

  test("the most specific word counts, each of the two for itself", async () => {
    const { with: set, source } = await tasks();
    const all = set({
      "*": { bodies: "none", rows: "sql" },
      Tasks: { bodies: "lazy" },
      [source]: { bodies: "all" },
    });
    expect(all.bodies(source)).toBe("all");
    expect(all.withoutFiles).toEqual([source]);
  });

  test("rows in SQL only make no files, nor do pages below them; everything else does", async () => {
    const { mirror, with: set, home, one, two, below } = await tasks();
    const policies = set({ Tasks: { rows: "sql" } });
    const atlas = atlasOf(mirror);
    const made = [home, one, two, below].map((id) => policies.makesFile(atlas, id));
    expect(made).toEqual([true, false, false, false]);
  });
});

test("texts that are still to be read are told from those that are read when asked for", async () => {
  const { mirror, folder, parts } = await tasks({ Tasks: { bodies: "lazy" } });
  expect(unreadTexts(mirror, parts.settings)).toEqual({ owed: 0, lazy: 2 });
  expect(unreadTexts(mirror, { sources: {} })).toEqual({ owed: 2, lazy: 0 });
  expect(folder.list().filter((path) => path.endsWith(".md"))).not.toContain("Start/Tasks/One.md");
});

test("paths name pages by file, folder and id, with or without a file; rows by their database", async () => {
  const { mirror, parts, one, two, below, database, source } = await tasks({
    "*": { bodies: "lazy" },
  });
  const named = (...paths: string[]) => [...namedPages(mirror, paths)].sort();
  expect(named("Start/Tasks/One.md")).toEqual([one]);
  expect(named("Start/Tasks")).toEqual([one, two, below].sort());
  expect(named(two)).toEqual([two]);
  for (const id of [database, source]) expect(named(id)).toEqual([one, two, below].sort());
  const stranger = "11111111-1111-4111-8111-111111111111";
  expect(named(stranger)).toEqual([stranger]);
  const paths = ["Start/Tasks", "Start/Tasks/Two.md", "Start/None.md", two, "."];
  expect(await unknownPaths(parts, paths)).toEqual(["Start/None.md"]);
});
