/**
 * Random single edits of a text: a kind and numbers that say where, read as places in the blocks of the text.
 */
import fc from "fast-check";
import type { ConvertOptions } from "../../converters/context.ts";
import { parseBlocks } from "../../converters/index.ts";
import { paragraph, placesIn, reworded, type TreeEdit } from "./tree-edits.ts";

export interface Ask {
  readonly text: string;
  readonly kind: TreeEdit["kind"];
  readonly at: number;
  readonly to: number;
}

export const asks = (text: fc.Arbitrary<string>): fc.Arbitrary<Ask> =>
  fc.record({
    text,
    kind: fc.constantFrom("change", "insert", "remove", "move"),
    at: fc.nat(),
    to: fc.nat(),
  });

/** The edit that the numbers stand for; `null` where the tree does not allow it. */
export function editOf({ text, kind, at, to }: Ask, options: ConvertOptions = {}) {
  const parsed = parseBlocks(text, options);
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
