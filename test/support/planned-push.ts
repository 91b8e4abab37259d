/**
 * What a push does to one page, without a vault: planned from what Notion has, executed, and read again.
 */
import { canonicalContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import { planPage } from "../../sync/plan/plan.ts";
import { execute } from "../../sync/push/execute.ts";
import { type Bench, pageId } from "./bench.ts";

/** Both sides agree on `remote`, and the file was edited to say `wanted`. Only requests of the push are left. */
export async function plannedPush(
  bench: Bench,
  remote: readonly BlockTree[],
  wanted: readonly BlockTree[],
) {
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
  return { plan, outcome };
}

/** What blocks say, for failures that can be read. */
export const forms = (blocks: readonly BlockTree[]): unknown =>
  blocks.map((block) => [block.type, canonicalContent(block), forms(childrenOf(block))]);
