/**
 * Generated block trees and texts for the laws of the converters. Every block type and every kind of run
 * occurs; texts are made of pieces that mean something in Markdown.
 */
import fc from "fast-check";
import type { BlockTree } from "../../src/notion/tree.ts";
import { blockTypes } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";

/** Pieces of text that are syntax somewhere. */
export const nastyPieces: readonly string[] = [
  "a",
  "b c",
  "word",
  "Ünïcödé",
  "漢字",
  "😀",
  "e\u0301",
  "\u05d0\u05d1",
  " ",
  "  ",
  "\t",
  "\n",
  "\n\n",
  "\u00a0",
  "*",
  "**",
  "***",
  "_",
  "__",
  "snake_case",
  "~",
  "~~",
  "~~~",
  "`",
  "``",
  "```",
  "$",
  "$$",
  "$5 and $6",
  "$x$",
  "\\",
  "\\\\",
  "\\*",
  "<",
  ">",
  "<b>",
  "</b>",
  "<br>",
  "<u>",
  "<div>",
  "<p>",
  "<details>",
  "</details>",
  "<!-- c -->",
  '<!--{color="red"}-->',
  "<https://x.y>",
  "https://x.y",
  "www.x.y",
  "a@b.c",
  "&",
  "&amp;",
  "&#32;",
  "&copy;",
  "[",
  "]",
  "(",
  ")",
  "[a](b)",
  "![a](b)",
  "[ ]",
  "[x]",
  "[!NOTE]",
  "[^1]",
  "[a]: b",
  "](",
  "]:",
  "!",
  "|",
  "| a | b |",
  "| --- |",
  "---",
  "***",
  "- ",
  "+ ",
  "* ",
  "1. ",
  "2) ",
  "# ",
  "## ",
  "#",
  "> ",
  "=",
  "===",
  "-",
  ":",
  ":smile:",
  ":a",
  ":-:",
  "::",
  "{",
  "}",
  "^",
  "'",
  '"',
  "1",
  "12",
  ".",
  ",",
  "\r",
  "\u2028",
  "\ufeff",
  "\u200b",
  "~~a~~",
  "**a**",
  "_a_",
  "`a`",
  "<equation>x</equation>",
  '<span color="red">',
  "</span>",
  "<T>",
  "a_b_c",
  "\u0001",
];

export const text = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...nastyPieces) },
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) =>
    pieces
      .join("")
      .replace(/\p{Surrogate}/gu, "")
      .replaceAll("\u0000", ""),
  );
const filledText = text.filter((value) => value !== "");

const colors = ["default", "red", "blue_background", "gray", "yellow_background"] as const;
const color = fc.oneof(
  { weight: 4, arbitrary: fc.constant("default") },
  fc.constantFrom(...colors),
);
const flag = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));
const annotations = fc.record({
  bold: flag,
  italic: flag,
  strikethrough: flag,
  underline: flag,
  code: flag,
  color,
});

const id = fc.constantFrom(
  "00000000-0000-4000-8000-00000000000a",
  "00000000-0000-4000-8000-00000000000b",
  "00000000-0000-4000-8000-00000000000c",
);
export const url = fc.constantFrom(
  "https://example.com/",
  "https://example.com/a_b_c?x=1&copy=2#f*g*",
  "https://example.com/a(b)c",
  "https://example.com/a b",
  "https://example.com/a)b",
  "https://example.com/<x>",
  "https://example.com/`$a$`",
  "https://example.com/a|b",
  "mailto:a@b.c",
  "/relative",
  "files/report.pdf",
  "#anchor",
  "notion://page/x",
  "https://example.com/\\a\\*",
  "https://example.com/&amp;",
  "https://www.notion.so/0000000000004000800000000000000a",
);

const mention = fc.oneof(
  id.map((value) => ({ type: "page", page: { id: value } })),
  id.map((value) => ({ type: "database", database: { id: value } })),
  id.map((value) => ({ type: "user", user: { object: "user", id: value } })),
  fc.constant({ type: "date", date: { start: "2026-01-02", end: null, time_zone: null } }),
  fc.constant({
    type: "date",
    date: { start: "2026-01-02T09:30:00.000+01:00", end: "2026-01-03", time_zone: null },
  }),
  id.map((value) => ({ type: "custom_emoji", custom_emoji: { id: value, name: "party" } })),
  url.map((value) => ({ type: "link_preview", link_preview: { url: value } })),
  url.map((value) => ({ type: "link_mention", link_mention: { href: value } })),
  fc.constant({
    type: "template_mention",
    template_mention: { type: "template_mention_date", template_mention_date: "today" },
  }),
);

