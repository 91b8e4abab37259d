/**
 * The demo workspace mirrored in Notion-flavored Markdown: nothing differs after the first run, and what is
 * edited on either side arrives on the other.
 */
import { expect, test } from "vitest";
import { engine } from "../../support/app.ts";

const settings = { flavor: "notion" } as const;

test("a second sync of a whole workspace sends and changes nothing", async () => {
  const { sync, writes, mirror, folder } = await engine({ settings });
  await sync();
  const files = mirror.files.all().filter((one) => one.path.endsWith(".md"));
  expect(files.length).toBeGreaterThan(10);
  const before = files.map((one) => folder.read(one.path));
  writes();
  const report = await sync({ full: true });
  expect(writes()).toEqual([]);
  expect(report.pages).toEqual([]);
  expect(files.map((one) => folder.read(one.path))).toEqual(before);
});

test("what changes in Notion changes only its lines in the file", async () => {
  const { notion, sync, save, folder, writes, clock } = await engine({
    workspace: "empty",
    settings,
  });
  const [home = ""] = notion.world.roots;
  const page = notion.app.createPage({ parent: home, title: "Plans" });
  const text = (content: string) => [{ type: "text", text: { content } }];
  const [, todo = ""] = notion.app.insert(page, [
    { heading_1: { rich_text: text("Plans") } },
    { to_do: { rich_text: text("buy milk"), checked: false } },
    { quote: { rich_text: text("said"), color: "red" } },
  ]);
  await sync();
  const byHand = folder.read("Start/Plans.md").replace("# Plans", "Plans\n=====");
  save("Start/Plans.md", byHand);
  await sync();
  expect(folder.read("Start/Plans.md")).toBe(byHand);
  clock.advance(180_000);
  notion.app.editBlock(todo, { checked: true });
  clock.advance(180_000);
  writes();
  await sync();
  expect(folder.read("Start/Plans.md")).toBe(byHand.replace("- [ ]", "- [x]"));
  expect(writes()).toEqual([]);
});
