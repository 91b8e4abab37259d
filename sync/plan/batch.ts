/**
 * Operations → the exact requests, within Notion's limits.
 *
 * Pure, so that a dry run shows what would be sent. A request that needs the id of a block which an
 * earlier one creates names it by `Ref`; the executor fills it in. An append answers with the blocks of
 * its own array only: a `Ref` with a longer path costs the executor a reading of children.
 */
import { limits } from "../../src/notion/limits.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { BlockRequest } from "../../src/notion/types.ts";
import { bytesOf, pieceOf } from "./layout.ts";
import type { AppendBlocks, CreatePage, Operation } from "./operations.ts";

/**
 * Something with an id: known, or made by the request with that index. `path` goes down from what that
 * request creates: `[2, 0]` is the first child of the third block of an append; for a new page `[]` is
 * the page and `[2]` the third block of its body.
 */
export type Ref =
  | { readonly id: string }
  | { readonly request: number; readonly path: readonly number[] };

interface Planned {
  /** Index of the operation that this is a part of. */
  readonly operation: number;
  readonly method: "POST" | "PATCH" | "DELETE";
  /**
   * From `/v1/…` on. An id that is not known yet stands as `{path}` for the page of a new file, and as
   * `{3.2}` for the second block that the third request makes.
   */
  readonly path: string;
  readonly body?: unknown;
}

export interface AppendRequest extends Planned {
  readonly kind: "append";
  readonly parent: Ref;
  readonly after: Ref | "start" | "end";
  readonly children: readonly BlockRequest[];
  /** The blocks that `children` create, whole: more of them may follow in later requests. */
  readonly trees: readonly BlockTree[];
  /** The same blocks with just what this request creates. */
  readonly sent: readonly BlockTree[];
}

export interface CreatePageRequest extends Planned {
  readonly kind: "create-page";
  readonly parent:
    | { readonly page: Ref }
    | { readonly dataSource: string }
    | { readonly workspace: true };
  readonly children: readonly BlockRequest[];
  readonly trees: readonly BlockTree[];
  readonly sent: readonly BlockTree[];
}

/** Everything else is one request an operation, with nothing to fill in. */
export interface SimpleRequest extends Planned {
  readonly kind: "update-block" | "trash-block" | "update-page" | "move-page" | "trash-page";
}

export type PlannedRequest = AppendRequest | CreatePageRequest | SimpleRequest;

export function requestsOf(operations: readonly Operation[]): readonly PlannedRequest[] {
  const requests: PlannedRequest[] = [];
  const created = new Map<string, number>();
  for (const [index, operation] of operations.entries()) {
    switch (operation.kind) {
      case "append-blocks":
        append(requests, index, operation);
        break;
      case "create-page":
        created.set(operation.path, requests.length);
        create(requests, index, operation, created);
        break;
      case "update-block":
        requests.push({
          kind: operation.kind,
          operation: index,
          method: "PATCH",
          path: `/v1/blocks/${operation.block}`,
          body: { [operation.type]: operation.update },
        });
        break;
      case "trash-block":
        requests.push({
          kind: operation.kind,
          operation: index,
          method: "DELETE",
          path: `/v1/blocks/${operation.block}`,
        });
        break;
      case "update-page":
        requests.push({
          kind: operation.kind,
          operation: index,
          method: "PATCH",
          path: `/v1/pages/${operation.page}`,
          body: operation.update,
        });
        break;
      case "move-page":
        requests.push({
          kind: operation.kind,
          operation: index,
          method: "POST",
          path: `/v1/pages/${operation.page}/move`,
          body: {
            parent: {
              type: "page_id" in operation.parent ? "page_id" : "data_source_id",
              ...operation.parent,
            },
          },
        });
        break;
      case "trash-page":
        requests.push({
          kind: operation.kind,
          operation: index,
          method: "PATCH",
          path: `/v1/pages/${operation.page}`,
          body: { in_trash: true },
        });
        break;
    }
  }
  return requests;
}

/** Blocks still to be created under a parent that exists by then. */
interface Waiting {
  readonly parent: Ref;
  readonly after: Ref | "start" | "end";
  readonly children: readonly BlockTree[];
}

function append(requests: PlannedRequest[], operation: number, op: AppendBlocks): void {
  appendAll(requests, operation, [
    { parent: { id: op.parent }, after: op.after, children: op.children },
  ]);
}

