/**
 * How much of a new block's subtree goes along with it in one request, and what has to follow.
 *
 * An append takes two levels of children below each of its blocks, columns being a level that does not
 * count; an array takes 100. What is cut off becomes an append of its own to the created parent. Where
 * to cut is chosen so that the fewest requests follow: fifty list items of three levels are two
 * requests when cut below the first level, and fifty-one when cut below the third.
 */
import { limits } from "../../src/notion/limits.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { BlockRequest } from "../../src/notion/types.ts";
import { toRequest } from "./request.ts";
import { isSyncedCopy, ownChildren, rejoin } from "./trees.ts";

/** Levels of children that may hang below the place: 2 for an element of the request's own array. */
export type Depth = 0 | 1 | 2;

/** Children that could not go along: appended at the end of the block at `path` once that exists. */
export interface Rest {
  /** Indices of children from the piece's own block down; empty for the block itself. */
  readonly path: readonly number[];
  readonly children: readonly BlockTree[];
}

export interface Piece {
  readonly request: BlockRequest;
  /** The block with those children only that go along. */
  readonly tree: BlockTree;
  readonly blocks: number;
  /** UTF-8 length of the request as JSON. */
  readonly bytes: number;
  readonly rest: readonly Rest[];
}

export interface Room {
  readonly blocks: number;
  readonly bytes: number;
}

const encoder = new TextEncoder();
export const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

export function pieceOf(block: BlockTree, room: Room, depth: Depth = 2): Piece {
  const children = ownChildren(block);
  const bare = bytesOf(toRequest(block)) + ',"children":[]'.length;
  const inline: BlockRequest[] = [];
  const trees: BlockTree[] = [];
  const rest: Rest[] = [];
  let blocks = 1;
  let bytes = bare;
  const count = inlineCount(block, depth);
  const must = leastInline(block);
  for (const [i, child] of children.slice(0, count).entries()) {
    const left = { blocks: room.blocks - blocks, bytes: room.bytes - bytes };
    const childDepth = depthBelow(block, depth);
    const piece = pieceOf(child, left, childDepth);
    if (i >= must && (piece.blocks > left.blocks || piece.bytes + 1 > left.bytes)) break;
    inline.push(piece.request);
    trees.push(piece.tree);
    blocks += piece.blocks;
    bytes += piece.bytes + 1;
    for (const { path, children: later } of piece.rest)
      rest.push({ path: [i, ...path], children: later });
  }
  const after = children.slice(inline.length);
  if (after.length > 0) rest.unshift({ path: [], children: after });
  return {
    request: toRequest(block, inline),
    tree: rejoin(block, isSyncedCopy(block) ? childrenOf(block) : trees),
    blocks,
    bytes,
    rest,
  };
}

/** Requests that follow when the block goes along at `depth`. */
export function requestsAfter(block: BlockTree, depth: Depth = 2): number {
  return costOf(block, depth).requests;
}

/** Requests for appending the blocks as one run, all that follows included. */
export const requestsForRun = (blocks: readonly BlockTree[]): number =>
  Math.ceil(blocks.length / limits.arrayMax) +
  blocks.reduce((sum, block) => sum + requestsAfter(block), 0);

interface Cost {
  readonly requests: number;
  /** How many children go along. */
  readonly inline: number;
}

const memo = new WeakMap<BlockTree, Map<Depth, Cost>>();

function costOf(block: BlockTree, depth: Depth): Cost {
  const known = memo.get(block)?.get(depth);
  if (known !== undefined) return known;
  const cost = computeCost(block, depth);
  const byDepth = memo.get(block) ?? new Map<Depth, Cost>();
  byDepth.set(depth, cost);
  memo.set(block, byDepth);
  return cost;
}

function computeCost(block: BlockTree, depth: Depth): Cost {
  const children = ownChildren(block);
  if (children.length === 0) return { requests: 0, inline: 0 };
  const below = depthBelow(block, depth);
  let most = 0;
  if (mayHold(block, depth)) {
    while (most < Math.min(children.length, limits.arrayMax) && mayStand(children[most], below))
      most++;
  }
  const least = Math.min(leastInline(block), most);
  const requestsWith = (inline: number) =>
    children.slice(0, inline).reduce((sum, child) => sum + costOf(child, below).requests, 0) +
    (inline === children.length ? 0 : requestsForRun(children.slice(inline)));
  const along = requestsWith(most);
  if (least === most) return { requests: along, inline: most };
  const apart = requestsWith(least);
  return apart < along ? { requests: apart, inline: least } : { requests: along, inline: most };
}

const inlineCount = (block: BlockTree, depth: Depth): number => costOf(block, depth).inline;

/** Children that the API refuses to create the block without. */
function leastInline(block: BlockTree): number {
  switch (block.type) {
    case "table":
    case "tab":
    case "column":
      return Math.min(1, ownChildren(block).length);
    case "column_list":
      return ownChildren(block).length;
    default:
      return 0;
  }
}

/** The depth of a child: columns come with their list without using up a level. */
const depthBelow = (block: BlockTree, depth: Depth): Depth =>
  block.type === "column_list" ? depth : depth === 2 ? 1 : 0;

const mayHold = (block: BlockTree, depth: Depth): boolean =>
  depth > 0 || block.type === "column_list";

/** Whether the block can be an element of an array at `depth`, with the children that it must bring. */
function mayStand(block: BlockTree | undefined, depth: Depth): boolean {
  if (block === undefined) return false;
  if (block.type === "column_list") return depth === 2;
  return depth > 0 || leastInline(block) === 0;
}