const expression = fc.oneof(
  fc.constantFrom(
    "x",
    "e=mc^2",
    "\\frac{a}{b}",
    "a_1*b_2*",
    "a|b",
    "$",
    "\\$5",
    " x",
    "x ",
    "a\nb",
    "<equation>",
    "</equation>",
    "&lt;",
    "\\",
    "`x`",
  ),
  filledText,
);

const run = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({ content: text, link: fc.option(url, { freq: 5 }), annotations })
      .map(({ content, link, annotations: a }) => ({
        type: "text",
        text: { content, link: link === null ? null : { url: link } },
        annotations: a,
      })),
  },
  fc.record({ mention, annotations }).map(({ mention: value, annotations: a }) => ({
    type: "mention",
    mention: value,
    annotations: a,
    plain_text: "label",
  })),
  fc.record({ expression, annotations }).map(({ expression: value, annotations: a }) => ({
    type: "equation",
    equation: { expression: value },
    annotations: a,
  })),
);

export const richText = fc.array(run, { maxLength: 4 }) as unknown as fc.Arbitrary<RichText[]>;

const icon = fc.constantFrom(
  null,
  { type: "emoji", emoji: "💡" },
  { type: "emoji", emoji: "🦄" },
  { type: "external", external: { url: "https://example.com/i.png" } },
  { type: "file", file: { url: "https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b/i.png" } },
  {
    type: "custom_emoji",
    custom_emoji: { id: "00000000-0000-4000-8000-00000000000e", name: "party" },
  },
  { type: "icon", icon: { name: "clipping", color: "orange" } },
);

const mediaUrl = fc.constantFrom(
  { type: "external", external: { url: "https://example.com/a.png" } },
  { type: "external", external: { url: "https://example.com/a b(c.png" } },
  { type: "external", external: { url: "pictures/a.png" } },
  { type: "file", file: { url: "https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b/c.pdf" } },
  { type: "file", file: { url: "http://127.0.0.1/files/c.mp4" } },
  { type: "file", file: { url: "files/Kauf & Verkauf.pdf" } },
  { type: "file", file: { url: "files/c.mp4" } },
  { type: "file", file: { url: "files/c.mp3" } },
  { type: "file", file: { url: "files/c" } },
);

/** What a read shows of a list's numbers. */
const numbering = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record(
    {
      list_start_index: fc.constantFrom(0, 1, 2, 7, 999_999_998, 999_999_999),
      list_format: fc.constantFrom("numbers", "letters", "roman"),
    },
    { requiredKeys: [] },
  ),
);

const title = fc.constantFrom("Title", "A *b* [c]", "Untitled", "1. x");

