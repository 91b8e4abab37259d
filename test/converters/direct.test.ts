/**
 * What is read without the tokenizer reads as the tokenizer reads it: the same blocks, places and warnings, for
 * texts that people type, for printed blocks, and for both with any special character put anywhere.
 */
import { readFileSync } from "node:fs";
import { tests as examples } from "commonmark-spec";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBlocksBy } from "../../converters/blocks/read.ts";
import { blocksToMarkdown } from "../../converters/index.ts";
import { parseDocument } from "../../converters/markdown/pipeline.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { mixedCorpus } from "../bench/converters-corpus.ts";
import { blocks, markdown, nastyPieces } from "../support/arbitraries.ts";
import "../support/seed.ts";

const numRuns = Number(process.env["LAW_RUNS"] ?? 60);
const timeout = 30_000 + numRuns * 60;

const byTokenizer: typeof parseDocument = (text, names) => parseDocument(text, names, false);

function said(parse: typeof parseDocument, text: string): unknown {
  const parsed = parseBlocksBy(parse, text);
  const shape = (block: BlockTree): unknown => {
    const { children = [], ...own } = block;
    const span = parsed.spans.get(block);
    return [own, span, parsed.heads.get(block), children.map(shape)];
  };
  return [parsed.blocks.map(shape), parsed.warnings];
}

function check(text: string): void {
  expect(said(parseDocument, text)).toEqual(said(byTokenizer, text));
}

const printed = blocks.map((given) => blocksToMarkdown(given));
const starts = [
  "\n- ",
  "\n* ",
  "\n1. ",
  "\n2. ",
  "\n  ",
  "\n> ",
  "\n# ",
  "\n---\n",
  "\n```\n",
  "\n|-|\n",
];
const insertion = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  piece: fc.constantFrom(...nastyPieces, ...starts),
  length: fc.constantFrom(0, 0, 0, 1, 3),
});

function mutated(text: string, changes: readonly { at: number; piece: string; length: number }[]) {
  let result = text;
  for (const { at, piece, length } of changes) {
    const i = Math.floor(at * result.length);
    result = result.slice(0, i) + piece + result.slice(i + length);
  }
  return result;
}

describe("reading without the tokenizer", () => {
  test(
    "gives the same for texts that someone could have typed",
    () => {
      fc.assert(fc.property(markdown, check), { numRuns });
    },
    timeout,
  );

  test(
    "gives the same for printed blocks, whatever is changed in them",
    () => {
      const changed = fc.tuple(printed, fc.array(insertion, { maxLength: 3 }));
      fc.assert(
        fc.property(changed, ([text, changes]) => check(mutated(text, changes))),
        { numRuns },
      );
    },
    timeout,
  );

  const page = mixedCorpus(120, 7)
    .pages.map((one) => blocksToMarkdown(one.blocks))
    .join("\n");
  test(
    "gives the same for a usual page, whatever is changed in it",
    () => {
      const part = fc.tuple(fc.nat(page.length), fc.integer({ min: 10, max: 400 }));
      fc.assert(
        fc.property(part, fc.array(insertion, { maxLength: 3 }), ([start, size], changes) =>
          check(mutated(page.slice(start, start + size), changes)),
        ),
        { numRuns },
      );
    },
    timeout,
  );

  const sample = "plain **bold** and `code`, a [link](https://a.b/c) <u>under</u> $x$ end";
  test.each(nastyPieces)("gives the same with %j at every place of a text", (piece) => {
    const step = process.env["LAW_RUNS"] === undefined ? 11 : 1;
    for (let i = 0; i <= sample.length; i += step)
      check(`${sample.slice(0, i)}${piece}${sample.slice(i)}`);
  });

  test("gives the same with Windows line ends", () => {
    for (const { markdown: text } of examples)
      if (!text.includes("→")) check(text.replaceAll("\n", "\r\n"));
    check(page.slice(0, 8_000).replaceAll("\n", "\r\n"));
  });

  test("gives the same where a container that is empty inside follows a text", () => {
    for (const text of [
      "a\n>1.",
      "a\n> -",
      "a\n- 1.",
      "a\n1. -",
      "a\n> >",
      "- a\n- -",
      "1. a\n2. -",
    ])
      check(text);
  });

  test("gives the same for items without text, definitions and underlines, whatever stands below", () => {
    const lines = [
      "-",
      "+",
      "1)",
      "- - a",
      "* - 1. a",
      "[a]: /b",
      "[a_1]: c.d",
      "a",
      "![a] [a]",
      "=",
    ];
    const below = [
      "",
      "  a",
      "===",
      "- b",
      "- - -",
      "> a",
      "'t'",
      "[b]: /c",
      "|-|",
      "# a",
      "\tc",
      "1.",
    ];
    for (const first of lines)
      for (const second of [...lines, ...below])
        for (const third of ["", "a", "="])
          for (const prefix of ["", "> ", "- "]) {
            const rest = prefix === "- " ? "  " : prefix;
            check(`${prefix}${first}\n${rest}${second}\n${rest}${third}\n\na`);
          }
  });

  test("gives the same for the examples of CommonMark", () => {
    for (const { markdown: text } of examples) check(text.replaceAll("→", "\t"));
  });

  test("gives the same for long texts with fences, tags and definitions in them", () => {
    check(`${page}\n\n\`\`\`\nopen\n\n${page}`);
    check(`<details>\n\n${page}\n\n</details>\n\n[a]: /b\n\n[a] and ${page}`);
    check(readFileSync("docs/markdown-format.md", "utf8"));
    check(readFileSync("README.md", "utf8"));
  });
});
