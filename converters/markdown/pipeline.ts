/**
 * Text → mdast: unified with remark-parse, the parts of GFM that the format has, and our extension.
 *
 * A document is parsed in pieces, because the parser's time grows faster than the text. The tree's
 * positions count from the start of their piece.
 */
import type { Definition, Nodes, RootContent } from "mdast";
import type { Extension } from "micromark-util-types";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { extensionsOf } from "./extensions.ts";
import { deepPart, nextBoundary, unclosedFence } from "./pieces.ts";
import type { TagNames } from "./tag-names.ts";

/** Top-level nodes; their positions count from `offset` of the text. */
export interface Piece {
  readonly offset: number;
  readonly nodes: readonly RootContent[];
  /** Nested beyond what is looked at: its source, as one paragraph. */
  readonly isLiteral?: boolean;
}

export interface Document {
  readonly pieces: readonly Piece[];
  /** By identifier; the first of a name counts. */
  readonly definitions: ReadonlyMap<string, Definition>;
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
const knownLabels: Extension = {
  text: {
    91: {
      name: "notionLabels",
      tokenize(_effects, _ok, nok) {
        if (labels !== null) this.parser.defined = labels;
        return nok;
      },
    },
  },
};

function parserFor(names: TagNames): Parse {
  const { syntax, tree } = extensionsOf(names);
  const processor = unified()
    .use(remarkParse)
    .data("micromarkExtensions", [...syntax, knownLabels])
    .data("fromMarkdownExtensions", tree)
    .freeze();
  return (text) => processor.parse(text).children;
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
const pieceSize = 4_000;

function parsePieces(text: string, parse: Parse): Piece[] {
  const pieces: Piece[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    let end = nextBoundary(text, start + pieceSize);
    const deep = deepPart(text.slice(start, end));
    if (deep !== null) {
      if (deep.start > 0)
        pieces.push({ offset: start, nodes: parse(text.slice(start, start + deep.start)) });
      pieces.push({
        offset: start + deep.start,
        nodes: [literal(text.slice(start + deep.start, start + deep.end))],
        isLiteral: true,
      });
      start += deep.end;
      continue;
    }
    let nodes = parse(text.slice(start, end));
    while (end < text.length) {
      const fence = unclosedFence(nodes.at(-1), text.slice(start, end));
      if (fence === null) break;
      fence.lastIndex = end;
      const closing = fence.exec(text);
      end = closing === null ? text.length : nextBoundary(text, closing.index + closing[0].length);
      nodes = parse(text.slice(start, end));
    }
    pieces.push({ offset: start, nodes });
    start = end;
  }
  return pieces;
}

function literal(value: string): RootContent {
  const point = (offset: number) => ({ line: 1, column: 1, offset });
  const position = { start: point(0), end: point(value.length) };
  return { type: "paragraph", children: [{ type: "text", value, position }], position };
}

function collectDefinitions(pieces: readonly Piece[]): Map<string, Definition> {
  const found = new Map<string, Definition>();
  const open: Nodes[] = pieces.flatMap((piece) => [...piece.nodes]).reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "definition") {
      if (!found.has(node.identifier)) found.set(node.identifier, node);
    } else if ("children" in node && node.type !== "paragraph") {
      for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i] as Nodes);
    }
  }
  return found;
}

export function parseDocument(text: string, names: TagNames): Document {
  const parse = parserOf(names);
  const pieces = parsePieces(text, parse);
  const definitions = text.includes("]:") ? collectDefinitions(pieces) : new Map();
  if (definitions.size === 0) return { pieces, definitions };
  labels = new Labels([...definitions.keys()].map((name: string) => name.toUpperCase()));
  try {
    return { pieces: parsePieces(text, parse), definitions };
  } finally {
    labels = null;
  }
}
