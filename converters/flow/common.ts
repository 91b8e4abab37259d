/**
 * One node of CommonMark → its block, as far as every flavor reads it the same way.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { type FlowNode, make, type Reader } from "../blocks/converter.ts";
import { readEquation } from "../blocks/literal.ts";
import { readTable } from "../blocks/table.ts";
import { readHeading } from "../blocks/text.ts";
import type { Attributes } from "../markdown/attributes.ts";
import type { FlowParts, Level } from "./level.ts";

type Of<T extends FlowNode["type"]> = Extract<FlowNode, { readonly type: T }>;

/** What a flavor has to say about nodes itself. */
export interface OwnForms<L extends Level> {
  readonly add: (level: L, block: BlockTree, start: number, end: number) => void;
  readonly literal: (level: L, node: FlowNode) => void;
  readonly paragraph: (level: L, node: Of<"paragraph">, given: Attributes) => void;
  readonly list: (level: L, node: Of<"list">) => void;
  readonly quote: (node: Of<"blockquote">, reader: Reader) => BlockTree;
  readonly code: (node: Of<"code">, given: Attributes, reader: Reader) => BlockTree;
}

/** Remembers where the paragraph stands that is the block's own text; an image may have cut it short. */
export function headed(
  { spans, heads, startOf, endOf }: FlowParts,
  made: BlockTree,
  first: FlowNode | undefined,
): BlockTree {
  const child = made.children?.[0];
  const childStart = child === undefined ? undefined : spans.get(child)?.start;
  if (first?.type === "paragraph" && (childStart === undefined || childStart >= endOf(first)))
    heads.set(made, { start: startOf(first), end: endOf(first) });
  return made;
}

/** `given`: attributes from the line before, which starts at `startAt`. */
export function createBlock<L extends Level>(parts: FlowParts, own: OwnForms<L>) {
  const { reader, spans, startOf, endOf } = parts;
  return function block(level: L, node: FlowNode, given: Attributes, startAt: number | null): void {
    const put = (made: BlockTree): void =>
      own.add(level, made, startAt ?? startOf(node), endOf(node));
    const none = () => reader.unknown(given, [], node);
    switch (node.type) {
      case "paragraph":
        own.paragraph(level, node, given);
        return;
      case "heading":
        none();
        put(readHeading(node, reader));
        return;
      case "blockquote":
        none();
        put(headed(parts, own.quote(node, reader), node.children[0]));
        return;
      case "list":
        none();
        own.list(level, node);
        return;
      case "code":
        put(own.code(node, given, reader));
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
        if (node.identifier.startsWith("^")) own.literal(level, node);
        return;
      default:
        none();
        own.literal(level, node);
    }
  };
}
