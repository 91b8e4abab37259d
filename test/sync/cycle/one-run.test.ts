/**
 * One run is enough: what a change entails elsewhere (links in the old and the new parent, in the pages that
 * mention it) is in the files when the run ends, so that the next one has nothing to do.
 */
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { crawl } from "../../../sync/pull/crawl.ts";
import { type Engine, engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

async function pages(): Promise<Engine & { readonly ids: Readonly<Record<string, string>> }> {
  const world = await engine({ workspace: "empty" });
  const root = [...world.notion.world.roots][0] ?? "";
  const make = (parent: string, title: string, children: readonly unknown[]) =>
    world.notion.app.createPage({ parent, title, children: children as never });
  const A = make(root, "A", [paragraph("Text of A.")]);
  const B = make(root, "B", [paragraph("Text of B.")]);
  const inA = make(A, "Inner", [paragraph("Text of Inner.")]);
  const C = make(root, "C", [
    {
      type: "paragraph",
      paragraph: { rich_text: [{ type: "mention", mention: { type: "page", page: { id: inA } } }] },
    },
  ]);
  world.clock.advance(120_000);
  await world.sync();
  world.clock.advance(120_000);
  await world.sync();
  return { ...world, ids: { root, A, B, C, inA } };
}

const moveFile = ({ folder }: Engine, from: string, to: string) => {
  mkdirSync(dirname(join(folder.path, to)), { recursive: true });
  renameSync(join(folder.path, from), join(folder.path, to));
};

type World = Awaited<ReturnType<typeof pages>>;

const changes: readonly (readonly [string, (world: World) => void])[] = [
  ["a file moved under another page", (w) => moveFile(w, "Start/A/Inner.md", "Start/B/Inner.md")],
  ["a renamed file", (w) => moveFile(w, "Start/A/Inner.md", "Start/A/Renamed.md")],
  ["a new file", (w) => w.save("Start/B/New.md", "A new page.\n")],
  [
    "a new file and its child",
    (w) => {
      w.save("Start/B/New.md", "A new page.\n");
      w.save("Start/B/New/Child.md", "Its child.\n");
    },
  ],
  ["a deleted file", (w) => moveFile(w, "Start/A/Inner.md", "../Inner.md")],
  [
    "a title changed in the front matter",
    (w) =>
      w.save(
        "Start/A/Inner.md",
        `---\nnotion_id: ${w.ids["inA"]}\ntitle: Other\n---\n\nText of Inner.\n`,
      ),
  ],
  ["a title changed in Notion", (w) => w.notion.app.rename(w.ids["inA"] ?? "", "Other")],
  [
    "a page made in Notion",
    (w) => {
      w.notion.app.createPage({
        parent: w.ids["B"] ?? "",
        title: "Made",
        children: [paragraph("Text.")],
      });
    },
  ],
  ["an edit", (w) => w.edit("Start/A/Inner.md", "Text of", "Words of")],
];

test.each(changes)("after %s the next runs change no file", async (_, change) => {
  const world = await pages();
  change(world);
  const report = await world.sync({ maxDelete: 5 });
  expect(report.stopped).toBeNull();
  const after = world.folder.contents();
  for (let i = 0; i < 2; i++) {
    world.clock.advance(120_000);
    const next = await world.sync({ maxDelete: 5 });
    expect(world.folder.contents()).toEqual(after);
    expect(next.files).toEqual({ written: 0, moved: 0, trashed: 0 });
  }
  // Nor does a look at everything, whatever the time stamps say.
  const live = world.mirror.pages.refs({ state: "live" });
  await crawl(world.parts, { pages: live.map(({ id }) => id) });
  world.writes();
  await world.sync();
  expect(world.folder.contents()).toEqual(after);
  expect(world.writes()).toEqual([]);
});
