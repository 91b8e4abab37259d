/**
 * From the blocks that a text says to the ones that it shall say: which stretches of it change, and to
 * what.
 */
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { PrintOptions } from "../blocks/print.ts";
import type { ParsedBlocks, Span } from "../context.ts";
import { Fragments } from "./fragments.ts";
import { Gaps } from "./gaps.ts";
import { type Hunk, hunksOf, merged, widened } from "./hunks.ts";
import { ownKey, treeKey } from "./keys.ts";

/** `text` takes the place of what stands from `start` up to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How a change is written, and how far around it blocks are printed anew. */
export interface Attempt {
  /** Siblings before it and after it. */
  readonly before: number;
  readonly after: number;
  /** Within the innermost list of siblings that differs; else at the top. */
  readonly isDeep: boolean;
  /** A block that only moved keeps the form that it had, and its list's numbers. */
  readonly keepsForm: boolean;
  /** Blank lines part what is put in, or closes up, from its neighbours, in a tight list too. */
  readonly isLoose: boolean;
  /** A block that shares a line with others gets lines of its own. */
  readonly isApart: boolean;
}

/** A list of siblings in the text. */
interface Place {
  readonly parent: BlockTree | null;
  /** What every line of theirs starts with. */
  readonly prefix: string;
  /** Where a first child would go: right after this offset. */
  readonly head: number;
}

/** Thrown inside this file only: the siblings can't be edited one by one. */
const tooClose = Symbol("too close");

