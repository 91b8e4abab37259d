/**
 * Two trees → the fewest writes that turn the one at Notion into the other.
 *
 * Blocks are the same when they bear the same id. One that stays in its list keeps its id and gets at
 * most an update; one that moves, or changes what can't be changed, is created anew and the old one
 * deleted. Runs of new siblings are one append. Pinned blocks are put back where Notion has them before
 * anything is decided, so that no operation ever names one that must not be touched.
 */
import { blockHash, treeHash } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { requestsAfter, requestsForRun } from "./layout.ts";
import type { AppendBlocks, Operation, TrashBlock, UpdateBlock } from "./operations.ts";
import { keep } from "./order.ts";
import { pinnedIds } from "./pinned.ts";
import { putBack, putInOrder } from "./put-back.ts";
import { type Change, changeOf, unsendable } from "./request.ts";
import { outOfOrder, spendableIn } from "./spend.ts";
import { asNew, ownChildren, type PlanNote, rejoin, sizeOf } from "./trees.ts";

export interface MinimiseOptions {
  readonly page: string;
  /** Ids of blocks that are better not made anew: they have comments. */
  readonly commented?: ReadonlySet<string>;
  /** Ids of blocks that wait for a person: they stay where they are, as they are. */
  readonly held?: ReadonlySet<string>;
  /** Opaque blocks may be deleted by taking their lines out. */
  readonly deleteOpaque?: boolean;
}

export interface Minimised {
  /** Updates, then appends, then deletes. */
  readonly operations: readonly Operation[];
  /** The tree that Notion holds afterwards: `target` with what had to be put back. */
  readonly blocks: readonly BlockTree[];
  readonly notes: readonly PlanNote[];
}

export function minimise(
  remote: readonly BlockTree[],
  target: readonly BlockTree[],
  options: MinimiseOptions,
): Minimised {
  const pinned = pinnedIds(remote, options.held);
  const settled = putBack(remote, target, options.page, pinned, options.deleteOpaque === true);
  const plan = (spendable: ReadonlySet<string> | null): Minimised => {
    const work: Work = {
      options,
      pinned,
      taken: idsIn(settled.blocks),
      spendable,
      staying: new Map(),
      notes: [...settled.notes],
      ...nothing(),
    };
    const blocks = level(work, options.page, remote, settled.blocks);
    return { operations: operationsOf(work), blocks, notes: work.notes };
  };
  const keeping = plan(null);
  // Small pages that change almost wholly can be dearer than deleting all and appending all. Then the ids of
  // edited blocks are worth less than requests; those of blocks that nobody edited never are (`spend.ts`).
  const rebuilt = remote.length + requestsForRun(settled.blocks.map(asNew));
  if (requestsIn(keeping.operations) <= rebuilt) return keeping;
  const spending = plan(spendableIn(remote, settled.blocks, pinned, options.commented));
  return requestsIn(spending.operations) < requestsIn(keeping.operations) ? spending : keeping;
}

const operationsOf = (work: Lists): readonly Operation[] => [
  ...work.updates,
  ...work.appends,
  ...work.trashes,
  ...work.last,
];

const requestsIn = (operations: readonly Operation[]): number =>
  operations.reduce(
    (sum, op) => sum + (op.kind === "append-blocks" ? requestsForRun(op.children) : 1),
    0,
  );

interface Work extends Lists {
  readonly options: MinimiseOptions;
  readonly pinned: ReadonlySet<string>;
  /** Ids that the target holds somewhere. */
  readonly taken: ReadonlySet<string>;
  /** Ids of edited blocks that may be made anew where that is cheaper than keeping them; `null`: none is. */
  readonly spendable: ReadonlySet<string> | null;
  /** Requests that keeping such a block takes. */
  readonly staying: Map<BlockTree, number>;
  readonly notes: PlanNote[];
}

interface Lists {
  readonly updates: UpdateBlock[];
  readonly appends: AppendBlocks[];
  readonly trashes: TrashBlock[];
  /** Updates that the children must be gone for. */
  readonly last: UpdateBlock[];
}

const nothing = (): Lists => ({ updates: [], appends: [], trashes: [], last: [] });

function idsIn(blocks: readonly BlockTree[], ids = new Set<string>()): Set<string> {
  for (const block of blocks) {
    if (block.id !== undefined) ids.add(block.id);
    idsIn(ownChildren(block), ids);
  }
  return ids;
}

