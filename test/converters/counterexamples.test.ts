/**
 * What once broke a law: blocks (L1, L3) and texts (L2) that chance found, kept by name.
 */
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../converters/index.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { comparable } from "../support/comparable.ts";
import { lostWords } from "../support/words.ts";

type Look = Partial<
  Record<"bold" | "italic" | "strikethrough" | "underline" | "code", boolean> & { color: string }
>;

const run = (content: string, look: Look = {}, link: string | null = null) => ({
  type: "text",
  text: { content, link: link === null ? null : { url: link } },
  annotations: look,
});
const block = (type: string, content: object, children: readonly unknown[] = []) =>
  ({
    type,
    [type]: content,
    ...(children.length === 0 ? {} : { children }),
  }) as unknown as BlockTree;
const paragraph = (...rich_text: readonly unknown[]) => block("paragraph", { rich_text });
const image = (...caption: readonly unknown[]) =>
  block("image", { caption, type: "external", external: { url: "https://example.com/a.png" } });

const trees: Readonly<Record<string, readonly BlockTree[]>> = {
  "a caption that is the text of a tag": [image(run('<span color="red">'))],
  "a caption that looks like a link": [image(run("a](b) c"))],
  "a star between a carriage return and a space": [
    paragraph(run("a\r* a", { italic: true })),
    block("bookmark", {
      caption: [run("a\r* a", { italic: true })],
      url: "https://example.com/",
    }),
    block("heading_1", {
      rich_text: [run("a\r* a", { bold: true, italic: true, strikethrough: true })],
    }),
  ],
  "a callout whose text is a carriage return in code": [
    block("callout", {
      rich_text: [run("\r", { code: true })],
      icon: { type: "emoji", emoji: "💡" },
    }),
  ],
  "a cell of nothing but a space that does not break": [
    block("table", { table_width: 2, has_column_header: true, has_row_header: false }, [
      block("table_row", { cells: [[run("a")], [run("b")]] }),
      block("table_row", { cells: [[run("\u00a0c\u2003")], [run("\u00a0")]] }),
    ]),
  ],
  "items of dashes alone": [
    ...["--", "- -", "-", "---", "--  -"].flatMap((dashes) => [
      block("bulleted_list_item", { rich_text: [run(dashes)] }, [
        block("bulleted_list_item", { rich_text: [run(dashes)] }),
        block("to_do", { rich_text: [run(dashes)], checked: false }),
      ]),
      block("numbered_list_item", { rich_text: [run(dashes)] }),
      paragraph(run(dashes)),
      block("quote", { rich_text: [run(dashes)] }),
    ]),
    block("bulleted_list_item", { rich_text: [run("--", { color: "red" }), run("-")] }),
    block("bulleted_list_item", { rich_text: [run("-"), run("-", { bold: true })] }),
    block("bulleted_list_item", { rich_text: [run("* *")] }),
    block("bulleted_list_item", { rich_text: [run("a\n--")] }),
    block("bulleted_list_item", { rich_text: [run("--\na")] }),
  ],
  "an underscore and a dollar beside a carriage return": [
    paragraph(run("a\r_ a _\r b", { italic: true }), run(" $\r5 and $\r6")),
  ],
};

describe("blocks", () => {
  test.each(Object.entries(trees))("%s come back as they were", (_name, given) => {
    const text = blocksToMarkdown(given);
    const back = markdownToBlocks(text);
    expect(back.blocks.map(comparable), text).toEqual(given.map(comparable));
    expect(back.warnings).toEqual([]);
    expect(blocksToMarkdown(back.blocks)).toBe(text);
  });
});

const texts: Readonly<Record<string, string>> = {
  "a definition whose name is taken": "[foo]\n\n[foo]: first\n[foo]: second\n",
  "an attribute of a formatting tag": '<i class="note">a</i> b<br id="x">c\n',
  "a box behind an empty list item": "*\n[x]\na\n",
  "a box and words behind an empty list item": "1.\n[ ] a\n",
  "a box behind an empty list item in a quote": "> -\n> [X] a\n",
  "an address in the description of an image": "![see [this](https://example.com/x)](a.png)\n",
};

describe("texts", () => {
  test.each(Object.entries(texts))("%s read the same after printing", (_name, text) => {
    const first = markdownToBlocks(text);
    const printed = blocksToMarkdown(first.blocks);
    expect(markdownToBlocks(printed).blocks.map(comparable), printed).toEqual(
      first.blocks.map(comparable),
    );
    expect(lostWords(text, first)).toEqual([]);
  });
});
