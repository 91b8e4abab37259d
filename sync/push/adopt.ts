/**
 * Which of the blocks under a parent are the ones that an append of ours created.
 *
 * While one of our appends to a parent is unresolved no other is sent (the fence), so under a bot's name
 * every block that was not there before and bears it is ours, also when somebody has edited it since.
 * Under a person's name the content must be equal, or stand between blocks whose content is.
 */
import { blockHash } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { authorsOf, type Self } from "./parts.ts";

export interface Adoption {
  /** What each block that we sent became; `null`: somebody deleted or moved it, or it was never created. */
  readonly blocks: readonly (BlockTree | null)[];
  /** How many of the blocks sent, from the first on, were created. */
  readonly applied: number;
}

export function adopt(
  sent: readonly BlockTree[],
  listed: readonly BlockTree[],
  before: ReadonlySet<string>,
  self: Self,
): Adoption {
  const authors = authorsOf(self);
  const candidates = listed.filter(
    (block) =>
      block.id !== undefined &&
      !before.has(block.id) &&
      (block.created_by === undefined || authors.includes(block.created_by.id)),
  );
  const isOnlyOurs = (block: BlockTree): boolean =>
    self.kind === "bot" && (block.created_by === undefined || block.created_by.id === self.id);
  const pairs = equalPairs(sent.map(blockHash), candidates.map(blockHash));
  const blocks: (BlockTree | null)[] = sent.map(() => null);
  for (const [i, j] of pairs) blocks[i] = candidates[j] ?? null;
  // Between two pairs stand those that were edited since, in order.
  const edges: readonly (readonly [number, number])[] = [
    [-1, -1],
    ...pairs,
    [sent.length, candidates.length],
  ];
  for (let k = 1; k < edges.length; k++) {
    const [fromI, fromJ] = edges[k - 1] as readonly [number, number];
    const [toI, toJ] = edges[k] as readonly [number, number];
    const enclosed = k > 1 && k < edges.length - 1;
    let j = fromJ + 1;
    for (let i = fromI + 1; i < toI; i++) {
      const at = candidates
        .slice(j, toJ)
        .findIndex((block) => block.type === sent[i]?.type && (enclosed || isOnlyOurs(block)));
      if (at < 0) continue;
      blocks[i] = candidates[j + at] ?? null;
      j += at + 1;
    }
  }
  return { blocks, applied: blocks.findLastIndex((block) => block !== null) + 1 };
}

/** Index pairs of a longest common subsequence. Both lists are short: an append takes 100. */
function equalPairs(
  a: readonly string[],
  b: readonly string[],
): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}
