/**
 * A title that was changed on both sides, and what a person decides about it.
 */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Engine, engine } from "../../support/app.ts";

interface World extends Engine {
  readonly id: string;
  title(): Promise<string>;
}

async function guide(): Promise<World> {
  const world = await engine({ workspace: "empty" });
  const parent = [...world.notion.world.roots][0] ?? "";
  const paragraph = {
    type: "paragraph",
    paragraph: { rich_text: [{ text: { content: "Text." } }] },
  };
  const id = world.notion.app.createPage({ parent, title: "Guide", children: [paragraph] });
  world.notion.app.createPage({ parent: id, title: "Part" });
  const runs = [{ text: { content: "To " } }, { mention: { page: { id } } }];
  const leading = { rich_text: [...runs, { text: { content: "." } }] };
  const children = [{ type: "paragraph", paragraph: leading }];
  world.notion.app.createPage({ parent, title: "Other", children });
  world.clock.advance(120_000);
  await world.sync();
  return {
    ...world,
    id,
    title: async () =>
      /"plain_text":"([^"]*)"/.exec(
        JSON.stringify((await world.parts.notion.page(id)).properties),
      )?.[1] ?? "",
  };
}

/** What a person does here; in Notion the page is called "Handbook" meanwhile. */
const here: Readonly<Record<string, (world: World) => void>> = {
  "a title: written into the file": (world) =>
    world.edit(
      "Start/Guide.md",
      `notion_id: ${world.id}\n`,
      `notion_id: ${world.id}\ntitle: Manual\n`,
    ),
  "the file renamed": ({ folder }) =>
    renameSync(join(folder.path, "Start/Guide.md"), join(folder.path, "Start/Manual.md")),
};

describe.each(Object.keys(here))("%s, and renamed in Notion", (name) => {
  async function contested(): Promise<World> {
    const world = await guide();
    here[name]?.(world);
    world.notion.app.rename(world.id, "Handbook");
    return world;
  }
  const later = (world: World, options: Parameters<Engine["sync"]>[0] = {}) => {
    world.clock.advance(120_000);
    return world.sync(options);
  };

  test("waits until somebody decides", async () => {
    const world = await contested();
    for (let runs = 0; runs < 3; runs++) {
      const { pages } = await later(world);
      expect(pages.map(({ outcome }) => outcome)).toContain("conflict");
    }
    expect(await world.title()).toBe("Handbook");
    expect(world.mirror.files.all().map(({ id }) => id)).toContain(world.id);
    expect(world.folder.list()).toContain("Start/Manual.md");
    expect(world.writes()).toEqual([]);
  });

  test.each([
    ["remote", "Handbook", "at once"],
    ["remote", "Handbook", "after a run"],
    ["local", "Manual", "at once"],
    ["local", "Manual", "after a run"],
    ["both", "Manual", "after a run"],
  ] as const)("settled by %s, links bear the title %s %s", async (how, wanted, when) => {
    const world = await contested();
    if (when === "after a run") await later(world);
    await later(world, { resolve: { [world.id]: how } });
    const name = world.mirror.files.byId(world.id)?.path.split("/").at(-1);
    expect(world.folder.read("Start.md")).toContain(`\n[${wanted}](Start/${name})\n`);
    expect(world.folder.read("Start/Other.md")).toContain(`To [${wanted}](${name}).\n`);
    world.writes();
    expect((await later(world)).files).toEqual({ written: 0, moved: 0, trashed: 0 });
    expect(world.writes()).toEqual([]);
  });

  test.each([
    ["remote", "Handbook"],
    ["local", "Manual"],
  ] as const)("is settled by %s", async (how, wanted) => {
    const world = await contested();
    await later(world);
    await later(world, { resolve: { [world.id]: how } });
    for (let runs = 0; runs < 2; runs++) await later(world);
    expect(await world.title()).toBe(wanted);
    const path = world.mirror.files.byId(world.id)?.path ?? "";
    expect(world.folder.list()).toEqual([
      "Start.md",
      path,
      path.replace(".md", "/Part.md"),
      "Start/Other.md",
    ]);
    expect(path).toBe(`Start/${wanted}.md`);
    // The name says it; a line that somebody typed says the same.
    const said = /^title: (.*)$/m.exec(world.folder.read(path))?.[1] ?? null;
    expect(said).toBe(name === "the file renamed" ? null : wanted);
    world.writes();
    const quiet = await world.sync();
    expect(quiet.pages).toEqual([]);
    expect(world.writes()).toEqual([]);
  });
});
