/**
 * The printer beside remark-stringify: where the form of the plain flavor is one that remark can be told to
 * print, both give the same bytes. The tree is made here from the blocks, without the converters.
 *
 * Left out, because docs/markdown-format.md asks for another form there or remark has none:
 * - escapes: ours stand only where a reader needs them. Texts that hold marks are compared without backslashes.
 * - a row of delimiters: `---` in each cell, where remark writes as many dashes as the cell is wide or one.
 * - what is bold and italic at once: `***a***`, where remark changes the mark and writes `**_a_**`.
 * - an empty cell: two spaces, where remark writes one without the alignment of columns.
 * - a divider that opens the text: `***`, since dashes would open front matter.
 * - what is said in tags or comments: colours, underline, mentions, empty texts that must stand, formatting at
 *   whose edge a mark would not be read, a line break outside of paragraphs.
 * - a link alone in its paragraph that shows its address: `[url](url)`, since `<url>` is a bookmark there.
 */

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown } from "../../converters/index.ts";
import { plainRun } from "../../converters/rich-text/plain.ts";
import { isVerbatim } from "../../converters/rich-text/verbatim.ts";
import { createNotion, generate, type Seed, type WorkspaceName } from "../../fixtures/index.ts";
import { walk } from "../../src/notion/tree.ts";
import { mixedCorpus } from "../bench/converters-corpus.ts";
import { all, blocksOf } from "../fixtures/support/ask.ts";
import { recordedTrees } from "../support/recordings.ts";
import {
  type Block,
  contentOf,
  type Marks,
  type Run,
  stringified,
} from "../support/stringified.ts";
import "../support/seed.ts";

const numRuns = Number(process.env["LAW_RUNS"] ?? 100);

const printed = (blocks: readonly Block[]): string => blocksToMarkdown(blocks as never);

/** Whether remark can say a text without tags and references to characters, in the form that is ours. */
function isSayableText(runs: readonly Run[], breaks: boolean): boolean {
  if (!runs.every(isSayableRun)) return false;
  const all = runs.map(({ text }) => text.content).join("");
  if (all === "" || all !== all.trim() || /[\0\r\p{Surrogate}]/u.test(all)) return false;
  return breaks ? !/\s\n|\n\s/.test(all) : !all.includes("\n");
}

