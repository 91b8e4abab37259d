/** What a person says with an option: that this vault writes, that there may be new options. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

const task = "notes/Tern & Co/Tasks/Order oak.md";

async function cloned() {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const edit = (from: string, to: string) => {
    const text = screen.folder.read(task);
    expect(text).toContain(from);
    screen.folder.write(task, text.replace(from, to));
  };
  const type = (...argv: string[]) => screen.type(argv, { workingFolder });
  return { ...screen, edit, type };
}

test("--two-way holds for later runs, also where this one sends nothing", async () => {
  const { edit, type } = await cloned();
  expect((await type("sync", "--two-way", "--dry-run")).code).toBe(0);
  expect((await type("status")).stdout).toContain("its first push asks");
  expect((await type("sync", "--two-way")).stdout).toContain("Nothing to do");
  expect((await type("status")).stdout).not.toContain("its first push asks");
  edit("Hours: 0.5", "Hours: 12");
  expect((await type("sync")).code).toBe(0);
});

test.each(["push", "sync"])(
  "%s --allow-new-options makes the option that a file names",
  async (command) => {
    const { edit, type, folder, notion } = await cloned();
    edit("Area: Office", "Area: Rope loft");
    const refused = await type(command, "--two-way");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("Rope loft");
    notion.clearRequests();
    const seen = await type(command, "--two-way", "--allow-new-options");
    expect(seen.code, seen.stdout).toBe(0);
    const [sent] = notion.requests.filter(({ method }) => method === "PATCH");
    expect(JSON.stringify(sent?.body)).toContain('"Rope loft"');
    folder.write(
      "notes/Tern & Co/Tasks/Splice the ropes.md",
      "---\nArea: Rigging loft\n---\n\nAll of them.\n",
    );
    expect((await type(command)).code).toBe(1);
    expect((await type(command, "--allow-new-options")).code).toBe(0);
    expect(folder.read("notes/Tern & Co/Tasks/Splice the ropes.md")).toContain(
      "Area: Rigging loft",
    );
  },
);
