/**
 * Golden pairs: `fixtures/blocks/NAME.json` (blocks as the API gives them, without what only a read shows) ⇄
 * `NAME.md`, and `NAME.notion.md` in the notion flavor. One pair a block type, and one a nasty case. They were written by hand from the format's rules:
 * a pair that no longer holds is a change of the format. `UPDATE=1` rewrites the Markdown; the diff is reviewed.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, type Context, markdownToBlocks } from "../../converters/index.ts";
import { type BlockTree, blockTypes } from "../../src/notion/tree.ts";
import { comparable } from "../support/comparable.ts";

const folder = "fixtures/blocks";
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

const id = (n: number) =>
  `${n.toString(16).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** Mirrored pages and databases. */
const pages = [
  { id: id(1), kind: "page", title: "Setup", path: "Guide/Setup.md", isChild: true },
  { id: id(2), kind: "page", title: "Q&A [draft]", path: "Q&A [draft].md", isChild: true },
  { id: id(3), kind: "page", title: "Team", path: "../Team.md", isChild: false },
  { id: id(4), kind: "database", title: "Tasks", path: "Tasks/_database.yaml", isChild: true },
] as const;
const known = (wanted: string) => pages.find((page) => page.id === wanted);
const host = "https://prod-files-secure.s3.us-west-2.amazonaws.com/space/0001/";
const context: Context = {
  pathOf: (wanted) => known(wanted)?.path ?? null,
  title: (wanted) => known(wanted)?.title ?? null,
  isChild: (wanted) => known(wanted)?.isChild ?? false,
  idOf: (path) => pages.find((page) => page.path === path) ?? null,
  user: (wanted) => (wanted === id(11) ? { name: "Ada" } : null),
  emoji: (name) => (name === "party" ? id(21) : null),
  attachmentPath: (url) =>
    url.startsWith(`${host}plan.`) ? `files/${url.slice(host.length)}` : null,
  attachmentUrl: (path) => (path.startsWith("files/plan.") ? host + path.slice(6) : null),
};

test("every block type of the API has a pair", () => {
  expect(blockTypes.filter((type) => !names.includes(type))).toEqual([]);
});

const flavors = [
  { flavor: "plain", ending: "md" },
  { flavor: "notion", ending: "notion.md" },
] as const;
const cases = flavors.flatMap((one) => names.map((name) => ({ name, ...one })));

describe.each(cases)("$name in the flavor $flavor", ({ name, flavor, ending }) => {
  const blocks = JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")) as BlockTree[];
  const file = `${folder}/${name}.${ending}`;
  const options = { context, flavor };

  test("prints as its Markdown", () => {
    const printed = blocksToMarkdown(blocks, options);
    if (process.env["UPDATE"] === "1") writeFileSync(file, printed);
    expect(printed).toBe(readFileSync(file, "utf8"));
  });

  test("reads back as its blocks", () => {
    const read = markdownToBlocks(readFileSync(file, "utf8"), options);
    expect(read.blocks.map(comparable)).toEqual(blocks.map(comparable));
    expect(read.warnings).toEqual([]);
    expect(blocksToMarkdown(read.blocks, options)).toBe(readFileSync(file, "utf8"));
  });
});
