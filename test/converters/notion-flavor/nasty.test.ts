/**
 * Text stays text (L4) in Notion-flavored Markdown: strings that look like syntax, its own tags among them,
 * in every place that holds text.
 */
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../../converters/index.ts";
import { comparable } from "../../support/comparable.ts";
import { nastyStrings } from "../../support/nasty.ts";
import { make, run, textPlaces } from "../../support/text-places.ts";

const notion = { flavor: "notion" } as const;
const tags = [
  "<p />",
  "</p>",
  "<toggle>",
  "</toggle>",
  '<callout icon="💡">',
  "</callout>",
  "<ul>\n<li>a</li>\n</ul>",
  "<td>",
  "</td>",
  "</tr>",
  '<page url="https://www.notion.so/x">T</page>',
  '<mention url="user://x" type="user">A</mention>',
  '<date start="2026-01-02"/>',
  '<unknown alt="breadcrumb" />',
  '<image source="u">c</image>',
  "</image>",
  "</h2>",
  "</summary>",
  "&lt;p&gt;",
  '{color="red"}',
];
const strings = [
  ...nastyStrings,
  ...tags.flatMap((tag) => [tag, `${tag} text`, `text ${tag}`, `text${tag}text`, `a\n${tag}`]),
];

const colored = (type: string) => (text: string) =>
  make(type, { rich_text: [run(text)], color: "red" });

const places = {
  ...textPlaces,
  "a coloured paragraph": colored("paragraph"),
  "a coloured heading": colored("heading_3"),
  "a coloured item": colored("bulleted_list_item"),
  "a coloured numbered item": colored("numbered_list_item"),
  "a coloured to-do": colored("to_do"),
  "a coloured quote": colored("quote"),
  "a cell of a tagged table": (text: string) =>
    make("table", { table_width: 2, has_column_header: false, has_row_header: true }, [
      make("table_row", { cells: [[run(text)], [run(text)]] }),
    ]),
  "a bookmark's caption": (text: string) =>
    make("bookmark", { url: "https://a.b/", caption: [run(text)] }),
  "a text with children": (text: string) =>
    make("toggle", { rich_text: [run(text)] }, [make("paragraph", { rich_text: [run(text)] })]),
};

describe.each(Object.entries(places))("%s", (_name, place) => {
  test("keeps every string as it is", () => {
    for (const text of strings) {
      const given = [place(text)];
      const markdown = blocksToMarkdown(given, notion);
      const back = markdownToBlocks(markdown, notion).blocks;
      expect(back.map(comparable), markdown).toEqual(given.map(comparable));
      expect(blocksToMarkdown(back, notion)).toBe(markdown);
    }
  });
});

test.each([
  ["2 * 3 and snake_case", "2 \\* 3 and snake_case"],
  ["$5 [draft] <3", "\\$5 \\[draft\\] \\<3"],
  ["1. x", "1\\. x"],
  ["  two", "&#32;&#32;two"],
  ["a\nb", "a\\\nb"],
])("escapes %j as Notion does", (text, markdown) => {
  const given = [make("paragraph", { rich_text: [run(text)] })];
  expect(blocksToMarkdown(given, notion)).toBe(`${markdown}\n`);
});
