/**
 * Text → mdast: unified with remark-parse, the parts of GFM that the format has, and our extension.
 *
 * What direct/ can read needs no tokenizer. The rest is parsed in pieces, because the tokenizer's time grows
 * faster than the text. Of the tree's positions only the offsets hold.
 */
import type { Nodes, RootContent } from "mdast";
import type { Construct, Extension } from "micromark-util-types";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { partsItems, sureCut } from "./cuts.ts";
import { collectDefinitions, type Definitions, noDefinitions } from "./definitions.ts";
import { readAll, readBlock } from "./direct/blocks.ts";
import { type Lines, lineFrom, linesOf } from "./direct/lines.ts";
import { addNode } from "./direct/lists.ts";
import { positioned, type Rules } from "./direct/rules.ts";
import { extensionsOf } from "./extensions.ts";
import { mendOpenFences } from "./open-fences.ts";
import { deepPart, itemBoundary, nextBoundary, unclosedFence } from "./pieces.ts";
import { type TagNames, tagMatcher } from "./tag-names.ts";

export interface Document extends Definitions {
  /** At the top level; positions count from the start of the text. */
  readonly nodes: readonly RootContent[];
  /** Where it nests beyond what is looked at: the source is a paragraph there. */
  readonly deep: readonly number[];
  /** Where a block goes on that was too long to be read as one. */
  readonly cuts: readonly number[];
}

type Parse = (text: string) => readonly RootContent[];

/** Labels of the whole document, for the piece being parsed: references may point across pieces. */
let labels: Labels | null = null;

/** micromark asks `includes` for every bracket; a list would make that quadratic. */
class Labels extends Array<string> {
  readonly #known: Set<string>;
  constructor(known: Iterable<string>) {
    super();
    this.#known = new Set(known);
  }
  override push(...items: string[]): number {
    for (const item of items) this.#known.add(item);
    return this.#known.size;
  }
  override includes(item: string): boolean {
    return this.#known.has(item);
  }
}

/** Hands the labels to micromark at every bracket, and is never a construct itself. */
const knowLabels: Construct = {
  name: "notionLabels",
  tokenize(_effects, _ok, nok) {
    if (labels !== null) this.parser.defined = labels;
    return nok;
  },
};
// ! [
const knownLabels: Extension = { text: { 33: knowLabels, 91: knowLabels } };

function parserFor(names: TagNames): Parse {
  const { syntax, tree } = extensionsOf(names);
  const processor = unified()
    .use(remarkParse)
    .data("micromarkExtensions", [...syntax, knownLabels])
    .data("fromMarkdownExtensions", tree)
    .freeze();
  return (text) => {
    const nodes = processor.parse(text).children;
    mendOpenFences(text, nodes);
    return nodes;
  };
}

const parsers = new WeakMap<TagNames, Parse>();

function parserOf(names: TagNames): Parse {
  let parse = parsers.get(names);
  if (parse === undefined) {
    parse = parserFor(names);
    parsers.set(names, parse);
  }
  return parse;
}

/** UTF-16 units after which a piece ends at the next safe boundary. */
const pieceSize = 1_000;

interface Parts {
  readonly text: string;
  readonly parse: Parse;
  /** Takes where it nests too deep. */
  readonly deep: number[];
  /** Takes where a block is cut. */
  readonly cuts: Set<number>;
  /** Pieces in which no labels can make a difference, by where they start. */
  readonly kept: Map<number, Kept>;
  /** For what is read without the tokenizer; `null` where that can't be. */
  readonly direct: { readonly lines: Lines; readonly rules: Rules } | null;
}

interface Kept {
  readonly until: number;
  readonly end: number;
  readonly nodes: readonly RootContent[];
}

function parseNodes(parts: Parts): RootContent[] {
  const { text, direct } = parts;
  const all: RootContent[] = [];
  let start = startOf(text);
  if (direct === null) {
    while (start < text.length)
      start = parsePiece(parts, start, nextBoundary(text, start + pieceSize), all);
    return all;
  }
  const { lines, rules } = direct;
  const count = lines.from.length;
  /** What waits for the tokenizer: from `start` up to `until`, where line `i` starts. */
  let until = start;
  for (let i = 0; ; ) {
    const nodes: RootContent[] = [];
    let next = i;
    while (next < count) {
      const end = readBlock(lines, next, rules, nodes, top);
      if (end === -1) break;
      next = end;
    }
    const isDone = next >= count;
    if (until > start && (nodes.length > 0 || isDone || until - start >= pieceSize)) {
      while (start < until) start = parsePiece(parts, start, until, all);
      if (start > until) {
        // A fence reached on over what has been read meanwhile.
        until = start;
        i = lineFrom(lines, start);
        continue;
      }
    }
    for (const node of nodes) addNode(text, all, node);
    if (isDone) return all;
    const at = lines.from[next] as number;
    if (until === start) start = at;
    until = nextBoundary(text, at + 1);
    i = lineFrom(lines, until);
    const cut = sureCut(lines, next, i);
    if (cut < i) {
      i = cut;
      until = lines.from[i] as number;
      if (!partsItems(lines, i)) parts.cuts.add(until);
    }
  }
}