const mixed = (children: fc.Arbitrary<BlockTree[]>) => {
  const block = (
    type: string,
    content: fc.Arbitrary<object>,
    below?: fc.Arbitrary<unknown[]>,
    more: object = {},
  ) =>
    fc
      .record({ content, children: below ?? fc.constant([]) })
      .map(({ content: c, children: list }) => ({
        ...more,
        type,
        [type]: c,
        ...(list.length === 0 ? {} : { children: list }),
      }));
  const rich = (more: Record<string, fc.Arbitrary<unknown>> = {}) =>
    fc.record({ rich_text: richText, color, ...more });
  const media = (type: string) =>
    block(
      type,
      fc.tuple(richText, mediaUrl).map(([caption, source]) => ({ caption, ...source })),
    );
  const heading = (type: string) =>
    fc.oneof(
      block(type, rich({ is_toggleable: fc.constant(false) })),
      block(type, rich({ is_toggleable: fc.constant(true) }), children),
    );
  const row = (width: number) =>
    block(
      "table_row",
      fc.record({ cells: fc.array(richText, { minLength: width, maxLength: width }) }),
    );
  const table = fc.integer({ min: 1, max: 3 }).chain((width) =>
    block(
      "table",
      fc.record({
        table_width: fc.constant(width),
        has_column_header: fc.boolean(),
        has_row_header: flag,
      }),
      fc.array(row(width), { minLength: 1, maxLength: 3 }),
    ),
  );
  const known: Record<(typeof blockTypes)[number], fc.Arbitrary<unknown>> = {
    paragraph: fc.oneof(
      { weight: 4, arbitrary: block("paragraph", rich()) },
      block("paragraph", rich(), children),
    ),
    heading_1: heading("heading_1"),
    heading_2: heading("heading_2"),
    heading_3: heading("heading_3"),
    heading_4: heading("heading_4"),
    bulleted_list_item: block("bulleted_list_item", rich(), children),
    numbered_list_item: block(
      "numbered_list_item",
      fc.tuple(rich(), numbering).map(([content, extra]) => ({ ...content, ...extra })),
      children,
    ),
    to_do: block("to_do", rich({ checked: fc.boolean() }), children),
    toggle: block("toggle", rich(), children),
    quote: block("quote", rich(), children),
    callout: block("callout", rich({ icon }), children),
    code: block(
      "code",
      fc.record({
        caption: richText,
        rich_text: richText,
        language: fc.constantFrom(
          "plain text",
          "c++",
          "visual basic",
          "java/c/c++/c#",
          "javascript",
        ),
      }),
    ),
    equation: block("equation", fc.record({ expression: fc.oneof(expression, fc.constant("")) })),
    divider: block("divider", fc.constant({})),
    breadcrumb: block("breadcrumb", fc.constant({})),
    table_of_contents: block("table_of_contents", fc.record({ color })),
    bookmark: block("bookmark", fc.record({ caption: richText, url })),
    embed: block("embed", fc.record({ caption: richText, url })),
    image: media("image"),
    video: media("video"),
    audio: media("audio"),
    pdf: media("pdf"),
    file: block(
      "file",
      fc
        .tuple(richText, mediaUrl, fc.constantFrom("c.pdf", "Name.txt"))
        .map(([caption, source, name]) => ({ caption, ...source, name })),
    ),
    link_preview: block("link_preview", fc.record({ url })),
    link_to_page: fc.constantFrom("page_id", "database_id", "comment_id").chain((key) =>
      block(
        "link_to_page",
        id.map((value) => ({ type: key, [key]: value })),
      ),
    ),
    child_page: id.chain((value) =>
      block(
        "child_page",
        title.map((t) => ({ title: t })),
        undefined,
        { id: value },
      ),
    ),
    child_database: id.chain((value) =>
      block(
        "child_database",
        title.map((t) => ({ title: t })),
        undefined,
        { id: value },
      ),
    ),
    synced_block: block(
      "synced_block",
      fc.record({
        synced_from: fc.option(id.map((value) => ({ type: "block_id", block_id: value }))),
      }),
      children,
    ),
    column_list: block(
      "column_list",
      fc.constant({}),
      fc.array(block("column", fc.constantFrom({}, { width_ratio: 0.25 }), children), {
        minLength: 2,
        maxLength: 3,
      }),
    ),
    column: block("column", fc.constantFrom({}, { width_ratio: 0.5 }), children),
    table,
    table_row: row(2),
    tab: block(
      "tab",
      fc.constant({}),
      fc.array(block("paragraph", rich({ icon }), children), { minLength: 1, maxLength: 2 }),
    ),
    template: id.chain((value) =>
      block("template", fc.record({ rich_text: richText }), children, { id: value }),
    ),
    meeting_notes: id.chain((value) =>
      block("meeting_notes", fc.constant({}), children, { id: value }),
    ),
    unsupported: id.chain((value) =>
      block("unsupported", fc.constantFrom({}, { block_type: "button" }), undefined, { id: value }),
    ),
  };
  return fc.oneof(...blockTypes.map((type) => known[type])) as unknown as fc.Arbitrary<BlockTree>;
};

const leaves = mixed(fc.constant([]));
const inner = mixed(fc.array(leaves, { maxLength: 2 }));
/** A page's blocks, three levels deep. */
export const blocks: fc.Arbitrary<BlockTree[]> = fc.array(
  fc.oneof(leaves, inner, mixed(fc.array(inner, { maxLength: 3 }))),
  { maxLength: 5 },
);

/** Something that someone could have typed or pasted. */
export const markdown: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...nastyPieces) },
      {
        weight: 3,
        arbitrary: fc.constantFrom("\n", "\n\n", "  ", "    ", "\r\n", "> ", "- ", "1. ", "\t"),
      },
      fc.constantFrom(
        "<columns>",
        "</columns>",
        '<column width="0.5">',
        "</column>",
        "<summary>T</summary>",
        "<tabs>",
        "</tabs>",
        '<tab label="x">',
        "</tab>",
        "<synced>",
        "</synced>",
        '<image src="u">',
        "</image>",
        "<video src=u>c</video>",
        "<details><summary>T</summary>",
        '<notion block="i" type="t">',
        "</notion>",
        "[a]: /u 'T'",
        "[a]",
        "[^1]: note",
        "```js\ncode\n```",
        "$$\nx\n$$",
        "| a | b |\n| - | - |\n| c |",
        '<!--{x="1"}-->',
        "![alt](u)",
        "[![a](b)](c)",
        '<mention type="t">l</mention>',
        '<time datetime="2026-01-01">',
        "</time>",
        "<equation>",
        "</equation>",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));
