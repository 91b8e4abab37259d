/**
 * Any tree into any other: the plan, executed, gives exactly the wanted tree, and costs no more than it has to.
 *
 * `PAIRS=10000 npx vitest run test/ops/pairs.test.ts` is the long run; a failure names its seed (`PAIR=…`).
 */
import { describe, expect, test } from "vitest";
import { canonicalContent, sameContent } from "../../src/notion/canonical.ts";
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

/** Whether the block, or one below it, is wanted in its place as it was: its id is nobody's to take. */
function holdsUntouched(block: BlockTree, wanted: ReadonlyMap<string, BlockTree>): boolean {
  const now = wanted.get(block.id ?? "");
  if (now === undefined) return false;
  return (
    sameContent(now, block) || childrenOf(block).some((child) => holdsUntouched(child, wanted))
  );
}

/**
 * The rebuild that leaves alone what nobody edited: in every list all else is deleted and appended anew
 * between what stays. Worked out without the planner.
 */
function rebuildAround(before: readonly BlockTree[], wanted: readonly BlockTree[]): number {
  const now = new Map([...walk(wanted)].map((block) => [block.id ?? "", block]));
  const place = new Map(wanted.map((block, i) => [block.id ?? "", i]));
  const stay = longestRising(
    before.filter((block) => place.has(block.id ?? "") && holdsUntouched(block, now)),
    (block) => place.get(block.id ?? "") ?? -1,
  );
  let writes = before.length - stay.length;
  let run: BlockTree[] = [];
  const flush = () => {
    if (run.length > 0) writes += requestsForRun(run);
    run = [];
  };
  for (const block of wanted) {
    const there = stay.find((one) => one.id !== undefined && one.id === block.id);
    if (there === undefined) {
      run.push(asNew(block));
      continue;
    }
    flush();
    if (!sameContent(there, block)) writes++;
    writes += rebuildAround(childrenOf(there), childrenOf(block));
  }
  flush();
  return writes;
}

function longestRising(
  blocks: readonly BlockTree[],
  rank: (block: BlockTree) => number,
): readonly BlockTree[] {
  const best: (readonly BlockTree[])[] = [];
  for (const block of blocks) {
    const before = best.filter((list) => rank(list.at(-1) as BlockTree) < rank(block));
    const longest = before.reduce(
      (a, b) => (b.length > a.length ? b : a),
      [] as readonly BlockTree[],
    );
    best.push([...longest, block]);
  }
  return best.reduce((a, b) => (b.length > a.length ? b : a), []);
}

describe("random pairs", () => {
  test(`${seeds.length} edited pages become what was wanted, for no more than a rebuild of what was edited`, async () => {
    let dearer = 0;
    let total = 0;
    for (const seed of seeds) {
      const random = seededRandom(seed);
      const before = planted(randomBlocks(random, 1 + below(random, 12), 3));
      const wanted = perturb(random, before, 1 + below(random, 6));
      const { writes } = await push(seed, before, wanted);
      const naive = rebuild(before, wanted);
      total += writes;
      // Only the id of a block that nobody edited is worth more than a rebuild.
      if (writes > naive) {
        dearer++;
        expect(writes, `seed ${seed}`).toBeLessThanOrEqual(rebuildAround(before, wanted));
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
