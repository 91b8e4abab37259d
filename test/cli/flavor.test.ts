/**
 * A vault in Notion-flavored Markdown: cloned, edited, pushed, and quiet afterwards.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

const text = (content: string) => [{ type: "text", text: { content } }];

async function cloned() {
  const screen = terminal({ workspace: "empty" });
  const { app, world } = screen.notion;
  const [home = ""] = world.roots;
  const page = app.createPage({ parent: home, title: "Plans" });
  app.insert(page, [
    { heading_1: { rich_text: text("Plans") } },
    {
      callout: {
        rich_text: text("Read me"),
        icon: { type: "emoji", emoji: "💡" },
        color: "blue_background",
      },
    },
    { to_do: { rich_text: text("buy milk"), checked: false } },
    { bookmark: { url: "https://example.com/" } },
    {
      toggle: { rich_text: text("More"), children: [{ paragraph: { rich_text: text("below") } }] },
    },
  ]);
  const child = app.createPage({ parent: page, title: "Child" });
  const seen = await screen.type(["clone", "--flavor", "notion", "notes"]);
  expect(seen).toMatchObject({ code: 0 });
  const workingFolder = join(screen.folder.path, "notes");
  const type = (argv: readonly string[]) => screen.type(argv, { workingFolder });
  const writes = () =>
    screen.notion.requests
      .filter((one) => one.method === "PATCH" || one.method === "DELETE")
      .map((one) => ({ method: one.method, body: one.body }));
  return { ...screen, type, writes, child, path: "notes/Start/Plans.md" };
}

test("clone --flavor notion writes Notion-flavored Markdown", async () => {
  const { folder, path } = await cloned();
  expect(folder.read("notes/notion-mirror.yaml")).toMatch(/^flavor: notion$/m);
  const body = folder.read(path).replace(/^---\n[\s\S]*?\n---\n\n/, "");
  expect(body.replace(/[0-9a-f]{32}/, "ID")).toBe(
    [
      "# Plans",
      '<callout icon="💡" color="blue_bg">Read me</callout>',
      "- [ ] buy milk",
      '<bookmark source="https://example.com/"></bookmark>',
      "<toggle>More\n\nbelow\n</toggle>",
      '<page url="https://www.notion.so/ID">Child</page>',
      "",
    ]
      .join("\n\n")
      .replace(/\n\n$/, "\n"),
  );
});

test("edits of it are pushed block by block, and a second sync sends and changes nothing", async () => {
  const { folder, path, type, writes, notion } = await cloned();
  const edited = folder
    .read(path)
    .replace("- [ ] buy milk", "- [x] buy oat milk")
    .replace("Read me", "Read **this**")
    .replace("below\n</toggle>", "below\n\n- new item\n</toggle>");
  folder.write(path, edited);
  notion.clearRequests();
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  const sent = writes();
  expect(sent).toHaveLength(3);
  expect(sent).toContainEqual({
    method: "PATCH",
    body: { to_do: { rich_text: text("buy oat milk"), checked: true } },
  });
  expect(JSON.stringify(sent)).toContain('"bold":true');
  expect(JSON.stringify(sent)).toContain("new item");
  expect(folder.read(path)).toBe(edited);

  notion.clearRequests();
  expect(await type(["sync", "--full"])).toMatchObject({ code: 0 });
  expect(writes()).toEqual([]);
  expect(folder.read(path)).toBe(edited);
});

test("a child page renamed in Notion is called by its new name in its parent's file", async () => {
  const { folder, path, type, notion, writes, child } = await cloned();
  notion.app.rename(child, "Renamed");
  expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
  expect(folder.read(path)).toMatch(/<page url="[^"]+">Renamed<\/page>/);
  notion.clearRequests();
  expect(await type(["sync", "--two-way", "--full"])).toMatchObject({ code: 0 });
  expect(writes()).toEqual([]);
});

test("another flavor in the configuration stops every run before it reads a file", async () => {
  const { folder, type, writes, notion } = await cloned();
  const config = folder.read("notes/notion-mirror.yaml");
  folder.write("notes/notion-mirror.yaml", config.replace("flavor: notion", "flavor: plain"));
  notion.clearRequests();
  for (const argv of [["status"], ["sync", "--two-way"]]) {
    const seen = await type(argv);
    expect(seen.code).toBe(5);
    expect(seen.stderr).toContain("written in the flavor notion");
  }
  expect(writes()).toEqual([]);
});

test("clone refuses a flavor that it does not know", async () => {
  const screen = terminal({ workspace: "empty" });
  const seen = await screen.type(["clone", "--flavor", "html", "notes"]);
  expect(seen.code).toBe(2);
  expect(seen.stderr).toContain("Expected --flavor to be one of plain, notion, got html");
});
