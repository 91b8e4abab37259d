/**
 * Texts with more marks and brackets than a reader looks at in one paragraph: what is formatted or linked
 * behind them still reads back.
 */
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../converters/index.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { comparable } from "../support/comparable.ts";

const id = "00000000-0000-4000-8000-00000000000a";
const run = (content: string, more: object = {}, link: string | null = null) => ({
  type: "text",
  text: { content, link: link === null ? null : { url: link } },
  annotations: more,
});
const mention = (type: string, value: object) => ({
  type: "mention",
  mention: { type, [type]: value },
  annotations: {},
  plain_text: "label",
});

/** One of every kind of run that has syntax. */
const formatted = [
  run("bold", { bold: true }),
  run(" "),
  run("both", { bold: true, italic: true }),
  run("struck", { strikethrough: true }),
  run("code [1] `x`", { code: true }),
  run("link [2]", {}, "https://example.com/a_b"),
  run("path", {}, "files/report.pdf"),
  run("https://example.com/", {}, "https://example.com/"),
  run("red", { color: "red", underline: true }),
  mention("page", { id }),
  mention("database", { id }),
  mention("user", { object: "user", id }),
  mention("date", { start: "2026-01-02", end: null, time_zone: null }),
  { type: "equation", equation: { expression: "a_1 [x]" }, annotations: {} },
  run(" end [3]! *x* _y_ ~~z~~ `w`"),
];

const literals: Readonly<Record<string, string>> = {
  brackets: "[1] ".repeat(700),
  "exclamation marks": "!".repeat(1_500),
  underscores: "a_b ".repeat(1_200),
  tildes: "a ~ ".repeat(1_200),
  stars: "a * b ".repeat(1_200),
  backticks: "` a ".repeat(1_200),
  "brackets just below the limit": "[".repeat(975),
  "brackets just at the limit": "[".repeat(985),
};
const many = Array.from({ length: 400 }, (_, i) => [
  run(`b${i}`, { bold: true }),
  run(`l${i}`, {}, `https://example.com/${i}`),
  run(" "),
]).flat();

const make = (type: string, content: object, children?: readonly unknown[]) =>
  ({
    type,
    [type]: content,
    ...(children === undefined ? {} : { children }),
  }) as unknown as BlockTree;
const places: Readonly<Record<string, (runs: readonly object[]) => BlockTree>> = {
  "a paragraph": (rich_text) => make("paragraph", { rich_text }),
  "a numbered item": (rich_text) => make("numbered_list_item", { rich_text }),
  "a callout": (rich_text) =>
    make("callout", { rich_text, icon: { type: "emoji", emoji: "🦄" }, color: "red" }),
  "a summary": (rich_text) => make("toggle", { rich_text }),
  "a caption": (caption) =>
    make("image", { type: "external", external: { url: "https://a.b/c.png" }, caption }),
  "a cell": (cell) =>
    make("table", { table_width: 2, has_column_header: true, has_row_header: false }, [
      make("table_row", { cells: [cell, cell] }),
    ]),
};

const flavors = ["plain", "notion"] as const;

function check(block: BlockTree): void {
  for (const flavor of flavors) {
    const text = blocksToMarkdown([block], { flavor });
    const back = markdownToBlocks(text, { flavor });
    expect(back.blocks.map(comparable)).toEqual([comparable(block)]);
    expect(back.warnings).toEqual([]);
    expect(blocksToMarkdown(back.blocks, { flavor })).toBe(text);
  }
}

describe.each(Object.entries(places))("%s", (_place, place) => {
  test.each(Object.entries(literals))("keeps its formatting behind many %s", (_name, literal) => {
    check(place([run(literal), ...formatted]));
  });
  test("keeps more formatting than a reader looks at", () => {
    check(place([...many, ...formatted]));
  });
});

test.each([
  ["a paragraph that is one link to a page", [run("[".repeat(1_200), {}, "notion://page/x")]],
  ["a paragraph that is one link to a path", [run("[".repeat(1_200), {}, "files/a.pdf")]],
])("%s stays a paragraph", (_name, rich_text) => check(make("paragraph", { rich_text })));

test.each(["!", "~ ", "_a", "[", "]"])("a label of %j over and over ends", (piece) => {
  const label = piece.repeat(1_200).trim();
  check({ ...make("child_page", { title: label }), id } as BlockTree);
  check(
    make("image", {
      type: "external",
      external: { url: "https://a.b/c.png" },
      caption: [run(label)],
    }),
  );
  const { blocks } = markdownToBlocks(
    blocksToMarkdown([
      make("paragraph", {
        rich_text: [run("see "), { ...mention("page", { id }), plain_text: label }],
      }),
    ]),
  );
  expect(JSON.stringify(blocks)).toContain('"mention":{"type":"page"');
});

test("few marks are still written as marks", () => {
  const text = blocksToMarkdown([
    make("paragraph", { rich_text: [run("[1] ".repeat(100)), ...formatted.slice(0, 1)] }),
  ]);
  expect(text).toContain("**bold**");
});
