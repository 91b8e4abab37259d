/**
 * Which siblings stay when a list of blocks becomes another: the choice that costs the fewest writes.
 *
 * A block that stays costs nothing, one that does not is created anew (in a run with its new
 * neighbours: one append a hundred) and deleted (one write each). Dropping a block never saves more
 * appends than it costs deletes, so a longest increasing subsequence is optimal; of all those this one
 * also leaves the fewest runs and the fewest blocks to write, and never drops a pinned block while
 * pinned blocks stand in order.
 */
import { limits } from "../../src/notion/limits.ts";

export interface Candidate {
  /** Index among the siblings at Notion; -1 for a block that has to be created in any case. */
  readonly from: number;
  /** 2: pinned, 1: better not (it has comments), 0: free. */
  readonly weight: 0 | 1 | 2;
  /** Requests that creating it takes besides its share of the run's append. */
  readonly extra: number;
  /** Blocks in its subtree. */
  readonly size: number;
  /** Requests that it takes if it stays. Default 0: those are owed in any case. */
  readonly staying?: number;
}

/** Beyond this many the quadratic search gives way to a plain longest increasing subsequence. */
const exactMax = 1_500;

// One number orders costs: pinned blocks lost, then commented ones, then writes, then blocks written.
const perWrite = 2 ** 14;
const perWeight = [0, 2 ** 29, 2 ** 40] as const;

/** Indices of `target` that stay, ascending; their `from` ascends as well. */
export function keep(target: readonly Candidate[]): number[] {
  // What stands alike at both ends stays in any case (an exchange never makes another choice worse).
  let head = 0;
  const quiet = (index: number) => (target[index]?.staying ?? 0) === 0;
  while (head < target.length && target[head]?.from === head && quiet(head)) head++;
  const last = target.reduce((max, candidate) => Math.max(max, candidate.from), -1);
  let tail = 0;
  while (
    target.length - 1 - tail >= head &&
    target[target.length - 1 - tail]?.from === last - tail &&
    last - tail >= head &&
    quiet(target.length - 1 - tail)
  )
    tail++;
  const middle: number[] = [];
  for (let i = head; i < target.length - tail; i++) {
    if ((target[i]?.from ?? -1) >= 0) middle.push(i);
  }
  const chosen =
    middle.length > exactMax
      ? longest(target, middle)
      : cheapest(target, middle, head - 1, target.length - tail);
  const result: number[] = [];
  for (let i = 0; i < head; i++) result.push(i);
  result.push(...chosen);
  for (let i = target.length - tail; i < target.length; i++) result.push(i);
  return result;
}

const at = (target: readonly Candidate[], index: number): Candidate => {
  const candidate = target[index];
  if (candidate === undefined) throw new RangeError(`no sibling ${index}`);
  return candidate;
};

/** Dynamic programme over "the last one that stays is i". */
function cheapest(
  target: readonly Candidate[],
  middle: readonly number[],
  start: number,
  end: number,
): number[] {
  // Cost of dropping everything up to an index, without the appends of the runs.
  const dropped = [0];
  for (let i = start + 1; i < end; i++) {
    const candidate = at(target, i);
    const cost =
      (candidate.extra + (candidate.from >= 0 ? 1 : 0)) * perWrite +
      Math.min(candidate.size, 64) +
      (candidate.from >= 0 ? perWeight[candidate.weight] : 0);
    dropped.push((dropped.at(-1) ?? 0) + cost);
  }
  const between = (a: number, b: number) => {
    const count = b - a - 1;
    const runs = count === 0 ? 0 : Math.ceil(count / limits.arrayMax);
    return runs * perWrite + (dropped[b - 1 - start] ?? 0) - (dropped[a - start] ?? 0);
  };
  const cost: number[] = [];
  const before: number[] = [];
  let best = between(start, end);
  let bestAt = -1;
  for (let k = 0; k < middle.length; k++) {
    const i = middle[k] ?? 0;
    const from = at(target, i).from;
    let least = between(start, i);
    let link = -1;
    for (let m = k - 1; m >= 0; m--) {
      const j = middle[m] ?? 0;
      if (at(target, j).from >= from) continue;
      const total = (cost[m] ?? 0) + between(j, i);
      if (total < least) {
        least = total;
        link = m;
      }
    }
    least += (at(target, i).staying ?? 0) * perWrite;
    cost.push(least);
    before.push(link);
    const total = least + between(i, end);
    if (total < best || (total === best && bestAt === -1)) {
      best = total;
      bestAt = k;
    }
  }
  const result: number[] = [];
  for (let k = bestAt; k >= 0; k = before[k] ?? -1) result.push(middle[k] ?? 0);
  return result.reverse();
}

/** Patience sorting, after placing the pinned ones first so that none of them is dropped. */
function longest(target: readonly Candidate[], middle: readonly number[]): number[] {
  const pinned = increasing(
    target,
    middle.filter((i) => at(target, i).weight === 2),
  );
  const free = middle.filter((i) => {
    const { from, weight } = at(target, i);
    if (weight === 2) return pinned.includes(i);
    return pinned.every((p) => p < i === at(target, p).from < from);
  });
  return increasing(target, free);
}

function increasing(target: readonly Candidate[], indices: readonly number[]): number[] {
  const tails: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const i of indices) {
    const from = at(target, i).from;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (at(target, tails[mid] ?? 0).from < from) low = mid + 1;
      else high = mid;
    }
    before.set(i, tails[low - 1]);
    tails[low] = i;
  }
  const result: number[] = [];
  for (let i = tails.at(-1); i !== undefined; i = before.get(i)) result.push(i);
  return result.reverse();
}
