/**
 * Single edits of a block tree: one block changed, inserted, removed or moved, anywhere in it.
 */
import {
  type BlockTree,
  childrenOf,
  contentOf,
  withChildren,
  withContent,
} from "../../src/notion/tree.ts";

/** Positions from the root down. */
export type Path = readonly number[];

export type TreeEdit =
  | { readonly kind: "change"; readonly path: Path; readonly block: BlockTree }
  | { readonly kind: "insert"; readonly path: Path; readonly block: BlockTree }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "move"; readonly path: Path; readonly to: number };

export function edited(blocks: readonly BlockTree[], edit: TreeEdit): readonly BlockTree[] {
  return within(blocks, edit.path.slice(0, -1), (list) => {
    const at = edit.path.at(-1) ?? 0;
    const result = [...list];
    switch (edit.kind) {
      case "change":
        result[at] = edit.block;
        break;
      case "insert":
        result.splice(at, 0, edit.block);
        break;
      case "remove":
        result.splice(at, 1);
        break;
      case "move":
        result.splice(edit.to, 0, ...result.splice(at, 1));
        break;
    }
    return result;
  });
}

function within(
  blocks: readonly BlockTree[],
  path: Path,
  change: (list: readonly BlockTree[]) => readonly BlockTree[],
): readonly BlockTree[] {
  const [first, ...rest] = path;
  if (first === undefined) return change(blocks);
  return blocks.map((block, i) =>
    i === first ? withChildren(block, within(childrenOf(block), rest, change)) : block,
  );
}

/** Every place in the forest, with the block that stands there and its siblings. */
export function placesIn(
  blocks: readonly BlockTree[],
  above: Path = [],
): readonly {
  readonly path: Path;
  readonly block: BlockTree;
  readonly siblings: readonly BlockTree[];
}[] {
  return blocks.flatMap((block, i) => {
    const path = [...above, i];
    return [{ path, block, siblings: blocks }, ...placesIn(childrenOf(block), path)];
  });
}

const run = (content: string) => ({ type: "text", text: { content, link: null } });

/** The block with other words: its text, its caption, its source, whatever it has. */
export function reworded(block: BlockTree, words: string): BlockTree | null {
  const content = contentOf(block);
  if (Array.isArray(content["rich_text"]))
    return withContent(block, { ...content, rich_text: [run(words)] });
  if (Array.isArray(content["cells"]))
    return withContent(block, {
      cells: content["cells"].map((cell, i) => (i === 0 ? [run(words)] : cell)),
    });
  if (Array.isArray(content["caption"]))
    return withContent(block, { ...content, caption: [run(words)] });
  if (typeof content["expression"] === "string") return withContent(block, { expression: words });
  return null;
}

export const paragraph = (words: string): BlockTree =>
  ({
    type: "paragraph",
    paragraph: { rich_text: [run(words)], color: "default" },
  }) as unknown as BlockTree;