const top = { depth: 0, check: null };

const startOf = (text: string): number => (text.charCodeAt(0) === 0xfeff ? 1 : 0);

/** Parses from `start` to `until`, or to the end of the fence that reaches beyond: where it ended. */
function parsePiece(parts: Parts, start: number, until: number, all: RootContent[]): number {
  const { text, parse, kept } = parts;
  const known = kept.get(start);
  if (known !== undefined && known.until === until && labels !== null) {
    for (const node of known.nodes) addNode(text, all, node);
    return known.end;
  }
  // At the start of what it is given micromark drops a byte order mark; this one is text.
  const lead = text.charCodeAt(start) === 0xfeff ? "\n" : "";
  const sourceTo = (end: number) => lead + text.slice(start, end);
  const add = (nodes: readonly RootContent[]) => {
    moveBy(start - lead.length, nodes);
    for (const node of nodes) addNode(text, all, node);
  };
  let end = start + itemBoundary(text.slice(start, until));
  const deep = deepPart(text.slice(start, end));
  if (deep !== null) {
    if (deep.start > 0) add(parse(sourceTo(start + deep.start)));
    all.push(literal(text, start + deep.start, start + deep.end));
    parts.deep.push(start + deep.start);
    return start + deep.end;
  }
  let nodes = parse(sourceTo(end));
  while (end < text.length) {
    const fence = unclosedFence(nodes.at(-1), sourceTo(end));
    if (fence === null) break;
    fence.lastIndex = end;
    const closing = fence.exec(text);
    end = closing === null ? text.length : pieceEnd(text, closing.index + closing[0].length);
    nodes = parse(sourceTo(end));
  }
  const own = nodes.map(withOwnItems);
  add(nodes);
  if (labels === null && !hasBracket(own)) kept.set(start, { until, end, nodes: own });
  return end;
}

/** Where a piece ends that reaches up to `from` at least. */
const pieceEnd = (text: string, from: number): number =>
  from + itemBoundary(text.slice(from, nextBoundary(text, from)));

/** Items of what follows may join a list; who keeps it keeps it without them. */
const withOwnItems = (node: RootContent): RootContent =>
  node.type === "list" ? { ...node, children: [...node.children] } : node;

/** Whether a text holds a bracket, of which a label would make a reference. */
function hasBracket(nodes: readonly RootContent[]): boolean {
  const open: Nodes[] = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "text" && node.value.includes("[")) return true;
    if ("alt" in node && node.alt?.includes("[")) return true;
    if ("children" in node) for (const child of node.children) open.push(child);
  }
  return false;
}

/** Positions in a piece become positions in the document. */
function moveBy(offset: number, nodes: readonly RootContent[]): void {
  if (offset === 0) return;
  const open: Nodes[] = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { position } = node;
    if (position?.start.offset !== undefined) position.start.offset += offset;
    if (position?.end.offset !== undefined) position.end.offset += offset;
    if ("children" in node) for (const child of node.children) open.push(child);
  }
}

function literal(text: string, start: number, end: number): RootContent {
  const value = text.slice(start, end);
  return {
    type: "paragraph",
    children: [{ type: "text", value, position: positioned(start, end) }],
    position: positioned(start, end),
  };
}

/** `isDirect`: what is beyond doubt is read without the tokenizer; the outcome is the same. */
export function parseDocument(text: string, names: TagNames, isDirect = true): Document {
  const parse = parserOf(names);
  const isPlain = isDirect && !/\r(?!\n)|\0/.test(text);
  const lines = isPlain ? linesOf(text, startOf(text)) : null;
  const kept = new Map<number, Kept>();
  const nodesWith = (): Pick<Document, "nodes" | "deep" | "cuts"> => {
    const opensText = names.opensText === true;
    const rules = { matcher: tagMatcher(names), opensText, labels, readAll };
    const deep: number[] = [];
    const direct = lines === null ? null : { lines, rules };
    const cuts = new Set<number>();
    const nodes = parseNodes({ text, parse, deep, cuts, kept, direct });
    return { nodes, deep, cuts: [...cuts] };
  };
  const first = nodesWith();
  const found = text.includes("]:") ? collectDefinitions(first.nodes) : noDefinitions;
  if (found.definitions.size === 0) return { ...first, ...found };
  labels = new Labels([...found.definitions.keys()].map((name) => name.toUpperCase()));
  try {
    return { ...nodesWith(), ...found };
  } finally {
    labels = null;
  }
}
