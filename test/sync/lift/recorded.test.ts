/**
 * The lens laws on real pages: a page that nobody touched lifts to itself, and after random edits of its
 * text what is lifted says what the text says, with the ids of all that was left alone.
 *
 * Found through NOTION_MIRROR_RECORDED; without it there is nothing to run on.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  blocksToMarkdown,
  markdownToBlocks,
  pageToMarkdown,
  upgradeBlock,
} from "../../../converters/index.ts";
import { type BlockTree, childrenOf, walk, withChildren } from "../../../src/notion/tree.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { lift } from "../../../sync/lift/lift.ts";
import { isProtected, isSyncedCopy } from "../../../sync/lift/protected.ts";
import { comparable } from "../../support/comparable.ts";
import { editText } from "../../support/edit-text.ts";
import { pageOf } from "../../support/trees.ts";

const root = process.env["NOTION_MIRROR_RECORDED"];
const trees = root === undefined ? "" : join(root, "trees");
const isThere = root !== undefined && existsSync(trees);
const edits = Number(process.env["LIFT_EDITS"] ?? 3);

// Skipped where the recordings are not at hand: set NOTION_MIRROR_RECORDED to run them.
describe.skipIf(!isThere)("recorded pages", () => {
  const files = isThere ? readdirSync(trees) : [];
  const page = pageOf("00000000-0000-4000-8000-000000000001");
  const read = (file: string): readonly BlockTree[] =>
    JSON.parse(readFileSync(join(trees, file), "utf8")).blocks.map(upgradeBlock);
  /** Without blocks that a text can't take away or change. */
  const plain = (blocks: readonly BlockTree[]): readonly BlockTree[] =>
    blocks
      .filter((block) => !isProtected(block) && !isSyncedCopy(block))
      .map((block) =>
        childrenOf(block).length === 0 ? block : withChildren(block, plain(childrenOf(block))),
      );

  test.each(files)("%s lifts to itself", (file) => {
    const blocks = read(file);
    const text = pageToMarkdown(page, blocks);
    const result = lift({ base: { page, blocks, text }, text: `${text}\n\n` });
    expect(result.errors).toEqual([]);
    expect(result.update).toEqual({});
    expect(result.blocks).toHaveLength(blocks.length);
    for (const [index, block] of result.blocks.entries()) expect(block).toBe(blocks[index]);
  });

  test.each(files)("%s says what was typed into it", (file) => {
    const blocks = plain(read(file));
    const printed = blocksToMarkdown(blocks);
    for (let seed = 1; seed <= edits; seed++) {
      const text = editText(printed, seededRandom(seed), 1 + (seed % 4));
      const options = { linkify: false };
      const result = lift({ base: { page, blocks, text: printed }, text, options });
      const typed = markdownToBlocks(text).blocks;
      expect(result.blocks.map(comparable), `seed ${seed}`).toEqual(typed.map(comparable));
      const ids = [...walk(result.blocks)].flatMap(({ id }) => (id === undefined ? [] : [id]));
      expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
    }
  });
});
