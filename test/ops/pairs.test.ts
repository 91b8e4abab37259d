/**
 * Any tree into any other: the plan, executed, gives exactly the wanted tree, and costs no more than it has to.
 *
 * `PAIRS=10000 npx vitest run test/ops/pairs.test.ts` is the long run; a failure names its seed (`PAIR=…`).
 */
import { describe, expect, test } from "vitest";
import { canonicalContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, walk } from "../../src/notion/tree.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { requestsForRun } from "../../sync/plan/layout.ts";
import { planPage } from "../../sync/plan/plan.ts";
import { asNew } from "../../sync/plan/trees.ts";
import { execute } from "../../sync/push/execute.ts";
import { settledBlocks } from "../../sync/push/settled.ts";
import { createBench, pageId, planted } from "../support/bench.ts";
import { below, perturb, randomBlocks } from "../support/random-trees.ts";

const pairs = Number(process.env["PAIRS"] ?? 60);
const only = process.env["PAIR"];
const seeds = only === undefined ? Array.from({ length: pairs }, (_, i) => i + 1) : [Number(only)];

/** Deleting every top-level block and appending the wanted ones: what simpler tools do. */
const rebuild = (before: readonly BlockTree[], wanted: readonly BlockTree[]): number =>
  before.length + requestsForRun(wanted.map(asNew));

async function push(seed: number, before: readonly BlockTree[], wanted: readonly BlockTree[]) {
  const bench = createBench(before, { seed });
  const remote = await bench.read();
  const version = { page: await bench.page(), blocks: remote };
  const plan = planPage({
    page: pageId,
    base: version,
    local: { update: {}, blocks: wanted },
    remote: version,
    policy: "hold",
  });
  const outcome = await bench.clock.run(execute(plan.operations, bench.parts));
  expect(outcome.status, `seed ${seed}`).toBe("done");
  const after = await bench.read();
  expect(forms(after), `seed ${seed}`).toEqual(forms(wanted));
  expect(forms(settledBlocks(plan.merged.blocks, outcome)), `seed ${seed}`).toEqual(forms(after));
  return { bench, after, writes: bench.writes().length, reads: bench.reads().length };
}

/** What blocks say, for failures that can be read. */
const forms = (blocks: readonly BlockTree[]): unknown =>
  blocks.map((block) => [block.type, canonicalContent(block), forms(childrenOf(block))]);

/** Blocks that bear the same id and say something else: each takes an update if it is to keep its id. */
function editedInPlace(before: readonly BlockTree[], wanted: readonly BlockTree[]): number {
  const old = new Map([...walk(before)].map((block) => [block.id, block]));
  return [...walk(wanted)].filter((block) => {
    const was = block.id === undefined ? undefined : old.get(block.id);
    return was !== undefined && was !== block;
  }).length;
}

describe("random pairs", () => {
  test(`${seeds.length} edited pages become what was wanted`, async () => {
    let dearer = 0;
    let total = 0;
    for (const seed of seeds) {
      const random = seededRandom(seed);
      const before = planted(randomBlocks(random, 1 + below(random, 12), 3));
      const wanted = perturb(random, before, 1 + below(random, 6));
      const { writes } = await push(seed, before, wanted);
      const naive = rebuild(before, wanted);
      total += writes;
      if (writes > naive) {
        dearer++;
        expect(writes, `seed ${seed}`).toBeLessThanOrEqual(naive + editedInPlace(before, wanted));
      }
    }
    console.error(`pairs: ${seeds.length}, writes ${total}, dearer than a rebuild ${dearer}`);
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