function isSayableRun(run: Run, i: number, runs: readonly Run[]): boolean {
  const { type, annotations: a = {} } = run;
  if (type !== "text" || a.underline || (a.color ?? "default") !== "default") return false;
  const { content, link } = run.text;
  if (!a.bold && !a.italic && !a.strikethrough && !a.code && link === null) return true;
  if (link !== null && !/^[\w:/.?=#-]+$/.test(link.url)) return false;
  const [before, after] = [runs[i - 1], runs[i + 1]];
  const standsApart =
    content === content.trim() &&
    (before === undefined || before.text?.content.endsWith(" ") === true) &&
    (after === undefined || after.text?.content.startsWith(" ") === true);
  return standsApart && !/[`\n]/.test(content) && !(a.bold && a.italic);
}

const isLone = ({ text }: Run): boolean => text.link !== null;

/** Whether nothing about the block, apart from its children, has to be said in tags or comments. */
function isSayable(block: Block): boolean {
  const content = contentOf(block);
  const { rich_text: text = [], children = [] } = { ...content, children: block.children };
  if ((content.color ?? "default") !== "default") return false;
  switch (block.type) {
    case "paragraph":
      return (
        isSayableText(text, true) && !text.every(isLone) && !content.icon && children.length === 0
      );
    case "heading_1":
    case "heading_2":
    case "heading_3":
    case "heading_4":
      return isSayableText(text, false) && content.is_toggleable !== true && children.length === 0;
    case "bulleted_list_item":
    case "to_do":
    case "quote":
      return isSayableText(text, true);
    case "numbered_list_item":
      return (
        isSayableText(text, true) &&
        (content.list_start_index ?? null) === null &&
        (content.list_format ?? "numbers") === "numbers"
      );
    case "code":
      return (
        (content.caption ?? []).length === 0 &&
        /^(?:[a-z]+|plain text)$/.test(content.language ?? "") &&
        text.every((run) => isSayableRun(run, 0, [run]) && !/[\0\r]/.test(run.text.content)) &&
        text.length < 2
      );
    case "equation":
      return !/[$\0\r]/.test(content.expression ?? "");
    case "divider":
      return true;
    case "table":
      return (
        content.has_column_header === true &&
        content.has_row_header !== true &&
        children.length > 0 &&
        children.every(isSayable)
      );
    case "table_row":
      return (content.cells ?? []).every((cell) => isSayableText(cell, false));
    default:
      return false;
  }
}

/** The blocks without those that only tags or comments can say; rows stand in tables only. */
function sayable(blocks: readonly Block[], parent = "page"): Block[] {
  const kept: Block[] = [];
  for (const block of blocks)
    if (isSayable(block) && (block.type === "table_row") === (parent === "table"))
      kept.push(
        block.children === undefined
          ? block
          : { ...block, children: sayable(block.children, block.type) },
      );
  return kept;
}

const count = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { children = [] }) => sum + 1 + count(children), 0);

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, "$1");

/** How many blocks of these pages both printers say. */
function compare(pages: readonly (readonly unknown[])[]): number {
  let compared = 0;
  for (const page of pages) {
    const blocks = sayable(page as readonly Block[]);
    while (blocks[0]?.type === "divider") blocks.shift();
    compared += count(blocks);
    expect(unescaped(printed(blocks))).toBe(unescaped(stringified(blocks)));
  }
  return compared;
}

/** The pages of the embedded server's workspace, as it lists them. */
async function served(workspace: WorkspaceName | Seed): Promise<readonly (readonly unknown[])[]> {
  const notion = createNotion({ workspace });
  const filter = { property: "object", value: "page" };
  const pages = await all(notion, "POST", "/search", { filter });
  return Promise.all(pages.map((page) => blocksOf(notion, String(page["id"]))));
}

const golden = readdirSync("fixtures/blocks")
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(`fixtures/blocks/${file}`, "utf8")) as unknown[]);
const recorded = recordedTrees().map(({ blocks }) => blocks);

describe("printing beside remark-stringify gives the same bytes, but for escapes,", () => {
  test("for a corpus of what people write", () => {
    const pages = mixedCorpus(10_000).pages.map(({ blocks }) => blocks);
    expect(compare(pages)).toBeGreaterThan(7_500);
  });

  test("for the demo workspace and generated ones", async () => {
    expect(compare(await served("demo"))).toBeGreaterThan(80);
    let compared = 0;
    for (let seed = 1; seed <= 5; seed++) compared += compare(await served(generate(seed)));
    expect(compared).toBeGreaterThan(200);
  });

  test("for the golden blocks", () => {
    expect(compare(golden)).toBeGreaterThan(50);
  });

  // Skipped where the recordings are not at hand; the notice above says so.
  test.skipIf(recorded.length === 0)("for recorded trees", () => {
    expect(compare(recorded)).toBeGreaterThan(750);
  });
});

describe("printing beside remark-stringify", () => {
  const words = fc
    .array(
      fc.constantFrom("harbour", "a", "größer", "漢字", "don't", "50 %", "v1.2.3", "(see)", "e.g."),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((all) => all.join(" "))
    .filter((text) => /^\p{L}.*\p{L}$/u.test(text));
  const run = (content: string, annotations: Marks = {}, url: string | null = null): Run => ({
    type: "text",
    text: { content, link: url === null ? null : { url } },
    annotations,
  });
  const url = fc.constantFrom(
    "https://example.com/",
    "https://example.com/a_b?x=1#f",
    "files/a.pdf",
  );
  const formatted = fc
    .tuple(
      words,
      fc.record({
        bold: fc.boolean(),
        italic: fc.boolean(),
        strikethrough: fc.boolean(),
        code: fc.boolean(),
      }),
      fc.option(url, { freq: 2 }),
    )
    .map(([text, marks, target]) => run(text, marks.code ? { code: true } : marks, target));
  const shown = fc.constant(run("https://example.com/", {}, "https://example.com/"));
  /** Plain words with formatted runs among them: marks that touch each other are said in tags. */
  const richText = (lineBreak: string) =>
    fc
      .tuple(
        words,
        fc.array(fc.tuple(fc.oneof(formatted, formatted, shown), words, fc.boolean()), {
          maxLength: 3,
        }),
      )
      .map(([first, more]) => {
        const runs = [run(`${first} `)];
        more.forEach(([inner, text, breaks], i) => {
          const gap = i < more.length - 1 ? " " : "";
          runs.push(
            inner,
            run(
              ` ${text}${breaks ? lineBreak : ""}${breaks && lineBreak !== "" ? text : ""}${gap}`,
            ),
          );
        });
        if (more.length === 0) runs[0] = run(first);
        return runs;
      });
  const text = richText("\n");
  const line = richText("");
  const of = <T>(type: string, content: fc.Arbitrary<T>) =>
    content.map((value) => ({ type, [type]: value }) as unknown as Block);
  const simple = fc.oneof(
    of("paragraph", fc.record({ rich_text: text })),
    fc
      .integer({ min: 1, max: 4 })
      .chain((depth) => of(`heading_${depth}`, fc.record({ rich_text: line }))),
    of(
      "code",
      fc.record({
        language: fc.constantFrom("python", "plain text"),
        rich_text: fc
          .array(fc.constantFrom("x = 1", "", "  y", "```", "# a", "> b"), { maxLength: 5 })
          .map((lines) => (lines.join("\n") === "" ? [] : [run(lines.join("\n"))])),
        caption: fc.constant([]),
      }),
    ),
    of("equation", fc.record({ expression: fc.constantFrom("x", "a\nb", "\\frac{1}{2}") })),
    of("divider", fc.constant({})),
    fc.integer({ min: 1, max: 3 }).chain((width) =>
      fc
        .array(fc.array(line, { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 3,
        })
        .map(
          (rows) =>
            ({
              type: "table",
              table: { table_width: width, has_column_header: true, has_row_header: false },
              children: rows.map((cells) => ({ type: "table_row", table_row: { cells } })),
            }) as Block,
        ),
    ),
  );
  const { tree } = fc.letrec<{ tree: Block }>((tie) => {
    const below = (type: string, content: Record<string, fc.Arbitrary<unknown>>) =>
      fc
        .tuple(of(type, fc.record(content)), fc.array(tie("tree"), { maxLength: 3 }))
        .map(([block, children]) => (children.length === 0 ? block : { ...block, children }));
    return {
      tree: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        simple,
        below("bulleted_list_item", { rich_text: text }),
        below("numbered_list_item", { rich_text: text }),
        below("to_do", { rich_text: text, checked: fc.boolean() }),
        below("quote", { rich_text: text }),
      ),
    };
  });

  test(
    "gives the same bytes for generated trees whose texts need no escapes",
    () => {
      const given = fc.array(tree, { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(given, (blocks) => {
          fc.pre(blocks[0]?.type !== "divider");
          expect(printed(blocks)).toBe(stringified(blocks).replace(/\*\*_|_\*\*/g, "***"));
        }),
        { numRuns },
      );
    },
    30_000 + numRuns * 60,
  );
});

