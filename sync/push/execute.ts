/**
 * The only writer to Notion: one page's operations, in order, each checked, journalled, sent, recorded.
 *
 * One at a time: a page has one writer. What stands before an operation that can't be done ends the push of
 * the page, so that nothing is deleted before everything new is there. Throws only what ends the whole run.
 */
import { blockHash, treeHash } from "../../src/notion/canonical.ts";
import type { AppendPosition, PageCreate } from "../../src/notion/client.ts";
import { NotionError } from "../../src/notion/errors.ts";
import { TransportError } from "../../src/notion/transport.ts";
import { type BlockTree, withChildren } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import {
  type AppendRequest,
  type CreatePageRequest,
  type PlannedRequest,
  type Ref,
  requestsOf,
} from "../plan/batch.ts";
import type { Operation } from "../plan/operations.ts";
import { pageFieldsHash } from "../plan/properties.ts";
import { ownChildren } from "../plan/trees.ts";
import { stands } from "./doubt.ts";
import { type AppendPayload, type CreatePagePayload, intentsOf, isUnresolved } from "./intents.ts";
import type { OperationOutcome, PushOutcome, PushParts } from "./parts.ts";
import { recoverIntents } from "./recover.ts";
import { endsAll, InDoubt, Interrupted, Refused, type Write, write } from "./send.ts";
import { createSight, PlanOutdated, type Sight } from "./sight.ts";

export async function execute(
  operations: readonly Operation[],
  parts: PushParts,
): Promise<PushOutcome> {
  const push = begin(operations, parts);
  const outcomes: OperationOutcome[] = operations.map(() => ({ kind: "left" }));
  const requests = requestsOf(operations);
  let status: PushOutcome["status"] = "done";
  let current = 0;
  try {
    await resolveEarlier(operations, parts);
    for (const [index, request] of requests.entries()) {
      current = request.operation;
      await step(push, index, request);
      if (requests[index + 1]?.operation !== current) outcomes[current] = { kind: "done" };
    }
  } catch (error) {
    const outcome = outcomeOf(error, parts.signal?.aborted === true);
    if (outcome === null) throw error;
    status = outcome.kind === "left" ? "interrupted" : outcome.kind;
    outcomes[current] = outcome;
  }
  return {
    status,
    operations: outcomes,
    created: createdTrees(push),
    updated: push.updated,
    pages: push.pages,
    complete: isComplete(push),
    intents: push.intents,
    writes: push.writes,
  };
}

/** What is known of the requests that were answered. */
interface Push {
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
}

function begin(operations: readonly Operation[], parts: PushParts): Push {
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
  };
}

/** The fence: what is in doubt on these pages is settled before anything more is sent there. */
async function resolveEarlier(operations: readonly Operation[], parts: PushParts): Promise<void> {
  const pages = new Set(operations.map((op) => ("page" in op ? op.page : op.path)));
  const open = intentsOf(parts.mirror.journal).filter(
    (intent) => isUnresolved(intent) && pages.has(intent.page),
  );
  if (open.length === 0) return;
  const { doubtful } = await recoverIntents(parts, open);
  if (doubtful > 0) throw new InDoubt(new Error("An earlier write to this page is still in doubt"));
  throw new PlanOutdated("An earlier write to this page was settled just now");
}

function outcomeOf(error: unknown, stopped: boolean): OperationOutcome | null {
  if (error instanceof PlanOutdated) return { kind: "changed", reason: error.message };
  if (error instanceof Refused) return { kind: "refused", error: error.cause };
  if (error instanceof InDoubt) return { kind: "doubtful", error: error.cause };
  if (error instanceof Interrupted || stopped) return { kind: "left" };
  // What is thrown by a reading: trouble with this page, unless no page can be read with this token.
  if (error instanceof TransportError) return { kind: "failed", error };
  if (error instanceof NotionError && !endsAll(error)) return { kind: "failed", error };
  return null;
}