/** @param made The page that the blocks are of, where it is new. */
function appendAll(
  requests: PlannedRequest[],
  operation: number,
  first: readonly Waiting[],
  made: Made | null = null,
): void {
  const waiting = [...first];
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
    let after = run.after;
    let trees = run.children;
    while (trees.length > 0) {
      const request = requests.length;
      const batch = batchOf(trees, envelope(run.parent, after));
      requests.push({
        kind: "append",
        operation,
        method: "PATCH",
        path: `/v1/blocks/${label(run.parent, made)}/children`,
        body: { children: batch.children, ...positionBody(after) },
        parent: run.parent,
        after,
        children: batch.children,
        trees: trees.slice(0, batch.children.length),
        sent: batch.sent,
      });
      for (const { path, children } of batch.rest)
        waiting.push({ parent: { request, path }, after: "end", children });
      if (after !== "end") after = { request, path: [batch.children.length - 1] };
      trees = trees.slice(batch.children.length);
    }
  }
}

interface Batch {
  readonly sent: readonly BlockTree[];
  readonly children: readonly BlockRequest[];
  readonly rest: readonly {
    readonly path: readonly number[];
    readonly children: readonly BlockTree[];
  }[];
}

/** As many of the blocks, from the first on, as fit into one request; at least one. */
function batchOf(trees: readonly BlockTree[], envelopeBytes: number): Batch {
  const whole = {
    blocks: limits.blocksPerRequestMax,
    bytes: limits.requestBytesMax - envelopeBytes,
  };
  const children: BlockRequest[] = [];
  const sent: BlockTree[] = [];
  const rest: { path: readonly number[]; children: readonly BlockTree[] }[] = [];
  let { blocks, bytes } = whole;
  for (const tree of trees.slice(0, limits.arrayMax)) {
    const piece = pieceOf(tree, whole);
    if (children.length > 0 && (piece.blocks > blocks || piece.bytes + 1 > bytes)) break;
    const index = children.length;
    children.push(piece.request);
    sent.push(piece.tree);
    for (const { path, children: later } of piece.rest)
      rest.push({ path: [index, ...path], children: later });
    blocks -= piece.blocks;
    bytes -= piece.bytes + 1;
  }
  return { children, sent, rest };
}

function create(
  requests: PlannedRequest[],
  operation: number,
  op: CreatePage,
  created: ReadonlyMap<string, number>,
): void {
  const request = requests.length;
  const parent = createParent(op, created);
  const head = { ...op.create, parent: parentBody(parent, op) };
  const batch = batchOf(op.children, bytesOf(head) + ',"children":[]'.length);
  requests.push({
    kind: "create-page",
    operation,
    method: "POST",
    path: "/v1/pages",
    body: { ...head, ...(batch.children.length === 0 ? {} : { children: batch.children }) },
    parent,
    children: batch.children,
    trees: op.children.slice(0, batch.children.length),
    sent: batch.sent,
  });
  const page: Ref = { request, path: [] };
  const waiting = [
    { parent: page, after: "end", children: op.children.slice(batch.children.length) } as const,
    ...batch.rest.map(({ path, children }): Waiting => {
      return { parent: { request, path }, after: "end", children };
    }),
  ];
  appendAll(requests, operation, waiting, { request, path: op.path });
}

function createParent(
  op: CreatePage,
  created: ReadonlyMap<string, number>,
): CreatePageRequest["parent"] {
  if (!("page" in op.parent)) return op.parent;
  const target = op.parent.page;
  if ("id" in target) return { page: { id: target.id } };
  const request = created.get(target.created);
  if (request === undefined)
    throw new RangeError(`the page of ${target.created} is not created before ${op.path}`);
  return { page: { request, path: [] } };
}

function parentBody(parent: CreatePageRequest["parent"], op: CreatePage): unknown {
  if ("page" in op.parent && "created" in op.parent.page)
    return { page_id: `{${op.parent.page.created}}` };
  if ("page" in parent) return { page_id: label(parent.page) };
  if ("dataSource" in parent) return { data_source_id: parent.dataSource };
  return parent;
}

const uuidBytes = 36;

/** Bytes of an append's body around its children. */
const envelope = (parent: Ref, after: Ref | "start" | "end"): number =>
  bytesOf({ children: [], ...positionBody(after) }) + uuidBytes + bytesOf(parent);

/** A page that a request makes. */
interface Made {
  readonly request: number;
  /** Of its file. */
  readonly path: string;
}

function label(ref: Ref, made: Made | null = null): string {
  if ("request" in ref && ref.path.length === 0 && ref.request === made?.request)
    return `{${made.path}}`;
  return "id" in ref ? ref.id : `{${[ref.request + 1, ...ref.path.map((i) => i + 1)].join(".")}}`;
}

function positionBody(after: Ref | "start" | "end"): { position: unknown } {
  if (after === "end" || after === "start") return { position: { type: after } };
  return { position: { type: "after_block", after_block: { id: label(after) } } };
}
