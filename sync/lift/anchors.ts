/**
 * The longest common subsequence of two lists of numbers, near enough and in near linear time.
 *
 * What stands once on both sides anchors the rest (as in a patience diff); between two anchors, and where
 * everything repeats (empty paragraphs, dividers), an exact table is used while it stays small.
 */

export type Anchor = readonly [a: number, b: number];

/** Cells of the exact table at most. */
const tableMax = 250_000;

/** Pairs of positions with equal numbers, rising on both sides. */
export function anchors(a: readonly number[], b: readonly number[]): readonly Anchor[] {
  const found: Anchor[] = [];
  align(a, b, 0, a.length, 0, b.length, found);
  return found;
}

function align(
  a: readonly number[],
  b: readonly number[],
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
  found: Anchor[],
): void {
  let i = aStart;
  let j = bStart;
  let m = aEnd;
  let n = bEnd;
  while (i < m && j < n && a[i] === b[j]) found.push([i++, j++]);
  const tail: Anchor[] = [];
  while (i < m && j < n && a[m - 1] === b[n - 1]) tail.push([--m, --n]);
  if (i < m && j < n) {
    const unique = risingPairs(uniquePairs(a, b, i, m, j, n));
    if (unique.length > 0) {
      let [x, y] = [i, j];
      for (const pair of unique) {
        align(a, b, x, pair[0], y, pair[1], found);
        found.push(pair);
        [x, y] = [pair[0] + 1, pair[1] + 1];
      }
      align(a, b, x, m, y, n, found);
    } else if ((m - i) * (n - j) <= tableMax) table(a, b, i, m, j, n, found);
    else greedy(a, b, i, m, j, n, found);
  }
  found.push(...tail.reverse());
}

/** Positions of the numbers that stand once in both ranges, by position in `a`. */
function uniquePairs(
  a: readonly number[],
  b: readonly number[],
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
): Anchor[] {
  const onceIn = (list: readonly number[], start: number, end: number) => {
    const at = new Map<number, number>();
    for (let i = start; i < end; i++) {
      const number = list[i] ?? -1;
      at.set(number, at.has(number) ? -1 : i);
    }
    return at;
  };
  const inB = onceIn(b, bStart, bEnd);
  const pairs: Anchor[] = [];
  for (const [number, i] of onceIn(a, aStart, aEnd)) {
    const j = inB.get(number);
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j]);
  }
  return pairs.sort((x, y) => x[0] - y[0]);
}

/** The longest run of pairs (rising in `a`) that also rises in `b`. */
export function risingPairs(pairs: readonly Anchor[]): readonly Anchor[] {
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < pair[1]) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = index;
  }
  const result: Anchor[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) result.push(pair);
  }
  return result.reverse();
}

/** The textbook table. */
function table(
  a: readonly number[],
  b: readonly number[],
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
  found: Anchor[],
): void {
  const width = bEnd - bStart + 1;
  const lengths = new Uint32Array((aEnd - aStart + 1) * width);
  const at = (i: number, j: number) => lengths[(i - aStart) * width + (j - bStart)] ?? 0;
  for (let i = aEnd - 1; i >= aStart; i--)
    for (let j = bEnd - 1; j >= bStart; j--)
      lengths[(i - aStart) * width + (j - bStart)] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  let [i, j] = [aStart, bStart];
  while (i < aEnd && j < bEnd) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
}

/** In order, each with the next equal one: for long lists in which everything repeats. */
function greedy(
  a: readonly number[],
  b: readonly number[],
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
  found: Anchor[],
): void {
  const places = new Map<number, number[]>();
  for (let j = bEnd - 1; j >= bStart; j--) {
    const number = b[j] ?? -1;
    const list = places.get(number);
    if (list === undefined) places.set(number, [j]);
    else list.push(j);
  }
  let next = bStart;
  for (let i = aStart; i < aEnd; i++) {
    const list = places.get(a[i] ?? -1);
    while (list !== undefined && list.length > 0 && (list.at(-1) ?? 0) < next) list.pop();
    const j = list?.pop();
    // Skipping far ahead would leave everything in between without a partner.
    if (j === undefined || j - next > 64) {
      if (j !== undefined) list?.push(j);
      continue;
    }
    found.push([i, j]);
    next = j + 1;
  }
}