async function step(push: Push, index: number, request: PlannedRequest): Promise<void> {
  const op = push.operations[request.operation];
  if (op === undefined) throw new RangeError(`no operation ${request.operation}`);
  if (request.kind === "append") return stepAppend(push, index, request, op);
  if (request.kind === "create-page") return stepCreate(push, index, request, op);
  const { notion } = push.parts;
  const signal = push.parts.signal === undefined ? {} : { signal: push.parts.signal };
  const read = { ...signal, priority: push.parts.priority ?? "person" } as const;
  switch (op.kind) {
    case "update-block": {
      const block = await push.sight.block(op.block, op.parent, sharesList(push, op.parent));
      if (blockHash(block) === blockHash(op.result)) return;
      if (blockHash(block) !== op.expected)
        throw new PlanOutdated(`Block ${op.block} was edited in Notion`);
      const payload = {
        kind: op.kind,
        block: op.block,
        from: op.expected,
        to: blockHash(op.result),
        result: op.result,
      } as const;
      const body = { [op.type]: op.update };
      const { block: answer } = await sendOne(push, {
        page: op.page,
        target: op.block,
        payload,
        send: async (options) => ({ block: await notion.updateBlock(op.block, body, options) }),
        done: (given) =>
          given.block === undefined ? payload : { ...payload, answer: given.block },
      });
      if (answer === undefined) return;
      push.updated.set(op.block, answer);
      push.sight.updated(answer);
      return;
    }
    case "trash-block": {
      const block = await push.sight.block(op.block, op.parent, sharesList(push, op.parent));
      if (treeHash(await push.sight.subtree(block)) !== op.expected)
        throw new PlanOutdated(`Block ${op.block} was edited in Notion`);
      await sendOne(push, {
        page: op.page,
        target: op.block,
        payload: { kind: op.kind, block: op.block },
        send: async (options) => ({ block: await notion.trashBlock(op.block, options) }),
        done: () => ({ kind: op.kind, block: op.block }),
      });
      push.sight.trashed(op.block);
      return;
    }
    case "update-page": {
      const page = await notion.page(op.page, read);
      if (page.in_trash || pageFieldsHash(page, op.update) !== op.expected)
        throw new PlanOutdated(`The properties of page ${op.page} were edited in Notion`);
      const payload = {
        kind: op.kind,
        page: op.page,
        update: op.update,
        from: op.expected,
      } as const;
      const answer = await sendOne(push, {
        page: op.page,
        target: op.page,
        payload,
        send: async (options) => ({ page: await notion.updatePage(op.page, op.update, options) }),
        done: () => payload,
      });
      if (answer.page !== undefined) push.pages.set(op.page, answer.page);
      return;
    }
    case "move-page": {
      const page = await notion.page(op.page, read);
      if (page.in_trash) throw new PlanOutdated(`Page ${op.page} is in the trash`);
      if (stands(page, op.parent)) return;
      const payload = { kind: op.kind, page: op.page, parent: op.parent } as const;
      const answer = await sendOne(push, {
        page: op.page,
        target: op.page,
        payload,
        send: async (options) => ({ page: await notion.movePage(op.page, op.parent, options) }),
        done: () => payload,
      });
      if (answer.page !== undefined) push.pages.set(op.page, answer.page);
      return;
    }
    case "trash-page": {
      const page = await notion.page(op.page, read);
      if (page.in_trash) return;
      const payload = { kind: op.kind, page: op.page } as const;
      const answer = await sendOne(push, {
        page: op.page,
        target: op.page,
        payload,
        send: async (options) => ({
          page: await notion.updatePage(op.page, { in_trash: true }, options),
        }),
        done: () => payload,
      });
      if (answer.page !== undefined) push.pages.set(op.page, answer.page);
      return;
    }
    default:
      throw new Error(`Invariant broken: ${op.kind} is not one request`);
  }
}

/** Three or more blocks of one list are cheaper to check by reading the list. */
const sharesList = (push: Push, parent: string): boolean =>
  push.operations.filter(
    (op) => (op.kind === "update-block" || op.kind === "trash-block") && op.parent === parent,
  ).length >= 3;

async function sendOne(push: Push, what: Write) {
  const written = await write(push.parts, what);
  push.writes++;
  push.intents.push(written.intent);
  return written.answer;
}

