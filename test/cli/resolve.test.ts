/** Conflicts settled one by one, both ways at once, and in a merge tool; a shell command stands for the tool. */
import { copyFileSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Process } from "../../src/platform/process.ts";
import { terminal } from "../support/terminal.ts";

const page = "Tern & Co/Handbook/Suppliers.md";
/** As it was, as the file has it, as Notion has it. */
const contested = [
  ["Delivers on Thursdays.", "Delivers on Fridays.", "Delivers on Mondays."],
  ["Wet in spring.", "Wet in March.", "Wet in May."],
  ["Book a year ahead.", "Book two years ahead.", "Book by June."],
] as const;

/** A vault in which three blocks of one page were changed on both sides, and a fourth in the file alone. */
async function inConflict() {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const at = `notes/${page}`;
  const read = () => screen.folder.read(at);
  const { notion } = screen;
  const blocks = [...notion.world.store.all()].filter((one) => one.kind === "block");
  const blockOf = (text: string) =>
    blocks.find((one) => JSON.stringify(one.content).includes(text))?.id ?? "";
  const ids = contested.map(([base]) => blockOf(base));
  let text = read();
  contested.forEach(([base, local, remote], index) => {
    expect(text).toContain(base);
    text = text.replace(base, local);
    notion.app.editText(ids[index] ?? "", index === 1 ? `Oak and larch. ${remote}` : remote);
  });
  screen.folder.write(at, text.replace("Minimum order 150 €.", "Minimum order 200 €."));
  const type = (argv: readonly string[], tool = "", run?: Process["run"]) =>
    screen.type(argv, {
      workingFolder,
      environment: { NOTION_MIRROR_MERGE_TOOL: tool },
      ...(run === undefined ? {} : { world: { process: { run } as Process } }),
    });
  expect(await type(["sync", "--two-way", "--full"])).toMatchObject({ code: 3 });
  const inNotion = () =>
    ids.map((id) => {
      const record = notion.world.store.get(id);
      return record?.kind === "block" ? JSON.stringify(record.content) : "";
    });
  const held = async (): Promise<readonly string[]> =>
    (await type(["conflicts", "--json"]))
      .json()
      .flatMap((one: { conflicts: { key: string }[] }) => one.conflicts.map(({ key }) => key));
  return { ...screen, type, read, ids, inNotion, held, workingFolder };
}

type World = Awaited<ReturnType<typeof inConflict>>;

/** Both sides say for each block what is expected, and nothing is left to do. */
async function expectSaid(world: World, said: readonly string[]): Promise<void> {
  said.forEach((text, index) => {
    expect(world.read()).toContain(text);
    expect(world.inNotion()[index]).toContain(text);
  });
  expect(await world.held()).toEqual([]);
  expect((await world.type(["sync"])).stdout).toContain("Nothing to do");
  expect(world.folder.list().filter((path) => path.includes(".conflict-"))).toEqual([]);
}

test("several conflicts of a page are listed with numbers and settled one by one", async () => {
  const world = await inConflict();
  const { type, held, ids } = world;
  const order = await held();
  expect([...order].sort()).toEqual([...ids].sort());
  const numberOf = (index: number) => String(order.indexOf(ids[index] ?? "") + 1);
  expect((await type(["conflicts"])).stdout).toMatch(
    /^ {2}1 {2}“(?:.*\n)+? {2}2 {2}“(?:.*\n)+? {2}3 {2}“/m,
  );
  expect(await type(["resolve", page, "--remote", "--only", numberOf(0)])).toMatchObject({
    code: 3,
  });
  expect(await held()).toEqual(order.filter((key) => key !== ids[0]));
  expect(world.read()).toContain(contested[0][2]);
  expect(world.read()).toContain(contested[1][1]);
  const next = await held();
  const second = String(next.indexOf(ids[1] ?? "") + 1);
  expect(await type(["resolve", page, "--local", "--only", second])).toMatchObject({ code: 3 });
  expect(await held()).toEqual([ids[2]]);
  expect(world.inNotion()[1]).toContain(contested[1][1]);
  expect(world.inNotion()[2]).toContain(contested[2][2]);
  expect(await type(["resolve", page, "--both", "--only", "2"])).toMatchObject({ code: 2 });
  expect(await type(["resolve", page, "--both", "--only", "1"])).toMatchObject({ code: 0 });
  expect(world.read()).toMatch(/Book by June\.\n\n\s*Book two years ahead\./);
  await expectSaid(world, [contested[0][2], contested[1][1], contested[2][2]]);
});

