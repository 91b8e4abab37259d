/**
 * Container tags → blocks, once their closing tag is met.
 */
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Attributes } from "../markdown/attributes.ts";
import { readColor } from "./attributes.ts";
import { type FlowNode, make, type Reader } from "./converter.ts";
import { readIcon } from "./icons.ts";
import { readOpaque } from "./opaque.ts";

export interface Container {
  readonly name: string;
  readonly attributes: Attributes;
  readonly blocks: BlockTree[];
  summary: {
    readonly runs: readonly RichText[];
    readonly heading: BlockTree["type"] | null;
  } | null;
  readonly node: FlowNode;
  readonly start: number;
  /** Where the opening tag, or the summary after it, ends. */
  headEnd: number;
}

export function finishContainer(container: Container, reader: Reader): BlockTree {
  const { name, attributes, blocks, summary, node } = container;
  const known = (...names: string[]) => reader.unknown(attributes, names, node);
  switch (name) {
    case "details": {
      known("color", "open");
      const content = { rich_text: summary?.runs ?? [], color: readColor(attributes) };
      return summary === null || summary.heading === null
        ? make("toggle", content, blocks)
        : make(
            summary.heading,
            { rich_text: content.rich_text, is_toggleable: true, color: content.color },
            blocks,
          );
    }
    case "p": {
      known("color", "icon");
      const [own, ...rest] = blocks;
      const icon = attributes["icon"];
      const more = icon === undefined ? {} : { icon: readIcon(icon, reader.context) };
      const color = readColor(attributes);
      if (own?.type === "paragraph" && childrenOf(own).length === 0) {
        const merged = color === "default" ? own.paragraph.color : color;
        return make("paragraph", { ...own.paragraph, color: merged, ...more }, rest);
      }
      return make("paragraph", { rich_text: [], color, ...more }, blocks);
    }
    case "columns":
      known();
      return make("column_list", {}, blocks);
    case "column": {
      known("width");
      const width = Number(attributes["width"]);
      return make(
        "column",
        attributes["width"] !== undefined && width > 0 ? { width_ratio: width } : {},
        blocks,
      );
    }
    case "tabs":
      known();
      return make("tab", {}, blocks);
    case "tab": {
      known("label", "icon", "color");
      const icon = attributes["icon"];
      return make(
        "paragraph",
        {
          rich_text: reader.parseText(attributes["label"] ?? "", node),
          color: readColor(attributes),
          ...(icon === undefined ? {} : { icon: readIcon(icon, reader.context) }),
        },
        blocks,
      );
    }
    case "synced": {
      known("of");
      const of = attributes["of"];
      return make(
        "synced_block",
        { synced_from: of === undefined ? null : { type: "block_id", block_id: of } },
        blocks,
      );
    }
    default:
      known("block", "type", "kind");
      return readOpaque(attributes, summary?.runs ?? null, blocks);
  }
}
