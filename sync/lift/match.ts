/**
 * Which block of a new tree is which block of an old one, by content alone.
 *
 * Ids first, where the text bears them; then subtrees that stand once in both trees, wherever they are (so
 * that a move keeps its ids); then list by list, from the top: what is equal in order, then in the gaps
 * what is alike, then what is of the same type; the children of what was paired likewise; at last what is
 * equal anywhere. Near linear in the number of blocks.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { type Anchor, anchors } from "./anchors.ts";
import { everyNode, type Node, Numbers, nodesOf } from "./nodes.ts";
import { similarPairs } from "./similar.ts";

export interface Matching {
  readonly old: readonly Node[];
  readonly now: readonly Node[];
  /** Each node of either tree at most once. */
  readonly oldOf: ReadonlyMap<Node, Node>;
  readonly nowOf: ReadonlyMap<Node, Node>;
}

export function match(oldBlocks: readonly BlockTree[], nowBlocks: readonly BlockTree[]): Matching {
  const numbers = new Numbers();
  const old = nodesOf(oldBlocks, numbers);
  const now = nodesOf(nowBlocks, numbers);
  const pairs = new Pairs();
  pairById(old, now, pairs);
  pairUnique(old, now, pairs);
  pairLists(old, now, pairs, numbers);
  pairRest(old, now, pairs);
  return { old, now, oldOf: pairs.oldOf, nowOf: pairs.nowOf };
}

class Pairs {
  readonly oldOf = new Map<Node, Node>();
  readonly nowOf = new Map<Node, Node>();

  add(old: Node, now: Node): void {
    this.oldOf.set(now, old);
    this.nowOf.set(old, now);
  }

  free(old: Node, now: Node): boolean {
    return !this.nowOf.has(old) && !this.oldOf.has(now);
  }

  /** Equal subtrees: block by block, but for those that are paired already. */
  addTree(old: Node, now: Node): void {
    if (this.free(old, now)) this.add(old, now);
    for (const [index, child] of old.children.entries()) {
      const other = now.children[index];
      if (other !== undefined) this.addTree(child, other);
    }
  }
}

function pairById(old: readonly Node[], now: readonly Node[], pairs: Pairs): void {
  const byId = new Map<string, Node>();
  for (const node of everyNode(now)) {
    const { id } = node.block;
    if (id !== undefined && !byId.has(id)) byId.set(id, node);
  }
  if (byId.size === 0) return;
  for (const node of everyNode(old)) {
    const other = byId.get(node.block.id ?? "");
    if (other !== undefined && other.block.type === node.block.type && pairs.free(node, other))
      pairs.add(node, other);
  }
}

/** These live in their table, row of columns or set of tabs only: they never go elsewhere on their own. */
const bound: ReadonlySet<string> = new Set(["table_row", "column"]);

function pairUnique(old: readonly Node[], now: readonly Node[], pairs: Pairs): void {
  const once = (nodes: readonly Node[]) => {
    const found = new Map<number, Node | null>();
    for (const node of everyNode(nodes)) found.set(node.tree, found.has(node.tree) ? null : node);
    return found;
  };
  const inOld = once(old);
  const inNow = once(now);
  const visit = (node: Node): void => {
    const twin = inNow.get(node.tree) === node ? inOld.get(node.tree) : undefined;
    if (twin && pairs.free(twin, node) && !bound.has(node.block.type)) pairs.addTree(twin, node);
    else for (const child of node.children) visit(child);
  };
  for (const node of now) visit(node);
}

/** Lists whose parents are paired, from the top down. */
function pairLists(
  old: readonly Node[],
  now: readonly Node[],
  pairs: Pairs,
  numbers: Numbers,
): void {
  const waiting: (readonly [readonly Node[], readonly Node[]])[] = [[old, now]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [left, right] = next;
    pairList(left, right, pairs, numbers);
    for (const node of right) {
      const other = pairs.oldOf.get(node);
      if (other !== undefined && other.tree !== node.tree)
        waiting.push([other.children, node.children]);
    }
  }
}

function pairList(
  left: readonly Node[],
  right: readonly Node[],
  pairs: Pairs,
  numbers: Numbers,
): void {
  // A pair counts as equal to itself and to nothing else.
  const serial = new Map<Node, number>();
  for (const [index, node] of left.entries()) {
    if (!pairs.nowOf.has(node)) continue;
    serial.set(node, numbers.of(`pair ${index}`));
  }
  const numberOld = (node: Node) => serial.get(node) ?? node.tree;
  const numberNow = (node: Node) => {
    const other = pairs.oldOf.get(node);
    return other === undefined ? node.tree : (serial.get(other) ?? -1);
  };
  const found = anchors(left.map(numberOld), right.map(numberNow));
  for (const [i, j] of found) {
    const [a, b] = [left[i], right[j]];
    if (a !== undefined && b !== undefined && pairs.free(a, b)) pairs.addTree(a, b);
  }
  const last: Anchor = [left.length, right.length];
  let [i, j] = [0, 0];
  for (const [x, y] of [...found, last]) {
    const gapOld = left.slice(i, x).filter((node) => !pairs.nowOf.has(node));
    const gapNow = right.slice(j, y).filter((node) => !pairs.oldOf.has(node));
    for (const [p, q] of similarPairs(gapOld, gapNow)) {
      const [a, b] = [gapOld[p], gapNow[q]];
      if (a === undefined || b === undefined) continue;
      if (a.tree === b.tree) pairs.addTree(a, b);
      else pairs.add(a, b);
    }
    [i, j] = [x + 1, y + 1];
  }
}

/** What repeats on the page and was moved: in document order. */
function pairRest(old: readonly Node[], now: readonly Node[], pairs: Pairs): void {
  const spare = new Map<number, Node[]>();
  for (const node of everyNode(old)) {
    if (pairs.nowOf.has(node) || bound.has(node.block.type)) continue;
    const list = spare.get(node.tree);
    if (list === undefined) spare.set(node.tree, [node]);
    else list.push(node);
  }
  for (const node of everyNode(now)) {
    if (pairs.oldOf.has(node)) continue;
    const list = spare.get(node.tree);
    while (list !== undefined && list[0] !== undefined && pairs.nowOf.has(list[0])) list.shift();
    const other = list?.shift();
    if (other !== undefined) pairs.addTree(other, node);
  }
}
