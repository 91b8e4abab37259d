/**
 * The fewest writes that turn one page into another and leave alone what nobody edited: every choice of blocks
 * that stay is tried, in every list. For pages of a dozen blocks a list.
 *
 * What a run of new blocks takes is the planner's own figure (`requestsForRun`); which blocks stay is not.
 */
import { sameContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, walk } from "../../src/notion/tree.ts";
import { requestsForRun } from "../../sync/plan/layout.ts";
import { asNew } from "../../sync/plan/trees.ts";

type Blocks = readonly BlockTree[];

/** Deleting every top-level block and appending the wanted ones: what simpler tools do. */
export const rebuild = (before: Blocks, wanted: Blocks): number =>
  before.length + requestsForRun(wanted.map(asNew));

export function leastKeeping(before: Blocks, wanted: Blocks): number {
  const now = new Map([...walk(wanted)].map((block) => [block.id ?? "", block]));
  return leastInList(before, wanted, (block) => isUntouched(block, now));
}

/**
 * Whether the block, or one below it, is wanted as it was: its id is nobody's to take. Columns have nothing of
 * their own that could be missed.
 */
function isUntouched(block: BlockTree, now: ReadonlyMap<string, BlockTree>): boolean {
  const kept = now.get(block.id ?? "");
  if (kept === undefined) return false;
  const isLayout = block.type === "column_list" || block.type === "column";
  return (
    (!isLayout && sameContent(kept, block)) ||
    childrenOf(block).some((child) => isUntouched(child, now))
  );
}

function leastInList(
  before: Blocks,
  wanted: Blocks,
  untouched: (block: BlockTree) => boolean,
): number {
  const place = new Map(wanted.map((block, i) => [block.id ?? "", i]));
  const at = (block: BlockTree): number => place.get(block.id ?? "") ?? -1;
  const common = before.filter((block) => at(block) >= 0);
  const staying = new Map(
    common.map((block) => {
      const then = wanted[at(block)] as BlockTree;
      const own = sameContent(block, then) ? 0 : 1;
      return [block, own + leastInList(childrenOf(block), childrenOf(then), untouched)] as const;
    }),
  );
  const protectedOnes = common.filter(untouched);
  /** Of two that changed places one goes; nothing else untouched does. */
  const isAllowed = (stay: Blocks): boolean =>
    protectedOnes.every(
      (block) =>
        stay.includes(block) ||
        stay.some(
          (other) => common.indexOf(block) < common.indexOf(other) !== at(block) < at(other),
        ),
    );
  let least = Number.POSITIVE_INFINITY;
  const choose = (i: number, stay: Blocks): void => {
    const block = common[i];
    if (block === undefined) {
      if (!isAllowed(stay)) return;
      const owed = stay.reduce((sum, one) => sum + (staying.get(one) ?? 0), 0);
      const writes = before.length - stay.length + appends(wanted, stay) + owed;
      least = Math.min(least, writes);
      return;
    }
    choose(i + 1, stay);
    const last = stay.at(-1);
    if (last === undefined || at(last) < at(block)) choose(i + 1, [...stay, block]);
  };
  choose(0, []);
  return least;
}

/** Requests for the runs of new blocks between those that stay. */
function appends(wanted: Blocks, stay: Blocks): number {
  const ids = new Set(stay.map(({ id }) => id));
  let requests = 0;
  let run: BlockTree[] = [];
  const flush = () => {
    if (run.length > 0) requests += requestsForRun(run);
    run = [];
  };
  for (const block of wanted) {
    if (block.id !== undefined && ids.has(block.id)) flush();
    else run.push(asNew(block));
  }
  flush();
  return requests;
}
