/**
 * Blocks that the API does not let us write, or that we have not met: shown as far as they can be read,
 * never changed. The id says which block it is.
 */
import { type BlockTree, childrenOf, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { type Attributes, printAttributes } from "../markdown/attributes.ts";
import { places } from "../rich-text/place.ts";
import { make, type Printer } from "./converter.ts";

export function printOpaque(block: BlockTree, printer: Printer): string {
  const content = contentOf(block);
  const kind = content["block_type"];
  const attributes = {
    block: block.id ?? "",
    type: block.type as string,
    kind: typeof kind === "string" ? kind : null,
  };
  const runs = (content["rich_text"] ?? content["title"]) as readonly RichText[] | undefined;
  const summary = Array.isArray(runs) ? printer.inline(runs, places.line) : "";
  const children = childrenOf(block);
  if (summary === "" && children.length === 0)
    return `<notion${printAttributes(attributes)}></notion>`;
  const title = summary === "" ? "\n" : `\n<summary>${summary}</summary>\n`;
  const inner = children.length === 0 ? "" : `${printer.blocks(children)}\n\n`;
  return `<notion${printAttributes(attributes)}>${title}\n${inner}</notion>`;
}

export function readOpaque(
  attributes: Attributes,
  summary: readonly RichText[] | null,
  children: readonly BlockTree[],
): BlockTree {
  const type = (attributes["type"] ?? "unsupported") as BlockTree["type"];
  const kind = attributes["kind"];
  const titleKey = type === "meeting_notes" ? "title" : "rich_text";
  const block = make(
    type,
    {
      ...(kind === undefined ? {} : { block_type: kind }),
      ...(summary === null ? {} : { [titleKey]: summary }),
    },
    children,
  );
  const id = attributes["block"] ?? "";
  return id === "" ? block : ({ object: "block", id, ...block } as BlockTree);
}
