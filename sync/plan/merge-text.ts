/**
 * Three versions of a rich text → one, word by word, or a conflict.
 *
 * Words and their formatting are merged apart: who makes a word bold and who changes the word beside it
 * both get their way, and so does who makes a sentence bold in which somebody else exchanges a word.
 * Edits of the same or of touching words are a conflict, unless they are the same edit.
 *
 * Words are compared as strings: the differ takes objects by their string form and would lose edits.
 */
import { diffIndices } from "node-diff3";
import { canonicalLink, canonicalRichText, plainAnnotations } from "../../src/notion/canonical.ts";
import type { RichText } from "../../src/notion/types.ts";

type Value = string | boolean | null;
/** Annotations by name, and `link`. */
type Format = Readonly<Record<string, Value>>;

interface Token {
  /** What it says, without its formatting; never a bare word, so that none collides with a name of JavaScript's. */
  readonly key: string;
  readonly format: Format;
  readonly run: RichText;
  /** For a piece of a text run. */
  readonly text: string;
}

/** `null`: the sides changed the same words in different ways. */
export function mergeText(
  base: readonly RichText[],
  local: readonly RichText[],
  remote: readonly RichText[],
): readonly RichText[] | null {
  const forms = [base, local, remote].map((runs) => JSON.stringify(canonicalRichText(runs)));
  if (forms[0] === forms[1] || forms[1] === forms[2]) return remote;
  if (forms[0] === forms[2]) return local;
  const b = tokensOf(base);
  const mine = sideOf(b, tokensOf(local));
  const theirs = sideOf(b, tokensOf(remote));
  const merged = mergeTokens(b, mine, theirs);
  return merged === null ? null : runsOf(merged);
}

/** A side as changes of the base: hunks that replace base tokens, and what became of those that stay. */
interface Side {
  readonly hunks: readonly Hunk[];
  /** The token that each base token became; `undefined` inside hunks. */
  readonly kept: readonly (Token | undefined)[];
}

interface Hunk {
  /** Base tokens `start` to `end` (exclusive) were replaced. */
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
}

function mergeTokens(base: readonly Token[], mine: Side, theirs: Side): readonly Token[] | null {
  const result: Token[] = [];
  let at = 0;
  const keepTo = (end: number): boolean => {
    for (; at < end; at++) {
      const [from, a, b] = [base[at], mine.kept[at], theirs.kept[at]];
      if (from === undefined || a === undefined || b === undefined) return false;
      const format = mergeFormat(from.format, a.format, b.format);
      if (format === null) return false;
      result.push({ ...(isSame(a.format, from.format) ? b : a), format });
    }
    return true;
  };
  for (const cluster of clustersOf(mine.hunks, theirs.hunks)) {
    if (!keepTo(cluster.start)) return null;
    const replaced = replace(base, cluster, mine, theirs);
    if (replaced === null) return null;
    result.push(...replaced);
    at = cluster.end;
  }
  return keepTo(base.length) ? result : null;
}

/** Hunks of both sides that overlap or touch, together. */
interface Cluster {
  readonly start: number;
  end: number;
  readonly mine: Hunk[];
  readonly theirs: Hunk[];
}

