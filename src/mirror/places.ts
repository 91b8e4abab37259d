/**
 * Where the rows of a tree stand: document order with gaps, so that an insertion writes one row.
 *
 * Pure. Rows of the old and the new tree are matched by id, in order; what stays keeps its place.
 */

/** Between neighbours when a tree is first laid out. */
export const gap = 65536;

export interface Placed {
  readonly place: number;
  readonly id: string;
}

export interface Placement {
  /** The place of each new row. */
  readonly places: readonly number[];
  /** For each new row the index of the old row that it continues, -1 for a new one. */
  readonly from: readonly number[];
}

/** Gives every row of `ids` a place; kept rows keep theirs wherever a gap allows it. */
export function placeRows(old: readonly Placed[], ids: readonly string[]): Placement {
  const from = matchInOrder(old, ids);
  const places: number[] = [];
  let lower = 0;
  for (let start = 0; start < ids.length; ) {
    let end = start;
    while (end < ids.length && from[end] === -1) end++;
    const kept = end < ids.length ? old[from[end] ?? -1] : undefined;
    const count = end - start;
    const step = kept === undefined ? gap : Math.floor((kept.place - lower) / (count + 1));
    if (step < 1) return { places: ids.map((_, index) => (index + 1) * gap), from };
    for (let i = 1; i <= count; i++) places.push(lower + i * step);
    lower += count * step;
    if (kept !== undefined) {
      places.push(kept.place);
      lower = kept.place;
    }
    start = end + 1;
  }
  return { places, from };
}

/** The old index of each new id, increasing where it is not -1: as many as can keep their order. */
function matchInOrder(old: readonly Placed[], ids: readonly string[]): number[] {
  const from = new Array<number>(ids.length).fill(-1);
  let head = 0;
  const shorter = Math.min(old.length, ids.length);
  while (head < shorter && old[head]?.id === ids[head]) from[head] = head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail)?.id === ids.at(-1 - tail)) {
    from[ids.length - 1 - tail] = old.length - 1 - tail;
    tail++;
  }
  const waiting = new Map<string, number[]>();
  for (let index = old.length - tail - 1; index >= head; index--) {
    const id = old[index]?.id ?? "";
    const indices = waiting.get(id);
    if (indices === undefined) waiting.set(id, [index]);
    else indices.push(index);
  }
  const candidates: { at: number; old: number }[] = [];
  for (let at = head; at < ids.length - tail; at++) {
    const index = waiting.get(ids[at] ?? "")?.pop();
    if (index !== undefined) candidates.push({ at, old: index });
  }
  for (const { at, old: index } of longestIncreasing(candidates)) from[at] = index;
  return from;
}

/** Patience sorting: O(n log n). */
function longestIncreasing<T extends { readonly old: number }>(items: readonly T[]): T[] {
  const piles: number[] = [];
  const before = new Array<number>(items.length).fill(-1);
  const valueAt = (index: number | undefined) => items[index ?? -1]?.old ?? -1;
  items.forEach((item, index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (valueAt(piles[middle]) < item.old) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (piles[low - 1] ?? -1);
    piles[low] = index;
  });
  const result: T[] = [];
  for (let index = piles.at(-1) ?? -1; index !== -1; index = before[index] ?? -1) {
    const item = items[index];
    if (item !== undefined) result.push(item);
  }
  return result.reverse();
}
