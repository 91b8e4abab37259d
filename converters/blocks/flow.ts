/**
 * Sibling nodes → blocks: opening and closing tags matched, attribute lines given to what follows them.
 */

import type { RootContent } from "mdast";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { ConvertOptions, Span } from "../context.ts";
import { type Attributes, parseAttributes } from "../markdown/attributes.ts";
import { plainTags, tagMatcher } from "../markdown/tag-names.ts";
import type { NotionLeaf } from "../markdown/tree.ts";
import { decodePath, isPath } from "../rich-text/destination.ts";
import { plainRun } from "../rich-text/plain.ts";
import { readColor } from "./attributes.ts";
import { type Container, finishContainer } from "./containers.ts";
import { type FlowNode, make, type Reader } from "./converter.ts";
import { readItem } from "./lists.ts";
import { readCode, readEquation } from "./literal.ts";
import { isMedia, isWeb, kindOf, makeMedia, readNamed } from "./media.ts";
import { readReference } from "./references.ts";
import { readTable } from "./table.ts";
import { headingType, readBlockquote, readHeading, readParagraph } from "./text.ts";

type Positioned = { readonly position?: FlowNode["position"] };

interface Parts {
  readonly reader: Reader;
  readonly spans: Map<BlockTree, Span>;
  readonly heads: Map<BlockTree, Span>;
  readonly startOf: (node: Positioned) => number;
  readonly endOf: (node: Positioned) => number;
  readonly options: ConvertOptions;
}

/** Levels of nesting beyond which the source is literal text. */
const depthMax = 100;

interface Level {
  readonly blocks: BlockTree[];
  readonly open: Container[];
  /** Attributes from the line before, waiting for their block. */
  pending: {
    readonly attributes: Attributes;
    readonly start: number;
    readonly node: FlowNode;
  } | null;
  /** Delimiter of the ordered list that the last node was, for one that goes on in the next piece. */
  ordered: string | null;
}

const newLevel = (): Level => ({ blocks: [], open: [], pending: null, ordered: null });

