/**
 * All that a run is going to send, told before it begins: also what can only follow when new pages have ids.
 *
 * A page is made with the links whose ids are known by then, and with labels for the others; those follow in a second
 * round, as do edits that lead to pages which are not made yet. The same is done here, in the same order, with
 * `{path}` for the id of the page of a new file, and `{path#2.1}` for that of the first block in its second.
 */
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { type UnmadePages, withPathsOf } from "../local/unmade.ts";
import type { Operation } from "../plan/operations.ts";
import { planPage } from "../plan/plan.ts";
import type { LocalPage } from "../plan/trees.ts";
import { pushedFirst, type Sending, trashOf } from "./sending.ts";
import type { CreateTask, PushTask } from "./task.ts";

/** A page of which a part has gone out: the rest is an edit of that. */
interface Rest {
  readonly path: string;
  /** The page's id, or what stands for it. */
  readonly page: string;
  readonly there: LocalPage;
  /** What is to be there, with stand-ins. */
  readonly wanted: LocalPage;
}

/** In the order in which it is sent. */
export function foreseen(sending: Sending, unmade: UnmadePages): readonly Operation[] {
  const made = new Set<string>();
  const later: { readonly path: string; readonly operations: () => readonly Operation[] }[] = [];
  const follow = (rest: Rest) =>
    later.push({ path: rest.path, operations: () => editsOf(rest, unmade, made) });
  const pushed = (task: PushTask): readonly Operation[] => {
    const { of, after, inPart, operations } = task;
    const path = of.local?.path ?? "";
    if (inPart) follow(restOfPush(task, path, unmade));
    if (after.length === 0) return operations;
    const isSent = () => after.every((one) => made.has(one));
    later.push({ path, operations: () => (isSent() ? operations : []) });
    return [];
  };
  const created = (task: CreateTask): Operation => {
    const { operation, create, blocks } = task;
    const { value, left } = withPathsOf({ create, blocks }, unmade, made);
    if (left.size > 0) follow(restOfNew(task, value));
    made.add(operation.path);
    return { ...operation, create: value.create, children: value.blocks };
  };
  const first = pushedFirst(sending);
  const round = [
    ...first.flatMap(pushed),
    ...sending.creates.map(created),
    ...sending.pushes.filter((task) => !first.includes(task)).flatMap(pushed),
    ...sending.deletes.map(trashOf),
  ];
  return [...round, ...later.sort(byPath).flatMap(({ operations }) => operations())];
}

export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;

function restOfPush({ of, whole }: PushTask, path: string, unmade: UnmadePages): Rest {
  const { value } = withPathsOf(whole, unmade, new Set());
  return restOf(path, of.record.id, value, whole);
}

function restOfNew(
  { page, create, blocks }: CreateTask,
  sent: Pick<CreateTask, "create" | "blocks">,
): Rest {
  const { path } = page.file;
  const whole = { update: { properties: create.properties }, blocks } as LocalPage;
  const there = {
    update: { properties: sent.create.properties },
    blocks: sent.blocks,
  } as LocalPage;
  return restOf(path, `{${path}}`, there, whole);
}

const restOf = (path: string, page: string, there: LocalPage, wanted: LocalPage): Rest => {
  const known = (blocks: readonly BlockTree[]) => withIds(blocks, there.blocks, `${path}#`);
  return {
    path,
    page,
    there: { ...there, blocks: known(there.blocks) },
    wanted: { ...wanted, blocks: known(wanted.blocks) },
  };
};

/** New blocks with what stands for their ids. One that is of another type than what is there goes without: it is made anew. */
function withIds(
  blocks: readonly BlockTree[],
  there: readonly BlockTree[],
  place: string,
): readonly BlockTree[] {
  return blocks.map((block, index) => {
    const at = `${place}${index + 1}`;
    const other = there[index];
    const isSame = other?.type === block.type;
    const own =
      isSame && block.id === undefined ? ({ ...block, id: `{${at}}` } as BlockTree) : block;
    const children = childrenOf(own);
    if (children.length === 0) return own;
    return withChildren(own, withIds(children, isSame ? childrenOf(other) : [], `${at}.`));
  });
}

/** What makes of the part that is there the whole. */
function editsOf(
  { page, there, wanted }: Rest,
  unmade: UnmadePages,
  made: ReadonlySet<string>,
): readonly Operation[] {
  const { value, left } = withPathsOf(wanted, unmade, made);
  if (left.size > 0) return [];
  const before = there.update.properties ?? {};
  const properties = Object.fromEntries(
    Object.entries(value.update.properties ?? {}).filter(
      ([name, one]) => JSON.stringify(one) !== JSON.stringify(before[name]),
    ),
  );
  const version = { page: bare(page), blocks: there.blocks };
  const local = { update: {}, blocks: value.blocks };
  const { operations } = planPage({ page, base: version, local, remote: version, policy: "hold" });
  if (Object.keys(properties).length === 0) return operations;
  return [{ kind: "update-page", page, update: { properties }, expected: "" }, ...operations];
}

/** Its properties are told apart. */
const bare = (id: string): Page => ({ object: "page", id, properties: {} }) as unknown as Page;