test("--both keeps both of every block, Notion's first", async () => {
  const world = await inConflict();
  expect(await world.type(["resolve", page, "--both"])).toMatchObject({ code: 0 });
  for (const [, local, remote] of contested)
    expect(world.read().replaceAll(/\s+/g, " ")).toMatch(
      new RegExp(`${remote} (?:Oak and larch\\. )?${local}`),
    );
  await expectSaid(
    world,
    contested.map(([, , remote]) => remote),
  );
});

test.each([
  ['cp "$REMOTE" "$MERGED"', contested.map(([, , remote]) => remote)],
  ['cp "$LOCAL" "$MERGED"', contested.map(([, local]) => local)],
  // What both had before is an answer too.
  ['cp "$BASE" "$MERGED"', contested.map(([base]) => base)],
  [
    `sed -e 's/Fridays/Sundays/' -e 's/in March/all year/' -e 's/two years/ten years/' "$LOCAL" > "$MERGED"`,
    ["Delivers on Sundays.", "Wet all year.", "Book ten years ahead."],
  ],
])("what a merge tool leaves is taken: %s", async (tool, said) => {
  const world = await inConflict();
  const before = world.read();
  expect(await world.type(["resolve", page, "--tool"], tool)).toMatchObject({ code: 0 });
  await expectSaid(world, said);
  if (world.read() === before) return;
  // What the file said is not lost.
  const kept: string[] = [];
  for (const { id } of (await world.type(["log", page, "--json"])).json())
    kept.push((await world.type(["show", `#${id}`])).stdout);
  expect(kept).toContain(before);
});

test.each([
  ["true $MERGED", "the tool changed nothing"],
  ['cp "$REMOTE" "$MERGED"; exit 4', "the tool ended with 4"],
  ['echo more >> "$MERGED"', "there are still conflict markers in it"],
])("a tool that settles nothing leaves all as it was: %s", async (tool, why) => {
  const world = await inConflict();
  const before = world.folder.contents();
  const seen = await world.type(["resolve", page, "--tool"], tool);
  expect(seen.code).toBe(3);
  expect(seen.stderr).toContain(`${page} is not settled: ${why}.`);
  expect(world.folder.contents()).toEqual(before);
  expect(await world.held()).toHaveLength(3);
  const state = join(world.workingFolder, ".notion-mirror");
  expect(readdirSync(state).filter((name) => name.startsWith("merge-"))).toEqual([]);
});

test("without a tool, or with one that is not there, it is said what to set", async () => {
  const { type, folder } = await inConflict();
  expect(await type(["resolve", page, "--tool"])).toMatchObject({ code: 2 });
  expect(await type(["resolve", page, "--tool"], "mytool")).toMatchObject({ code: 2 });
  const seen = await type(["resolve", page, "--tool"], 'no-such-tool-here "$MERGED"');
  expect(seen).toMatchObject({ code: 1 });
  expect(seen.stderr).toContain("The merge tool could not be run: no-such-tool-here");
  expect(await type(["resolve", page, "--tool", "--local"])).toMatchObject({ code: 2 });
  // The configuration comes before the environment.
  folder.write("notes/notion-mirror.yaml", `merge_tool: 'cp "$REMOTE" "$MERGED"'\n`);
  expect(await type(["resolve", page, "--tool"], "no-such-tool $MERGED")).toMatchObject({
    code: 0,
  });
});

test("the tool sees three versions and their merge; what changes in Notion meanwhile is held again", async () => {
  const world = await inConflict();
  const { notion, ids, folder } = world;
  const seen = await world.type(["resolve", page, "--tool"], "$MERGED", async (_, files) => {
    for (const [name, path] of Object.entries(files))
      copyFileSync(path, join(folder.path, `${name}.txt`));
    copyFileSync(files["LOCAL"] ?? "", files["MERGED"] ?? "");
    notion.app.editText(ids[0] ?? "", "Delivers never.");
    return 0;
  });
  contested.forEach((versions) => {
    ["BASE", "LOCAL", "REMOTE"].forEach((name, index) => {
      expect(folder.read(`${name}.txt`), name).toContain(versions[index]);
    });
    for (const one of versions) expect(folder.read("MERGED.txt")).toContain(one);
  });
  // What only the file had changed was sent before, and is no conflict.
  expect(folder.read("MERGED.txt").match(/Minimum order/g)).toHaveLength(1);
  expect(seen.code).toBe(3);
  expect(await world.held()).toEqual([ids[0]]);
  expect(world.inNotion()[0]).toContain("Delivers never.");
  expect(world.read()).toContain("Delivers on Fridays.");
  expect(world.inNotion()[1]).toContain("Wet in March.");
});

