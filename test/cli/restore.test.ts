/** The way back to what file and Notion agreed on, as a person who has broken something walks it. */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Changes, terminal } from "../support/terminal.ts";

const suppliers = "Tern & Co/Handbook/Suppliers.md";

async function vault() {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  // More than the usual budget of a minute, which the test would have to wait for.
  screen.folder.write("notes/notion-mirror.yaml", "requests_per_minute: 600\n");
  const type = (argv: readonly string[], changes: Changes = {}) =>
    screen.type(argv, { workingFolder, ...changes });
  const read = (path = suppliers) => screen.folder.read(`notes/${path}`);
  const write = (text: string, path = suppliers) => screen.folder.write(`notes/${path}`, text);
  const rm = (path = suppliers) => rmSync(join(workingFolder, path), { recursive: true });
  const clean = async () => {
    expect((await type(["sync"])).stdout).toContain("Nothing to do: files and Notion agree.");
  };
  return { ...screen, type, read, write, rm, clean, workingFolder };
}

test("a file that is gone or edited comes back as agreed on, and one that is neither as it was before", async () => {
  const { type, read, write, rm, clean } = await vault();
  const first = read();
  write(first.replace("Delivers on Thursdays.", "Delivers on Fridays."));
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  const second = read();
  rm();
  expect((await type(["show", suppliers])).stdout).toBe(second);
  expect(await type(["restore", suppliers])).toMatchObject({
    code: 0,
    stdout: `Restored ${suppliers} to what was agreed on; an edit of it is in the log.\n`,
    stderr: "",
  });
  expect(read()).toBe(second);
  await clean();

  write(second.replace("Fridays", "Sundays"));
  expect(await type(["restore", suppliers])).toMatchObject({ code: 0 });
  expect(read()).toBe(second);
  await clean();
  const [unsent] = (await type(["log", suppliers, "--json"])).json();
  expect(unsent).toMatchObject({ reason: "unsent" });
  expect((await type(["show", `#${unsent.id}`])).stdout).toContain("Sundays");

  rm();
  expect(await type(["restore", suppliers, "--to-notion"])).toMatchObject({ code: 0 });
  expect(read()).toBe(second);
  expect(await type(["restore", suppliers])).toMatchObject({ code: 0 });
  expect(read()).toContain("Sundays");
});

test("a file that was never overwritten comes back too, and what there is no version of is told", async () => {
  const { type, read, rm, clean } = await vault();
  const before = read();
  expect(await type(["restore", suppliers])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      `${suppliers} is what was agreed on, and the history holds no version before.`,
    ),
  });
  rm();
  expect((await type(["restore", suppliers, "--json"])).json()).toMatchObject({
    path: suppliers,
    outcome: "restored",
  });
  expect(read()).toBe(before);
  await clean();
});

test("an emptied file comes back, now and as of a time before", async () => {
  const { type, read, write, clean } = await vault();
  const before = read();
  const then = new Date(Date.now() + 1).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const emptied of ["", before.slice(0, before.indexOf("\n---\n") + 5)]) {
    write(emptied);
    const held = await type(["sync", "--two-way"]);
    expect(held.code).not.toBe(0);
    if (emptied !== "") expect(held.stderr).toContain(`notion-mirror restore "${suppliers}"`);
    expect(await type(["restore", suppliers])).toMatchObject({ code: 0 });
    expect(read()).toBe(before);
    write("Something else.\n");
    expect(await type(["restore", suppliers, "--at", then])).toMatchObject({ code: 0 });
    expect(read()).toBe(before);
    await clean();
  }
});

