/**
 * Every printed example of docs/markdown-format.md reads back and prints the same bytes.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../converters/index.ts";

const format = readFileSync("docs/markdown-format.md", "utf8");
const examples = [...format.matchAll(/^(`{3,})markdown\n([\s\S]*?)\n\1$/gm)].map(
  (match) => match[2] ?? "",
);

describe("the format's examples", () => {
  test("there are some of every kind", () => expect(examples.length).toBeGreaterThanOrEqual(8));

  test.each(examples)("%j prints as it stands", (example) => {
    const { blocks, warnings } = markdownToBlocks(example);
    expect(warnings).toEqual([]);
    expect(blocksToMarkdown(blocks)).toBe(`${example}\n`);
  });
});
