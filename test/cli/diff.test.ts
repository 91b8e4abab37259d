/** `diff`: each text once, what is put back told beside it, and a word where there is nothing to compare. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

const task = "Tern & Co/Tasks/Order oak.md";
const sampler = "Tern & Co/Sampler - one of everything.md";

async function cloned() {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const edit = (path: string, from: string | RegExp, to: string) => {
    const text = screen.folder.read(`notes/${path}`);
    expect(text).toMatch(from);
    screen.folder.write(`notes/${path}`, text.replace(from, to));
  };
  const type = (...argv: string[]) => screen.type(argv, { workingFolder });
  return { ...screen, edit, type };
}

test("a file with two mistakes is shown once", async () => {
  const { edit, type } = await cloned();
  edit(task, /^Hours: .*$/m, "Hours: soon");
  edit(task, /^State: .*$/m, "State: Someday");
  const seen = await type("diff");
  expect(seen.code).toBe(0);
  expect(seen.stdout.match(/^\+Hours: soon$/gm)).toHaveLength(1);
  expect((await type("diff", "--json")).json()).toHaveLength(1);
});

test("a path that names nothing is an error; a page without edits is none", async () => {
  const { type } = await cloned();
  const seen = await type("diff", "nosuch.md");
  expect(seen).toMatchObject({ code: 2, stdout: "" });
  expect(seen.stderr).toContain("nosuch.md is no page, file or folder of this vault");
  for (const path of [task, "Tern & Co/Tasks", "Tern & Co", "."])
    expect(await type("diff", path), path).toMatchObject({ code: 0, stdout: "" });
});

test("diff and status announce what a push puts back", async () => {
  const { edit, type } = await cloned();
  edit(sampler, "What happened:", "What really happened:");
  const seen = await type("diff");
  expect(seen.stdout).toContain("+What really happened:");
  expect(seen.stderr).toMatch(/warning {2}.*Sampler.*\.md:\d+: .*type template.*put back/);
  expect((await type("status")).stdout).toMatch(/warning {2}.*type template.*put back/);
});