/** A text where remark, too, has nothing around it but what the block's own syntax is. */
const verbatimPlaces: Readonly<Record<string, (text: string) => readonly Block[]>> = {
  paragraph: (text) => [said("paragraph", text)],
  heading: (text) => [said("heading_2", text)],
  bulleted: (text) => [said("bulleted_list_item", text)],
  numbered: (text) => [said("numbered_list_item", text)],
  "to-do": (text) => [said("to_do", text)],
  quote: (text) => [said("quote", text)],
  "below an item": (text) => [
    { ...said("bulleted_list_item", "a"), children: [said("quote", text)] },
  ],
  cell: (text) => [
    {
      type: "table",
      table: { table_width: 1, has_column_header: true, has_row_header: false },
      children: [{ type: "table_row", table_row: { cells: [[plainRun(text)]] } }],
    },
  ],
};

const said = (type: string, text: string): Block => ({
  type,
  [type]: { rich_text: [plainRun(text)], color: "default" },
});

describe("a text that is written as it stands", () => {
  /** Both printers, byte for byte, and the text itself in what they give. */
  function check(text: string): void {
    for (const [place, blocks] of Object.entries(verbatimPlaces)) {
      const ours = printed(blocks(text));
      expect(ours, place).toContain(text);
      expect(ours, place).toBe(stringified(blocks(text)));
    }
  }

  test(
    "is what remark writes too, in every place, whatever it is made of",
    () => {
      const char = fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(..."aé漢 .,;'\"(){}=+-#>@^%/?0 1)\t") },
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      );
      const text = fc
        .array(
          fc.oneof(char, fc.constantFrom("word", "12.", "a - b", "--", "==", "www.a.b", "\u00a0")),
          {
            minLength: 1,
            maxLength: 8,
          },
        )
        .map((pieces) => pieces.join(""))
        .filter((one) => isVerbatim(one));
      fc.assert(fc.property(text, check), { numRuns: numRuns * 3 });
    },
    30_000 + numRuns * 60,
  );

  test("is most of what people write without formatting", () => {
    const texts = mixedCorpus(600).pages.flatMap(({ blocks }) =>
      [...walk(blocks)].flatMap(textsOf),
    );
    const verbatim = texts.filter((one) => isVerbatim(one));
    expect(verbatim.length / texts.length).toBeGreaterThan(0.5);
    for (const text of verbatim) check(text);
  });
});

const textsOf = (block: unknown): string[] => {
  const { rich_text = [] } = contentOf(block as Block);
  return rich_text.length === 1 ? rich_text.map(({ text }) => text.content) : [];
};
