/**
 * Where blocks stand: none reaches into the one below, whatever is left open in it.
 */
import { expect, test } from "vitest";
import { parseBlocks } from "../../converters/index.ts";

const sources = (text: string): string[] => {
  const { blocks, spans } = parseBlocks(text);
  return blocks.map((block) => text.slice(spans.get(block)?.start, spans.get(block)?.end));
};

test.each([
  ["1. $$\n2. a", ["1. $$", "2. a"]],
  ["- - $$\n- a", ["- - $$", "- a"]],
  ["1. > ```\n   > x\n2. a", ["1. > ```\n   > x", "2. a"]],
  ["- $$\n  x\n\n\n1. a", ["- $$\n  x", "1. a"]],
  ["> $$\n> x\n- a", ["> $$\n> x", "- a"]],
])("an open fence in %j ends with its item", (text, parts) => {
  expect(sources(text)).toEqual(parts);
});

test.each(["- ```\n  x\n\n\nb", "- ```\n  x\n   \t\nb", "- ```\n  x\n\n- b", "- ```\n  x"])(
  "blank lines that end open code are none of it in %j",
  (text) => {
    const [item] = parseBlocks(text).blocks;
    expect(item?.children).toMatchObject([{ code: { rich_text: [{ text: { content: "x" } }] } }]);
  },
);

test("empty lines at the end of a quote are cut off, and no more", () => {
  expect(sources("> a <b>\n> \n>\n\nb")).toEqual(["> a <b>", "b"]);
  expect(sources("> > a >\n>\n")).toEqual(["> > a >"]);
});

test("lines that go on lazily belong to what the first of them goes on with, even by the thousand", () => {
  const text = `- > a\tb\n${"  c\n".repeat(3_000)}`;
  const { blocks, spans, warnings } = parseBlocks(text);
  expect(blocks).toHaveLength(1);
  const [quote] = blocks[0]?.children ?? [];
  expect(quote?.type).toBe("quote");
  expect(quote === undefined ? null : spans.get(quote)).toEqual({ start: 2, end: text.length - 1 });
  expect(warnings).toEqual([]);
});
