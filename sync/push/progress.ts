/**
 * What a push has made so far: answers of Notion for planned blocks, and the ids that later requests need.
 */
import { blockHash } from "../../src/notion/canonical.ts";
import { type BlockTree, withChildren } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Ref } from "../plan/batch.ts";
import type { Operation } from "../plan/operations.ts";
import { ownChildren } from "../plan/trees.ts";
import type { Answer } from "./doubt.ts";
import type { PushParts } from "./parts.ts";
import { type Write, write } from "./send.ts";
import { childrenOfBlock, createSight, PlanOutdated, type Sight } from "./sight.ts";

/** What is known of the requests that were answered. */
export interface Push {
  readonly parts: PushParts;
  readonly operations: readonly Operation[];
  readonly sight: Sight;
  /** Notion's answers for planned blocks: without children. */
  readonly answers: Map<BlockTree, BlockTree>;
  /** Per request: the planned blocks that it created, and the page. */
  readonly made: Map<number, { readonly trees: readonly BlockTree[]; readonly page?: string }>;
  readonly updated: Map<string, BlockTree>;
  readonly pages: Map<string, Page>;
  readonly intents: string[];
  writes: number;
  /** A block that we made was edited by somebody before its answer was known. */
  edited: boolean;
}

export function begin(operations: readonly Operation[], parts: PushParts): Push {
  const { notion, clock, signal, priority = "person" } = parts;
  return {
    parts,
    operations,
    sight: createSight(notion, clock, {
      priority,
      ...(signal === undefined ? {} : { signal }),
    }),
    answers: new Map(),
    made: new Map(),
    updated: new Map(),
    pages: new Map(),
    intents: [],
    writes: 0,
    edited: false,
  };
}

/** One write that is one request. */
export async function sendOne(push: Push, what: Write): Promise<Answer> {
  const written = await write(push.parts, what);
  push.writes++;
  push.intents.push(written.intent);
  return written.answer;
}

export const idOf = (push: Push, tree: BlockTree): string | undefined => push.answers.get(tree)?.id;

/** The id that a reference stands for; reads the children of a created block where no answer told it. */
export async function resolve(push: Push, ref: Ref): Promise<string> {
  if ("id" in ref) return ref.id;
  const made = push.made.get(ref.request);
  let trees: readonly BlockTree[] = made?.trees ?? [];
  let parent = made?.page;
  for (const index of ref.path) {
    const tree = trees[index];
    if (tree === undefined) break;
    if (idOf(push, tree) === undefined && parent !== undefined) await learn(push, parent, trees);
    parent = idOf(push, tree);
    trees = ownChildren(tree);
  }
  if (parent === undefined)
    throw new PlanOutdated("A block that was created just now is no longer there");
  return parent;
}

/** The ids of new blocks below new ones, which no answer tells: one list is read for each parent. */
export async function learnRest(push: Push): Promise<void> {
  const visit = async (parent: string | undefined, trees: readonly BlockTree[]): Promise<void> => {
    if (parent === undefined || trees.length === 0) return;
    if (trees.some((tree) => idOf(push, tree) === undefined)) await learn(push, parent, trees);
    for (const tree of trees) await visit(idOf(push, tree), ownChildren(tree));
  };
  for (const { trees, page } of push.made.values()) {
    await visit(page, trees);
    for (const tree of trees) await visit(idOf(push, tree), ownChildren(tree));
  }
}

/** Reads the children of a created block: they are ours, in the order in which they were sent. */
async function learn(push: Push, parent: string, trees: readonly BlockTree[]): Promise<void> {
  const { notion, signal, priority = "person" } = push.parts;
  const blocks = await childrenOfBlock(notion, parent, {
    priority,
    ...(signal === undefined ? {} : { signal }),
  });
  for (const [at, block] of blocks.slice(0, trees.length).entries()) {
    const tree = trees[at];
    if (tree?.type !== block.type)
      throw new PlanOutdated(`The blocks under ${parent} changed while they were created`);
    push.answers.set(tree, block);
    push.edited ||= blockHash(tree) !== blockHash(block);
  }
}

/** Each planned block that was created, as Notion answered, with its children as far as they were created. */
export function createdTrees(push: Push): ReadonlyMap<BlockTree, BlockTree> {
  const result = new Map<BlockTree, BlockTree>();
  const join = (tree: BlockTree): BlockTree => {
    const answer = push.answers.get(tree);
    const children = ownChildren(tree);
    const joined =
      answer === undefined
        ? tree
        : children.length === 0
          ? answer
          : withChildren(answer, children.map(join));
    if (answer !== undefined) result.set(tree, joined);
    return joined;
  };
  for (const { trees } of push.made.values()) for (const tree of trees) join(tree);
  return result;
}

export function isComplete(push: Push): boolean {
  const known = (tree: BlockTree): boolean =>
    push.answers.has(tree) && ownChildren(tree).every(known);
  // What somebody has edited since is not what file and Notion agree on.
  return !push.edited && [...push.made.values()].every(({ trees }) => trees.every(known));
}
