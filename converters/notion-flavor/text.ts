/**
 * Paragraph, headings, toggle, quote, callout: Markdown where there is nothing but text, else a tag.
 */
import type { Blockquote } from "mdast";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { readColor } from "../blocks/attributes.ts";
import { withoutLoneBreak } from "../blocks/breaks.ts";
import { indent, make, type Print, type Reader } from "../blocks/converter.ts";
import { headingType } from "../blocks/text.ts";
import { places } from "../rich-text/place.ts";
import { colorOf, iconIn, iconOf } from "./attributes.ts";
import { type Box, type BoxForm, below, printTagged, runsOf } from "./box.ts";

export const printParagraph: Print<"paragraph"> = (block, printer) => {
  const { rich_text, color, icon } = block.paragraph;
  const given = { icon: iconOf(icon, printer.context), color: colorOf(color) };
  const children = childrenOf(block);
  const text = printer.inline(rich_text, places.own);
  if (children.length > 0 || given.icon !== null || given.color !== null)
    return printTagged("p", given, text, children, printer);
  return text === "" ? "<p />" : text;
};

type HeadingType = "heading_1" | "heading_2" | "heading_3" | "heading_4";

interface HeadingContent {
  readonly rich_text: readonly RichText[];
  readonly color?: string;
  readonly is_toggleable?: boolean;
}

export const printHeading: Print<HeadingType> = (block, printer) => {
  const level = Number(block.type.slice("heading_".length));
  const content = (block as unknown as Record<string, HeadingContent>)[block.type];
  const { rich_text = [], is_toggleable } = content ?? {};
  const color = colorOf(content?.color);
  const children = childrenOf(block);
  if (is_toggleable === true || children.length > 0) {
    const text = printer.inline(rich_text, places.own);
    return printTagged("toggle", { heading: String(level), color }, text, children, printer);
  }
  if (color !== null)
    return printTagged(`h${level}`, { color }, printer.inline(rich_text, places.own), [], printer);
  const text = printer.inline(rich_text, places.heading);
  return text === "" ? "#".repeat(level) : `${"#".repeat(level)} ${text}`;
};

export const printToggle: Print<"toggle"> = (block, printer) => {
  const { rich_text, color } = block.toggle;
  const text = printer.inline(rich_text, places.own);
  return printTagged("toggle", { color: colorOf(color) }, text, childrenOf(block), printer);
};

export const printQuote: Print<"quote"> = (block, printer) => {
  const { rich_text, color } = block.quote;
  const children = childrenOf(block);
  const text = printer.inline(rich_text, places.own);
  if (children.length > 0 || colorOf(color) !== null)
    return printTagged("quote", { color: colorOf(color) }, text, children, printer);
  return text === "" ? ">" : indent(`> ${text}`, "> ");
};

export const printCallout: Print<"callout"> = (block, printer) => {
  const { rich_text, color, icon } = block.callout;
  const given = { icon: iconOf(icon, printer.context), color: colorOf(color) };
  const text = printer.inline(rich_text, places.own);
  return printTagged("callout", given, text, childrenOf(block), printer);
};

/** Lines behind `>`: the first paragraph is the quote's text, what follows stands below it. */
export function readQuote(node: Blockquote, reader: Reader): BlockTree {
  const [first, ...rest] = node.children;
  if (first?.type !== "paragraph")
    return make("quote", { rich_text: [], color: "default" }, reader.flow(node.children));
  const split = reader.split(first.children);
  reader.unknown(split.attributes, ["color"], first);
  const content = { rich_text: split.runs, color: readColor(split.attributes) };
  return make("quote", content, [...split.rest, ...reader.flow(rest)]);
}

const textOf = (box: Box) => ({
  rich_text: runsOf(box),
  color: readColor(box.attributes),
});

const paragraph: BoxForm = {
  text: "split",
  known: ["color", "icon"],
  close: (box, { context }) => [
    make("paragraph", { ...textOf(box), ...iconIn(box.attributes, context) }, below(box)),
  ],
};

const heading = (level: number): BoxForm => ({
  text: "whole",
  known: ["color"],
  close: (box) => [
    make(headingType(level), {
      rich_text: withoutLoneBreak(runsOf(box)),
      color: readColor(box.attributes),
      is_toggleable: false,
    }),
    ...below(box),
  ],
});

const toggle: BoxForm = {
  text: "split",
  known: ["color", "heading"],
  close(box) {
    const level = Number.parseInt(box.attributes["heading"] ?? "", 10);
    return level >= 1
      ? [make(headingType(level), { ...textOf(box), is_toggleable: true }, below(box))]
      : [make("toggle", textOf(box), below(box))];
  },
};

const quote: BoxForm = {
  text: "split",
  known: ["color"],
  close: (box) => [make("quote", textOf(box), below(box))],
};

const callout: BoxForm = {
  text: "split",
  known: ["color", "icon"],
  close: (box, { context }) => [
    make("callout", { icon: null, ...textOf(box), ...iconIn(box.attributes, context) }, below(box)),
  ],
};

export const textBoxes = {
  p: paragraph,
  tab: paragraph,
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  toggle,
  quote,
  callout,
} as const;