test("a deleted folder comes back by the command that the guard names", async () => {
  const { type, folder, write, read, rm, clean } = await vault();
  const before = folder.contents();
  rm("Tern & Co/Tasks");
  const held = await type(["sync", "--two-way"]);
  expect(held.code).toBe(5);
  expect(held.stderr).toContain('Put the files back: notion-mirror restore "Tern & Co/Tasks"\n');

  const named = await type(["pull", "Tern & Co/Tasks/Send the offer.md"]);
  expect(named.code).toBe(1);
  expect(named.stdout).toContain(
    'notion-mirror restore "Tern & Co/Tasks/Send the offer.md" brings it back',
  );
  const whole = await type(["pull", "--full"]);
  expect(whole.stdout).toMatch(/Here and not in Notion: Tern & Co\/Tasks\/.*\(gone\)/);
  expect(whole.stdout).not.toContain("files and Notion agree");

  const text = read();
  write(text.replace("Thursdays", "Sundays"));
  const elsewhere = await type(["restore", "Tern & Co/Handbook"]);
  expect(elsewhere).toMatchObject({ code: 2 });
  const back = await type(["restore", "Tern & Co"]);
  expect(back.code).toBe(0);
  expect(back.stdout).toMatch(/^Restored \d+ files of \d+ missing ones in Tern & Co:\n/);
  expect(back.stdout).toContain("  Tern & Co/Tasks/Send the offer.md\n");
  expect(back.stderr).toContain(`1 edited file stayed as they are: ${suppliers}.`);
  expect(read()).toContain("Sundays");
  write(text);
  await clean();
  expect(folder.contents()).toEqual(before);
});

test("all files come back where the whole folder was emptied", async () => {
  const { type, folder, rm, clean } = await vault();
  const before = folder.contents();
  rm("Tern & Co");
  for (const path of folder.list()) if (path.endsWith(".md")) rm(path.slice("notes/".length));
  const held = await type(["sync"]);
  expect(held.stderr).toContain("notion-mirror restore .\n");
  expect(await type(["restore", "."])).toMatchObject({ code: 0 });
  await clean();
  expect(folder.contents()).toEqual(before);
});

test("a pull of an edited file says that it is edited", async () => {
  const { type, read, write } = await vault();
  write(read().replace("Thursdays", "Sundays"));
  const pulled = await type(["pull", suppliers]);
  expect(pulled.stdout).toContain("Nothing new in Notion.\n");
  expect(pulled.stdout).toContain(`Here and not in Notion: ${suppliers} (edited). `);
  expect(read()).toContain("Sundays");
});

test("a moved file is not brought back beside itself", async () => {
  const { type, read, write, workingFolder } = await vault();
  const before = read();
  const moved = "Tern & Co/Handbook/Sellers.md";
  renameSync(join(workingFolder, suppliers), join(workingFolder, moved));
  expect(await type(["restore", suppliers])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`was moved to ${moved}`),
  });
  write(before.replace("Thursdays", "Sundays"), moved);
  expect(await type(["restore", moved])).toMatchObject({ code: 0 });
  expect(read(moved)).toBe(before);
});

test("a version from before a rename comes back with links to where pages lie now", async () => {
  const { type, read, write, notion, workingFolder, clean } = await vault();
  const handbook = "Tern & Co/Handbook.md";
  write(`${read(handbook)}\nSee [who sells](Handbook/Suppliers.md).\n`, handbook);
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  const before = read(handbook);
  const block = [...notion.world.store.all()].find(
    (record) => record.kind === "block" && JSON.stringify(record.content).includes("two boats"),
  );
  notion.app.editText(block?.id ?? "", "We build three boats.");
  expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
  const [kept] = (await type(["log", handbook, "--json"])).json();
  for (const [from, to] of [
    ["Suppliers.md", "Sellers.md"],
    ["Suppliers", "Sellers"],
  ] as const)
    renameSync(
      join(workingFolder, "Tern & Co/Handbook", from),
      join(workingFolder, "Tern & Co/Handbook", to),
    );
  expect(await type(["sync"])).toMatchObject({ code: 0 });
  expect(await type(["restore", `#${kept.id}`])).toMatchObject({ code: 0 });
  expect(read(handbook)).toBe(
    before
      .replace("[who sells](Handbook/Suppliers.md)", "[who sells](Handbook/Sellers.md)")
      .replace("[Suppliers](Handbook/Suppliers.md)", "[Sellers](Handbook/Sellers.md)"),
  );
  const sent = await type(["sync"]);
  expect(sent.stdout).toMatch(/pushed +Tern & Co\/Handbook\.md\n(?! +warning)/);
  await clean();
});

test("a page that comes out of the trash alone brings what lay below it, and is listed above it", async () => {
  const { type, folder, rm, clean } = await vault();
  const before = folder.contents();
  rm();
  rm("Tern & Co/Handbook/Suppliers");
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expect(await type(["restore", suppliers])).toMatchObject({ code: 1 });
  expect(await type(["restore", suppliers, "--to-notion"])).toMatchObject({ code: 0 });
  expect(folder.contents()).toEqual(before);
  await clean();
  expect(folder.contents()).toEqual(before);
});
