/**
 * A long text read in pieces reads as it does at once, in one run of the tokenizer: whatever refers to what,
 * and wherever definitions stand.
 */
import fc from "fast-check";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, test } from "vitest";
import { parseBlocksBy } from "../../converters/blocks/read.ts";
import type { Flavor } from "../../converters/index.ts";
import { collectDefinitions } from "../../converters/markdown/definitions.ts";
import { extensionsOf } from "../../converters/markdown/extensions.ts";
import { mendOpenFences } from "../../converters/markdown/open-fences.ts";
import { parseDocument } from "../../converters/markdown/pipeline.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { lawRuns, lawTimeoutMs } from "../support/law-runs.ts";
import "../support/seed.ts";

/** Each text costs as much as a hundred short ones. */
const numRuns = Math.ceil(lawRuns(300) / 20);

const atOnce: typeof parseDocument = (text, names) => {
  const { syntax, tree } = extensionsOf(names);
  const { children: nodes } = unified()
    .use(remarkParse)
    .data("micromarkExtensions", syntax)
    .data("fromMarkdownExtensions", tree)
    .parse(text);
  mendOpenFences(text, nodes);
  return { nodes, ...collectDefinitions(nodes), deep: [], cuts: [] };
};
const byTokenizer: typeof parseDocument = (text, names) => parseDocument(text, names, false);

function said(parse: typeof parseDocument, text: string, flavor: Flavor): unknown {
  const { blocks, spans, heads, warnings } = parseBlocksBy(parse, text, { flavor });
  const shape = (block: BlockTree): unknown => {
    const { children = [], ...own } = block;
    return [own, spans.get(block), heads.get(block), children.map(shape)];
  };
  return [blocks.map(shape), warnings];
}

const labels = ["a", "A", "b", "B c", "b  C", "ß", "SS", "a_b", "*c*", "x", "[", "^n", "!", "d\\]"];
const label = fc.constantFrom(...labels);
const shown = fc.constantFrom("t", "*t*", "`t`", "t [x] t", "a_b", "![b](/i)");

/** What refers, or looks like it. */
const reference = fc.oneof(
  label.map((name) => `[${name}]`),
  label.map((name) => `[${name}][]`),
  label.map((name) => `![${name}]`),
  fc.tuple(shown, label).map(([text, name]) => `[${text}][${name}]`),
  fc.tuple(shown, label).map(([text, name]) => `![${text}][${name}]`),
  fc.tuple(shown, label).map(([text, name]) => `*[${text}](/u) [${name}]: \\[${name}]*`),
);
const definition = fc
  .tuple(
    label,
    fc.constantFrom("/u", "<v w>", "c.d", "https://e.f/(g)", "<>"),
    fc.constantFrom("", ' "t"', " 't'", "\n  (t)", " wrong"),
  )
  .map(([name, url, title]) => `[${name}]: ${url}${title}`);

const words = "Some words that fill a line without any sign, ";
/** The second is beyond the direct reader. */
const filler = fc.constantFrom("", words, `${words}a*b*c `, `${words}\\\n`, words.repeat(4));
const line = fc.tuple(filler, reference, filler).map((parts) => parts.join(""));

/** Lines put behind one another inside a container, or a block around them. */
const block = fc.oneof(
  { weight: 3, arbitrary: line },
  {
    weight: 3,
    arbitrary: fc.array(definition, { minLength: 1, maxLength: 3 }).map((all) => all.join("\n")),
  },
  fc.tuple(line, definition).map(([text, one]) => `${text}\n${one}`),
  fc.tuple(definition, line).map(([one, text]) => `${one}\n${text}`),
  fc
    .tuple(fc.constantFrom("#", "##"), line)
    .map(([marks, text]) => `${marks} ${text.replaceAll("\n", " ")}`),
  line.map((text) => `${text.trimEnd()}\n===`),
  fc
    .tuple(line, line)
    .map(
      ([a, b]) =>
        `| ${a.replaceAll("\n", " ")} | b |\n| - | - |\n| ${b.replaceAll("\n", " ")} | d |`,
    ),
  fc
    .tuple(fc.constantFrom("```", "~~~", "$$"), line, definition)
    .map(([fence, text, one]) => `${fence}\n${text}\n\n${one}\n${fence}`),
  line.map(
    (text) =>
      `<details>\n<summary>${text.replaceAll("\n", " ")}</summary>\n\n${text}\n\n</details>`,
  ),
);

const prefixed = (first: string, rest: string, text: string): string =>
  text
    .split("\n")
    .map((one, i) => (i === 0 ? first : one === "" ? rest.trimEnd() : rest) + one)
    .join("\n");

const contained = fc
  .tuple(
    fc.constantFrom(
      ["- ", "  "],
      ["* ", "  "],
      ["1. ", "   "],
      ["2) ", "   "],
      ["> ", "> "],
      ["- > ", "  > "],
      ["> - ", ">   "],
    ),
    fc.array(block, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("\n", "\n\n"),
  )
  .map(([[first = "", rest = ""], all, gap]) => prefixed(first, rest, all.join(gap)));

const part = fc.tuple(
  fc.oneof({ weight: 3, arbitrary: block }, { weight: 2, arbitrary: contained }),
  fc.constantFrom("\n\n", "\n\n", "\n\n\n", "\n"),
);

/** Long enough for many pieces. */
const longText = fc
  .tuple(fc.array(part, { minLength: 5, maxLength: 25 }), fc.integer({ min: 2, max: 3 }))
  .map(([parts, times]) => parts.flat().join("").concat("\n\n").repeat(times));

describe("a long text with definitions", () => {
  test(
    "reads in pieces as it does at once",
    () => {
      fc.assert(
        fc.property(longText, (text) => {
          for (const flavor of ["plain", "notion"] as const) {
            const whole = said(atOnce, text, flavor);
            expect(said(byTokenizer, text, flavor)).toEqual(whole);
            expect(said(parseDocument, text, flavor)).toEqual(whole);
          }
        }),
        { numRuns },
      );
    },
    lawTimeoutMs(numRuns * 20),
  );
});
