/**
 * Texts that others wrote: the examples of CommonMark, every README that is installed, and what only an
 * attacker would.
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
    "example %i reads the same after printing and keeps its words",
    (_number, text) => {
      expect(lostWords(text, checkStable(text))).toEqual([]);
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
