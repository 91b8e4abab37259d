/**
 * Every printed example of the notion flavor in docs/markdown-format.md reads back and prints the same bytes,
 * and every type of block is among them.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../../converters/index.ts";
import { blockTypes, walk } from "../../../src/notion/tree.ts";

const notion = { flavor: "notion" } as const;
const format = readFileSync("docs/markdown-format.md", "utf8");
const examples = [...format.matchAll(/^(`{3,})markdown notion\n([\s\S]*?)\n\1$/gm)].map(
  (match) => match[2] ?? "",
);

describe("the format's examples", () => {
  test.each(examples)("%j prints as it stands", (example) => {
    const { blocks, warnings } = markdownToBlocks(example, notion);
    expect(warnings).toEqual([]);
    expect(blocksToMarkdown(blocks, notion)).toBe(`${example}\n`);
  });

  test("every type of block has one", () => {
    const seen = new Set(
      examples.flatMap((example) =>
        [...walk(markdownToBlocks(example, notion).blocks)].map((block) => block.type),
      ),
    );
    // Media differ in their name only, headings in their level; a template is printed as any opaque block.
    const alike = ["heading_4", "audio", "pdf", "template"];
    expect(blockTypes.filter((type) => !seen.has(type) && !alike.includes(type))).toEqual([]);
  });
});
