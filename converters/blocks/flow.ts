/**
 * Sibling nodes → blocks: attribute lines given to what follows them, lists to their items; stack.ts matches
 * opening and closing tags.
 */

import { createBlock, headed } from "../flow/common.ts";
import type { FlowParts } from "../flow/level.ts";
import { createNesting, type Flow, type Siblings } from "../flow/nesting.ts";
import { type Attributes, parseAttributes } from "../markdown/attributes.ts";
import { plainTags, tagMatcher } from "../markdown/tag-names.ts";
import type { NotionLeaf } from "../markdown/tree.ts";
import type { FlowNode } from "./converter.ts";
import { readLeaf } from "./leaf.ts";
import { newLevel, type PlainLevel } from "./level.ts";
import { readItem } from "./lists.ts";
import { readCode } from "./literal.ts";
import { readLone } from "./lone.ts";
import { createStack } from "./stack.ts";
import { readBlockquote, readParagraph } from "./text.ts";

export const createFlow = (parts: FlowParts): Flow =>
  createNesting(parts, (outerDepth) => createSiblings(parts, outerDepth));

function createSiblings(parts: FlowParts, outerDepth: () => number): Siblings<PlainLevel> {
  const { reader, spans, startOf, endOf } = parts;
  const matcher = tagMatcher(plainTags);
  const { add, literal, closeAll, dropPending, tags, summary } = createStack(parts, outerDepth);
  const quote = readBlockquote;
  const code = readCode;
  const block = createBlock(parts, { add, literal, paragraph, list, quote, code });

  function leaf(level: PlainLevel, node: NotionLeaf): void {
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
    level: PlainLevel,
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

  function list(level: PlainLevel, node: FlowNode & { type: "list" }): void {
    node.children.forEach((item, i) => {
      const isFirst = i === 0 && level.ordered === null;
      const before = (level.open.at(-1)?.blocks ?? level.blocks).at(-1);
      const isRestart = isFirst && before?.type === "numbered_list_item";
      const made = readItem(item, node, { isFirst, isRestart }, reader);
      add(level, headed(parts, made, item.children[0]), startOf(item), endOf(item));
    });
  }

  function readNodes(nodes: readonly FlowNode[], level: PlainLevel): void {
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

  return { newLevel, read: readNodes, literal, closeAll };
}
