/**
 * Which of the blocks that changed is which: in a gap between two anchors, blocks of one type are paired by
 * how alike their texts are, and where nothing tells them apart by their order.
 */

import { plainText } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import { type Anchor, risingPairs } from "./anchors.ts";
import type { Node } from "./nodes.ts";

/** Cells of the exact table at most; above it only promising pairs are looked at. */
const tableMax = 4_096;
/** Words of one block that are looked at. */
const wordsMax = 2_000;

/** Index pairs of equal type, rising on both sides, that are most alike in sum. */
export function similarPairs(a: readonly Node[], b: readonly Node[]): readonly Anchor[] {
  if (a.length === 0 || b.length === 0) return [];
  if (a.length === 1 && b.length === 1) return pairable(a[0], b[0]) ? [[0, 0]] : [];
  if (a.length * b.length <= tableMax) return bestPairs(a, b);
  const found = promising(a, b);
  const pairs: Anchor[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...found, [a.length, b.length] as const]) {
    pairs.push(...inBetween(a, b, i, x, j, y));
    if (x < a.length) pairs.push([x, y]);
    [i, j] = [x + 1, y + 1];
  }
  return pairs;
}

const pairable = (a: Node | undefined, b: Node | undefined): boolean =>
  a !== undefined && b !== undefined && a.block.type === b.block.type;

/** What a pair of one type that is not alike at all is worth: less than any likeness. */
const byPosition = 0.001;

function bestPairs(a: readonly Node[], b: readonly Node[]): readonly Anchor[] {
  const width = b.length + 1;
  const worth = new Float64Array((a.length + 1) * width);
  const gain = new Float64Array(a.length * b.length);
  const at = (i: number, j: number) => worth[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const own = pairable(a[i], b[j]) ? byPosition + likeness(a[i] as Node, b[j] as Node) : 0;
      gain[i * b.length + j] = own;
      worth[i * width + j] = Math.max(
        own > 0 ? own + at(i + 1, j + 1) : 0,
        at(i + 1, j),
        at(i, j + 1),
      );
    }
  const pairs: Anchor[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const own = gain[i * b.length + j] ?? 0;
    if (own > 0 && at(i, j) === own + at(i + 1, j + 1)) pairs.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return pairs;
}

/** A stretch between two promising pairs: exact where small, otherwise the next of the same type. */
function inBetween(
  a: readonly Node[],
  b: readonly Node[],
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
): readonly Anchor[] {
  if (aStart >= aEnd || bStart >= bEnd) return [];
  if ((aEnd - aStart) * (bEnd - bStart) <= tableMax)
    return bestPairs(a.slice(aStart, aEnd), b.slice(bStart, bEnd)).map(([i, j]) => [
      i + aStart,
      j + bStart,
    ]);
  const pairs: Anchor[] = [];
  for (let i = aStart, j = bStart; i < aEnd && j < bEnd; i++) {
    let next = j;
    while (next < bEnd && next - j < 8 && !pairable(a[i], b[next])) next++;
    if (next >= bEnd || !pairable(a[i], b[next])) continue;
    pairs.push([i, next]);
    j = next + 1;
  }
  return pairs;
}

/** Pairs that share rare words and are much alike; rising on both sides. */
function promising(a: readonly Node[], b: readonly Node[]): readonly Anchor[] {
  const places = new Map<string, number[]>();
  for (const [i, node] of a.entries())
    for (const word of new Set(wordsOf(node).keys())) {
      const list = places.get(word);
      if (list === undefined) places.set(word, [i]);
      else if (list.length <= 4) list.push(i);
    }
  const best = new Map<number, { readonly j: number; readonly worth: number }>();
  for (const [j, node] of b.entries()) {
    const candidates = new Set<number>();
    for (const word of wordsOf(node).keys()) {
      const list = places.get(word);
      if (list === undefined || list.length > 4 || candidates.size > 16) continue;
      for (const i of list) if (pairable(a[i], node)) candidates.add(i);
    }
    let chosen = -1;
    let worth = 0.5;
    for (const i of candidates) {
      const own = likeness(a[i] as Node, node);
      if (own > worth) [chosen, worth] = [i, own];
    }
    if (chosen >= 0 && worth > (best.get(chosen)?.worth ?? 0)) best.set(chosen, { j, worth });
  }
  const pairs = [...best].map(([i, { j }]): Anchor => [i, j]).sort((x, y) => x[0] - y[0]);
  return risingPairs(pairs);
}

/** 0: nothing in common, 1: the same words. Own words count more than those of the blocks below. */
export function likeness(a: Node, b: Node): number {
  if (a.own === b.own && a.children.length === 0 && b.children.length === 0) return 1;
  const own = a.own === b.own ? 1 : overlap(ownWords(a), ownWords(b));
  if (a.children.length === 0 && b.children.length === 0) return own;
  const whole = overlap(wordsOf(a), wordsOf(b));
  return ownWords(a).size === 0 && ownWords(b).size === 0 ? whole : 0.6 * own + 0.4 * whole;
}

type Words = ReadonlyMap<string, number>;

/** Dice's coefficient of two bags of words. */
function overlap(a: Words, b: Words): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const [word, count] of small) shared += Math.min(count, large.get(word) ?? 0);
  const total = sizeOf(a) + sizeOf(b);
  return total === 0 ? 0 : (2 * shared) / total;
}

const sizes = new WeakMap<Words, number>();
function sizeOf(words: Words): number {
  let size = sizes.get(words);
  if (size === undefined) {
    size = 0;
    for (const count of words.values()) size += count;
    sizes.set(words, size);
  }
  return size;
}

const own = new WeakMap<Node, Words>();
const whole = new WeakMap<Node, Words>();

function ownWords(node: Node): Words {
  let words = own.get(node);
  if (words === undefined) {
    words = bag(textOf(node.block));
    own.set(node, words);
  }
  return words;
}

/** Words of the block and of what is below it. */
function wordsOf(node: Node): Words {
  if (node.children.length === 0) return ownWords(node);
  let words = whole.get(node);
  if (words === undefined) {
    const all = new Map(ownWords(node));
    for (const child of node.children) {
      if (all.size > wordsMax) break;
      for (const [word, count] of wordsOf(child)) all.set(word, (all.get(word) ?? 0) + count);
    }
    words = all;
    whole.set(node, words);
  }
  return words;
}

/** Words of scripts with spaces, single characters of those without. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu;

function bag(text: string): Words {
  const words = new Map<string, number>();
  let count = 0;
  for (const [found] of text.matchAll(word)) {
    words.set(found, (words.get(found) ?? 0) + 1);
    if (++count >= wordsMax) break;
  }
  return words;
}

/** All that a block says in words: texts, captions, cells, addresses. */
function textOf(block: BlockTree): string {
  const texts = Object.entries(contentOf(block)).map(([key, value]) => {
    if (key === "rich_text" || key === "caption") return plainText(value as RichText[]);
    if (key === "cells") return (value as RichText[][]).map(plainText).join(" ");
    if (typeof value === "string") return value === "default" ? "" : value;
    return value !== null && typeof value === "object" ? canonicalJson(value) : "";
  });
  return texts.join(" ");
}
