/**
 * Sibling nodes → blocks in Notion-flavored Markdown: text goes to the tag it stands behind, all else is
 * what CommonMark says it is; stack.ts opens and closes the tags.
 */
import type { PhrasingContent } from "mdast";
import { readColor } from "../blocks/attributes.ts";
import { type FlowNode, make } from "../blocks/converter.ts";
import { readItem } from "../blocks/lists.ts";
import { createBlock, headed } from "../flow/common.ts";
import type { FlowParts } from "../flow/level.ts";
import { createNesting, type Flow, type Siblings } from "../flow/nesting.ts";
import { type Attributes, parseAttributes } from "../markdown/attributes.ts";
import { tagMatcher } from "../markdown/tag-names.ts";
import { readCode } from "./code.ts";
import { boxes, notionTags } from "./index.ts";
import { type BoxLevel, newLevel } from "./level.ts";
import { nextNumber } from "./lists.ts";
import { createStack } from "./stack.ts";
import { readQuote } from "./text.ts";

type Paragraph = FlowNode & { readonly type: "paragraph" };

const isTag = new RegExp(`^(?:${tagMatcher(notionTags).tag.source})$`);

export const createFlow = (parts: FlowParts): Flow =>
  createNesting(parts, (outerDepth) => createSiblings(parts, outerDepth));

function createSiblings(parts: FlowParts, outerDepth: () => number): Siblings<BoxLevel> {
  const { reader, spans, startOf, endOf } = parts;
  const stack = createStack(parts, outerDepth);
  const { add, literal, closeAll } = stack;
  const own = { add, literal, paragraph, list, quote: readQuote, code: readCode };
  const block = createBlock(parts, own);

  /** Nothing typed but spaces: one that is written as a reference is text. */
  const isBlank = (node: PhrasingContent): boolean =>
    node.type === "text" && /^[ \t\r\n]*$/.test(reader.source(node));

  /** Text up to a closing tag, the tag, and so on: what stands in one paragraph of CommonMark. */
  function paragraph(level: BoxLevel, node: Paragraph, given: Attributes): void {
    let rest: readonly PhrasingContent[] = node.children;
    let isBehindTag = false;
    /** Only spaces since the last tag. */
    let isBare = true;
    for (let i = 0; i < rest.length; ) {
      const one = rest[i] as PhrasingContent;
      const [, slash, name = ""] = one.type === "notionInline" ? (isTag.exec(one.value) ?? []) : [];
      const closes = slash === "/" && stack.isOpen(level, name);
      const opens = slash === "" && isBehindTag && isBare && boxes[name] !== undefined;
      if (!closes && !opens) {
        isBare &&= isBlank(one);
        i++;
        continue;
      }
      const before = rest.slice(0, i);
      if (!isBare) text(level, before, node, given);
      stack.tags(level, reader.source(one), one as unknown as FlowNode);
      rest = rest.slice(i + 1);
      isBehindTag = true;
      isBare = true;
      i = 0;
    }
    if (!isBehindTag || !isBare) text(level, rest, node, given);
  }

  function text(
    level: BoxLevel,
    nodes: readonly PhrasingContent[],
    node: Paragraph,
    given: Attributes,
  ): void {
    const start = startOf(nodes[0] ?? node);
    const end = endOf(nodes.at(-1) ?? node);
    const box = stack.takesText(level, start);
    if (box !== null) {
      reader.unknown(given, [], node);
      stack.take(box, nodes, node, end);
      return;
    }
    const split = reader.split(nodes);
    const attributes = { ...given, ...split.attributes };
    const isEmpty = split.runs.length === 0 && split.rest.length > 0;
    reader.unknown(attributes, isEmpty ? [] : ["color"], node);
    const [next] = split.rest;
    if (!isEmpty) {
      const content = { rich_text: split.runs, color: readColor(attributes) };
      const until = next === undefined ? end : (spans.get(next)?.start ?? end);
      add(level, make("paragraph", content), start, until);
    }
    for (const block of split.rest) {
      const span = spans.get(block) ?? { start, end };
      add(level, block, span.start, span.end);
    }
  }

  function list(level: BoxLevel, node: FlowNode & { type: "list" }): void {
    const count = (level.open.at(-1) ?? level).number;
    // A list that counts on from the items before it is the same one.
    const goesOn = node.start === nextNumber(count);
    node.children.forEach((item, i) => {
      const place = { isFirst: i === 0, isRestart: false };
      const made = readItem(item, goesOn ? { ...node, start: 1 } : node, place, reader);
      add(level, headed(parts, made, item.children[0]), startOf(item), endOf(item));
    });
  }

  function readNodes(nodes: readonly FlowNode[], level: BoxLevel): void {
    for (const node of nodes) {
      const { pending } = level;
      if (node.type === "notionTags") {
        stack.dropPending(level);
        stack.tags(level, node.value, node);
      } else if (node.type === "notionAttributes") {
        stack.dropPending(level);
        const attributes = parseAttributes(node.value.trim().slice(5, -4));
        level.pending = { attributes, start: startOf(node), node };
      } else {
        level.pending = null;
        block(level, node, pending?.attributes ?? {}, pending?.start ?? null);
      }
    }
  }

  return { newLevel, read: readNodes, literal, closeAll };
}
