/**
 * Any tree into any other: the plan, executed, gives exactly the wanted tree, and costs no more than it has to.
 *
 * `PAIRS=10000 npx vitest run test/ops/pairs.test.ts` is the long run; a failure names its seed (`PAIR=…`).
 */
import { describe, expect, test } from "vitest";
import type { BlockTree } from "../../src/notion/tree.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { settledBlocks } from "../../sync/push/settled.ts";
import { createBench, planted } from "../support/bench.ts";
import { forms, plannedPush } from "../support/planned-push.ts";
import { below, perturb, randomBlocks } from "../support/random-trees.ts";
import { firstSeed } from "../support/seed.ts";
import { leastKeeping, rebuild } from "./least.ts";

const pairs = Number(process.env["PAIRS"] ?? 60);
const only = process.env["PAIR"];
const seeds =
  only === undefined ? Array.from({ length: pairs }, (_, i) => firstSeed + i) : [Number(only)];

async function push(seed: number, before: readonly BlockTree[], wanted: readonly BlockTree[]) {
  const bench = createBench(before, { seed });
  const remote = await bench.read();
  const { plan, outcome } = await plannedPush(bench, remote, wanted);
  expect(outcome.status, `seed ${seed}`).toBe("done");
  const after = await bench.read();
  expect(forms(after), `seed ${seed}`).toEqual(forms(wanted));
  expect(forms(settledBlocks(plan.merged.blocks, outcome)), `seed ${seed}`).toEqual(forms(after));
  return { bench, after, writes: bench.writes().length, reads: bench.reads().length };
}

describe("random pairs", () => {
  test(`${seeds.length} edited pages become what was wanted, for no more than a rebuild unless that took what nobody edited`, async () => {
    const dearer: number[] = [];
    let total = 0;
    for (const seed of seeds) {
      const random = seededRandom(seed);
      const before = planted(randomBlocks(random, 1 + below(random, 12), 3));
      const wanted = perturb(random, before, 1 + below(random, 6));
      const { writes } = await push(seed, before, wanted);
      total += writes;
      if (writes <= rebuild(before, wanted)) continue;
      dearer.push(seed);
      // No choice of blocks that leaves alone what nobody edited takes fewer.
      expect(writes, `seed ${seed}`).toBe(leastKeeping(before, wanted));
    }
    console.error(
      `pairs: ${seeds.length}, writes ${total}, dearer than a rebuild ${dearer.length}`,
    );
    // 66 of the first 10,000.
    expect(dearer.length, dearer.join()).toBeLessThanOrEqual(Math.ceil(seeds.length * 0.01));
  }, 3_600_000);

  test(`${seeds.length} unrelated pages become what was wanted, for no more than a rebuild`, async () => {
    for (const seed of seeds) {
      const random = seededRandom(seed + 1_000_000);
      const before = planted(randomBlocks(random, below(random, 8), 3));
      const wanted = randomBlocks(random, below(random, 8), 4);
      const { writes } = await push(seed, before, wanted);
      expect(writes, `seed ${seed}`).toBeLessThanOrEqual(rebuild(before, wanted));
    }
  }, 3_600_000);
});
