/**
 * The laws of the format over generated trees and texts, in Notion-flavored Markdown. `LAW_RUNS` sets how
 * many of each; fast-check prints seed and path of a failure.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks, parseBlocks } from "../../../converters/index.ts";
import { type BlockTree, walk } from "../../../src/notion/tree.ts";
import { blocks } from "../../support/arbitraries.ts";
import { comparable } from "../../support/comparable.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";
import { notionMarkdown, wordsOfNotion } from "../../support/notion-markdown.ts";
import { saidWords } from "../../support/words.ts";

const numRuns = lawRuns(60);
const options = { numRuns };
const timeout = lawTimeoutMs(numRuns);

const notion = { flavor: "notion" } as const;
const forms = (list: readonly BlockTree[]) => list.map(comparable);

describe("laws", () => {
  test(
    "L1: blocks come back from their Markdown with every writable field",
    () => {
      fc.assert(
        fc.property(blocks, (given) => {
          const text = blocksToMarkdown(given, notion);
          const back = markdownToBlocks(text, notion);
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
        fc.property(notionMarkdown, (text) => {
          const first = markdownToBlocks(text, notion);
          const printed = blocksToMarkdown(first.blocks, notion);
          expect(forms(markdownToBlocks(printed, notion).blocks)).toEqual(forms(first.blocks));
          const said = saidWords(first);
          for (const word of wordsOfNotion(text.replace(/^\ufeff/, "")))
            expect(said).toContain(word);
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
            notionMarkdown.map((text) => [...markdownToBlocks(text, notion).blocks]),
          ),
          (given) => {
            const text = blocksToMarkdown(given, notion);
            expect(blocksToMarkdown(markdownToBlocks(text, notion).blocks, notion)).toBe(text);
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
        fc.property(fc.oneof(notionMarkdown, fc.string({ unit: "binary" })), (text) => {
          const { blocks: found, spans } = parseBlocks(text, notion);
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
