/**
 * What an edit costs, on the mix that people make: 60 % text, 20 % insertions, 10 % deletions, 10 % moves, on
 * pages of 20 to 300 blocks.
 *
 * `MIX=1000 npx vitest run test/ops/mix.test.ts` is the long run.
 */
import { expect, test } from "vitest";
import { type BlockTree, countBlocks, walk } from "../../src/notion/tree.ts";
import { seededRandom } from "../../src/platform/random.ts";
import type { Operation } from "../../sync/plan/operations.ts";
import { settledBlocks } from "../../sync/push/settled.ts";
import { createBench, planted } from "../support/bench.ts";
import { listsBelow, listsOf } from "../support/lists.ts";
import { forms, plannedPush } from "../support/planned-push.ts";
import { below, mixedKind, randomBlocks, randomEdit } from "../support/random-trees.ts";

const edits = Number(process.env["MIX"] ?? 25);

type Blocks = readonly BlockTree[];

function pageOfSize(random: ReturnType<typeof seededRandom>): Blocks {
  const size = 20 + below(random, 281);
  const blocks: BlockTree[] = [];
  while (countBlocks(blocks) < size) blocks.push(...randomBlocks(random, 1, 3));
  return blocks;
}

/** Lists below blocks that go or are made. */
const listsFor = (operations: readonly Operation[], remote: Blocks): number =>
  operations.reduce((sum, operation) => {
    if (operation.kind === "append-blocks") return sum + listsBelow(operation.children);
    if (operation.kind !== "trash-block") return sum;
    const block = [...walk(remote)].find(({ id }) => id === operation.block);
    return sum + (block === undefined ? 0 : listsBelow([block]));
  }, 0);

test(`${edits} edits take fewer than 2 writes on average, and never more than 4 requests but for lists below what goes and comes`, async () => {
  let writes = 0;
  let reads = 0;
  let most = 0;
  let done = 0;
  for (let seed = 1; done < edits; seed++) {
    const random = seededRandom(seed);
    const bench = createBench(planted(pageOfSize(random)), { seed });
    let remote = await bench.read();
    for (let i = 0; i < 10 && done < edits; i++) {
      const wanted = randomEdit(random, remote, mixedKind(random));
      if (wanted === remote) continue;
      const { plan, outcome } = await plannedPush(bench, remote, wanted);
      expect(outcome.status).toBe("done");
      const after = await bench.read();
      expect(forms(after)).toEqual(forms(wanted));
      expect(forms(settledBlocks(plan.merged.blocks, outcome))).toEqual(forms(after));
      done++;
      writes += bench.writes().length;
      reads += bench.reads().length;
      const requests = bench.writes().length + bench.reads().length;
      // What is below a block is read before it goes to the trash, and when it was made: no more than the page has.
      expect(requests).toBeLessThanOrEqual(4 + 1 + Math.max(listsOf(remote), listsOf(after)));
      most = Math.max(most, requests - listsFor(plan.operations, remote));
      remote = after;
    }
  }
  console.error(
    `mix: ${done} edits, ${(writes / done).toFixed(2)} writes and ${(reads / done).toFixed(2)} reads each, at most ${most}`,
  );
  expect(writes / done).toBeLessThan(2);
  expect(most).toBeLessThanOrEqual(4);
}, 3_600_000);
