/**
 * Where two lists of siblings differ.
 */
import { diffIndices } from "node-diff3";

/** A run of siblings that differs: positions and lengths on both sides. */
export interface Hunk {
  readonly from: number;
  readonly size: number;
  readonly wantedFrom: number;
  readonly wantedSize: number;
}

export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  while (
    tail < before.length - start &&
    tail < after.length - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const a = before.slice(start, before.length - tail);
  const b = after.slice(start, after.length - tail);
  return diffIndices(a, b).map(({ buffer1, buffer2 }) => ({
    from: start + buffer1[0],
    size: buffer1[1],
    wantedFrom: start + buffer2[0],
    wantedSize: buffer2[1],
  }));
}

/** With so many siblings more on each side, as far as there are some. */
export function widened(
  hunk: Hunk,
  before: number,
  after: number,
  reachBefore: number,
  reachAfter: number,
): Hunk {
  const less = Math.min(reachBefore, hunk.from, hunk.wantedFrom);
  const end = hunk.from + hunk.size;
  const wantedEnd = hunk.wantedFrom + hunk.wantedSize;
  const more = Math.min(reachAfter, before - end, after - wantedEnd);
  return {
    from: hunk.from - less,
    size: hunk.size + less + more,
    wantedFrom: hunk.wantedFrom - less,
    wantedSize: hunk.wantedSize + less + more,
  };
}

/** Hunks that touch since they were widened are one. */
export function merged(hunks: readonly Hunk[]): Hunk[] {
  const result: Hunk[] = [];
  for (const hunk of hunks) {
    const last = result.at(-1);
    if (last === undefined || last.from + last.size < hunk.from || hunk.size === 0)
      result.push(hunk);
    else
      result[result.length - 1] = {
        from: last.from,
        wantedFrom: last.wantedFrom,
        size: Math.max(last.size, hunk.from + hunk.size - last.from),
        wantedSize: Math.max(last.wantedSize, hunk.wantedFrom + hunk.wantedSize - last.wantedFrom),
      };
  }
  return result;
}