/** Plans one list of siblings, and below those that stay; returns the list as it will be. */
function level(
  work: Work,
  parent: string,
  remote: readonly BlockTree[],
  wanted: readonly BlockTree[],
): readonly BlockTree[] {
  const fromId = new Map(remote.map((block, i) => [block.id, i]));
  const stays = (block: BlockTree): number => {
    const from = block.id === undefined ? undefined : fromId.get(block.id);
    const there = from === undefined ? undefined : remote[from];
    if (from === undefined || there === undefined) return -1;
    return changeIn(work, there, block).kind === "recreate" ? -1 : from;
  };
  const target = putInOrder(work, remote, recognise(work, remote, wanted), stays);
  const crossing = work.spendable === null ? new Set<BlockTree>() : outOfOrder(target, stays);
  const kept = keep(
    target.map((block) => ({
      from: stays(block),
      weight: weightOf(work, block),
      extra: requestsAfter(block),
      size: sizeOf(block),
      staying:
        work.spendable?.has(block.id ?? "") || crossing.has(block)
          ? stayingCost(work, parent, remote[stays(block)], block)
          : 0,
    })),
  );
  const result: BlockTree[] = [];
  const keptIds = new Set<string>();
  let run: BlockTree[] = [];
  let left: string | null = null;
  const flush = () => {
    if (run.length === 0) return;
    const after = left !== null ? { id: left } : remote.length === 0 ? "end" : "start";
    work.appends.push({
      kind: "append-blocks",
      page: work.options.page,
      parent,
      after,
      children: run,
      expected: remote.map((block) => block.id ?? ""),
    });
    result.push(...run);
    run = [];
  };
  let next = 0;
  for (const [i, block] of target.entries()) {
    if (kept[next] !== i) {
      work.notes.push(...unsendable(block, true));
      run.push(asNew(block));
      continue;
    }
    next++;
    flush();
    const there = remote[stays(block)];
    if (there?.id === undefined) throw new Error("Invariant broken: a block that stays has an id");
    keptIds.add(there.id);
    result.push(stay(work, parent, there, block));
    left = there.id;
  }
  flush();
  for (const block of remote) {
    if (block.id === undefined || keptIds.has(block.id)) continue;
    work.trashes.push({
      kind: "trash-block",
      page: work.options.page,
      parent,
      block: block.id,
      expected: treeHash(block),
    });
  }
  return result;
}

/** A pinned block never becomes another one: a change that would need that is no change. */
function changeIn(work: Work, there: BlockTree, block: BlockTree): Change {
  const change = changeOf(there, block);
  return change.kind === "recreate" && work.pinned.has(there.id ?? "") ? { kind: "none" } : change;
}

const refusedChange = (block: BlockTree): PlanNote => ({
  kind: "refused",
  code: "put_back",
  message: `The block of type ${block.type} can't be changed in this way: it was put back.`,
  block,
});

function weightOf(work: Work, block: BlockTree): 0 | 1 | 2 {
  if (block.id === undefined) return 0;
  if (work.pinned.has(block.id)) return 2;
  return work.options.commented?.has(block.id) === true ? 1 : 0;
}

/** A block that keeps its id: its update, then its children. */
function stay(work: Work, parent: string, there: BlockTree, block: BlockTree): BlockTree {
  const change = changeIn(work, there, block);
  if (change.kind === "none" && changeOf(there, block).kind === "recreate")
    work.notes.push(refusedChange(there));
  const children = level(work, there.id ?? "", ownChildren(there), ownChildren(block));
  if (change.kind !== "update") return rejoin(there, children);
  work.notes.push(...unsendable(block, false));
  const { children: _, ...result } = { ...block, id: there.id ?? "" };
  const update: UpdateBlock = {
    kind: "update-block",
    page: work.options.page,
    parent,
    block: there.id ?? "",
    type: there.type,
    update: change.update,
    expected: blockHash(there),
    result,
  };
  (change.update["is_toggleable"] === false ? work.last : work.updates).push(update);
  return rejoin({ ...there, [there.type]: block[block.type as never] } as BlockTree, children);
}

/** Requests that keeping the block takes, if it may be made anew at all. */
function stayingCost(
  work: Work,
  parent: string,
  there: BlockTree | undefined,
  block: BlockTree,
): number {
  if (there === undefined || weightOf(work, block) > 0) return 0;
  const known = work.staying.get(block);
  if (known !== undefined) return known;
  const trial: Work = { ...work, notes: [], ...nothing() };
  stay(trial, parent, there, block);
  const cost = requestsIn(operationsOf(trial));
  work.staying.set(block, cost);
  return cost;
}

/**
 * A wanted block without a place of its own at Notion that equals one which would be deleted is that
 * one: it costs nothing then.
 */
function recognise(
  work: Work,
  remote: readonly BlockTree[],
  wanted: readonly BlockTree[],
): readonly BlockTree[] {
  const here = new Set(remote.map((block) => block.id));
  const strangers = wanted.some((block) => block.id === undefined || !here.has(block.id));
  const leaving = remote.filter((block) => block.id !== undefined && !work.taken.has(block.id));
  if (!strangers || leaving.length === 0) return wanted;
  const byHash = new Map<string, BlockTree[]>();
  for (const block of leaving) {
    const hash = treeHash(block);
    byHash.set(hash, [...(byHash.get(hash) ?? []), block]);
  }
  return wanted.map((block) => {
    if (block.id !== undefined && here.has(block.id)) return block;
    return byHash.get(treeHash(block))?.shift() ?? block;
  });
}
