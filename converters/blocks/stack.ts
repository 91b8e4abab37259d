/**
 * Tags that contain blocks: opened, filled, closed, and put right where someone left one open.
 */

import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Span } from "../context.ts";
import { parseAttributes } from "../markdown/attributes.ts";
import { plainTags, tagMatcher } from "../markdown/tag-names.ts";
import type { NotionLeaf } from "../markdown/tree.ts";
import { plainRun } from "../rich-text/plain.ts";
import { finishContainer } from "./containers.ts";
import { type FlowNode, make, type Reader } from "./converter.ts";
import type { Level } from "./level.ts";
import { headingType } from "./text.ts";

type Positioned = { readonly position?: FlowNode["position"] };

/** What reading writes down on its way, and where nodes stand. */
export interface FlowParts {
  readonly reader: Reader;
  readonly spans: Map<BlockTree, Span>;
  readonly heads: Map<BlockTree, Span>;
  readonly startOf: (node: Positioned) => number;
  readonly endOf: (node: Positioned) => number;
}

/** Levels of nesting beyond which the source is literal text. */
export const depthMax = 100;

export const tooDeep = `Beyond ${depthMax} levels of nesting the source is read as text`;

/** `outerDepth`: levels of list items and quotes around the level that is read. */
export function createStack(
  { reader, spans, heads, startOf, endOf }: FlowParts,
  outerDepth: () => number,
) {
  const matcher = tagMatcher(plainTags);

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
        if (level.open.length + outerDepth() >= depthMax) {
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

  function summary(level: Level, node: NotionLeaf, runs: readonly RichText[]): void {
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

  return { add, literal, closeAll, dropPending, tags, summary };
}
