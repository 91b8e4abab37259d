/**
 * What is read without the tokenizer reads as the tokenizer reads it: the same blocks, places and warnings, for
 * texts that people type, for printed blocks, and for both with any special character put anywhere.
 */
import { readFileSync } from "node:fs";
import { tests as examples } from "commonmark-spec";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBlocksBy } from "../../converters/blocks/read.ts";
import { blocksToMarkdown, type Flavor, markdownToBlocks } from "../../converters/index.ts";
import { marksMax } from "../../converters/markdown/limits.ts";
import { parseDocument } from "../../converters/markdown/pipeline.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { mixedCorpus } from "../bench/converters-corpus.ts";
import { blocks, markdown, nastyPieces } from "../support/arbitraries.ts";
import "../support/seed.ts";

const numRuns = Number(process.env["LAW_RUNS"] ?? 60);
const timeout = 30_000 + numRuns * 60;

const byTokenizer: typeof parseDocument = (text, names) => parseDocument(text, names, false);

function said(parse: typeof parseDocument, text: string, flavor: Flavor): unknown {
  const parsed = parseBlocksBy(parse, text, { flavor });
  const shape = (block: BlockTree): unknown => {
    const { children = [], ...own } = block;
    const span = parsed.spans.get(block);
    return [own, span, parsed.heads.get(block), children.map(shape)];
  };
  return [parsed.blocks.map(shape), parsed.warnings];
}

function check(text: string): void {
  for (const flavor of ["plain", "notion"] as const)
    expect(said(parseDocument, text, flavor)).toEqual(said(byTokenizer, text, flavor));
}

