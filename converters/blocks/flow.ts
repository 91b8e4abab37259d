/**
 * Sibling nodes → blocks: attribute lines given to what follows them, lists to their items; stack.ts matches
 * opening and closing tags.
 */

import type { RootContent } from "mdast";
import type { BlockTree } from "../../src/notion/tree.ts";
import { type Attributes, parseAttributes } from "../markdown/attributes.ts";
import { plainTags, tagMatcher } from "../markdown/tag-names.ts";
import type { NotionLeaf } from "../markdown/tree.ts";
import { type FlowNode, make } from "./converter.ts";
import { readLeaf } from "./leaf.ts";
import { type Level, newLevel } from "./level.ts";
import { readItem } from "./lists.ts";
import { readCode, readEquation } from "./literal.ts";
import { readLone } from "./lone.ts";
import { createStack, depthMax, type FlowParts, tooDeep } from "./stack.ts";
import { readTable } from "./table.ts";
import { readBlockquote, readHeading, readParagraph } from "./text.ts";

export function createFlow(parts: FlowParts) {
  const { reader, spans, heads, startOf, endOf } = parts;
  const matcher = tagMatcher(plainTags);
  let depth = 0;
  const { add, literal, closeAll, dropPending, tags, summary } = createStack(parts, () => depth);
  const root = newLevel();

  function leaf(level: Level, node: NotionLeaf): void {
    const opening = matcher.leafStart.exec(node.start);
    const name = opening?.[1] ?? "";
    const attributes = parseAttributes(opening?.[2] ?? "");
    const prefix = node.start.slice(0, node.start.lastIndexOf(`<${name}`));
    if (prefix.trim() !== "") tags(level, prefix, node);
    const { runs, attributes: inner } = reader.text(node.children);
    reader.unknown(inner, [], node);
    if (name === "summary") {
      summary(level, node, runs);
      return;
    }
    const block = readLeaf({ name, attributes, runs, node }, reader);
    if (block === null) literal(level, node);
    else add(level, block, startOf(node), endOf(node));
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
      const block = readLone(only, { ...given, ...attributes }, node, reader);
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
          const before = (level.open.at(-1)?.blocks ?? level.blocks).at(-1);
          const isRestart = isFirst && before?.type === "numbered_list_item";
          const place = { isFirst, isRestart };
          const made = headed(readItem(item, node, place, reader), item.children[0]);
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
        if (depth > depthMax) {
          reader.warn("nested_too_deep", tooDeep, nodes[0] ?? last);
          for (const node of nodes) literal(level, node);
        } else readNodes(nodes, level);
        closeAll(level, endOf(last));
      } finally {
        depth--;
      }
      return level.blocks;
    },
  };
}
