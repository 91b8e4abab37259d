/**
 * Pages that nobody would write, and edits to them, from a seed.
 *
 * A fifth of the texts are equal to others: identical blocks are what breaks matching.
 */
import { type BlockTree, childrenOf, contentOf, withChildren } from "../../src/notion/tree.ts";
import type { Random } from "../../src/platform/random.ts";
import { isPinnedItself, pinnedIds } from "../../sync/plan/pinned.ts";
import {
  callout,
  code,
  columns,
  divider,
  edit,
  h1,
  h2,
  image,
  labelOf,
  li,
  math,
  num,
  p,
  quote,
  retext,
  synced,
  table,
  text,
  todo,
  toggle,
} from "./trees.ts";

export const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);
export const pick = <T>(random: Random, items: readonly T[]): T =>
  items[below(random, items.length)] as T;

const words = "alder birch cedar elm fir hazel larch maple oak pine rowan spruce".split(" ");

export function sentence(random: Random): string {
  if (random.next() < 0.2) return pick(random, ["", "same", "to do"]);
  return Array.from({ length: 1 + below(random, 6) }, () => pick(random, words)).join(" ");
}

const runs = (random: Random) =>
  random.next() < 0.7
    ? [text(sentence(random))]
    : [text(`${sentence(random)} `), text(pick(random, words), { bold: true })];

/** One block, at most `depth` levels below it. */
export function randomBlock(random: Random, depth: number): BlockTree {
  const children = (): readonly BlockTree[] =>
    depth === 0 || random.next() < 0.5 ? [] : randomBlocks(random, 1 + below(random, 3), depth - 1);
  const rich = runs(random);
  switch (below(random, depth === 0 ? 9 : 13)) {
    case 0:
    case 1:
      return p(rich);
    case 2:
      return h1(rich);
    case 3:
      return li(rich, ...children());
    case 4:
      return num(rich, ...children());
    case 5:
      return todo(rich, random.next() < 0.5, ...children());
    case 6:
      return code(rich, pick(random, ["plain text", "rust"]));
    case 7:
      return pick(random, [divider(), math("a^2"), image("https://a.b/c.png", sentence(random))]);
    case 8:
      return pick(random, [h2(rich), quote(rich), callout(rich)]);
    case 9:
      return toggle(rich, ...children());
    case 10: {
      const width = 1 + below(random, 3);
      const cells = () => Array.from({ length: width }, () => sentence(random));
      return table(...Array.from({ length: 1 + below(random, 4) }, cells));
    }
    case 11:
      return columns(
        randomBlocks(random, 1 + below(random, 2), depth - 1),
        randomBlocks(random, 1, depth - 1),
      );
    default:
      return synced(...randomBlocks(random, 1 + below(random, 2), depth - 1));
  }
}

export const randomBlocks = (random: Random, count: number, depth: number): readonly BlockTree[] =>
  Array.from({ length: count }, () => randomBlock(random, depth));

/** Lists that may be edited freely: rows and columns have rules of their own. */
const isList = (block: BlockTree): boolean => !["table", "column_list", "tab"].includes(block.type);

type Lists = { readonly parent: BlockTree | null; readonly siblings: readonly BlockTree[] }[];

function listsOf(blocks: readonly BlockTree[]): Lists {
  const lists: Lists = [{ parent: null, siblings: blocks }];
  const visit = (block: BlockTree) => {
    const children = childrenOf(block);
    if (children.length > 0 && isList(block)) lists.push({ parent: block, siblings: children });
    for (const child of children) visit(child);
  };
  for (const block of blocks) visit(block);
  return lists;
}

/** The forest with one list exchanged. */
export function withList(
  blocks: readonly BlockTree[],
  parent: BlockTree | null,
  siblings: readonly BlockTree[],
): readonly BlockTree[] {
  if (parent === null) return siblings;
  const visit = (block: BlockTree): BlockTree => {
    if (block === parent) return withChildren(block, siblings);
    const children = childrenOf(block);
    return children.length === 0 ? block : withChildren(block, children.map(visit));
  };
  return blocks.map(visit);
}

