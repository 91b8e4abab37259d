/**
 * The lens laws over generated trees and texts. `LAW_RUNS` sets how many of each; fast-check prints seed
 * and path of a failure.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blocksToMarkdown,
  markdownToBlocks,
  pageToMarkdown,
  parseBlocks,
} from "../../../converters/index.ts";
import {
  type BlockTree,
  childrenOf,
  contentOf,
  walk,
  withChildren,
} from "../../../src/notion/tree.ts";
import type { RichText } from "../../../src/notion/types.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { liftBlocks } from "../../../sync/lift/blocks.ts";
import { lift } from "../../../sync/lift/lift.ts";
import { isProtected, isSyncedCopy } from "../../../sync/lift/protected.ts";
import { blocks as anyBlocks, markdown } from "../../support/arbitraries.ts";
import { comparable } from "../../support/comparable.ts";
import { editText } from "../../support/edit-text.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";
import { notionMarkdown } from "../../support/notion-markdown.ts";
import { p, pageOf, retext } from "../../support/trees.ts";

const numRuns = lawRuns(40);
const options = { numRuns };
const timeout = lawTimeoutMs(numRuns);
const page = pageOf("00000000-0000-4000-8000-000000000001");

/** Every block with an id of its own, children of what can't be told apart included. */
function identified(blocks: readonly BlockTree[], next = { id: 0 }): readonly BlockTree[] {
  return blocks.map((block) => {
    const id = `00000000-0000-4000-8000-${(next.id++ + 4096).toString(16).padStart(12, "0")}`;
    const known = { ...block, object: "block", id } as BlockTree;
    const children = childrenOf(block);
    return children.length === 0 ? known : withChildren(known, identified(children, next));
  });
}

/** Without blocks that no text takes away or changes. */
const plain = (blocks: readonly BlockTree[]): readonly BlockTree[] =>
  blocks
    .filter((block) => !isProtected(block) && !isSyncedCopy(block))
    .map((block) =>
      childrenOf(block).length === 0 ? block : withChildren(block, plain(childrenOf(block))),
    );

/** What a read shows and a write does not take: to lift a change of it would be a phantom edit. */
const shown = new Set(["list_start_index", "list_format", "plain_text"]);

/** Blocks without the numbers of lists and the labels of mentions, which are display only. */
const written = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      shown.has(key)
        ? undefined
        : key === "custom_emoji"
          ? { ...(one as object), name: "label" }
          : one,
    ),
  );

const forms = (list: readonly BlockTree[]) => list.map(comparable);
const idsOf = (blocks: readonly BlockTree[]) =>
  [...walk(blocks)].flatMap(({ id }) => (id === undefined ? [] : [id]));

/** Each block of the base at most once, and nothing that claims to be one of them and is not. */
function expectOwnIds(blocks: readonly BlockTree[], base: readonly BlockTree[]) {
  const ids = idsOf(blocks);
  const known = new Set(idsOf(base));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(known.has(id)).toBe(true);
}

const flavors = [
  { flavor: "plain", typedText: markdown },
  { flavor: "notion", typedText: notionMarkdown },
] as const;

