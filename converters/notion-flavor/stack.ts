/**
 * Tags as they are met: opened, filled, closed, and put right where someone left one open.
 */
import type { PhrasingContent } from "mdast";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { FlowNode, Split } from "../blocks/converter.ts";
import { createClosing } from "../flow/closing.ts";
import { type FlowParts, tooDeep } from "../flow/level.ts";
import { literalParagraph } from "../flow/literal.ts";
import { parseAttributes } from "../markdown/attributes.ts";
import { nestedMax } from "../markdown/pieces.ts";
import { tagMatcher } from "../markdown/tag-names.ts";
import type { Box } from "./box.ts";
import { boxes, notionTags } from "./index.ts";
import type { BoxLevel } from "./level.ts";
import { nextNumber, startOf as startNumber } from "./lists.ts";

/** `outerDepth`: levels of list items and quotes around the level that is read. */
export function createStack(
  { reader, spans, heads, startOf, endOf }: FlowParts,
  outerDepth: () => number,
) {
  const matcher = tagMatcher(notionTags);
  const closing = createClosing(reader, close);

  const add = (level: BoxLevel, block: BlockTree, start: number, end: number): void => {
    spans.set(block, { start, end: reader.textEnd(start, end) });
    put(level, block);
  };

  /** A block that has its place in the text already. */
  function put(level: BoxLevel, block: BlockTree): void {
    const into = level.open.at(-1) ?? level;
    into.blocks.push(block);
    into.number =
      block.type === "numbered_list_item" ? (startNumber(block) ?? nextNumber(into.number)) : 0;
  }

  const literal = (level: BoxLevel, node: FlowNode, source = reader.source(node)): void =>
    add(level, literalParagraph(source), startOf(node), endOf(node));

  function close(level: BoxLevel, end: number): void {
    const box = level.open.pop();
    const form = box === undefined ? undefined : boxes[box.name];
    if (box === undefined || form === undefined) return;
    reader.unknown(box.attributes, form.known, box.node);
    const [block, ...rest] = form.close(box, reader);
    if (block === undefined) return;
    if (spans.has(block)) {
      // A list's only item takes the place of the list.
      const isOnly = form.text === null && rest.length === 0;
      if (isOnly) placed(block, box, heads.get(block)?.end, end);
      put(level, block);
    } else {
      placed(block, box, box.headEnd, end);
      put(level, block);
    }
    for (const one of rest) put(level, one);
  }

  function placed(block: BlockTree, box: Box, headEnd: number | undefined, end: number): void {
    spans.set(block, { start: box.start, end: reader.textEnd(box.start, end) });
    if (headEnd !== undefined) heads.set(block, { start: box.start, end: headEnd });
  }

  /** Tags in a row, as typed; what opens and closes nothing is literal text. */
  function tags(level: BoxLevel, source: string, node: FlowNode, offset = startOf(node)): void {
    let rest = "";
    for (const match of source.matchAll(matcher.tag)) {
      const [raw, slash, name = "", attributes = "", end] = match;
      const from = offset + match.index;
      const to = from + raw.length;
      if (slash === "/") {
        if (closing.isOpen(level, name)) closing.closeNamed(level, name, from, to);
        else {
          reader.warn("stray_tag", `${raw} closes nothing`, node);
          rest += raw;
        }
        continue;
      }
      if (level.open.length + outerDepth() >= nestedMax) {
        reader.warn("nested_too_deep", tooDeep, node);
        rest += raw;
        continue;
      }
      level.open.push({
        name,
        attributes: parseAttributes(attributes),
        parent: level.open.at(-1) ?? null,
        node,
        start: from,
        headEnd: to,
        text: null,
        blocks: [],
        number: 0,
        cells: [],
      });
      if (end === "/" || boxes[name]?.isVoid === true) close(level, to);
    }
    if (rest !== "") literal(level, node, rest);
  }

  /** The innermost tag, if a text that starts at `start` is its own: behind it or on the next line. */
  function takesText(level: BoxLevel, start: number): Box | null {
    const box = level.open.at(-1);
    if (box === undefined || boxes[box.name]?.text === null) return null;
    if (box.text !== null || box.blocks.length > 0) return null;
    return reader.isNear(box.headEnd, start) ? box : null;
  }

  function take(box: Box, nodes: readonly PhrasingContent[], node: FlowNode, end: number): void {
    const isWhole = boxes[box.name]?.text === "whole";
    const text: Split = isWhole ? { ...reader.text(nodes), rest: [] } : reader.split(nodes);
    reader.unknown(text.attributes, [], node);
    box.text = text;
    const [first] = text.rest;
    box.headEnd = first === undefined ? end : (spans.get(first)?.start ?? end);
  }

  return { ...closing, add, literal, tags, takesText, take };
}