function clustersOf(mine: readonly Hunk[], theirs: readonly Hunk[]): readonly Cluster[] {
  const all = [
    ...mine.map((hunk) => ({ hunk, side: "mine" as const })),
    ...theirs.map((hunk) => ({ hunk, side: "theirs" as const })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
  const clusters: Cluster[] = [];
  for (const { hunk, side } of all) {
    let cluster = clusters.at(-1);
    if (cluster === undefined || hunk.start > cluster.end) {
      cluster = { start: hunk.start, end: hunk.end, mine: [], theirs: [] };
      clusters.push(cluster);
    }
    cluster.end = Math.max(cluster.end, hunk.end);
    cluster[side].push(hunk);
  }
  return clusters;
}

function replace(
  base: readonly Token[],
  cluster: Cluster,
  mine: Side,
  theirs: Side,
): readonly Token[] | null {
  if (cluster.theirs.length === 0) return dressed(base, cluster, spliced(cluster, mine), theirs);
  if (cluster.mine.length === 0) return dressed(base, cluster, spliced(cluster, theirs), mine);
  const a = spliced(cluster, mine);
  const b = spliced(cluster, theirs);
  const same =
    a.length === b.length &&
    a.every((token, i) => token.key === b[i]?.key && isSame(token.format, b[i]?.format ?? {}));
  return same ? b : null;
}

/** What a side has in place of the cluster's base tokens. */
function spliced(cluster: Cluster, side: Side): readonly Token[] {
  const result: Token[] = [];
  const hunks = side.hunks.filter(({ start, end }) => start >= cluster.start && end <= cluster.end);
  let at = cluster.start;
  for (const hunk of hunks) {
    for (; at < hunk.start; at++)
      result.push(...[side.kept[at]].filter((token) => token !== undefined));
    result.push(...hunk.tokens);
    at = hunk.end;
  }
  for (; at < cluster.end; at++)
    result.push(...[side.kept[at]].filter((token) => token !== undefined));
  return result;
}

/**
 * New words of one side with the formatting that the other gave to those they replace: only where it was
 * one and the same change to all of them.
 */
function dressed(
  base: readonly Token[],
  cluster: Cluster,
  tokens: readonly Token[],
  other: Side,
): readonly Token[] | null {
  let change: Format | undefined;
  for (let i = cluster.start; i < cluster.end; i++) {
    const from = base[i]?.format;
    const to = other.kept[i]?.format;
    if (from === undefined || to === undefined) return null;
    const here: Record<string, Value> = {};
    for (const [name, value] of Object.entries(to)) if (from[name] !== value) here[name] = value;
    if (change !== undefined && !isSame(change, here)) return null;
    change = here;
  }
  if (change === undefined || Object.keys(change).length === 0) return tokens;
  const given = change;
  return tokens.map((token) => ({ ...token, format: { ...token.format, ...given } }));
}

const isSame = (a: Format, b: Format): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

function mergeFormat(base: Format, local: Format, remote: Format): Format | null {
  const result: Record<string, Value> = {};
  for (const name of Object.keys(base)) {
    const [b, l, r] = [base[name] ?? null, local[name] ?? null, remote[name] ?? null];
    if (l !== b && r !== b && l !== r) return null;
    result[name] = l === b ? r : l;
  }
  return result;
}

/** Beyond this many pairs to compare, what lies between the common ends counts as one change. */
const comparisonsMax = 4_000_000;

function sideOf(base: readonly Token[], side: readonly Token[]): Side {
  const most = Math.min(base.length, side.length);
  let head = 0;
  while (head < most && base[head]?.key === side[head]?.key) head++;
  let tail = 0;
  while (tail < most - head && base.at(-1 - tail)?.key === side.at(-1 - tail)?.key) tail++;
  const from = base.slice(head, base.length - tail).map((token) => token.key);
  const to = side.slice(head, side.length - tail).map((token) => token.key);
  const changes =
    from.length * to.length > comparisonsMax
      ? [{ buffer1: [0, from.length], buffer2: [0, to.length] }]
      : diffIndices(from, to);
  const hunks: Hunk[] = [];
  const kept: (Token | undefined)[] = [];
  let at = 0;
  for (const { buffer1, buffer2 } of changes) {
    const [start = 0, length = 0] = buffer1;
    const [toStart = 0, toLength = 0] = buffer2;
    while (kept.length < head + start) kept.push(side[at++]);
    hunks.push({
      start: head + start,
      end: head + start + length,
      tokens: side.slice(head + toStart, head + toStart + toLength),
    });
    for (let i = 0; i < length; i++) kept.push(undefined);
    at = head + toStart + toLength;
  }
  while (kept.length < base.length) kept.push(side[at++]);
  return { hunks, kept };
}

/**
 * Words, spaces, line breaks, and signs one by one; scripts without spaces character by character. Everything
 * is in some token, so that joined again they are the text.
 */
const pieces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]\p{M}*|[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*|\n|[^\S\n]+|[^\s\p{L}\p{N}_]\p{M}*/gu;

function tokensOf(runs: readonly RichText[]): readonly Token[] {
  const tokens: Token[] = [];
  for (const run of runs) {
    const link = run.type === "text" && run.text.link ? canonicalLink(run.text.link.url) : null;
    const format: Format = { ...plainAnnotations, ...run.annotations, link };
    if (run.type !== "text") {
      const key = JSON.stringify(canonicalRichText([{ ...run, annotations: plainAnnotations }]));
      tokens.push({ key: `object ${key}`, format, run, text: "" });
      continue;
    }
    for (const text of run.text.content.match(pieces) ?? [])
      tokens.push({ key: `text ${text}`, format, run, text });
  }
  return tokens;
}

function runsOf(tokens: readonly Token[]): readonly RichText[] {
  const runs: RichText[] = [];
  let last: Format | null = null;
  for (const { format, run, text } of tokens) {
    const { link, ...annotations } = format;
    const open = runs.at(-1);
    if (run.type === "text" && open?.type === "text" && last !== null && isSame(last, format)) {
      const content = open.text.content + text;
      runs[runs.length - 1] = { ...open, text: { ...open.text, content } };
    } else if (run.type === "text") {
      runs.push({
        type: "text",
        text: { content: text, link: link === null ? null : { url: String(link) } },
        annotations: annotations as unknown as RichText["annotations"],
      } as RichText);
    } else {
      runs.push({ ...run, annotations: annotations as unknown as RichText["annotations"] });
    }
    last = run.type === "text" ? format : null;
  }
  return runs;
}