export function editsFor(
  text: string,
  parsed: ParsedBlocks,
  wanted: readonly BlockTree[],
  { before: reachBefore, after: reachAfter, isDeep, keepsForm, isLoose, isApart }: Attempt,
  options: PrintOptions,
): readonly Edit[] | null {
  const edits: Edit[] = [];
  const isWide = reachBefore + reachAfter > 0;
  const fragments = new Fragments(text, parsed, options);
  const gaps = new Gaps(text, parsed, isLoose);
  const spanOf = (block: BlockTree): Span => {
    const span = parsed.spans.get(block);
    if (span === undefined) throw tooClose;
    return span;
  };

  /** Sources of removed blocks, for the case that one only moved. */
  const removed = new Map<string, { readonly block: BlockTree; readonly prefix: string }>();

  function siblings(before: readonly BlockTree[], after: readonly BlockTree[], place: Place): void {
    const exact = hunksOf(before.map(treeKey), after.map(treeKey));
    const inner = isDeep ? exact.filter((hunk) => isInside(before, after, hunk, place)) : [];
    for (const { from, size, wantedFrom } of inner) {
      for (let i = 0; i < size; i++)
        pair(
          before[from + i] as BlockTree,
          after[wantedFrom + i] as BlockTree,
          before[from + i - 1],
          place,
        );
    }
    const others = exact.filter((hunk) => !inner.includes(hunk));
    const hunks = others.map((hunk) =>
      widened(hunk, before.length, after.length, reachBefore, reachAfter),
    );
    if (inner.length > 0 && isWide && others.length > 0) throw tooClose;
    for (const hunk of merged(hunks)) {
      for (const block of before.slice(hunk.from, hunk.from + hunk.size))
        removed.set(treeKey(block), { block, prefix: place.prefix });
    }
    for (const hunk of merged(hunks)) run(before, after, hunk, place);
  }

  /** Whether nothing but children of blocks that stay differs. */
  function isInside(
    before: readonly BlockTree[],
    after: readonly BlockTree[],
    hunk: Hunk,
    place: Place,
  ): boolean {
    if (hunk.size !== hunk.wantedSize || place.parent?.type === "table") return false;
    for (let i = 0; i < hunk.size; i++) {
      const block = before[hunk.from + i] as BlockTree;
      const to = after[hunk.wantedFrom + i] as BlockTree;
      if (ownKey(block) !== ownKey(to)) return false;
      if (insideOf(block, spanOf(block), parsed.heads.get(block), place) === null) return false;
    }
    return true;
  }

  function run(
    before: readonly BlockTree[],
    after: readonly BlockTree[],
    hunk: Hunk,
    place: Place,
  ): void {
    const old = before.slice(hunk.from, hunk.from + hunk.size);
    const fresh = after.slice(hunk.wantedFrom, hunk.wantedFrom + hunk.wantedSize);
    const isTable = place.parent?.type === "table";
    // The first row carries the table: nothing can come before it.
    if (isTable && hunk.from === 0 && old.length !== fresh.length) throw tooClose;
    if (isWide && old.length > 0 && fresh.length > 0) {
      const start = spanOf(old[0] as BlockTree).start;
      const end = spanOf(old.at(-1) as BlockTree).end;
      edits.push({
        start,
        end,
        text:
          printed(fresh, before[hunk.from - 1], before[hunk.from + hunk.size], place, start) +
          gaps.definitionsBetween(old, place.prefix),
      });
      return;
    }
    const pairs = Math.min(old.length, fresh.length);
    for (let i = 0; i < pairs; i++)
      pair(old[i] as BlockTree, fresh[i] as BlockTree, before[hunk.from + i - 1], place);
    if (old.length > pairs) remove(before, hunk.from + pairs, old.length - pairs, place);
    else if (fresh.length > pairs) insert(before, hunk.from + pairs, fresh.slice(pairs), place);
  }

  function printed(
    blocks: readonly BlockTree[],
    previous: BlockTree | undefined,
    next: BlockTree | undefined,
    place: Place,
    at: number,
  ): string {
    const [only] = blocks;
    const moved =
      keepsForm && blocks.length === 1 && only !== undefined
        ? removed.get(treeKey(only))
        : undefined;
    if (moved !== undefined && moved.prefix === place.prefix && place.parent?.type !== "table") {
      const { start, end } = spanOf(moved.block);
      return text.slice(start, end);
    }
    const isStart = place.parent === null && text.slice(0, at).trim() === "";
    return fragments.print(blocks, {
      parent: place.parent,
      prefix: place.prefix,
      previous,
      next,
      isStart,
    });
  }

  function pair(
    block: BlockTree,
    to: BlockTree,
    previous: BlockTree | undefined,
    place: Place,
  ): void {
    const span = spanOf(block);
    const head = parsed.heads.get(block);
    const hasInside = childrenOf(block).length > 0 || childrenOf(to).length > 0;
    const canKeep = isDeep && block.type === to.type && place.parent?.type !== "table" && hasInside;
    const isSameOwn = ownKey(block) === ownKey(to);
    if (canKeep && (isSameOwn || head !== undefined)) {
      const inside = insideOf(block, span, head, place);
      if (inside !== null) {
        if (!isSameOwn && head !== undefined) {
          const start = fragments.ownStart(block, span, head);
          edits.push({
            start,
            end: head.end,
            text: fragments.printHead(to, span, inside.prefix, place.parent),
          });
        }
        siblings(childrenOf(block), childrenOf(to), inside);
        return;
      }
    }
    const own = printed([to], previous, undefined, place, span.start);
    edits.push({ ...span, text: isApart ? gaps.apart(own, span, place.prefix) : own });
  }

  function insideOf(
    block: BlockTree,
    span: Span,
    head: Span | undefined,
    place: Place,
  ): Place | null {
    if (block.type === "table") return { parent: block, prefix: place.prefix, head: span.start };
    if (head === undefined) return null;
    return {
      parent: block,
      prefix: fragments.prefixInside(block, span, place.prefix),
      head: head.end,
    };
  }

  function remove(before: readonly BlockTree[], from: number, size: number, place: Place): void {
    const first = spanOf(before[from] as BlockTree);
    const last = spanOf(before[from + size - 1] as BlockTree);
    const [previous, next] = [before[from - 1], before[from + size]];
    const gapBefore = previous === undefined ? null : gaps.gapOf(previous, first.start);
    const gapAfter = next === undefined ? null : gaps.gapOf(last.end, next);
    if (isLoose && previous === undefined && gapAfter !== null && place.parent !== null) {
      edits.push(gaps.blankBefore(first.start, gapAfter.end, place.prefix));
      return;
    }
    // Of the gaps on both sides one stays: the one that parts blocks for sure.
    if (gapAfter !== null && (gapBefore === null || gapBefore.isBlank || !gapAfter.isBlank))
      edits.push({
        start: first.start,
        end: gapBefore === null && previous !== undefined ? last.end : gapAfter.end,
        text: "",
      });
    else if (gapBefore !== null) edits.push({ start: gapBefore.start, end: last.end, text: "" });
    else edits.push({ ...gaps.aloneAt(first.start, last.end), text: "" });
  }

  function insert(
    before: readonly BlockTree[],
    at: number,
    fresh: readonly BlockTree[],
    place: Place,
  ): void {
    const previous = before[at - 1];
    const next = before[at];
    const [first, last] = [fresh[0] as BlockTree, fresh.at(-1) as BlockTree];
    const isInside = place.parent !== null;
    const end =
      previous === undefined && !isInside
        ? 0
        : gaps.lineEnd(previous === undefined ? place.head : spanOf(previous).end);
    const until = next === undefined ? end : spanOf(next).start;
    if (next !== undefined && ((previous === undefined && !isInside) || !isGap(end, until, next))) {
      const gap = gaps.gap(last, next, place.prefix, [next, before[at + 1]]);
      const body = printed(fresh, undefined, next, place, until);
      edits.push({ start: until, end: until, text: body + gap });
      return;
    }
    const gap =
      previous === undefined
        ? gaps.firstGap(place.parent, first, place.prefix)
        : gaps.gap(previous, first, place.prefix, [before[at - 2], previous, next]);
    const body = printed(fresh, previous, next, place, end);
    const after =
      next === undefined
        ? gaps.beforeClosing(end, place.prefix)
        : gaps.gapAfter(last, next, end, until, place.prefix);
    edits.push({ start: end, end, text: gap + body + after });
  }

  /** Only blank lines and prefixes stand between, the next block on a line of its own. */
  function isGap(start: number, end: number, next: BlockTree): boolean {
    const between = text.slice(start, end);
    return /^[\s>]*$/.test(between) && /[\n\r]/.test(between) && parsed.spans.has(next);
  }

  try {
    siblings(parsed.blocks, wanted, { parent: null, prefix: "", head: 0 });
    return edits;
  } catch (error) {
    if (error === tooClose) return null;
    throw error;
  }
}
