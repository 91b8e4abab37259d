/**
 * Texts that others wrote: the examples of CommonMark, every README that is installed, what people paste,
 * and what only an attacker would.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tests as examples } from "commonmark-spec";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks, parseBlocks } from "../../converters/index.ts";
import { comparable } from "../support/comparable.ts";
import { isLongRun } from "../support/law-runs.ts";
import { lostWords } from "../support/words.ts";

function checkStable(text: string) {
  const first = markdownToBlocks(text);
  const printed = blocksToMarkdown(first.blocks);
  const again = markdownToBlocks(printed);
  expect(again.blocks.map(comparable)).toEqual(first.blocks.map(comparable));
  expect(blocksToMarkdown(again.blocks)).toBe(printed);
  return first;
}

test("there are 652 examples", () => expect(examples).toHaveLength(652));

describe("CommonMark 0.31", () => {
  test.each(examples.map((one, i) => [i + 1, one.markdown.replaceAll("→", "\t")] as const))(
    "example %i reads the same after printing",
    (_number, text) => {
      checkStable(text);
    },
  );
});

/** Every README that came with a package, translations and those of nested packages too. */
const readmes = readdirSync("node_modules", { recursive: true, encoding: "utf8" })
  .filter((path) => /(?:^|[\\/])readme[^\\/]*\.(?:md|markdown)$/i.test(path))
  .sort();

describe("installed READMEs", () => {
  // All of them in the long run; else every eighth, which takes seconds.
  const some = isLongRun ? readmes : readmes.filter((_, i) => i % 8 === 0);
  test.each(some)("%s reads the same after printing and keeps its words", (path) => {
    const text = readFileSync(join("node_modules", path), "utf8");
    expect(lostWords(text, checkStable(text))).toEqual([]);
  });
});

const pasted: readonly (readonly [string, string])[] = [
  ["HTML", '<div class="x">\n<h1>Title</h1>\n<a href="https://a.b">link</a>\n</div>\n'],
  [
    "footnotes",
    "Text[^1] and[^note].\n\n[^1]: First words.\n[^note]: Second\n    indented words.\n",
  ],
  ["a definition list", "Term\n: Definition\n: Another\n"],
  ["setext headings", "One\n===\n\nTwo\n---\n"],
  ["indented code", "Text\n\n    code *here*\n\tmore\n"],
  ["reference links", '[a][b], [c][], [d]\n\n[b]: /b "Title"\n[c]: /c\n[d]: <d e>\n[unused]: /u\n'],
  ["images in a paragraph", "Before ![one](a.png) between ![two](b.png) after.\n"],
  ["linked images", "[![badge](https://a.b/c.svg)](https://a.b)\n"],
  ["hard wraps", "one  \ntwo\\\nthree\nfour\n"],
  ["Windows line ends", "# a\r\n\r\n- b\r\n- c\r\n\r\n```\r\nd\r\ne\r\n```\r\n"],
  ["old Mac line ends", "# a\r\r- b\r- c\r"],
  ["a byte order mark", "\ufeff# a\n\ntext\n"],
  ["tabs", "-\ta\n\n\tb\n\n1.\tc\n"],
  ["NUL", "a\u0000b\n\n```\n\u0000\n```\n"],
  [
    "right-to-left and combining text",
    "\u05e9\u05dc\u05d5\u05dd **\u05e2\u05d5\u05dc\u05dd** e\u0301\u0301 \u202eabc\u202c\n",
  ],
  ["an unclosed tag", "<details>\n<summary>T</summary>\n\ntext\n"],
  ["a stray closing tag", "text\n\n</details>\n\nmore </b> text\n"],
  ["a page of dividers", "---\n\n***\n\n- - -\n\n___\n"],
];

describe("pasted text", () => {
  test.each(pasted)("%s is read without loss", (_name, text) => {
    expect(lostWords(text, checkStable(text))).toEqual([]);
  });

  test("a byte order mark and Windows line ends do not shift the places of blocks", () => {
    const text = "\ufeff# a\r\n\r\ntext\r\n";
    const { blocks, spans } = parseBlocks(text);
    expect(
      blocks.map((block) => text.slice(spans.get(block)?.start, spans.get(block)?.end)),
    ).toEqual(["# a", "text"]);
  });
});

const size = 6_000;
const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length));

describe("texts that cost", () => {
  test.each([
    "*a",
    "*a_",
    "**a ",
    "_a",
    "[",
    "[a",
    "[a](",
    "![a](",
    "]",
    "`a``",
    "<",
    "<b>",
    "<equation>",
    "$a",
    "~~a ",
    ">",
    "> ",
    "1. ",
    "- ",
    "| a | b |\n",
    "<details>\n",
    "</details>\n",
    "- a\n",
    "1. a\n",
    "[a]: /b\n",
    "\\",
    '<!--{a="b"}-->',
    ":a",
    "&",
  ])("%j over and over is read", (piece) => {
    expect(parseBlocks(fill(piece)).blocks.length).toBeGreaterThanOrEqual(0);
  });

  test("nesting beyond a hundred levels is literal text", () => {
    const { blocks } = parseBlocks(`${"> ".repeat(500)}deep\n\nafter\n`);
    expect(blocks).toHaveLength(2);
    expect(JSON.stringify(blocks[0])).toContain("deep");
  });
});
