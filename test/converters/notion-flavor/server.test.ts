/**
 * Our print of the demo workspace beside that of the embedded Notion's Markdown endpoint: both speak the
 * same dialect and share no code.
 */
import { expect, test } from "vitest";
import { blocksToMarkdown } from "../../../converters/index.ts";
import { engine } from "../../support/app.ts";

/** Pages that differ, and in what: either we know less than Notion, or its text says less than the block. */
const differing: Readonly<Record<string, string>> = {
  "Tern & Co.md": "data source and icon of a database; the page in a synced block's address",
  "Tern & Co/Handbook.md": "the address of a synced block itself",
  "Tern & Co/Handbook/Glossary.md": "parentheses in a link's address: ours keeps its bytes",
  "Tern & Co/Handbook/Workshop safety.md": "the caption of code, which Notion leaves out",
  "Tern & Co/Meetings.md": "the address of a breadcrumb",
  "Tern & Co/Meetings/13 November - the Lunds.md": "the parts of a meeting, which are no children",
  "Tern & Co/Sampler - one of everything.md":
    "signatures of hosted files, link previews and links to pages that Notion only calls unknown",
};

test("pages print as Notion's endpoint prints them, but for what either does not say", async () => {
  const { notion, sync, mirror } = await engine();
  await sync();
  const names = new Map(mirror.people.emojis().map((one) => [one.name, one.id]));
  const context = { emoji: (name: string) => names.get(name) ?? null };
  const equal: string[] = [];
  const others: string[] = [];
  for (const { id, path } of mirror.files.all()) {
    const base = mirror.bases.get(id);
    if (base === null || !path.endsWith(".md")) continue;
    const answer = await notion.handle({
      method: "GET",
      path: `/v1/pages/${id}/markdown?markdown_version=v2`,
      headers: { authorization: `Bearer ${notion.token}`, "notion-version": "2026-03-11" },
    });
    const { markdown } = JSON.parse(String(answer.body)) as { readonly markdown: string };
    const ours = blocksToMarkdown(base.blocks, { flavor: "notion", context });
    (ours.replace(/\n$/, "") === markdown ? equal : others).push(path);
  }
  expect(others.sort()).toEqual(Object.keys(differing).sort());
  expect(equal.length).toBeGreaterThanOrEqual(29);
});
