/**
 * Sibling nodes → blocks in Notion-flavored Markdown: text goes to the tag it stands behind, all else is
 * what CommonMark says it is; stack.ts opens and closes the tags.
 */
import type { PhrasingContent, RootContent } from "mdast";
import type { BlockTree } from "../../src/notion/tree.ts";
import { readColor } from "../blocks/attributes.ts";
import { type FlowNode, make } from "../blocks/converter.ts";
import { readItem } from "../blocks/lists.ts";
import { readEquation } from "../blocks/literal.ts";
import { depthMax, type FlowParts, tooDeep } from "../blocks/stack.ts";
import { readTable } from "../blocks/table.ts";
import { readHeading } from "../blocks/text.ts";
import { type Attributes, parseAttributes } from "../markdown/attributes.ts";
import { tagMatcher } from "../markdown/tag-names.ts";
import { readCode } from "./code.ts";
import { boxes, notionTags } from "./index.ts";
import { nextNumber } from "./lists.ts";
import { createStack, type Level, newLevel } from "./stack.ts";
import { readQuote } from "./text.ts";

type Paragraph = FlowNode & { readonly type: "paragraph" };

const isTag = new RegExp(`^(?:${tagMatcher(notionTags).tag.source})$`);

export function createFlow(parts: FlowParts) {
  const { reader, spans, heads, startOf, endOf } = parts;
  let depth = 0;
  const stack = createStack(parts, () => depth);
  const { add, literal } = stack;
  const root = newLevel();

  /** Nothing typed but spaces: one that is written as a reference is text. */
  const isBlank = (node: PhrasingContent): boolean =>
    node.type === "text" && /^[ \t\r\n]*$/.test(reader.source(node));

  /** Text up to a closing tag, the tag, and so on: what stands in one paragraph of CommonMark. */
  function paragraph(level: Level, node: Paragraph, given: Attributes): void {
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
    level: Level,
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

  /** Remembers where the paragraph stands that is the block's own text; an image may have cut it short. */
  function headed(made: BlockTree, first: FlowNode | undefined): BlockTree {
    const child = made.children?.[0];
    const childStart = child === undefined ? undefined : spans.get(child)?.start;
    if (first?.type === "paragraph" && (childStart === undefined || childStart >= endOf(first)))
      heads.set(made, { start: startOf(first), end: endOf(first) });
    return made;
  }

  function list(level: Level, node: FlowNode & { type: "list" }): void {
    const count = (level.open.at(-1) ?? level).number;
    // A list that counts on from the items before it is the same one.
    const goesOn = node.start === nextNumber(count);
    node.children.forEach((item, i) => {
      const place = { isFirst: i === 0, isRestart: false };
      const made = readItem(item, goesOn ? { ...node, start: 1 } : node, place, reader);
      add(level, headed(made, item.children[0]), startOf(item), endOf(item));
    });
  }

  function block(level: Level, node: FlowNode, given: Attributes, startAt: number | null): void {
    const put = (made: BlockTree): void => add(level, made, startAt ?? startOf(node), endOf(node));
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
        put(headed(readQuote(node, reader), node.children[0]));
        return;
      case "list":
        none();
        list(level, node);
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

  return {
    /** Top-level nodes of one piece after the other. */
    read: (nodes: readonly RootContent[]) => readNodes(nodes, root),
    finish(end: number): BlockTree[] {
      stack.closeAll(root, end);
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
        stack.closeAll(level, endOf(last));
      } finally {
        depth--;
      }
      return level.blocks;
    },
  };
}