test("a file that is saved while the tool is open is left, and the merged text is kept", async () => {
  const world = await inConflict();
  const seen = await world.type(["resolve", page, "--tool"], "$MERGED", async (_, files) => {
    copyFileSync(files["REMOTE"] ?? "", files["MERGED"] ?? "");
    world.folder.write(`notes/${page}`, world.read().replace("Wet in March.", "Wet in June."));
    return 0;
  });
  expect(seen.code).toBe(3);
  const [, kept = ""] = /What you merged is kept in (\S+)/.exec(seen.stderr) ?? [];
  expect(kept).toMatch(/merge-\w+\/MERGED\.md$/);
  expect(world.read()).toContain("Wet in June.");
  expect(await world.held()).toHaveLength(3);
});

const task = "Tern & Co/Tasks/Order oak.md";

/** A row whose select, number and name were changed on both sides. */
async function fieldsInConflict() {
  const screen = terminal();
  const { folder, notion } = screen;
  const workingFolder = join(folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const before = folder.read(`notes/${task}`);
  const id = /^notion_id: (.*)$/m.exec(before)?.[1] ?? "";
  const type = (...argv: string[]) => screen.type(argv, { workingFolder });
  notion.app.setProperty(id, "Hours", { number: 77 });
  notion.app.setProperty(id, "Area", { select: { name: "Boats" } });
  notion.app.rename(id, "Order larch");
  folder.write(
    `notes/${task}`,
    before.replace("Hours: 0.5", "Hours: 12").replace("Area: Office", "Area: Shed"),
  );
  renameSync(join(workingFolder, task), join(workingFolder, task.replace("oak", "ash")));
  const synced = await type("sync", "--two-way", "--full");
  const path = task.replace("oak", "ash");
  return { ...screen, type, path, synced };
}

test("what both had, the file and Notion say of each field is told, and stands beside the file", async () => {
  const { type, folder, synced, path } = await fieldsInConflict();
  expect(synced.code, synced.stdout).toBe(3);
  for (const name of ["Area", "Hours", "Task"]) expect(synced.stdout).toContain(`"${name}" was`);
  const [held] = (await type("conflicts", "--json")).json();
  expect(held.path).toBe(path);
  expect([...held.conflicts].sort((a, b) => (a.key < b.key ? -1 : 1))).toMatchObject([
    { key: "Area", type: "select", base: "Office", local: "Shed", remote: "Boats" },
    { key: "Hours", type: "number", base: "0.5", local: "12", remote: "77" },
    { key: "Task", type: "title", base: "Order oak", local: "Order ash", remote: "Order larch" },
  ]);
  expect((await type("conflicts")).stdout).toMatch(
    /"Area" was.*\n +both had {2}Office\n +the file {2}Shed\n +Notion {4}Boats\n/,
  );
  const sidecar = folder.read(`notes/${held.sidecar}`);
  const front = sidecar.slice(0, sidecar.indexOf("\n---\n", 4));
  for (const line of ["Area: Boats", "Hours: 77", "title: Order larch"])
    expect(front.split("\n")).toContain(line);
});

test("a field that can't hold both versions is not settled by --both, and the file of a title gets Notion's name", async () => {
  const { type, folder, path } = await fieldsInConflict();
  const before = folder.contents();
  for (const only of [["--only", "1"], []]) {
    const seen = await type("resolve", path, "--both", ...only);
    expect(seen.code).toBe(2);
    expect(seen.stderr).toMatch(/can't hold both versions.*\n.*--only 1\S* --local.*--remote/);
  }
  expect(folder.contents()).toEqual(before);
  expect(await type("resolve", path, "--remote")).toMatchObject({ code: 0 });
  const renamed = task.replace("oak", "larch");
  const text = folder.read(`notes/${renamed}`);
  expect(text).toContain("Area: Boats\n");
  expect(text).toContain("Hours: 77\n");
  expect(text).not.toContain("title:");
  expect(folder.list().filter((one) => /Order (?:ash|oak)|conflict/.test(one))).toEqual([]);
  expect((await type("sync")).stdout).toContain("Nothing to do");
});
