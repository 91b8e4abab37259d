/**
 * Both versions of what is contested, one behind the other: what the answer "both" makes of a file.
 */
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { Page, PropertyValueRequest } from "../../src/notion/types.ts";
import type { Conflict } from "../plan/plan.ts";
import { propertyOf } from "../plan/properties.ts";
import { runsRequest } from "../plan/rich-text.ts";
import type { LocalPage } from "../plan/trees.ts";

/**
 * The file's blocks with each contested one doubled: as Notion has it, under its id, and behind it as the
 * file has it, as a new block.
 */
export function doubled(
  blocks: readonly BlockTree[],
  conflicts: readonly Conflict[],
): readonly BlockTree[] {
  const remote = new Map(
    conflicts.flatMap(({ key, block }) => (block === undefined ? [] : [[key, block.remote]])),
  );
  const visit = (siblings: readonly BlockTree[]): readonly BlockTree[] =>
    siblings.flatMap((block) => {
      const children = childrenOf(block);
      const own = children.length === 0 ? block : withChildren(block, visit(children));
      const theirs = block.id === undefined ? undefined : remote.get(block.id);
      if (theirs === undefined) return [own];
      const { id: _, ...copy } = own;
      const kept = children.length === 0 ? theirs : withChildren(theirs, childrenOf(own));
      return [kept, withoutChildren(copy as BlockTree)];
    });
  return visit(blocks);
}

/** Texts of properties in the same way, on one line; of other values the file's stays. */
export function withBothTexts(
  update: LocalPage["update"],
  remote: Page,
  conflicts: readonly Conflict[],
): LocalPage["update"] {
  const properties = { ...update.properties };
  for (const { key } of conflicts) {
    const ours = properties[key];
    const theirs = propertyOf(remote, key);
    if (ours === undefined || !("rich_text" in ours) || theirs?.type !== "rich_text") continue;
    const space = { type: "text", text: { content: " " } } as const;
    const runs = [...runsRequest(theirs.rich_text).runs, space, ...(ours.rich_text ?? [])];
    properties[key] = { rich_text: runs } as PropertyValueRequest;
  }
  return update.properties === undefined ? update : { ...update, properties };
}

function withoutChildren(block: BlockTree): BlockTree {
  const { children: _, ...own } = block;
  return own as BlockTree;
}
