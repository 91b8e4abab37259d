/**
 * Paragraph, headings, quote, callout: blocks that are mostly their text.
 */
import type { Blockquote, Heading } from "mdast";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { BlockType, RichText } from "../../src/notion/types.ts";
import { type Attributes, printAttributes, printComment } from "../markdown/attributes.ts";
import { places } from "../rich-text/place.ts";
import { colorAttribute, colorComment, readColor } from "./attributes.ts";
import {
  indent,
  make,
  type Position,
  type Print,
  type Printer,
  type Reader,
  type Split,
} from "./converter.ts";
import { printIcon, readIcon } from "./icons.ts";
import { readsAsBlock } from "./references.ts";

export const printParagraph: Print<"paragraph"> = (block, printer) => {
  const { rich_text, color, icon } = block.paragraph;
  const children = childrenOf(block);
  const attributes =
    icon || colorAttribute(color) !== null
      ? { color: colorAttribute(color), icon: printIcon(icon, printer.context) }
      : none;
  if (children.length > 0) {
    const text = printer.inline(rich_text, places.paragraph);
    return `<p${printAttributes(attributes)}>\n\n${text}\n\n${printer.blocks(children)}\n\n</p>`;
  }
  const text = printer.inlineAlone(rich_text, places.paragraph);
  const type = readsAsBlock(rich_text, printer.context) ? "paragraph" : null;
  if (type === null && attributes === none) return text;
  return text + printComment({ type, ...attributes });
};

/** Nothing has to be said about a block besides its text. */
const none: Readonly<Record<string, string | null>> = {};

export function readParagraph(
  split: Split,
  children: readonly BlockTree[],
  tag: Attributes,
  reader: Reader,
): BlockTree {
  const attributes = { ...split.attributes, ...tag };
  const icon = attributes["icon"];
  const content = { rich_text: split.runs, color: readColor(attributes) };
  return make(
    "paragraph",
    icon === undefined ? content : { ...content, icon: readIcon(icon, reader.context) },
    children,
  );
}

type HeadingType = "heading_1" | "heading_2" | "heading_3" | "heading_4";
const depthOf: Readonly<Record<HeadingType, 1 | 2 | 3 | 4>> = {
  heading_1: 1,
  heading_2: 2,
  heading_3: 3,
  heading_4: 4,
};
const hashes = ["", "#", "##", "###", "####"] as const;

export const printHeading: Print<HeadingType> = (block, printer) => {
  const depth = depthOf[block.type];
  const { rich_text, color, is_toggleable } = (block as unknown as Record<string, HeadingContent>)[
    block.type
  ] as HeadingContent;
  const children = childrenOf(block);
  if (is_toggleable === true || children.length > 0) {
    const title = `<h${depth}>${printer.inline(rich_text, places.line)}</h${depth}>`;
    return printDetails({ color: colorAttribute(color) }, title, children, printer);
  }
  const text = printer.inline(rich_text, places.heading) + colorComment(color);
  return text === "" ? hashes[depth] : `${hashes[depth]} ${text}`;
};

interface HeadingContent {
  readonly rich_text: readonly RichText[];
  readonly color?: string;
  readonly is_toggleable?: boolean;
}

/** `<details>` with a summary that is Markdown already. */
export function printDetails(
  attributes: Readonly<Record<string, string | null>>,
  summary: string,
  children: readonly BlockTree[],
  printer: Printer,
): string {
  const inner = children.length === 0 ? "" : `${printer.blocks(children)}\n\n`;
  return `<details${printAttributes(attributes)}>\n<summary>${summary}</summary>\n\n${inner}</details>`;
}

export function headingType(depth: number): HeadingType {
  return depth === 1
    ? "heading_1"
    : depth === 2
      ? "heading_2"
      : depth === 3
        ? "heading_3"
        : "heading_4";
}

export function readHeading(node: Heading, reader: Reader): BlockTree {
  const { runs, attributes } = reader.text(node.children);
  reader.unknown(attributes, ["color"], node);
  if (node.depth > 4)
    reader.warn(
      "heading_too_deep",
      `Notion has four levels of headings: level ${node.depth} becomes 4`,
      node,
    );
  return make(headingType(node.depth), {
    rich_text: runs,
    is_toggleable: false,
    color: readColor(attributes),
  });
}

