/**
 * A changed block changes its own lines and no other byte (L5): a thousand single edits of printed real
 * pages, generated trees and files formatted by hand.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, parseBlocks, splice, upgradeBlock } from "../../converters/index.ts";
import { forestKey } from "../../converters/markdown/keys.ts";
import { blocks as generated } from "../support/arbitraries.ts";
import { handFormatted } from "../support/hand-formatted.ts";
import { lawRuns, lawTimeoutMs } from "../support/law-runs.ts";
import { edited, paragraph, placesIn, reworded, type TreeEdit } from "../support/tree-edits.ts";

const root = process.env["NOTION_MIRROR_RECORDED"];
const trees = root === undefined ? "" : join(root, "trees");
// Where the recordings are not at hand, the hand-formatted files and generated trees carry the test.
const recorded = existsSync(trees)
  ? readdirSync(trees).map((file) =>
      blocksToMarkdown(
        JSON.parse(readFileSync(join(trees, file), "utf8")).blocks.map(upgradeBlock),
      ),
    )
  : [];
const byHand = Object.values(handFormatted);
const texts = [
  ...recorded.filter((text) => text.length > 150),
  ...byHand,
  ...byHand.map((text) => text.replaceAll("\n", "\r\n")),
];

interface Ask {
  readonly text: string;
  readonly kind: TreeEdit["kind"];
  readonly at: number;
  readonly to: number;
}

/** The edit that the numbers stand for; `null` where the tree does not allow it. */
function editOf({ text, kind, at, to }: Ask) {
  const parsed = parseBlocks(text);
  const places = placesIn(parsed.blocks);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return null;
  const { path, block, siblings } = place;
  const above = places.find((one) => one.path.join() === path.slice(0, -1).join())?.block.type;
  const isFixed = above === "table" || above === "column_list" || above === "tab";
  const edit = ((): TreeEdit | null => {
    switch (kind) {
      case "change": {
        const changed = reworded(block, "Changed words");
        return changed === null ? null : { kind, path, block: changed };
      }
      case "insert":
        return isFixed
          ? null
          : { kind, path, block: to % 2 === 0 ? paragraph("New words") : { ...block } };
      case "remove":
        return above === "table" && path.at(-1) === 0 ? null : { kind, path };
      case "move":
        return siblings.length < 2 || above === "table"
          ? null
          : { kind, path, to: to % siblings.length };
    }
  })();
  return edit === null ? null : { parsed, block, edit };
}

/** Lengths of what two texts have in common at their start and their end. */
function common(a: string, b: string): readonly [number, number] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [start, end];
}

const lines = (text: string) =>
  text
    .split(/\r\n|\n|\r/)
    .filter((line) => !/^[\s>]*$/.test(line))
    .sort();

/** Whether nothing but the block's lines (and a blank one beside it) differs. */
function isMinimal(
  text: string,
  result: string,
  found: NonNullable<ReturnType<typeof editOf>>,
): boolean {
  const span = found.parsed.spans.get(found.block) ?? { start: 0, end: 0 };
  const [start, end] = common(text, result);
  switch (found.edit.kind) {
    case "change":
      return start >= span.start && end >= text.length - span.end;
    case "insert":
      return start + end >= text.length - 2;
    case "remove":
      return start + end >= result.length - 2;
    case "move":
      return lines(text).join("\n") === lines(result).join("\n");
  }
}

const ask = fc.record({
  text: fc.constantFrom(...texts),
  kind: fc.constantFrom("change", "insert", "remove", "move"),
  at: fc.nat(),
  to: fc.nat(),
}) as fc.Arbitrary<Ask>;

const numRuns = lawRuns(60);

describe("splice", () => {
  test(
    "changes the lines of the one block that changed",
    () => {
      const count = { all: 0, minimal: 0 };
      fc.assert(
        fc.property(ask, (asked) => {
          const found = editOf(asked);
          if (found === null) return;
          const wanted = edited(found.parsed.blocks, found.edit);
          const result = splice(asked.text, wanted);
          expect(forestKey(parseBlocks(result).blocks)).toBe(forestKey(wanted));
          const minimal = isMinimal(asked.text, result, found);
          if (found.edit.kind === "change") expect(minimal).toBe(true);
          count.all++;
          if (minimal) count.minimal++;
        }),
        { numRuns },
      );
      // Where a list or a reference would fuse with what the edit leaves beside it, its neighbours are printed anew too.
      expect(count.minimal / count.all).toBeGreaterThan(0.9);
    },
    lawTimeoutMs(numRuns),
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
});