export type EditKind = "text" | "insert" | "delete" | "move";

/**
 * One edit as a person makes it; the same forest when there is nothing to do it to. `word` makes up what is
 * typed.
 */
export function randomEdit(
  random: Random,
  blocks: readonly BlockTree[],
  kind: EditKind,
  word: () => string = () => pick(random, words),
): readonly BlockTree[] {
  const lists = listsOf(blocks);
  const { parent, siblings } = pick(random, lists);
  const at = below(random, siblings.length);
  const block = siblings[at];
  switch (kind) {
    case "insert": {
      const place = below(random, siblings.length + 1);
      const made = randomBlocks(random, 1 + below(random, 2), parent === null ? 2 : 1);
      const fresh = made.map((one) => signed(one, word));
      return withList(blocks, parent, [
        ...siblings.slice(0, place),
        ...fresh,
        ...siblings.slice(place),
      ]);
    }
    case "delete":
      // The last block of a container stays: what an empty column means is another question.
      if (block === undefined || (parent !== null && siblings.length < 2)) return blocks;
      return withList(
        blocks,
        parent,
        siblings.filter((one) => one !== block),
      );
    case "move": {
      if (block === undefined || siblings.length < 2) return blocks;
      const others = siblings.filter((one) => one !== block);
      const place = below(random, others.length + 1);
      return withList(blocks, parent, [...others.slice(0, place), block, ...others.slice(place)]);
    }
    case "text": {
      const texts = [...everyBlock(blocks)].filter((one) => "rich_text" in contentOf(one));
      if (texts.length === 0) return blocks;
      return withBlock(blocks, pick(random, texts), (one) => changed(random, one, word));
    }
  }
}

function* everyBlock(blocks: readonly BlockTree[]): Generator<BlockTree> {
  for (const block of blocks) {
    yield block;
    yield* everyBlock(childrenOf(block));
  }
}

function withBlock(
  blocks: readonly BlockTree[],
  target: BlockTree,
  change: (block: BlockTree) => BlockTree,
): readonly BlockTree[] {
  return blocks.map((block) => {
    if (block === target) return change(block);
    const children = childrenOf(block);
    return children.length === 0 ? block : withChildren(block, withBlock(children, target, change));
  });
}

/** With a word of its own in each of its texts. */
const signed = (block: BlockTree, word: () => string): BlockTree => {
  const children = childrenOf(block);
  const own =
    "rich_text" in contentOf(block) ? retext(block, `${labelOf(block)} ${word()}`.trim()) : block;
  return children.length === 0
    ? own
    : withChildren(
        own,
        children.map((child) => signed(child, word)),
      );
};

function changed(random: Random, block: BlockTree, word: () => string): BlockTree {
  if (block.type === "to_do" && random.next() < 0.3)
    return edit(block, { checked: !block.to_do.checked });
  const before = labelOf(block).split(" ");
  const at = below(random, before.length + 1);
  return retext(block, [...before.slice(0, at), word(), ...before.slice(at)].join(" "));
}

/** 60 % text, 20 % insert, 10 % delete, 10 % move. */
export function mixedKind(random: Random): EditKind {
  const roll = random.next();
  return roll < 0.6 ? "text" : roll < 0.8 ? "insert" : roll < 0.9 ? "delete" : "move";
}

export function perturb(
  random: Random,
  blocks: readonly BlockTree[],
  edits: number,
  word?: () => string,
): readonly BlockTree[] {
  let result = blocks;
  for (let i = 0; i < edits; i++) result = randomEdit(random, result, mixedKind(random), word);
  return result;
}

export const hasPinned = (blocks: readonly BlockTree[]): boolean =>
  pinnedIds(blocks).size > 0 || blocks.some(isPinnedItself);
