/** What `status` says of edits that a push will not take: before anything is sent, and without asking Notion. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

const oak = "Tern & Co/Tasks/Order oak.md";

async function vault() {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  screen.notion.clearRequests();
  const type = (argv: readonly string[]) => screen.type(argv, { workingFolder });
  const at = (path: string) => `notes/${path}`;
  const edit = (path: string, from: string, to: string) => {
    const before = screen.folder.read(at(path));
    expect(before).toContain(from);
    screen.folder.write(
      at(path),
      before.replace(from, () => to),
    );
  };
  return {
    ...screen,
    type,
    edit,
    write: (path: string, text: string) => screen.folder.write(at(path), text),
  };
}

test("a value that can't be sent needs a hand, with its line, and the rest is to push", async () => {
  const { type, edit, notion } = await vault();
  edit(oak, "Hours: 0.5", "Hours: half");
  edit(oak, "State: Not started", "State: Later");
  edit("Tern & Co/Handbook/Suppliers.md", "Delivers on Thursdays.", "Delivers on Fridays.");
  const seen = await type(["status"]);
  expect(seen.code).toBe(1);
  const [hand = "", push = ""] = seen.stdout.split("To push:");
  expect(hand).toMatch(/^Needs your hand:\n/);
  expect(hand).toMatch(/Tern & Co\/Tasks\/Order oak\.md:\d+: Hours: .*half/);
  expect(hand).toMatch(/Tern & Co\/Tasks\/Order oak\.md:\d+: State: .*Later/);
  expect(push).toContain("edited    Tern & Co/Handbook/Suppliers.md");
  expect(push).not.toContain("Order oak");
  expect((await type(["status", "--short"])).stdout.split("\n").sort()).toEqual([
    "",
    "!  Tern & Co/Tasks/Order oak.md",
    "M  Tern & Co/Handbook/Suppliers.md",
  ]);
  expect(notion.requests).toEqual([]);
  edit(oak, "Hours: half", "Hours: 0.5");
  edit(oak, "State: Later", "State: Not started");
  expect((await type(["status"])).code).toBe(0);
});

test("a new file that can't become a page, and one in no page's folder, need a hand too", async () => {
  const { type, write, notion } = await vault();
  write("Tern & Co/Tasks/Varnish.md", "---\nHours: many\n---\n");
  write("Nobody/Lost.md", "text\n");
  write("Tern & Co/Handbook/Fine.md", "text\n");
  const seen = await type(["status", "--json"]);
  expect(seen.code).toBe(1);
  expect(
    (seen.json().changes as { kind: string; path: string; where?: string }[]).map((change) => [
      change.kind,
      change.path,
      change.where,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ["problem", "Tern & Co/Tasks/Varnish.md", "Tern & Co/Tasks/Varnish.md:2"],
      ["problem", "Nobody/Lost.md", "Nobody/Lost.md"],
      ["new", "Tern & Co/Handbook/Fine.md", undefined],
    ]),
  );
  expect(notion.requests).toEqual([]);
});

test("what the workspace itself does not take is said before it is sent", async () => {
  const { type, edit, notion } = await vault();
  const id = [...notion.world.store.all()].find(
    (record) => record.kind === "page" && JSON.stringify(record.values).includes("Suppliers"),
  )?.id;
  notion.app.lock(id ?? "");
  expect((await type(["pull", "--full"])).code).toBe(0);
  edit("Tern & Co/Handbook/Suppliers.md", "Delivers on Thursdays.", "Delivers on Fridays.");
  const seen = await type(["status"]);
  expect(seen).toMatchObject({ code: 1 });
  expect(seen.stdout).toContain("Suppliers.md: the page is locked in Notion");
});

test("what is beyond Notion's limits needs a hand, with its line, in a page and in a new file", async () => {
  const { type, edit, write, notion } = await vault();
  const equation = `$$\n${"x".repeat(1_100)}\n$$\n`;
  edit(
    "Tern & Co/Handbook/Suppliers.md",
    "Delivers on Thursdays.",
    `Delivers on Thursdays.\n\n${equation}`,
  );
  write("Tern & Co/Handbook/Sums.md", `Words.\n\n${equation}`);
  for (const argv of [["status"], ["push", "--two-way"]]) {
    const seen = await type(argv);
    expect(seen.code).toBe(1);
    const said = `${seen.stdout}${seen.stderr}`;
    expect(said).toMatch(/Suppliers\.md:1\d\b/);
    expect(said).toMatch(/Sums\.md:3\b/);
    expect(
      said.match(/A block of type equation can't be sent: the equation has 1100/g),
    ).toHaveLength(2);
  }
  expect(notion.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});