const quoted = (lines: string): string => (lines === "" ? ">" : indent(`> ${lines}`, "> "));

/** The text that opens a list item or a quote: it must stand there, even empty, when children follow. */
export function printOwn(
  runs: readonly RichText[],
  comment: string,
  hasChildren: boolean,
  printer: Printer,
  at: (typeof places)["own"] | (typeof places)["task"] = places.own,
): string {
  const text = printer.inline(runs, at);
  return text === "" && (comment !== "" || hasChildren) ? `<br>${comment}` : text + comment;
}

export const printQuote: Print<"quote"> = (block, printer) => {
  const { rich_text, color } = block.quote;
  const children = childrenOf(block);
  const own = printOwn(rich_text, colorComment(color), children.length > 0, printer);
  return quoted(children.length === 0 ? own : `${own}\n\n${printer.blocks(children)}`);
};

/** GitHub's five alerts, and the callouts that they are. */
const alerts = [
  { marker: "NOTE", icon: "💡", color: "gray_background" },
  { marker: "TIP", icon: "✨", color: "green_background" },
  { marker: "IMPORTANT", icon: "❗", color: "purple_background" },
  { marker: "WARNING", icon: "⚠️", color: "yellow_background" },
  { marker: "CAUTION", icon: "🛑", color: "red_background" },
] as const;

const defaultIcon = "💡";

export const printCallout: Print<"callout"> = (block, printer) => {
  const { rich_text, color, icon } = block.callout;
  const emoji = icon?.type === "emoji" ? icon.emoji : null;
  const alert = alerts.find((one) => one.icon === emoji && one.color === color);
  // Notion's own default icon goes without saying, so that it is none that has to be said.
  const iconText = printIcon(icon, printer.context) ?? "";
  const attributes =
    alert === undefined
      ? { icon: iconText === defaultIcon ? null : iconText, color: colorAttribute(color) }
      : {};
  const marker = `[!${alert?.marker ?? "CALLOUT"}]${printComment(attributes)}`;
  const text = printer.inline(rich_text, places.continued);
  const children = childrenOf(block);
  const own = text === "" ? marker : `${marker}\n${text}`;
  return quoted(children.length === 0 ? own : `${own}\n\n${printer.blocks(children)}`);
};

const markerPattern = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION|CALLOUT)\]/i;

export function readBlockquote(node: Blockquote, reader: Reader): BlockTree {
  const [first, ...rest] = node.children;
  if (first?.type !== "paragraph")
    return make("quote", { rich_text: [], color: "default" }, reader.flow(node.children));
  const [lead, ...more] = first.children;
  const marker = lead?.type === "text" ? markerPattern.exec(reader.source(lead)) : null;
  if (marker === null || lead?.type !== "text") {
    const split = reader.split(first.children);
    reader.unknown(split.attributes, ["color"], first);
    return make("quote", { rich_text: split.runs, color: readColor(split.attributes) }, [
      ...split.rest,
      ...reader.flow(rest),
    ]);
  }
  const name = (marker[1] ?? "").toUpperCase();
  const value = lead.value.slice(marker[0].length).replace(/^[ \t]*(?:\r\n|\n|\r)?/, "");
  // The comment belongs to the marker; the text starts on the line after both.
  const [comment, behind] = more;
  const isComment = comment?.type === "notionInline" && comment.value.startsWith("<!--");
  const tail = value === "" && isComment && behind?.type === "text" ? behind : null;
  if (tail !== null) tail.value = tail.value.replace(/^[ \t]*(?:\r\n|\n|\r)/, "");
  const split = reader.split(value === "" ? more : [{ ...lead, value }, ...more]);
  reader.unknown(split.attributes, ["color", "icon"], first);
  const alert = alerts.find((one) => one.marker === name);
  const iconText = split.attributes["icon"];
  const icon = iconText === undefined ? null : readIcon(iconText, reader.context);
  return make(
    "callout",
    {
      rich_text: split.runs,
      icon: iconText === undefined ? { type: "emoji", emoji: alert?.icon ?? defaultIcon } : icon,
      color:
        split.attributes["color"] === undefined && alert !== undefined
          ? alert.color
          : readColor(split.attributes),
    },
    [...split.rest, ...reader.flow(rest)],
  );
}

export type { BlockType, Position };