export function createFlow({ reader, spans, heads, startOf, endOf, options }: Parts) {
  const context = options.context ?? {};
  const matcher = tagMatcher(plainTags);
  let depth = 0;
  const root = newLevel();

  const add = (level: Level, block: BlockTree, start: number, end: number): BlockTree => {
    spans.set(block, { start, end: reader.textEnd(start, end) });
    (level.open.at(-1)?.blocks ?? level.blocks).push(block);
    return block;
  };

  /** What was typed, as a paragraph. */
  function literal(level: Level, node: FlowNode, source = reader.source(node)): void {
    const content = source.replace(/[ \t]*(?:\r\n|\n|\r)[ \t]*/g, " ").trim();
    add(
      level,
      make("paragraph", { rich_text: [plainRun(content)], color: "default" }),
      startOf(node),
      endOf(node),
    );
  }

  function close(level: Level, end: number): void {
    const container = level.open.pop();
    if (container === undefined) return;
    const own = container.name === "p" ? container.blocks[0] : undefined;
    const block = finishContainer(container, reader);
    const ownEnd =
      own === undefined || block.children?.includes(own) ? undefined : spans.get(own)?.end;
    heads.set(block, { start: container.start, end: ownEnd ?? container.headEnd });
    add(level, block, container.start, end);
  }

  function closeAll(level: Level, end: number): void {
    dropPending(level);
    for (
      let container = level.open.at(-1);
      container !== undefined;
      container = level.open.at(-1)
    ) {
      reader.warn("unclosed_tag", `<${container.name}> is not closed`, container.node);
      close(level, end);
    }
  }

  function dropPending(level: Level): void {
    const { pending } = level;
    if (pending === null) return;
    level.pending = null;
    reader.unknown(pending.attributes, [], pending.node);
  }

  function tags(level: Level, source: string, node: FlowNode): void {
    let rest = "";
    for (const [raw, slash, name = "", attributes = "", end] of source.matchAll(matcher.tag)) {
      if (slash !== "/") {
        if (level.open.length + depth >= depthMax) {
          rest += raw;
          continue;
        }
        const parsed = parseAttributes(attributes);
        level.open.push({
          name,
          attributes: parsed,
          blocks: [],
          summary: null,
          node,
          start: startOf(node),
          headEnd: endOf(node),
        });
        if (end === "/") close(level, endOf(node));
        continue;
      }
      if (!level.open.some((container) => container.name === name)) {
        reader.warn("stray_tag", `${raw} closes nothing`, node);
        rest += raw;
        continue;
      }
      for (
        let last = level.open.at(-1);
        last !== undefined && last.name !== name;
        last = level.open.at(-1)
      ) {
        reader.warn("unclosed_tag", `<${last.name}> is not closed`, last.node);
        close(level, startOf(node));
      }
      close(level, endOf(node));
    }
    if (rest !== "") literal(level, node, rest);
  }

  function leaf(level: Level, node: NotionLeaf): void {
    const opening = matcher.leafStart.exec(node.start);
    const name = opening?.[1] ?? "";
    const attributes = parseAttributes(opening?.[2] ?? "");
    const prefix = node.start.slice(0, node.start.lastIndexOf(`<${name}`));
    if (prefix.trim() !== "") tags(level, prefix, node);
    const { runs, attributes: inner } = reader.text(node.children);
    reader.unknown(inner, [], node);
    const known = (...names: string[]) => reader.unknown(attributes, names, node);
    const put = (block: BlockTree) => void add(level, block, startOf(node), endOf(node));
    if (isMedia(name)) {
      known("src", "hosted", "name");
      put(makeMedia(name, attributes["src"] ?? "", attributes, runs, context));
      return;
    }
    switch (name) {
      case "summary": {
        const container = level.open.at(-1);
        const takes = container?.name === "details" || container?.name === "notion";
        if (!takes || container.summary !== null || container.blocks.length > 0) {
          reader.warn("stray_tag", "<summary> stands only at the start of <details>", node);
          literal(level, node);
          return;
        }
        const heading = /<h([1-6])>$/.exec(node.start)?.[1];
        container.summary = {
          runs,
          heading: heading === undefined ? null : headingType(Number(heading)),
        };
        container.headEnd = endOf(node);
        return;
      }
      case "p":
        known("color", "icon");
        put(readParagraph({ runs, attributes: {}, rest: [] }, [], attributes, reader));
        return;
      case "bookmark":
      case "embed":
        known("url");
        put(make(name, { caption: runs, url: attributes["url"] ?? "" }));
        return;
      case "link_preview":
        known("url");
        put(make(name, { url: attributes["url"] ?? "" }));
        return;
      case "table_of_contents":
        known("color");
        put(make(name, { color: readColor(attributes) }));
        return;
      case "breadcrumb":
        known();
        put(make(name, {}));
        return;
      default:
        literal(level, node);
    }
  }

  function paragraph(
    level: Level,
    node: FlowNode & { type: "paragraph" },
    given: Attributes,
  ): void {
    const start = startOf(node);
    const end = endOf(node);
    const container = level.open.at(-1);
    const isOwn = container?.name === "p" && container.blocks.length === 0;
    const [only] = node.children;
    const tail = node.children.slice(1);
    const isLone =
      only?.type === "link" &&
      tail.every((one) => one.type === "notionInline" && one.value.startsWith("<!--"));
    if (isLone && !isOwn) {
      const { attributes } = reader.text(tail);
      const block = lone(only, { ...given, ...attributes }, node);
      if (block !== null) {
        add(level, block, start, end);
        return;
      }
    }
    const split = reader.split(node.children);
    const attributes = { ...given, ...split.attributes };
    const isEmpty = split.runs.length === 0 && split.rest.length > 0;
    reader.unknown(attributes, isEmpty ? [] : ["color", "icon", "type"], node);
    if (!isEmpty) {
      const { runs } = split;
      const block = readParagraph({ ...split, runs, attributes }, [], {}, reader);
      const [next] = split.rest;
      const until = next === undefined ? end : (spans.get(next)?.start ?? end);
      add(level, block, start, until);
    }
    for (const block of split.rest) {
      const span = spans.get(block) ?? { start, end };
      add(level, block, span.start, span.end);
    }
  }

  /** A link alone in its paragraph that stands for a block; `null` when it is just a link. */
  function lone(
    link:
      | (FlowNode & { type: "link" })
      | { readonly type: "link"; readonly url: string; readonly children: readonly never[] },
    attributes: Attributes,
    node: FlowNode,
  ): BlockTree | null {
    const type = attributes["type"];
    if (type === "paragraph") return null;
    const { url } = link;
    const isAuto = reader.source(link as FlowNode).startsWith("<");
    if (isAuto) return isWeb(url) ? make("bookmark", { caption: [], url }) : null;
    const label = plainOf(reader.text(link.children as never).runs);
    const reference = readReference(url, label, type, context);
    if (reference !== null) {
      reader.unknown(attributes, ["type"], node);
      return reference;
    }
    const named = readNamed(url, label);
    if (named !== null) {
      reader.unknown(attributes, [], node);
      return named;
    }
    if (!isPath(url) || !/\.\w{1,8}$/.test(url) || context.idOf?.(url) != null) return null;
    const kind = kindOf(url);
    const name = decodePath(url).split("/").at(-1) ?? "";
    const { runs } = reader.text(link.children as never);
    const caption =
      label === name
        ? []
        : runs.map((run) =>
            run.type === "text" ? { ...run, text: { ...run.text, link: null } } : run,
          );
    return makeMedia(kind, url, attributes, caption as readonly RichText[], context);
  }

  /** Remembers where the paragraph stands that is the block's own text; an image may have cut it short. */
  function headed(made: BlockTree, first: FlowNode | undefined): BlockTree {
    const child = made.children?.[0];
    const childStart = child === undefined ? undefined : spans.get(child)?.start;
    if (first?.type === "paragraph" && (childStart === undefined || childStart >= endOf(first)))
      heads.set(made, { start: startOf(first), end: endOf(first) });
    return made;
  }

  function block(level: Level, node: FlowNode, given: Attributes, startAt: number | null): void {
    const put = (made: BlockTree): void =>
      void add(level, made, startAt ?? startOf(node), endOf(node));
    const none = () => reader.unknown(given, [], node);
    switch (node.type) {
      case "paragraph":
        paragraph(level, node, given);
        return;
      case "heading":
        none();
        put(readHeading(node, reader));
        return;
      case "blockquote":
        none();
        put(headed(readBlockquote(node, reader), node.children[0]));
        return;
      case "list":
        none();
        node.children.forEach((item, i) => {
          const isFirst = i === 0 && level.ordered === null;
          const made = headed(readItem(item, node, isFirst, reader), item.children[0]);
          add(level, made, startOf(item), endOf(item));
        });
        return;
      case "code":
        put(readCode(node, given, reader));
        return;
      case "math":
        put(readEquation(node, given, reader));
        return;
      case "thematicBreak":
        none();
        put(make("divider", {}));
        return;
      case "table":
        put(
          readTable(node, given, reader, (row, rowNode) => {
            spans.set(row, { start: startOf(rowNode), end: endOf(rowNode) });
            return row;
          }),
        );
        return;
      case "definition":
        none();
        if (node.identifier.startsWith("^")) literal(level, node);
        return;
      default:
        none();
        literal(level, node);
    }
  }

  function readNodes(nodes: readonly FlowNode[], level: Level): void {
    for (const node of nodes) {
      const { pending } = level;
      if (
        node.type === "notionTags" ||
        node.type === "notionLeaf" ||
        node.type === "notionAttributes"
      )
        dropPending(level);
      else level.pending = null;
      const delimiter =
        node.type === "list" && node.ordered === true
          ? (/^\d+([.)])/.exec(reader.source(node))?.[1] ?? null)
          : null;
      if (level.ordered !== delimiter) level.ordered = null;
      switch (node.type) {
        case "notionTags":
          tags(level, node.value, node);
          break;
        case "notionLeaf":
          leaf(level, node);
          break;
        case "notionAttributes": {
          const attributes = parseAttributes(node.value.trim().slice(5, -4));
          level.pending = { attributes, start: startOf(node), node };
          break;
        }
        default:
          block(level, node, pending?.attributes ?? {}, pending?.start ?? null);
      }
      level.ordered = delimiter;
    }
  }

  return {
    /** Top-level nodes of one piece after the other. */
    read: (nodes: readonly RootContent[]) => readNodes(nodes, root),
    finish(end: number): BlockTree[] {
      closeAll(root, end);
      return root.blocks;
    },
    /** Children of a list item or a quote. */
    nested(nodes: readonly FlowNode[]): BlockTree[] {
      const level = newLevel();
      const last = nodes.at(-1);
      if (last === undefined) return [];
      depth++;
      try {
        if (depth > depthMax) for (const node of nodes) literal(level, node);
        else readNodes(nodes, level);
        closeAll(level, endOf(last));
      } finally {
        depth--;
      }
      return level.blocks;
    },
  };
}

const plainOf = (runs: readonly RichText[]): string =>
  runs.map((run) => (run.type === "text" ? run.text.content : (run.plain_text ?? ""))).join("");
