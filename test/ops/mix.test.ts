/**
 * What an edit costs, on the mix that people make: 60 % text, 20 % insertions, 10 % deletions, 10 % moves, on
 * pages of 20 to 300 blocks.
 *
 * `MIX=1000 npx vitest run test/ops/mix.test.ts` is the long run.
 */
import { expect, test } from "vitest";
import { canonicalContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, countBlocks } from "../../src/notion/tree.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { planPage } from "../../sync/plan/plan.ts";
import { execute } from "../../sync/push/execute.ts";
import { settledBlocks } from "../../sync/push/settled.ts";
import { createBench, pageId, planted } from "../support/bench.ts";
import { below, mixedKind, randomBlocks, randomEdit } from "../support/random-trees.ts";

const edits = Number(process.env["MIX"] ?? 25);

type Blocks = readonly BlockTree[];

function pageOfSize(random: ReturnType<typeof seededRandom>): Blocks {
  const size = 20 + below(random, 281);
  const blocks: BlockTree[] = [];
  while (countBlocks(blocks) < size) blocks.push(...randomBlocks(random, 1, 3));
  return blocks;
}

const forms = (blocks: Blocks): unknown =>
  blocks.map((block) => [block.type, canonicalContent(block), forms(childrenOf(block))]);

test(`${edits} edits take fewer than 2 writes on average, and never more than 4 requests but for re-reading`, async () => {
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
      bench.notion.clearRequests();
      const version = { page: await bench.page(), blocks: remote };
      bench.notion.clearRequests();
      const plan = planPage({
        page: pageId,
        base: version,
        local: { update: {}, blocks: wanted },
        remote: version,
        policy: "hold",
      });
      const outcome = await bench.clock.run(execute(plan.operations, bench.parts));
      expect(outcome.status).toBe("done");
      const after = await bench.read();
      expect(forms(after)).toEqual(forms(wanted));
      expect(forms(settledBlocks(plan.merged.blocks, outcome))).toEqual(forms(after));
      done++;
      writes += bench.writes().length;
      reads += bench.reads().length;
      // A subtree that goes to the trash is read whole first: that is the one reading of the tree.
      const trashes = plan.operations.some(({ kind }) => kind === "trash-block");
      const requests = bench.writes().length + (trashes ? 0 : bench.reads().length);
      most = Math.max(most, requests);
      remote = after;
    }
  }
  console.error(
    `mix: ${done} edits, ${(writes / done).toFixed(2)} writes and ${(reads / done).toFixed(2)} reads each, at most ${most}`,
  );
  expect(writes / done).toBeLessThan(2);
  expect(most).toBeLessThanOrEqual(4);
}, 3_600_000);
