/**
 * Puts pinned blocks back where Notion has them when a wanted tree moved, retyped or lost them.
 *
 * The rest of the wanted tree stays as it is; each block put back is reported.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { keep } from "./order.ts";
import { isIndelible } from "./pinned.ts";
import { ownChildren, type PlanNote, placesOf, rejoin } from "./trees.ts";

/** Every pinned block that is left in the result has its parent, its type and its id again. */
export function putBack(
  remote: readonly BlockTree[],
  wanted: readonly BlockTree[],
  page: string,
  pinned: ReadonlySet<string>,
  deleteOpaque: boolean,
): { readonly blocks: readonly BlockTree[]; readonly notes: readonly PlanNote[] } {
  const notes: PlanNote[] = [];
  if (pinned.size === 0) return { blocks: wanted, notes };
  const theirs = placesOf(page, remote);
  const ours = placesOf(page, wanted);

  /** What stands in the wanted tree in place of a pinned block that has to come back, by its id. */
  const back = new Map<string, BlockTree>();
  const mustExist = (block: BlockTree): boolean =>
    isIndelible(block, deleteOpaque) ||
    ownChildren(block).some((child) => pinned.has(child.id ?? "") && mustExist(child)) ||
    (block.id !== undefined && ours.has(block.id) && pinned.has(block.id));
  for (const [id, { block, parent }] of theirs) {
    if (!pinned.has(id)) continue;
    const place = ours.get(id);
    if (place === undefined) {
      if (!mustExist(block)) continue;
      back.set(id, rejoin(block, []));
      notes.push(note("kept", block, "can't be deleted by taking its line out: it was put back"));
    } else if (place.parent !== parent) {
      back.set(id, place.block);
      notes.push(note("put_back", block, "can't be moved: it was put back where it was"));
    } else if (place.block.type !== block.type) {
      back.set(id, rejoin(block, ownChildren(place.block)));
      notes.push(note("put_back", block, "can't become another type: it was put back as it was"));
    }
  }
  if (back.size === 0) return { blocks: wanted, notes };

  // A container that comes back brings what stood in it, but for blocks that the wanted tree holds elsewhere.
  const restored = (id: string): readonly BlockTree[] => {
    const place = theirs.get(id);
    if (place === undefined) return [];
    return ownChildren(place.block)
      .filter((child) => child.id === undefined || (!ours.has(child.id) && !back.has(child.id)))
      .map((child) => rejoin(child, child.id === undefined ? [] : restored(child.id)));
  };
  const rebuild = (list: readonly BlockTree[], parent: string): readonly BlockTree[] => {
    const stay = list.filter((block) => block.id === undefined || !back.has(block.id));
    const result = stay.map((block) => rejoin(block, rebuild(ownChildren(block), block.id ?? "")));
    const siblings =
      parent === page
        ? remote
        : parent === ""
          ? []
          : ownChildren(theirs.get(parent)?.block ?? none);
    for (const [i, sibling] of siblings.entries()) {
      const block = sibling.id === undefined ? undefined : back.get(sibling.id);
      if (block === undefined || sibling.id === undefined) continue;
      const children = ours.has(sibling.id) ? ownChildren(block) : restored(sibling.id);
      insertAfter(result, siblings.slice(0, i), rejoin(block, rebuild(children, sibling.id)));
    }
    return result;
  };
  return { blocks: rebuild(wanted, page), notes };
}

const none = { type: "divider", divider: {} } as BlockTree;

/** After the nearest of `before` that the list holds; first when it holds none. */
function insertAfter(list: BlockTree[], before: readonly BlockTree[], block: BlockTree): void {
  for (let i = before.length - 1; i >= 0; i--) {
    const at = list.findIndex(
      (sibling) => sibling.id !== undefined && sibling.id === before[i]?.id,
    );
    if (at >= 0) {
      list.splice(at + 1, 0, block);
      return;
    }
  }
  list.unshift(block);
}

/** The wanted list with pinned siblings in Notion's order: those out of order go back behind their old neighbour. */
export function putInOrder(
  work: { readonly pinned: ReadonlySet<string>; readonly notes: PlanNote[] },
  remote: readonly BlockTree[],
  wanted: readonly BlockTree[],
  stays: (block: BlockTree) => number,
): readonly BlockTree[] {
  const fixed = wanted.filter((block) => block.id !== undefined && work.pinned.has(block.id));
  const kept = keep(fixed.map((block) => ({ from: stays(block), weight: 0, extra: 0, size: 1 })));
  if (kept.length === fixed.length) return wanted;
  const astray = new Set(fixed.filter((_, i) => !kept.includes(i)));
  const result = wanted.filter((block) => !astray.has(block));
  for (const block of [...astray].sort((a, b) => stays(a) - stays(b))) {
    work.notes.push(note("put_back", block, "can't be moved: it was put back where it was"));
    insertAfter(result, remote.slice(0, stays(block)), block);
  }
  return result;
}

const note = (code: string, block: BlockTree, what: string): PlanNote => ({
  kind: "refused",
  code,
  message: `The block of type ${block.type} ${what}.`,
  block,
});
