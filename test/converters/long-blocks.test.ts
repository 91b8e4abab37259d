/**
 * Blocks of thousands of lines that the tokenizer has to read: they cost no more than their length, and say so where
 * one becomes two.
 */
import { expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../converters/index.ts";

const warningsOf = (text: string): string[] =>
  markdownToBlocks(text).warnings.map(({ line, code }) => `${line} ${code}`);

test("a paragraph of marks becomes two, with a warning and all of its text", () => {
  const text = "a*b\n".repeat(5_000);
  const { blocks } = markdownToBlocks(text);
  expect(blocks.map(({ type }) => type)).toEqual(["paragraph", "paragraph"]);
  expect(blocksToMarkdown(blocks).match(/a/g)).toHaveLength(5_000);
  expect(warningsOf(text)).toEqual(["4001 long_block_cut"]);
});

test("code in an item and in a quote stays whole", () => {
  for (const [first, rest, end] of [
    ["-  ```a b\n", "   x\n", "   ```\n"],
    ["> ~~~ a b\n", ">x\n", "> ~~~\n"],
  ] as const) {
    const { blocks, warnings } = markdownToBlocks(`${first}${rest.repeat(5_000)}${end}`);
    expect(warnings.map(({ code }) => code)).not.toContain("long_block_cut");
    expect(blocks).toHaveLength(1);
    expect(blocksToMarkdown(blocks).match(/x$/gm)).toHaveLength(5_000);
  }
});

test("a list is cut between its items, where nothing is to be told", () => {
  const { blocks, warnings } = markdownToBlocks("2.\ta\n".repeat(5_000));
  expect(blocks).toHaveLength(5_000);
  expect(warnings).toEqual([]);
});

test("a table is never cut", () => {
  const { blocks, warnings } = markdownToBlocks(`|a|\n|-|\n${"|\\a|\n".repeat(5_000)}`);
  expect(blocks).toHaveLength(1);
  expect(warnings).toEqual([]);
});
