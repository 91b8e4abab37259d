/** Which edits in Notion save a row whose file was deleted: those that were typed on it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";

type Json = Readonly<Record<string, unknown>>;

interface Table extends Engine {
  /** Ids of rows by title; `person` is somebody. */
  readonly ids: Readonly<Record<string, string>>;
  /** Fills in properties over the API, as somebody does in Notion. */
  readonly fill: (row: string, properties: Json) => Promise<void>;
}

/** Rows Doomed and Friend, and Plan in another table: both are led to by Doomed, the second one from its end too. */
async function table(): Promise<Table> {
  const world = await engine({ workspace: "empty" });
  const { notion, clock } = world;
  const ids: Record<string, string> = {};
  const parent = { type: "page_id", page_id: notion.world.roots[0] };
  const database = async (name: string, properties: Json) => {
    const made = ok(
      await ask(notion, "POST", "/databases", {
        parent,
        title: [{ text: { content: name } }],
        initial_data_source: { properties },
      }),
    );
    return (made["data_sources"] as { id: string }[])[0]?.id ?? "";
  };
  const plans = await database("Plans", { Name: { title: {} } });
  const jobs = await database("Jobs", {
    Name: { title: {} },
    Who: { people: {} },
    Papers: { files: {} },
    Seal: { verification: {} },
    Single: { relation: { data_source_id: plans, type: "single_property", single_property: {} } },
    Dual: { relation: { data_source_id: plans, type: "dual_property", dual_property: {} } },
  });
  const source = ok(await ask(notion, "GET", `/data_sources/${plans}`));
  ids["other end"] = Object.entries(source["properties"] as Record<string, Json>).find(
    ([, { type }]) => type === "relation",
  )?.[0] as string;
  const hosted = "https://files.example/paper.pdf";
  for (const title of ["Plan", "Second plan"])
    ids[title] = notion.app.createPage({ parent: plans, title });
  ids["Doomed"] = notion.app.createPage({
    parent: jobs,
    title: "Doomed",
    properties: { Papers: { files: [{ name: "a", external: { url: hosted } }] } },
  });
  const me = ok(await ask(notion, "GET", "/users"));
  ids["person"] = (me["results"] as { id: string; type: string }[])[0]?.id ?? "";
  const fill = async (row: string, properties: Json) => {
    ok(await ask(notion, "PATCH", `/pages/${ids[row]}`, { properties }));
  };
  await fill("Doomed", { Single: { relation: [{ id: ids["Plan"] }] } });
  for (const wait of [3_600_000, 3_600_000]) {
    clock.advance(wait);
    await world.sync();
  }
  world.writes();
  return { ...world, ids, fill };
}

const file = "Start/Jobs/Doomed.md";

async function deletedAfter(world: Table, edit: (world: Table) => Promise<void>) {
  await edit(world);
  world.clock.advance(120_000);
  rmSync(join(world.folder.path, file));
  world.writes();
  // What time stamps do not show is read by a full run alone.
  const { pages } = await world.sync({ full: true });
  return pages.find(({ path }) => path === file)?.outcome ?? null;
}

const linksTo = ({ ids }: Table, ...titles: readonly string[]) => ({
  relation: titles.map((title) => ({ id: ids[title] })),
});

describe("a row whose file was deleted is put back, as somebody filled in", () => {
  test.each<[string, (world: Table) => Promise<void>]>([
    ["people", ({ fill, ids }) => fill("Doomed", { Who: { people: [{ id: ids["person"] }] } })],
    [
      "a file",
      ({ fill }) =>
        fill("Doomed", {
          Papers: { files: [{ name: "b", external: { url: "https://files.example/other.pdf" } }] },
        }),
    ],
    [
      "a relation of its own",
      (world) => world.fill("Doomed", { Single: linksTo(world, "Plan", "Second plan") }),
    ],
    [
      "a relation that has another end, on this one",
      (world) => world.fill("Doomed", { Dual: linksTo(world, "Plan") }),
    ],
  ])("%s", async (_, edit) => {
    const world = await table();
    expect(await deletedAfter(world, edit)).toBe("restored");
    expect(world.writes()).toEqual([]);
    expect((await world.parts.notion.page(world.ids["Doomed"] ?? "")).in_trash).toBe(false);
    world.clock.advance(120_000);
    await world.sync();
    expect((await world.status()).changes).toEqual([]);
    expect(world.writes()).toEqual([]);
  });
});

describe("a row whose file was deleted goes to the trash, though", () => {
  test.each<[string, (world: Table) => Promise<void>]>([
    ["nobody did anything", async () => undefined],
    [
      "a relation was filled in at its other end",
      async (world) => {
        await world.fill("Plan", { [world.ids["other end"] ?? ""]: linksTo(world, "Doomed") });
        const { Dual } = (await world.parts.notion.page(world.ids["Doomed"] ?? "")).properties;
        expect(Dual).toMatchObject({ relation: [{ id: world.ids["Plan"] }] });
      },
    ],
    [
      "what it leads to went to the trash",
      async ({ notion, ids }) => notion.app.trash(ids["Plan"] ?? ""),
    ],
  ])("%s", async (_, edit) => {
    const world = await table();
    expect(await deletedAfter(world, edit)).toBe("trashed");
    expect(world.writes()).toEqual([`PATCH /v1/pages/${world.ids["Doomed"]}`]);
  });
});
