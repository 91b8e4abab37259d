/**
 * Texts that others wrote, read as Notion-flavored Markdown: the examples of CommonMark, installed READMEs,
 * and what only an attacker would write.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tests as examples } from "commonmark-spec";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks, parseBlocks } from "../../../converters/index.ts";
import { comparable } from "../../support/comparable.ts";
import { wordsOfNotion } from "../../support/notion-markdown.ts";
import { saidWords } from "../../support/words.ts";

const notion = { flavor: "notion" } as const;

function checkStable(text: string) {
  const first = markdownToBlocks(text, notion);
  const printed = blocksToMarkdown(first.blocks, notion);
  const again = markdownToBlocks(printed, notion);
  expect(again.blocks.map(comparable)).toEqual(first.blocks.map(comparable));
  expect(blocksToMarkdown(again.blocks, notion)).toBe(printed);
  return first;
}

describe("CommonMark 0.31", () => {
  test.each(examples.map((one, i) => [i + 1, one.markdown.replaceAll("→", "\t")] as const))(
    "example %i reads the same after printing",
    (_number, text) => {
      checkStable(text);
    },
  );
});

describe("installed READMEs", () => {
  const all = readdirSync("node_modules")
    .filter((name) => !name.startsWith("@") && !name.startsWith("."))
    .flatMap((name) => {
      const folder = join("node_modules", name);
      return readdirSync(folder)
        .filter((file) => /^readme\.(?:md|markdown)$/i.test(file))
        .map((file) => join(folder, file));
    });
  // All of them with LAW_RUNS set; a sample of every sixteenth else, which takes seconds.
  const some = process.env["LAW_RUNS"] === undefined ? all.filter((_, i) => i % 16 === 0) : all;
  test.each(some)("%s reads the same after printing and keeps its words", (path) => {
    const text = readFileSync(path, "utf8");
    const said = saidWords(checkStable(text));
    for (const word of wordsOfNotion(text)) expect(said).toContain(word);
  });
});

const size = 6_000;
const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length));

describe("texts that cost", () => {
  test.each([
    "<p>",
    "</p>",
    "<p>a",
    "<p>a</p>",
    "<p>a</p> ",
    "<p>\n",
    "<p>a\n",
    "<p>\n\n",
    "a</p>\n",
    "<toggle>a\n\n",
    "<td>a</td>",
    "<tr><td>a</td></tr>",
    "<tr>\n",
    "<ul><li>",
    "<col>",
    "<p /> ",
    "> <p>a\n",
    "- <toggle>",
    "<mention ",
    '<mention url="',
    "<date/>",
    "<image>![a](b)",
    "![a](b)</p>",
    "<unknown",
  ])("%j over and over is read and comes back", (piece) => {
    checkStable(fill(piece));
  });

  test("tags nested beyond a hundred levels are literal text", () => {
    const { blocks } = parseBlocks(`${"<toggle>".repeat(300)}deep\n\nafter\n`, notion);
    expect(JSON.stringify(blocks)).toContain("deep");
    expect(JSON.stringify(blocks)).toContain("after");
    expect(JSON.stringify(blocks)).toContain("<toggle><toggle>");
  });
});
