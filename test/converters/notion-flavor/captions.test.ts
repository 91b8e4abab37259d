/**
 * Captions of images in Notion-flavored Markdown, which have formatting between their brackets.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../../converters/index.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { text } from "../../support/arbitraries.ts";
import { comparable } from "../../support/comparable.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";

const notion = { flavor: "notion" } as const;
const numRuns = lawRuns(150);

const image = (caption: readonly unknown[], url = "https://example.com/a.png") =>
  ({
    type: "image",
    image: { type: "external", external: { url }, caption },
  }) as unknown as BlockTree;

const run = fc
  .record({ content: text, bold: fc.boolean(), italic: fc.boolean(), strikethrough: fc.boolean() })
  .map(({ content, ...annotations }) => ({ type: "text", text: { content }, annotations }));

test(
  "any caption with emphasis comes back, and prints the same again",
  () => {
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("https://example.com/a.png", "https://example.com/a](b [c](d", "a b.png"),
        (caption, url) => {
          const given = image(caption, url);
          const printed = blocksToMarkdown([given], notion);
          const back = markdownToBlocks(printed, notion).blocks;
          expect(back.map(comparable), printed).toEqual([comparable(given)]);
          expect(blocksToMarkdown(back, notion)).toBe(printed);
        },
      ),
      { numRuns },
    );
  },
  lawTimeoutMs(numRuns),
);

test.each([
  ["![a **b** c](https://example.com/a.png)"],
  ["![*a* \\[b\\]](https://example.com/a.png)"],
  ["![plain](https://example.com/a.png)"],
])("%s is the form of an image", (markdown) => {
  const { blocks } = markdownToBlocks(markdown, notion);
  expect(blocks.map((block) => block.type)).toEqual(["image"]);
  expect(blocksToMarkdown(blocks, notion)).toBe(`${markdown}\n`);
});

test("a link in a description comes back as one, within a tag", () => {
  const { blocks } = markdownToBlocks("![*a* [b](https://example.com/)](https://x.y/)", notion);
  expect(blocksToMarkdown(blocks, notion)).toBe(
    '<image source="https://x.y/">*a* [b](https://example.com/)</image>\n',
  );
});

test("images within a description are its text", () => {
  const { blocks } = markdownToBlocks(`${"![*a* ".repeat(50)}${"](u)".repeat(50)}`, notion);
  expect(blocks.every((block) => block.type === "image")).toBe(true);
});

test("runs without text beside the emphasis of a caption change nothing", () => {
  const looked = (content: string, annotations: object, url: string | null = null) => ({
    type: "text",
    text: { content, link: url === null ? null : { url } },
    annotations,
  });
  const a = looked("a", { italic: true });
  for (const empty of [looked("", { underline: true, code: true }), looked("", {}, "https://b.c/")])
    for (const caption of [[a], [a, empty], [empty, a]])
      expect(blocksToMarkdown([image(caption)], notion)).toBe(
        "![*a*](https://example.com/a.png)\n",
      );
});