async function stepAppend(
  push: Push,
  index: number,
  request: AppendRequest,
  op: Operation,
): Promise<void> {
  const { notion } = push.parts;
  const parent = await resolve(push, request.parent);
  let after =
    typeof request.after === "string" ? request.after : await resolve(push, request.after);
  const known = op.kind === "append-blocks" && op.parent === parent;
  const before = known
    ? await push.sight.siblings(
        parent,
        op.expected,
        after === "start" || after === "end" ? null : after,
      )
    : await push.sight.idsBelow(parent);
  push.made.set(index, { trees: request.trees });
  for (let from = 0; from < request.children.length; ) {
    const children = request.children.slice(from);
    const anchor = after;
    const payload: AppendPayload = {
      kind: "append",
      parent,
      after: anchor === "start" || anchor === "end" ? anchor : { id: anchor },
      blocks: request.sent.slice(from),
      before: [...before, ...request.trees.slice(0, from).map((tree) => idOf(push, tree) ?? "")],
    };
    const written = await write(push.parts, {
      page: "page" in op ? op.page : op.kind === "create-page" ? op.path : "",
      target: parent,
      payload,
      send: async (options) => ({
        blocks: await notion.append(parent, children, position(anchor), options),
      }),
      done: (answer) => ({ ...payload, created: withIds(payload.blocks, answer.blocks ?? []) }),
    });
    push.writes++;
    push.intents.push(written.intent);
    const answers = written.answer.blocks ?? [];
    for (const [i, answer] of answers.entries()) {
      const tree = request.trees[from + i];
      if (answer !== null && tree !== undefined) push.answers.set(tree, answer);
    }
    push.sight.appended(
      parent,
      anchor,
      answers.filter((answer) => answer !== null),
    );
    from += written.kind === "partial" ? written.applied : children.length;
    const last = answers.findLast((answer) => answer !== null)?.id;
    if (after !== "end" && last !== undefined) after = last;
  }
}

const position = (after: string | "start" | "end"): AppendPosition =>
  after === "start" || after === "end"
    ? { type: after }
    : { type: "after_block", after_block: { id: after } };

const withIds = (
  sent: readonly BlockTree[],
  answers: readonly (BlockTree | null)[],
): readonly BlockTree[] =>
  sent.map((block, i) => {
    const id = answers[i]?.id;
    return id === undefined ? block : ({ ...block, id } as BlockTree);
  });

async function stepCreate(
  push: Push,
  index: number,
  request: CreatePageRequest,
  op: Operation,
): Promise<void> {
  if (op.kind !== "create-page") throw new Error("Invariant broken: not a new page");
  const { notion } = push.parts;
  const parent: PageCreate["parent"] =
    "page" in request.parent
      ? { page_id: await resolve(push, request.parent.page) }
      : "dataSource" in request.parent
        ? { data_source_id: request.parent.dataSource }
        : request.parent;
  const payload: CreatePagePayload = {
    kind: "create-page",
    path: op.path,
    title: titleIn(op.create),
    parent,
    blocks: request.sent,
  };
  const create: PageCreate = {
    ...op.create,
    parent,
    ...(request.children.length === 0 ? {} : { children: request.children }),
  };
  const answer = await sendOne(push, {
    page: op.path,
    target: op.path,
    payload,
    send: async (options) => ({ page: await notion.createPage(create, options) }),
    done: (given) => (given.page === undefined ? payload : { ...payload, id: given.page.id }),
  });
  if (answer.page === undefined) throw new Error("Invariant broken: a created page has an answer");
  push.pages.set(op.path, answer.page);
  push.made.set(index, { trees: request.trees, page: answer.page.id });
}

/** The text of the title that a new page is created with. */
function titleIn(create: Omit<PageCreate, "children" | "parent">): string {
  for (const value of Object.values(create.properties ?? {})) {
    const runs = (value as { title?: readonly { text?: { content?: string } }[] }).title;
    if (runs !== undefined) return runs.map((run) => run.text?.content ?? "").join("");
  }
  return "";
}

const idOf = (push: Push, tree: BlockTree): string | undefined => push.answers.get(tree)?.id;

/** The id that a reference stands for; reads the children of a created block where no answer told it. */
async function resolve(push: Push, ref: Ref): Promise<string> {
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

/** Reads the children of a created block: they are ours, in the order in which they were sent. */
async function learn(push: Push, parent: string, trees: readonly BlockTree[]): Promise<void> {
  const { notion, signal, priority = "person" } = push.parts;
  let at = 0;
  let cursor: string | undefined;
  do {
    const page = await notion.children(parent, cursor, {
      priority,
      ...(signal === undefined ? {} : { signal }),
    });
    for (const block of page.results) {
      const tree = trees[at++];
      if (tree === undefined) return;
      if (tree.type !== block.type)
        throw new PlanOutdated(`The blocks under ${parent} changed while they were created`);
      push.answers.set(tree, block);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Each planned block that was created, as Notion answered, with its children as far as they were created. */
function createdTrees(push: Push): ReadonlyMap<BlockTree, BlockTree> {
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

function isComplete(push: Push): boolean {
  const known = (tree: BlockTree): boolean =>
    push.answers.has(tree) && ownChildren(tree).every(known);
  return [...push.made.values()].every(({ trees }) => trees.every(known));
}
