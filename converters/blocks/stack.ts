/**
 * Tags that contain blocks: opened, filled, closed, and put right where someone left one open.
 */

import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { createClosing } from "../flow/closing.ts";
import { type FlowParts, tooDeep } from "../flow/level.ts";
import { literalParagraph } from "../flow/literal.ts";
import { parseAttributes } from "../markdown/attributes.ts";
import { nestedMax } from "../markdown/pieces.ts";
import { plainTags, tagMatcher } from "../markdown/tag-names.ts";
import type { NotionLeaf } from "../markdown/tree.ts";
import { finishContainer } from "./containers.ts";
import type { FlowNode } from "./converter.ts";
import type { PlainLevel } from "./level.ts";
import { headingType } from "./text.ts";

/** `outerDepth`: levels of list items and quotes around the level that is read. */
export function createStack(
  { reader, spans, heads, startOf, endOf }: FlowParts,
  outerDepth: () => number,
) {
  const matcher = tagMatcher(plainTags);

  const closing = createClosing(reader, close);

  function add(level: PlainLevel, block: BlockTree, start: number, end: number): void {
    spans.set(block, { start, end: reader.textEnd(start, end) });
    (level.open.at(-1)?.blocks ?? level.blocks).push(block);
  }

  const literal = (level: PlainLevel, node: FlowNode, source = reader.source(node)): void =>
    add(level, literalParagraph(source), startOf(node), endOf(node));

  function close(level: PlainLevel, end: number): void {
    const container = level.open.pop();
    if (container === undefined) return;
    const own = container.name === "p" ? container.blocks[0] : undefined;
    const block = finishContainer(container, reader);
    const ownEnd =
      own === undefined || block.children?.includes(own) ? undefined : spans.get(own)?.end;
    heads.set(block, { start: container.start, end: ownEnd ?? container.headEnd });
    add(level, block, container.start, end);
  }

  function tags(level: PlainLevel, source: string, node: FlowNode): void {
    let rest = "";
    for (const [raw, slash, name = "", attributes = "", end] of source.matchAll(matcher.tag)) {
      if (slash !== "/") {
        if (level.open.length + outerDepth() >= nestedMax) {
          reader.warn("nested_too_deep", tooDeep, node);
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
      if (closing.isOpen(level, name)) closing.closeNamed(level, name, startOf(node), endOf(node));
      else {
        reader.warn("stray_tag", `${raw} closes nothing`, node);
        rest += raw;
      }
    }
    if (rest !== "") literal(level, node, rest);
  }

  function summary(level: PlainLevel, node: NotionLeaf, runs: readonly RichText[]): void {
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
  }

  return { ...closing, add, literal, tags, summary };
}
