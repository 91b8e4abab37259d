/**
 * Operations that make blocks and pages: one request at a time, each anchored at what is known by then.
 */
import type { AppendPosition, PageCreate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { AppendRequest, CreatePageRequest } from "../plan/batch.ts";
import type { Operation } from "../plan/operations.ts";
import { ownChildren } from "../plan/trees.ts";
import type { AppendPayload, CreatePagePayload } from "./intents.ts";
import { authorsOf } from "./parts.ts";
import { idOf, type Push, resolve, sendOne } from "./progress.ts";
import { Refused, write } from "./send.ts";

export async function stepAppend(
  push: Push,
  index: number,
  request: AppendRequest,
  op: Operation,
): Promise<void> {
  const { notion } = push.parts;
  const parent = await resolve(push, request.parent);
  let after =
    typeof request.after === "string" ? request.after : await resolve(push, request.after);
  const look = () =>
    op.kind === "append-blocks" && op.parent === parent
      ? push.sight.siblings(
          parent,
          op.expected,
          after === "start" || after === "end" ? null : after,
        )
      : push.sight.idsBelow(parent);
  const before = await look();
  push.made.set(index, { trees: request.trees });
  for (let from = 0; from < request.children.length; ) {
    const children = request.children.slice(from);
    const anchor = after;
    const payload: AppendPayload = {
      kind: "append",
      parent,
      after: anchor === "start" || anchor === "end" ? anchor : { id: anchor },
      blocks: request.sent.slice(from),
      authors: authorsOf(push.parts.self),
      before: [...before, ...request.trees.slice(0, from).map((tree) => idOf(push, tree) ?? "")],
    };
    const trees = request.trees.slice(from);
    const written = await naming(trees, () =>
      write(push.parts, {
        page: "page" in op ? op.page : op.kind === "create-page" ? op.path : "",
        target: parent,
        payload,
        send: async (options) => ({
          blocks: await notion.append(parent, children, position(anchor), options),
        }),
        again: async () => {
          push.sight.forget(parent);
          await look();
        },
        done: (answer) => ({ ...payload, created: withIds(payload.blocks, answer.blocks ?? []) }),
      }),
    );
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

/** Says which of the blocks a refusal is about: Notion names its place in the request. */
async function naming<T>(trees: readonly BlockTree[], send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Refused) throw new Refused(error.cause, blockNamed(error.message, trees));
    throw error;
  }
}

/** `body.children[4].toggle.children[1].paragraph…` → the block there, or the last one on the way. */
function blockNamed(message: string, trees: readonly BlockTree[]): BlockTree | null {
  const path = /body\.children\[\d+\]\S*/.exec(message)?.[0] ?? "";
  let found: BlockTree | null = null;
  let siblings = trees;
  for (const [, index] of path.matchAll(/\bchildren\[(\d+)\]/g)) {
    const next = siblings[Number(index)];
    if (next === undefined) break;
    found = next;
    siblings = ownChildren(next);
  }
  return found;
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

export async function stepCreate(
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
    ...(op.file === undefined ? {} : { file: op.file }),
    title: titleIn(op.create),
    parent,
    blocks: request.sent,
  };
  const create: PageCreate = {
    ...op.create,
    parent,
    ...(request.children.length === 0 ? {} : { children: request.children }),
  };
  const answer = await naming(request.trees, () =>
    sendOne(push, {
      page: op.path,
      target: op.path,
      payload,
      send: async (options) => ({ page: await notion.createPage(create, options) }),
      done: (given) => (given.page === undefined ? payload : { ...payload, id: given.page.id }),
    }),
  );
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
