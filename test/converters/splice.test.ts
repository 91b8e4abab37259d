/**
 * A changed block changes its own lines and no other byte (L5): a thousand single edits of printed real
 * pages, generated trees and files formatted by hand.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, parseBlocks, splice } from "../../converters/index.ts";
import { forestKey } from "../../converters/markdown/keys.ts";
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import { blocks as generated } from "../support/arbitraries.ts";
import { asks, editOf } from "../support/asked-edits.ts";
import { handFormatted } from "../support/hand-formatted.ts";
import { isLongRun, lawRuns, lawTimeoutMs } from "../support/law-runs.ts";
import { couldBeMinimal, isMinimal } from "../support/minimal.ts";
import { recordedTrees } from "../support/recordings.ts";
import { edited, paragraph } from "../support/tree-edits.ts";

// Where the recordings are not at hand, the hand-formatted files and generated trees carry the test.
const recorded = recordedTrees().map(({ blocks }) => blocksToMarkdown(blocks));
const byHand = Object.values(handFormatted);
const texts = [
  ...recorded.filter((text) => text.length > 150),
  ...byHand,
  ...byHand.map((text) => text.replaceAll("\n", "\r\n")),
];

const ask = asks(fc.constantFrom(...texts));

const numRuns = lawRuns(60);

/** What came of the edits, by kind. */
const counts = { change: [0, 0], insert: [0, 0], remove: [0, 0], move: [0, 0] };

describe("splice", () => {
  test(
    "changes the lines of the one block that changed, unless its neighbours would fuse",
    () => {
      fc.assert(
        fc.property(ask, (asked) => {
          const found = editOf(asked);
          if (found === null) return;
          const { edit, parsed } = found;
          const wanted = edited(parsed.blocks, edit);
          const result = splice(asked.text, wanted);
          expect(forestKey(parseBlocks(result).blocks)).toBe(forestKey(wanted));
          const minimal = isMinimal(asked.text, result, edit);
          if (edit.kind === "change") expect(minimal).toBe(true);
          // No other text with the same bytes around the block says the wanted blocks.
          if (!minimal) expect(couldBeMinimal(asked.text, edit)).toBe(false);
          const count = counts[edit.kind];
          count[0] = (count[0] ?? 0) + 1;
          if (minimal) count[1] = (count[1] ?? 0) + 1;
        }),
        { numRuns },
      );
      if (isLongRun) console.error(`edits and minimal ones: ${JSON.stringify(counts)}`);
    },
    lawTimeoutMs(numRuns) * 6,
  );

  test("brings any text to show any blocks", () => {
    fc.assert(
      fc.property(fc.constantFrom(...byHand, "", "\n"), generated, (text, wanted) => {
        const result = splice(text, wanted);
        const normal = parseBlocks(blocksToMarkdown(wanted)).blocks;
        expect(forestKey(parseBlocks(result).blocks)).toBe(forestKey(normal));
      }),
      { numRuns: Math.min(numRuns, 60) },
    );
  });

  test.each(Object.entries(handFormatted))(
    "leaves %s alone when nothing differs",
    (_name, text) => {
      expect(splice(text, parseBlocks(text).blocks)).toBe(text);
    },
  );

  const p = paragraph;
  test.each([
    [
      "a definition stays when its block is the last that uses it",
      "[a] word\n\n[a]: https://example.com/\n\nb\n",
      (list) => [p("new"), ...list.slice(1)],
      "new\n\n[a]: https://example.com/\n\nb\n",
    ],
    [
      "a definition stays when the only block beside it goes",
      "a\n\n[x]: https://example.com/\n\nb\n",
      (list) => list.slice(1),
      "[x]: https://example.com/\n\nb\n",
    ],
    [
      "a word in brackets stays text beside a definition of it",
      "see [a]\n\n[a]: https://example.com/\n",
      (list) => [...list, p("not [a] link")],
      "see [a]\n\nnot \\[a] link\n\n[a]: https://example.com/\n",
    ],
    [
      "indented code that comes to stand behind a list becomes a fence",
      "- a\n\ntext\n\n    code\n",
      (list) => [...list.slice(0, 1), ...list.slice(2), ...list.slice(1, 2)],
      "- a\n\n```\ncode\n```\n\ntext\n",
    ],
    [
      "the blank line behind a tight list stays when its last item goes",
      "1.\ta\n2.\tb\n\nend\n",
      (list) => [...list.slice(0, 1), ...list.slice(2)],
      "1.\ta\n\nend\n",
    ],
    [
      "items that can't stand right below their parent's text get a blank line",
      "1. a\n   1. b\n      - deep\n   2. c\n",
      (list) => [withChildren(list[0] as BlockTree, childrenOf(list[0] as BlockTree).toReversed())],
      "1. a\n\n   2. c\n\n   1. b\n      - deep\n",
    ],
    [
      "a tag is left whole when all inside it goes",
      "<columns>\n<column>\n\na\n</column>\n<column>\nb\n</column>\n</columns>\n",
      (list) => [
        withChildren(
          list[0] as BlockTree,
          childrenOf(list[0] as BlockTree).map((one, i) => (i === 0 ? withChildren(one, []) : one)),
        ),
      ],
      "<columns>\n<column>\n</column>\n<column>\nb\n</column>\n</columns>\n",
    ],
    [
      "an item whose equation nothing closes goes without the marker of the next",
      "- $$\n  x\n-  *a*  b\n",
      (list) => [p("new"), ...list.slice(1)],
      "new\n-  *a*  b\n",
    ],
    [
      "what is below an item whose code nothing closes stays as typed",
      "- > ```\n  > x\n- *a*  b\n",
      (list) => [p("new"), ...list.slice(1)],
      "new\n- *a*  b\n",
    ],
  ] satisfies readonly (readonly [
    string,
    string,
    (list: readonly BlockTree[]) => readonly BlockTree[],
    string,
  ])[])("%s", (_name, text, change, result) => {
    expect(splice(text, change(parseBlocks(text).blocks))).toBe(result);
  });
});
