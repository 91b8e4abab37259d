/**
 * Values that a page object cuts off at 25, and databases of several data sources, whole in SQL and in files.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ask, ok } from "../fixtures/support/ask.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { terminal } from "../support/terminal.ts";

async function workspace() {
  const clock = hurriedClock();
  const screen = terminal({ workspace: "empty", clock });
  const { notion, folder } = screen;
  const [home = ""] = notion.world.roots;
  const database = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: home },
      title: [{ text: { content: "Work" } }],
      initial_data_source: {
        properties: { Name: { title: {} } },
      },
    }),
  );
  const tasks = (database["data_sources"] as { id: string }[])[0]?.id ?? "";
  const second = ok(
    await ask(notion, "POST", "/data_sources", {
      parent: { type: "database_id", database_id: String(database["id"]) },
      title: [{ text: { content: "Projects" } }],
      properties: {
        Title: { title: {} },
        Tasks: { relation: { data_source_id: tasks, single_property: {} } },
        Team: { people: {} },
        Text: { rich_text: {} },
      },
    }),
  );
  const projects = String(second["id"]);
  const vault = join(folder.path, "notes");
  const type = (argv: readonly string[]) =>
    screen.type(argv, { ...(existsSync(vault) ? { workingFolder: vault } : {}), world: { clock } });
  const later = () => clock.sleep(180_000);
  return { ...screen, tasks, projects, type, later };
}

test("a relation of 60 rows is whole in SQL and in the file, stays so, and one more is found", async () => {
  const { notion, tasks, projects, type, folder, later } = await workspace();
  const ids = Array.from({ length: 61 }, (_, n) =>
    notion.app.createPage({ parent: tasks, title: `Task ${String(n).padStart(2, "0")}` }),
  );
  const relation = (count: number) => ({ relation: ids.slice(0, count).map((id) => ({ id })) });
  const project = notion.app.createPage({
    parent: projects,
    title: "Big one",
    properties: { Tasks: relation(60) },
  });
  await later();
  expect(await type(["clone", "notes"])).toMatchObject({ code: 0 });

  // Rows of the first data source lie in the database's folder, those of a further one in its own.
  expect(folder.list()).toContain("notes/Start/Work/Task 00.md");
  const path = "notes/Start/Work/Projects/Big one.md";
  const listed = () => [...folder.read(path).matchAll(/Task \d\d/g)].length;
  expect(listed()).toBeGreaterThanOrEqual(60);
  const related = async () =>
    (await type(["sql", "SELECT count(DISTINCT target_id) AS n FROM relations", "--json"])).stdout;
  expect(await related()).toContain("60");
  const views = await type([
    "sql",
    "SELECT (SELECT count(*) FROM Work) AS t, (SELECT count(*) FROM Projects) AS p",
    "--json",
  ]);
  expect(views.stdout).toMatch(/61\D+1\b/);

  expect((await type(["sync"])).stdout).toContain("Nothing to do");
  await later();
  notion.app.setProperty(project, "Tasks", relation(61) as never);
  await later();
  expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
  expect(await related()).toContain("61");
  expect(folder.read(path)).toContain("Task 60");

  // An edit of another property sends that property alone: the cut list is never sent back.
  folder.write(
    path,
    folder
      .read(path)
      .replace("---\n\n", "Text: hello\n---\n\n")
      .replace(/---\n$/, "Text: hello\n---\n"),
  );
  notion.clearRequests();
  expect(await type(["push", "--two-way"])).toMatchObject({ code: 0 });
  const patches = notion.requests.filter(({ method }) => method === "PATCH");
  expect(patches).toHaveLength(1);
  expect(patches[0]?.body).toMatchObject({ properties: { Text: expect.anything() } });
  expect(JSON.stringify(patches[0]?.body)).not.toContain(ids[0]);
  expect(await related()).toContain("61");
  expect(listed()).toBe(61);

  // An edit of the long list itself, and a new row with one.
  const before = folder.read(path);
  folder.write(path, before.replace(/^.*Task 30.*\n/m, ""));
  expect(await type(["push"])).toMatchObject({ code: 0 });
  expect(listed()).toBe(60);
  expect(await related()).toContain("60");
  const front = before.replace(/^notion_id:.*\n/m, "").replace(/^title:.*\n/m, "");
  folder.write("notes/Start/Work/Projects/Second.md", front);
  expect(await type(["push"])).toMatchObject({ code: 0 });
  const second = folder.read("notes/Start/Work/Projects/Second.md");
  expect(second).toMatch(/^notion_id:/m);
  expect([...second.matchAll(/Task \d\d/g)]).toHaveLength(61);
  await later();
  expect(await type(["sync"])).toMatchObject({ code: 0 });
  expect((await type(["status"])).stdout).toContain("Clean");
  expect(folder.read("notes/Start/Work/Projects/Second.md")).toBe(second);
}, 60_000);

test("people past 25 are whole in the file and in SQL", async () => {
  const { notion, projects, type, folder, later } = await workspace();
  const [some] = notion.world.users.values();
  const ids = Array.from({ length: 30 }, (_, n) => {
    const id = `7e57ab1e-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const name = `Person ${String(n).padStart(2, "0")}`;
    notion.world.users.set(id, {
      ...some,
      kind: "user",
      id,
      type: "person",
      name,
      email: null,
      avatarUrl: null,
    });
    return id;
  });
  notion.app.createPage({
    parent: projects,
    title: "Crowd",
    properties: { Team: { people: ids.map((id) => ({ id })) } },
  });
  await later();
  expect(await type(["clone", "notes"])).toMatchObject({ code: 0 });
  const path = "notes/Start/Work/Projects/Crowd.md";
  expect([...folder.read(path).matchAll(/Person \d\d/g)]).toHaveLength(30);
  const sql = await type(["sql", "SELECT json_array_length(Team) AS n FROM Projects", "--json"]);
  expect(sql.stdout).toContain("30");
  folder.write(path, folder.read(path).concat("\nText.\n"));
  expect(await type(["push", "--two-way"])).toMatchObject({ code: 0 });
  expect([...folder.read(path).matchAll(/Person \d\d/g)]).toHaveLength(30);
  expect((await type(["status"])).stdout).toContain("Clean");
});
