/**
 * The laws of the format over generated trees and texts, in both flavors. `LAW_RUNS` sets how many of each;
 * fast-check prints seed and path of a failure.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blocksToMarkdown,
  type Flavor,
  markdownToBlocks,
  parseBlocks,
} from "../../converters/index.ts";
import { type BlockTree, walk } from "../../src/notion/tree.ts";
import { blocks, markdown } from "../support/arbitraries.ts";
import { comparable } from "../support/comparable.ts";
import { lawRuns, lawTimeoutMs } from "../support/law-runs.ts";
import { notionMarkdown, wordsOfNotion } from "../support/notion-markdown.ts";
import { saidWords, wordsOf } from "../support/words.ts";

const numRuns = lawRuns(60);
const options = { numRuns };
const timeout = lawTimeoutMs(numRuns);

const forms = (list: readonly BlockTree[]) => list.map(comparable);

const flavors: readonly {
  readonly flavor: Flavor;
  readonly texts: fc.Arbitrary<string>;
  readonly words: (text: string) => readonly string[];
}[] = [
  { flavor: "plain", texts: markdown, words: wordsOf },
  { flavor: "notion", texts: notionMarkdown, words: wordsOfNotion },
];

describe.each(flavors)("laws of the flavor $flavor", ({ flavor, texts, words }) => {
  const print = (list: readonly BlockTree[]) => blocksToMarkdown(list, { flavor });
  const read = (text: string) => markdownToBlocks(text, { flavor });

  test(
    "L1: blocks come back from their Markdown with every writable field",
    () => {
      fc.assert(
        fc.property(blocks, (given) => {
          const text = print(given);
          const back = read(text);
          expect(forms(back.blocks)).toEqual(forms(given));
          expect(back.warnings).toEqual([]);
        }),
        options,
      );
    },
    timeout,
  );

  test(
    "L2: any text reads the same again after printing, and no word of it is lost",
    () => {
      fc.assert(
        fc.property(texts, (text) => {
          const first = read(text);
          const printed = print(first.blocks);
          expect(forms(read(printed).blocks)).toEqual(forms(first.blocks));
          const said = saidWords(first);
          expect(words(text.replace(/^\ufeff/, "")).filter((word) => !said.has(word))).toEqual([]);
        }),
        options,
      );
    },
    timeout,
  );

  test(
    "L3: what was printed prints the same bytes again",
    () => {
      fc.assert(
        fc.property(
          fc.oneof(
            blocks,
            texts.map((text) => [...read(text).blocks]),
          ),
          (given) => {
            const text = print(given);
            expect(print(read(text).blocks)).toBe(text);
          },
        ),
        options,
      );
    },
    timeout,
  );

  test(
    "L6: no text makes the parser throw, and every block has a place in it",
    () => {
      fc.assert(
        fc.property(fc.oneof(texts, fc.string({ unit: "binary" })), (text) => {
          const { blocks: found, spans } = parseBlocks(text, { flavor });
          for (const block of walk(found)) {
            const span = spans.get(block);
            expect(span).toBeDefined();
            expect(span?.start).toBeGreaterThanOrEqual(0);
            expect(span?.end).toBeLessThanOrEqual(text.length);
            expect(span?.start).toBeLessThanOrEqual(span?.end ?? 0);
          }
        }),
        options,
      );
    },
    timeout,
  );
});