describe.each(flavors)("in the flavor $flavor", ({ flavor, typedText }) => {
  const inFlavor = { flavor };

  describe("no phantom edit: lift(base, render(base)) = base", () => {
    test(
      "for generated trees",
      () => {
        fc.assert(
          fc.property(anyBlocks.map(identified), (base) => {
            const text = pageToMarkdown(page, base, inFlavor);
            const result = lift({
              base: { page, blocks: base, text },
              text: `${text}\n`,
              options: inFlavor,
            });
            expect(result.blocks).toHaveLength(base.length);
            for (const [index, block] of result.blocks.entries()) expect(block).toBe(base[index]);
            expect(result).toMatchObject({ update: {}, notes: [], errors: [] });
          }),
          options,
        );
      },
      timeout,
    );

    test(
      "for files that somebody else formatted",
      () => {
        fc.assert(
          fc.property(typedText, (typed) => {
            const base = identified(plain(markdownToBlocks(typed, inFlavor).blocks));
            const was = parseBlocks(typed, inFlavor);
            if (forms(plain(was.blocks)).length !== forms(was.blocks).length) return;
            const printed = blocksToMarkdown(base, inFlavor);
            const result = liftBlocks(base, was.blocks, parseBlocks(printed, inFlavor));
            expect(result.blocks).toHaveLength(base.length);
            for (const [index, block] of result.blocks.entries()) expect(block).toBe(base[index]);
          }),
          options,
        );
      },
      timeout,
    );
  });

  describe("no lost edit: render(lift(base, text)) = normalise(text)", () => {
    const check = (base: readonly BlockTree[], printed: string, text: string) => {
      const now = parseBlocks(text, inFlavor);
      const isPlain = [...walk(now.blocks)].every((block) => !isProtected(block));
      if (!isPlain || [...walk(now.blocks)].some(isSyncedCopy)) return;
      const result = liftBlocks(base, parseBlocks(printed, inFlavor).blocks, now, {
        linkify: false,
      });
      expect(forms(result.blocks)).toEqual(forms(now.blocks));
      expect(blocksToMarkdown(written(result.blocks), inFlavor)).toBe(
        blocksToMarkdown(written(now.blocks), inFlavor),
      );
      expectOwnIds(result.blocks, base);
    };

    test(
      "after random edits of the text",
      () => {
        fc.assert(
          fc.property(
            anyBlocks.map(plain).map(identified),
            fc.integer({ min: 1 }),
            fc.integer({ min: 1, max: 6 }),
            (base, seed, count) => {
              const printed = blocksToMarkdown(base, inFlavor);
              check(base, printed, editText(printed, seededRandom(seed), count));
            },
          ),
          options,
        );
      },
      timeout,
    );

    test(
      "for a text that has nothing to do with the base",
      () => {
        fc.assert(
          fc.property(anyBlocks.map(plain).map(identified), typedText, (base, text) =>
            check(base, blocksToMarkdown(base, inFlavor), text),
          ),
          options,
        );
      },
      timeout,
    );

    test(
      "for a file that somebody else formatted",
      () => {
        fc.assert(
          fc.property(typedText, fc.integer({ min: 1 }), (typed, seed) => {
            const { blocks } = markdownToBlocks(typed, inFlavor);
            if ([...walk(blocks)].some((block) => isProtected(block) || isSyncedCopy(block)))
              return;
            check(identified(blocks), typed, editText(typed, seededRandom(seed), 2));
          }),
          options,
        );
      },
      timeout,
    );
  });
});

describe("no more than was edited", () => {
  const word = fc.constantFrom("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta");
  /** Paragraphs of which many are equal or empty. */
  const paragraphs = fc
    .array(fc.oneof(fc.array(word, { maxLength: 12 }), fc.constant([])), {
      minLength: 1,
      maxLength: 40,
    })
    .map((texts) => identified(texts.map((words) => p(words.join(" ")))));
  const at = fc.nat();
  const textOf = (block: BlockTree | undefined) =>
    ((contentOf(block as BlockTree)["rich_text"] ?? []) as RichText[])
      .map((run) => (run.type === "text" ? run.text.content : ""))
      .join("");
  const lifted = (base: readonly BlockTree[], wanted: readonly BlockTree[]) =>
    liftBlocks(
      base,
      parseBlocks(blocksToMarkdown(base)).blocks,
      parseBlocks(blocksToMarkdown(wanted)),
    ).blocks;

  test(
    "one word changes one block",
    () => {
      fc.assert(
        fc.property(paragraphs, at, (base, index) => {
          const place = index % base.length;
          const old = base[place] as BlockTree;
          const wanted = base.with(place, retext(old, `${textOf(old)} changed`.trim()));
          const result = lifted(base, wanted);
          expect(result.map(({ id }) => id)).toEqual(base.map(({ id }) => id));
          expect(result.filter((block, i) => block !== base[i])).toHaveLength(1);
        }),
        options,
      );
    },
    timeout,
  );

  test(
    "inserting adds only what was inserted",
    () => {
      fc.assert(
        fc.property(paragraphs, at, fc.integer({ min: 1, max: 4 }), (base, index, count) => {
          const place = index % (base.length + 1);
          const fresh = Array.from({ length: count }, (_, i) => p(`something new ${i}`));
          const result = lifted(base, base.toSpliced(place, 0, ...fresh));
          expect(result.filter((block) => block.id === undefined)).toHaveLength(count);
          expect(result.filter((block) => block.id !== undefined)).toEqual(base);
        }),
        options,
      );
    },
    timeout,
  );

  test(
    "deleting takes away only as many as were deleted",
    () => {
      fc.assert(
        fc.property(paragraphs, at, fc.integer({ min: 1, max: 4 }), (base, index, count) => {
          const wanted = base.toSpliced(index % base.length, count);
          const result = lifted(base, wanted);
          expect(result).toHaveLength(wanted.length);
          expect(result.every((block) => base.includes(block))).toBe(true);
        }),
        options,
      );
    },
    timeout,
  );

  test(
    "moving keeps every block",
    () => {
      fc.assert(
        fc.property(paragraphs, at, at, (base, from, to) => {
          const moved = base[from % base.length] as BlockTree;
          const rest = base.toSpliced(from % base.length, 1);
          const result = lifted(base, rest.toSpliced(to % base.length, 0, moved));
          expect(new Set(result)).toEqual(new Set(base));
        }),
        options,
      );
    },
    timeout,
  );
});