/** Put together at will they make every kind of line, and what almost is one. */
const fragments: readonly string[] = [
  ...["a", "b ", "a b", "é", "\u00a0", "!", ":", "-", "+", "=", "|", "\\"],
  ...[" ", "  ", "    ", "\t", "\n", "\n", "\n\n", "\n  ", "\n    ", "\n\t", "  \n", " \n", "\\\n"],
  ...["- ", "1. ", "1.", "1)", "> ", "- [ ] ", "- [x] a", "\n- ", "\n* a", "\n1. ", "\n2. a"],
  ...["# ", "\n# ", "\n> ", "\n>", "\n-", "\n--", "\n---\n", "\n===\n", "\n* * *\n", "\n```\n"],
  ...[
    "a|b",
    "| a | b |",
    "|\n",
    "\n|-|\n",
    "\n-|-\n",
    "\n|-|-|\n",
    "\n| --- |\n",
    "\n:-:\n",
    "\\|",
  ],
  ...["<a@b", "<a@b.c>", "\n- ```\n", "\n> $$\n"],
  ...["[a]", "![a]", "[a](b)", "[a][b]", "[^a]", "[a]: /b", "\n\n[a]: /b\n\n", "<https://a.b>"],
  ...["*", "**", "_", "`", "``", "~~", "$", "$$", "*a*", "**b**", "`c`", "&amp;", "&#32;", ":a:"],
  ...["<b>", "</b>", "<br>", "<u>", "</u>", '<span color="red">', "</span>", "<p>", "<td>", "<tr>"],
  ...["<details>", "</details>", "\n<details>\n", "\n</details>\n", "<summary>a</summary>"],
  ...["<callout>", "</callout>", "\n<callout>\n", "\n</callout>", '<callout icon="x">a', "<table>"],
  ...["\n</table>", "<!--{", '<!--{color="red"}-->', '\n<!--{color="red"}-->\n'],
];

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

  test(
    "gives the same for any fragments of lines in a row",
    () => {
      const text = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 });
      fc.assert(
        fc.property(text, (parts) => {
          const all = parts.join("");
          check(all);
        }),
        { numRuns: numRuns * 10 },
      );
    },
    timeout,
  );

  test(
    "gives the same around the number of marks that the tokenizer looks at",
    () => {
      const pieces = [
        "*a* ",
        "**b** ",
        "a_b ",
        "[a](b_c) ",
        "![a](b)",
        "`c` ",
        "~~d~~ ",
        "[a] ",
        "! ",
      ];
      const text = fc.tuple(
        fc.constantFrom("", "- [x] ", "# ", "> ", "[a_b]: /c\n\n"),
        fc.constantFrom(...pieces, "[a_b] "),
        fc.integer({ min: marksMax - 40, max: marksMax + 5 }),
        fc.array(fc.constantFrom(...pieces, "[a_b] ", "*", "**", "`", "]", "\n"), {
          maxLength: 30,
        }),
      );
      fc.assert(
        fc.property(text, ([start, piece, marks, rest]) => {
          const each = piece.match(/[*_~]+|[[\]!`](?!\[)/g)?.length ?? 1;
          check(`${start}${piece.repeat(Math.floor(marks / each))}${rest.join("")}`);
        }),
        { numRuns: Math.ceil(numRuns / 4) },
      );
    },
    timeout,
  );

  test(
    "gives the same for lines in items and quotes that stand without their prefix",
    () => {
      const prefix = fc.constantFrom("- ", "1. ", "> ", "- > ", "> - ", "- - ", "> > ", "- [ ] ");
      const line = fc.constantFrom(
        ...[
          "a",
          "b c",
          "a  ",
          "a\\",
          "# a",
          "```",
          "$$",
          "|a|",
          "|-|",
          "[a]: /b",
          "[a]",
          "'t'",
          "==",
        ],
        ...[
          "",
          "  a",
          "   a",
          "    a",
          "> a",
          ">",
          "- a",
          "-",
          "1. a",
          "2. a",
          "<b>",
          "<td>",
          "*a",
          "a*",
        ],
        ...["- +", "  - -", "> - +", "  - b", "* *", "- [a]: /b"],
        ...["<details>", "<callout>a", "> b\nc", "- b\nc", "    a\nb", "---", "`a", "b`"],
      );
      const text = fc.tuple(prefix, line, fc.array(line, { minLength: 1, maxLength: 5 }));
      fc.assert(
        fc.property(text, ([start, first, rest]) => {
          const all = `${start}${[first, ...rest].join("\n")}`;
          check(all);
        }),
        { numRuns: numRuns * 5 },
      );
    },
    timeout,
  );

  test("an item below indented code is one, whatever the code makes of it", () => {
    for (const item of ["*", "2.", "2. a", "-\n"]) {
      const text = `    code\n\n${item}`;
      check(text);
      expect(markdownToBlocks(text).blocks.map(({ type }) => type)).toEqual([
        "code",
        item.startsWith("2") ? "numbered_list_item" : "bulleted_list_item",
      ]);
    }
    for (const fence of ["```", "~~~", "$$"]) {
      const text = `a\n\n${fence}\nb\n\nc\n${fence}\n    code\n  \n2. d`;
      check(text);
      check(`a\n${text}`);
      check(text.replace("a\n\n", "a\n"));
      check(`1. ${fence}\n${fence}\n\n${fence}\n\n${text.slice(3)}`);
      const types = markdownToBlocks(text).blocks.map(({ type }) => type);
      expect(types.at(-1)).toBe("numbered_list_item");
    }
  });

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
    check('<time datetime="2026-01-01">\r\n</time>');
    check('a <page url="notion://page/11111111-1111-4111-8111-111111111111">b\r\nc</page>');
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
        for (const third of ["", "a"])
          for (const prefix of ["", "> ", "- "]) {
            const rest = prefix === "- " ? "  " : prefix;
            check(`${prefix}${first}\n${rest}${second}\n${rest}${third}\n\na`);
          }
  }, 120_000);

  test.each([98, 99, 100, 101, 103])("gives the same at %i levels of nesting", (depth) => {
    check(`${"- ".repeat(depth)}a\n\nb`);
    check(`${"> ".repeat(depth)}a\n\nb`);
    check(`${"- ".repeat(depth * 10)}\n\n> ${"* ".repeat(depth)}\n\nb`);
    check(`${"> 1. ".repeat(depth / 2)}a\n\nb`);
    let text = "";
    for (let level = 0; level < depth; level++) text += `${"  ".repeat(level)}- a\n`;
    check(text);
    check(`${"> ".repeat(20)}${text.replaceAll("\n", `\n${"> ".repeat(20)}`)}\n\nb`);
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
