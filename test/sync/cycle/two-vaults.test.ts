/**
 * Two engines, each with its own vault and mirror, and files that went from one vault to the other by git or a
 * cloud folder before the second engine looked at Notion.
 */
import { expect, test } from "vitest";
import { engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

test("files that another engine wrote for Notion's newer version are taken as they are", async () => {
  const one = await engine({ workspace: "empty" });
  const { notion } = one;
  const authorization = `Bearer ${notion.token}`;
  const two = await engine({
    workspace: "empty",
    transport: () => (request, signal) =>
      notion.handle({ ...request, headers: { ...request.headers, authorization } }, signal),
  });
  const [parent = ""] = notion.world.roots;
  const id = notion.app.createPage({ parent, title: "P", children: [paragraph("Before.")] });
  await one.sync();
  await two.sync();
  expect(two.folder.read("Start/P.md")).toContain("Before.");

  notion.app.editText(one.mirror.blocks.remote(id)?.[0]?.id ?? "", "After.");
  notion.app.createPage({ parent: id, title: "Kid", children: [paragraph("New.")] });
  await one.sync();
  for (const path of ["Start/P.md", "Start/P/Kid.md"]) two.save(path, one.folder.read(path));
  expect(two.folder.read("Start/P.md")).toContain("Kid.md");

  one.requests();
  const report = await two.sync();
  expect(one.writes()).toEqual([]);
  expect(report.pages.filter(({ outcome }) => outcome !== "settled")).toEqual([]);
  expect((await two.status()).changes).toEqual([]);
  expect(two.folder.contents()).toEqual(one.folder.contents());
});
