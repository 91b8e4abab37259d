/**
 * Real pages in Notion-flavored Markdown: every recorded tree prints, reads back equal, and prints the same
 * bytes again. They are found through NOTION_MIRROR_RECORDED; without it there is nothing to run on.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks, upgradeBlock } from "../../../converters/index.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { comparable } from "../../support/comparable.ts";

const notion = { flavor: "notion" } as const;
const root = process.env["NOTION_MIRROR_RECORDED"];
const trees = root === undefined ? "" : join(root, "trees");
const isThere = root !== undefined && existsSync(trees);

// Skipped where the recordings are not at hand: set NOTION_MIRROR_RECORDED to run them.
describe.skipIf(!isThere)("recorded pages", () => {
  test.each(isThere ? readdirSync(trees) : [])("%s comes back from its Markdown", (file) => {
    const blocks: readonly BlockTree[] = JSON.parse(
      readFileSync(join(trees, file), "utf8"),
    ).blocks.map(upgradeBlock);
    const text = blocksToMarkdown(blocks, notion);
    const back = markdownToBlocks(text, notion);
    expect(back.blocks.map(comparable)).toEqual(blocks.map(comparable));
    expect(blocksToMarkdown(back.blocks, notion)).toBe(text);
    expect(back.warnings).toEqual([]);
  });
});
