/** A vault in a cloud folder, whose mirror lies outside of it: on the computer that made it, and on another one. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

test("on another computer the mirror is read anew, and no file is touched or sent", async () => {
  const screen = terminal({ workspace: "empty" });
  const [parent = ""] = screen.notion.world.roots;
  screen.notion.app.createPage({ parent, title: "Below" });
  mkdirSync(join(screen.folder.path, "Dropbox/.dropbox.cache"), { recursive: true });
  const cloned = await screen.type(["clone", "Dropbox/notes"]);
  expect(cloned.stderr).toContain("The vault lies in Dropbox");
  rmSync(join(screen.folder.path, ".local"), { recursive: true });
  const files = () =>
    screen.folder
      .list()
      .filter((name) => name.endsWith(".md"))
      .map((name) => [name, screen.folder.read(name)]);
  const before = files();
  expect(before).toHaveLength(2);
  screen.notion.clearRequests();
  const type = (argv: readonly string[]) =>
    screen.type(argv, { workingFolder: join(screen.folder.path, "Dropbox/notes") });

  for (const argv of [["status"], ["sync", "-n"]])
    expect(await type(argv)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("Run `notion-mirror pull`"),
    });
  expect(await type(["pull"])).toMatchObject({ code: 0 });
  expect(await type(["sync"])).toMatchObject({ code: 0 });
  expect((await type(["status"])).stdout).toContain("Clean:");
  expect(files()).toEqual(before);
  expect(screen.notion.requests.filter(({ method }) => method === "PATCH")).toEqual([]);
});
