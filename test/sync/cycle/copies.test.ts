/**
 * Copies of synced blocks follow their original, on its page and on others.
 */
import { expect, test } from "vitest";
import { engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});
const synced = (from: string | null, ...children: readonly object[]) => ({
  type: "synced_block",
  synced_block: {
    synced_from: from === null ? null : { type: "block_id", block_id: from },
    ...(children.length === 0 ? {} : { children }),
  },
});

/** `Start/Home.md` with an original and a copy of it, `Start/Away.md` with a copy. */
async function world() {
  const made = await engine({ workspace: "empty" });
  const { notion } = made;
  const [parent = ""] = notion.world.roots;
  const home = notion.app.createPage({ parent, title: "Home" });
  const [original = ""] = notion.app.insert(home, [synced(null, paragraph("Shared."))]);
  notion.app.insert(home, [synced(original), paragraph("Aside.")]);
  const away = notion.app.createPage({ parent, title: "Away" });
  notion.app.insert(away, [paragraph("Its own."), synced(original)]);
  await made.sync();
  made.clock.advance(3_600_000);
  await made.sync();
  made.requests();
  return { ...made, original, home, away };
}

const count = (text: string, part: string) => text.split(part).length - 1;

test("an edit of an original is in the files of its copies after the run that pushes it", async () => {
  const { folder, mirror, sync, edit, writes, status, home, away } = await world();
  expect(count(folder.read("Start/Home.md"), "Shared.")).toBe(2);
  expect(count(folder.read("Start/Away.md"), "Shared.")).toBe(1);
  edit("Start/Home.md", "Shared.", "Shared by all.");
  await sync();
  expect(writes()).toHaveLength(1);
  expect(count(folder.read("Start/Home.md"), "Shared by all.")).toBe(2);
  expect(count(folder.read("Start/Away.md"), "Shared by all.")).toBe(1);
  expect((await status()).changes).toEqual([]);
  for (const page of [home, away])
    expect(mirror.bases.get(page)?.blocks).toEqual(mirror.blocks.remote(page));
  await sync();
  expect(writes()).toEqual([]);
});

test("a block added to an original is in its copies", async () => {
  const { folder, sync, edit, writes } = await world();
  edit("Start/Home.md", "Shared.", "Shared.\n\nMore.");
  await sync();
  expect(writes()).toHaveLength(1);
  for (const path of ["Start/Home.md", "Start/Away.md"])
    expect(folder.read(path)).toContain("More.");
  expect(count(folder.read("Start/Home.md"), "More.")).toBe(2);
});

test("an edit of an original in Notion is in the files of its copies, whose pages show no new time", async () => {
  const { notion, folder, mirror, clock, sync, requests, writes, home, original } = await world();
  const [shared] = mirror.blocks.remote(home)?.find(({ id }) => id === original)?.children ?? [];
  notion.app.editText(shared?.id ?? "", "Edited there.");
  clock.advance(60_000);
  requests();
  await sync();
  expect(writes()).toEqual([]);
  expect(count(folder.read("Start/Home.md"), "Edited there.")).toBe(2);
  expect(count(folder.read("Start/Away.md"), "Edited there.")).toBe(1);
});

test("a copy that is read before its original says what Notion says", async () => {
  const { notion, folder, mirror, sync, edit, writes, away, home, original } = await world();
  const [shared] = mirror.blocks.remote(home)?.find(({ id }) => id === original)?.children ?? [];
  notion.app.editText(shared?.id ?? "", "Edited there.");
  await sync({ direction: "pull", paths: [away] });
  expect(folder.read("Start/Away.md")).toContain("Edited there.");
  // Its own page is not read yet, and pushed to.
  edit("Start/Home.md", "Aside.", "Aside, edited.");
  await sync({ direction: "push" });
  expect(writes()).toHaveLength(1);
  await sync();
  expect(folder.read("Start/Away.md")).toContain("Edited there.");
});

test("an edit within a copy is put back with a warning, and the rest of the page is sent", async () => {
  const { folder, mirror, sync, edit, save, writes, status, away } = await world();
  const before = folder.read("Start/Away.md");
  edit("Start/Away.md", "Shared.", "Shared by me.");
  const { pages } = await sync();
  expect(pages).toMatchObject([{ outcome: "pulled", notes: [{ code: "read_only_block" }] }]);
  expect(folder.read("Start/Away.md")).toBe(before);
  save("Start/Away.md", before.replace("Shared.", "Shared.\n\nMore.").replace("Its own.", "Mine."));
  await sync();
  expect(writes()).toHaveLength(1);
  expect(folder.read("Start/Away.md")).toBe(before.replace("Its own.", "Mine."));
  expect(mirror.bases.get(away)?.blocks).toEqual(mirror.blocks.remote(away));
  expect((await status()).changes).toEqual([]);
});

test.each([
  ["an edit", "Aside.", "Aside, edited."],
  ["a new block", "Aside.", "Aside.\n\nAnother."],
  ["a block of another type", "Aside.", "- Aside."],
])("%s beside a copy leaves the copy as it is", async (_, from, to) => {
  const { folder, mirror, sync, edit, home, status } = await world();
  edit("Start/Home.md", from, to);
  const typed = folder.read("Start/Home.md");
  await sync();
  expect(folder.read("Start/Home.md")).toBe(typed);
  expect(mirror.blocks.remote(home)?.filter(({ type }) => type === "synced_block")).toMatchObject([
    { children: [{}] },
    { children: [{}] },
  ]);
  expect(mirror.bases.get(home)?.blocks).toEqual(mirror.blocks.remote(home));
  expect((await status()).changes).toEqual([]);
});
