/**
 * Real pages: every recorded tree prints, reads back equal, and prints the same bytes again.
 *
 * They are found through NOTION_MIRROR_RECORDED; without it there is nothing to run on.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks, upgradeBlock } from "../../converters/index.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { comparable } from "../support/comparable.ts";

const root = process.env["NOTION_MIRROR_RECORDED"];
const trees = root === undefined ? "" : join(root, "trees");
const isThere = root !== undefined && existsSync(trees);

/** The workspace's custom emoji, as far as the page uses them. */
function emojiOf(blocks: readonly BlockTree[]): (name: string) => string | null {
  const found = new Map<string, string>();
  for (const [, id = "", name = ""] of JSON.stringify(blocks).matchAll(
    /"custom_emoji":\{"id":"([^"]+)","name":"([^"]+)"/g,
  ))
    found.set(name, id);
  return (name) => found.get(name) ?? null;
}

// Skipped where the recordings are not at hand: set NOTION_MIRROR_RECORDED to run them.
describe.skipIf(!isThere)("recorded pages", () => {
  const files = isThere ? readdirSync(trees) : [];
  const blocksOf = (file: string): readonly BlockTree[] =>
    JSON.parse(readFileSync(join(trees, file), "utf8")).blocks.map(upgradeBlock);

  test.each(files)("%s reads back equal and prints the same bytes again", (file) => {
    const blocks = blocksOf(file);
    const text = blocksToMarkdown(blocks);
    const back = markdownToBlocks(text);
    expect(back.blocks.map(comparable)).toEqual(blocks.map(comparable));
    expect(blocksToMarkdown(back.blocks)).toBe(text);
    expect(back.warnings).toEqual([]);
  });

  test("three of four print without any tag or attribute comment", () => {
    const isPlain = (text: string) =>
      !/<[a-z!/]/.test(text.replaceAll("\\<", "").replace(/<https?:[^>]*>/g, ""));
    const plain = files.filter((file) => {
      const blocks = blocksOf(file);
      return isPlain(blocksToMarkdown(blocks, { context: { emoji: emojiOf(blocks) } }));
    });
    console.error(`${plain.length} of ${files.length} recorded pages print without a tag`);
    expect(plain.length / files.length).toBeGreaterThanOrEqual(0.75);
  });
});
