/** The way back, as a person walks it: log, show, restore, undo, and conflicts settled by a choice. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { realWorld } from "../../src/world.ts";
import { type Changes, terminal } from "../support/terminal.ts";

const page = "notes/Tern & Co/Handbook/Suppliers.md";
const typed = "Tern & Co/Handbook/Suppliers.md";

async function vault() {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const type = (argv: readonly string[], changes: Changes = {}) =>
    screen.type(argv, { workingFolder, ...changes });
  const edit = (from: string, to: string) =>
    screen.folder.write(page, screen.folder.read(page).replace(from, to));
  const block = (text: string): string => {
    for (const record of screen.notion.world.store.all()) {
      if (record.kind !== "block" || screen.notion.world.inTrash(record)) continue;
      if (JSON.stringify(record.content).includes(text)) return record.id;
    }
    throw new Error(`nobody says ${text}`);
  };
  const inNotion = (text: string): boolean => {
    try {
      return block(text) !== "";
    } catch {
      return false;
    }
  };
  return { ...screen, type, edit, block, inNotion, read: () => screen.folder.read(page) };
}

test("diff shows the edit line by line, and sends nothing", async () => {
  const screen = await vault();
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  screen.notion.clearRequests();
  const seen = await screen.type(["diff"]);
  expect(seen.stdout).toContain("-Delivers on Thursdays.\n+Delivers on Fridays.\n");
  expect(screen.notion.requests).toEqual([]);
  expect((await screen.type(["diff", "notes-not-there"])).stdout).toBe("");
});

test("undo takes a push back on both sides, and can be taken back itself", async () => {
  const screen = await vault();
  const before = screen.read();
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expect(screen.inNotion("Delivers on Fridays.")).toBe(true);
  const undone = await screen.type(["undo"]);
  expect(undone).toMatchObject({ code: 0 });
  expect(screen.read()).toBe(before);
  expect(screen.inNotion("Delivers on Fridays.")).toBe(false);
  expect(screen.inNotion("Delivers on Thursdays.")).toBe(true);
  expect((await screen.type(["sync"])).stdout).toContain("Nothing to do");
});

test("undo of a run that made pages asks, moves them to the trash, and can be taken back itself", async () => {
  const screen = await vault();
  // More than the usual budget of a minute, which the test would have to wait for.
  screen.folder.write("notes/notion-mirror.yaml", "requests_per_minute: 600\n");
  const before = screen.folder.list();
  const made = "notes/Tern & Co/Handbook/Winter.md";
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  screen.folder.write(made, "Closed in January.\n");
  screen.folder.write("notes/Tern & Co/Handbook/Winter/Snow.md", "Three metres.\n");
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  const text = screen.folder.read(made);
  expect(text).toContain("notion_id");
  expect((await screen.type(["undo", "-n"])).stdout).toContain(
    "Would move 2 pages that it made to the trash",
  );
  const asked = await screen.type(["undo"]);
  expect(asked.code).toBe(5);
  expect(asked.stderr).toContain("Tern & Co/Handbook/Winter.md");
  expect(screen.inNotion("Closed in January.")).toBe(true);
  expect(screen.read()).toContain("Fridays");
  expect(await screen.type(["undo", "--confirm", "0123456789ab"])).toMatchObject({ code: 5 });

  const typed = /undo (\S+) --confirm (\S+)/.exec(asked.stderr) ?? [];
  expect(await screen.type(["undo", typed[1] ?? "", "--confirm", typed[2] ?? ""])).toMatchObject({
    code: 0,
  });
  expect(screen.inNotion("Closed in January.")).toBe(false);
  expect(screen.inNotion("Three metres.")).toBe(false);
  expect(screen.read()).toContain("Thursdays");
  expect(screen.folder.list()).toEqual(before);
  expect((await screen.type(["sync"])).stdout).toContain("Nothing to do");

  expect(await screen.type(["undo"])).toMatchObject({ code: 0 });
  expect(screen.inNotion("Closed in January.")).toBe(true);
  expect(screen.inNotion("Three metres.")).toBe(true);
  expect(screen.folder.read(made)).toBe(text);
  expect(screen.read()).toContain("Fridays");
  expect((await screen.type(["sync"])).stdout).toContain("Nothing to do");
});

test("undo tells of a page that it could not take back, and exits with 1", async () => {
  const screen = await vault();
  screen.folder.write("notes/Tern & Co/Tasks/Winter.md", "Closed in January.\n");
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  const asked = await screen.type(["undo"]);
  const [, run = "", hash = ""] = /undo (\S+) --confirm (\S+)/.exec(asked.stderr) ?? [];
  const { files } = realWorld();
  const rename = async (from: string, to: string) => {
    if (to.includes("/trash/")) throw Object.assign(new Error("full"), { code: "EDQUOT" });
    return files.rename(from, to);
  };
  const undone = await screen.type(["undo", run, "--confirm", hash], {
    world: { files: { ...files, rename } },
  });
  expect(undone.stdout).toMatch(/failed +Tern & Co\/Tasks\/Winter\.md/);
  expect(undone.code).toBe(1);
  expect(screen.inNotion("Closed in January.")).toBe(true);
  expect(await screen.type(["undo", run, "--confirm", hash])).toMatchObject({ code: 0 });
  expect(screen.inNotion("Closed in January.")).toBe(false);
});

test("undo of a run of which nothing is left says so, and sends no edit that lies elsewhere", async () => {
  const screen = await vault();
  screen.folder.write("notes/Tern & Co/Tasks/Winter.md", "Closed in January.\n");
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  const asked = await screen.type(["undo"]);
  const [, run = "", hash = ""] = /undo (\S+) --confirm (\S+)/.exec(asked.stderr) ?? [];
  expect(await screen.type(["undo", run, "--confirm", hash])).toMatchObject({ code: 0 });
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  screen.notion.clearRequests();
  for (const argv of [
    ["undo", run],
    ["undo", run, "-n"],
  ])
    expect(await screen.type(argv)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is nothing left to undo"),
    });
  expect(screen.notion.requests).toEqual([]);
});

test("undo keeps a page that somebody has edited since the run made it, and says what to type", async () => {
  const screen = await vault();
  const made = "Tern & Co/Tasks/Winter.md";
  screen.folder.write(`notes/${made}`, "Closed in January.\n");
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  const { run } = (await screen.type(["sync", "--two-way", "--json"])).json();
  screen.notion.app.editText(screen.block("Closed in January."), "Closed in March.");
  expect(await screen.type(["pull", made])).toMatchObject({ code: 0 });
  expect((await screen.type(["undo", run, "-n"])).stdout).toContain(
    `Would keep, though it made them:\n  ${made}: it was edited since\n`,
  );
  const undone = await screen.type(["undo", run]);
  expect(undone.stdout).toContain(
    `refused    ${made}: the run made it, but it stays: it was edited since\n` +
      "             If such a page is to go all the same: delete its file, then notion-mirror sync.",
  );
  expect(undone.code).toBe(1);
  expect(screen.inNotion("Closed in March.")).toBe(true);
  expect(screen.read()).toContain("Thursdays");
});

test("undo foretells that a page goes back to where it was, and brings it there", async () => {
  const screen = await vault();
  const { mkdirSync, renameSync } = await import("node:fs");
  const from = "Tern & Co/Handbook/Suppliers.md";
  const to = "Tern & Co/Handbook/Workshop safety/Sellers.md";
  mkdirSync(join(screen.folder.path, "notes", "Tern & Co/Handbook/Workshop safety"), {
    recursive: true,
  });
  renameSync(join(screen.folder.path, "notes", from), join(screen.folder.path, "notes", to));
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expect((await screen.type(["undo", "-n"])).stdout).toContain(
    `Would move back 1 page, here and in Notion:\n  ${to} to ${from}\n`,
  );
  expect(await screen.type(["undo"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/moved +Tern & Co\/Handbook\/Suppliers\.md/),
  });
  expect(screen.read()).toContain("Delivers on Thursdays.");
  expect((await screen.type(["sync"])).stdout).toContain("Nothing to do");
});

test("log, show and restore bring an overwritten file back, and --to-notion the page", async () => {
  const screen = await vault();
  const before = screen.read();
  screen.notion.app.editText(screen.block("Wet in spring."), "Dry all year.");
  expect(await screen.type(["pull", "--full"])).toMatchObject({ code: 0 });
  expect(screen.read()).toContain("Dry all year.");
  const [entry] = (await screen.type(["log", typed, "--json"])).json();
  expect(entry).toMatchObject({ path: typed, side: "local", reason: "overwritten" });
  expect((await screen.type(["show", `#${entry.id}`])).stdout).toBe(before);
  expect(await screen.type(["restore", typed])).toMatchObject({ code: 0 });
  expect(screen.read()).toBe(before);
  expect(await screen.type(["restore", `#${entry.id}`])).toMatchObject({
    code: 0,
    stdout: `${typed} says what version #${entry.id} says already.\n`,
    stderr: "",
  });
  expect(screen.inNotion("Dry all year.")).toBe(true);
  expect(await screen.type(["restore", `#${entry.id}`, "--to-notion"])).toMatchObject({ code: 0 });
  expect(screen.inNotion("Dry all year.")).toBe(false);
});

test("a page whose file was deleted comes back from Notion's trash", async () => {
  const screen = await vault();
  const fire = "Tern & Co/Handbook/Workshop safety/Fire drill.md";
  const { unlinkSync } = await import("node:fs");
  const before = screen.folder.read(`notes/${fire}`);
  unlinkSync(join(screen.folder.path, "notes", fire));
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  screen.notion.clearRequests();
  const undone = await screen.type(["undo"]);
  expect(undone).toMatchObject({ code: 0, stderr: "" });
  expect(undone.stdout).toMatch(
    new RegExp(
      `put back +${fire}\n +settled +.*Workshop safety.md\n.*1 write to Notion; 2 files written`,
    ),
  );
  // That page is read, and not the whole workspace.
  expect(screen.notion.requests.filter(({ path }) => path.endsWith("/search"))).toEqual([]);
  expect(screen.folder.read(`notes/${fire}`)).toBe(before);
  expect(screen.inNotion("Count heads, and the dog")).toBe(true);
});

test("a deleted tree comes back whole, with one write", async () => {
  const screen = await vault();
  const { rmSync } = await import("node:fs");
  const before = screen.folder.contents();
  const there = "notes/Tern & Co/Handbook/Workshop safety";
  rmSync(join(screen.folder.path, `${there}.md`));
  rmSync(join(screen.folder.path, there), { recursive: true });
  expect(await screen.type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expect(screen.inNotion("Count heads, and the dog")).toBe(false);
  screen.notion.clearRequests();
  expect(await screen.type(["undo"])).toMatchObject({ code: 0, stderr: "" });
  expect(screen.notion.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  expect(screen.folder.contents()).toEqual(before);
  expect(screen.inNotion("Count heads, and the dog")).toBe(true);
  expect((await screen.type(["status"])).stdout).toContain("Clean");
});

test("what lay beside a file in conflict is no version of the page", async () => {
  const screen = await vault();
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  screen.notion.app.editText(screen.block("Delivers on Thursdays."), "Delivers on Mondays.");
  expect(await screen.type(["sync", "--two-way", "--full"])).toMatchObject({ code: 3 });
  screen.edit("Delivers on Fridays.", "Delivers on Mondays.");
  expect(await screen.type(["sync"])).toMatchObject({ code: 0 });
  const entries = (await screen.type(["log", typed, "--json"])).json();
  expect(entries[0].path).toMatch(/\.conflict-/);
  expect((await screen.type(["show", typed])).stdout).not.toContain("notion_conflict_of");
  await screen.type(["undo"]);
  expect(screen.read()).not.toContain("notion_conflict_of");
  const before = screen.read();
  expect(await screen.type(["restore", `#${entries[0].id}`])).toMatchObject({ code: 0 });
  expect(screen.read()).toBe(before);
  expect(screen.folder.read(`notes/${entries[0].path}`)).toContain("notion_conflict_of");
});

test.each([
  ["--local", "Delivers on Fridays.", "Delivers on Fridays."],
  ["--remote", "Delivers on Mondays.", "Delivers on Mondays."],
])("a conflict is listed, exits with 3 and is settled by %s", async (choice, inFile, inNotion) => {
  const screen = await vault();
  screen.edit("Delivers on Thursdays.", "Delivers on Fridays.");
  screen.notion.app.editText(screen.block("Delivers on Thursdays."), "Delivers on Mondays.");
  expect(await screen.type(["sync", "--two-way", "--full"])).toMatchObject({ code: 3 });
  expect((await screen.type(["conflicts", "--json"])).json()).toMatchObject([{ path: typed }]);
  expect((await screen.type(["status"])).code).toBe(3);
  expect(await screen.type(["resolve", typed, choice])).toMatchObject({ code: 0 });
  expect(screen.read()).toContain(inFile);
  expect(screen.inNotion(inNotion)).toBe(true);
  expect((await screen.type(["conflicts"])).code).toBe(0);
});
