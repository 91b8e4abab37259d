/**
 * What an edit costs, from the saved file to Notion: a page of 200 blocks, the real command line.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

const text = (content: string) => [{ type: "text", text: { content } }];

async function longPage() {
  const screen = terminal({ workspace: "empty" });
  const [home = ""] = screen.notion.world.roots;
  const page = screen.notion.app.createPage({ parent: home, title: "Long" });
  for (let at = 0; at < 200; at += 100) {
    screen.notion.app.insert(
      page,
      Array.from({ length: 100 }, (_, index) => ({
        paragraph: { rich_text: text(`Paragraph ${at + index + 1}`) },
      })),
    );
  }
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const type = (argv: readonly string[]) => screen.type(argv, { workingFolder });
  const path = "notes/Start/Long.md";
  const writes = () =>
    screen.notion.requests.filter((one) => one.method === "PATCH" || one.method === "DELETE");
  return {
    path,
    type,
    writes,
    folder: screen.folder,
    /** Changes the file, syncs, and returns the writes that it cost. */
    edit: async (change: (text: string) => string) => {
      const before = screen.folder.read(path);
      const after = change(before);
      expect(after).not.toBe(before);
      screen.folder.write(path, after);
      screen.notion.clearRequests();
      expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
      return writes().map((one) => ({ method: one.method, path: one.path, body: one.body }));
    },
    clear: () => screen.notion.clearRequests(),
  };
}

test("a word, three paragraphs and a deletion cost one write each; a second sync sends and changes nothing", async () => {
  const page = await longPage();

  const update = await page.edit((file) =>
    file.replace("Paragraph 100\n", "Paragraph one hundred\n"),
  );
  expect(update).toEqual([
    {
      method: "PATCH",
      path: expect.stringMatching(/^\/v1\/blocks\/[0-9a-f-]{36}$/),
      body: { paragraph: { rich_text: text("Paragraph one hundred") } },
    },
  ]);

  const append = await page.edit((file) =>
    file.replace("Paragraph 101\n", "Paragraph 101\n\nA\n\nB\n\nC\n"),
  );
  expect(append).toEqual([
    {
      method: "PATCH",
      path: expect.stringMatching(/^\/v1\/blocks\/[0-9a-f-]{36}\/children$/),
      body: {
        children: ["A", "B", "C"].map((one) =>
          expect.objectContaining({ paragraph: { rich_text: text(one) } }),
        ),
        position: { type: "after_block", after_block: { id: expect.any(String) } },
      },
    },
  ]);

  const deletion = await page.edit((file) => file.replace("Paragraph 150\n\n", ""));
  expect(deletion).toEqual([
    {
      method: "DELETE",
      path: expect.stringMatching(/^\/v1\/blocks\/[0-9a-f-]{36}$/),
      body: undefined,
    },
  ]);

  const contents = page.folder.contents();
  page.clear();
  const again = await page.type(["sync", "--json"]);
  expect(again.json()).toMatchObject({ pages: [], requests: { writes: 0 }, files: { written: 0 } });
  expect(page.writes()).toEqual([]);
  expect(page.folder.contents()).toEqual(contents);
});
