/**
 * Child pages and databases, and what Notion's Markdown has no words for: `<unknown>` with what it is.
 */
import { plainText } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, contentOf, isKnownType } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { make, type Print, type Printer } from "../blocks/converter.ts";
import { readOpaque } from "../blocks/opaque.ts";
import { printAttributes } from "../markdown/attributes.ts";
import { printLabel } from "../rich-text/mentions.ts";
import { addressed, addressOf } from "../rich-text/notion-forms.ts";
import { places } from "../rich-text/place.ts";
import { type Box, type BoxForm, below, printTagged, runsOf } from "./box.ts";

function printChild(name: string, block: BlockTree, own: string, printer: Printer): string {
  const id = block.id ?? "";
  const title = printer.context.title?.(id) ?? own;
  const url = id === "" ? null : addressOf(id);
  return `<${name}${printAttributes({ url })}>${printLabel(title, false, true)}</${name}>`;
}

export const printChildPage: Print<"child_page"> = (block, printer) =>
  printChild("page", block, block.child_page.title, printer);

export const printChildDatabase: Print<"child_database"> = (block, printer) =>
  printChild("database", block, block.child_database.title, printer);

/** A void `<unknown>`: Notion names such a block too, and we say what it holds. */
const unknown = (given: Readonly<Record<string, string | null>>): string =>
  `<unknown${printAttributes(given)} />`;

export const printBreadcrumb: Print<"breadcrumb"> = () => unknown({ alt: "breadcrumb" });

export const printLinkPreview: Print<"link_preview"> = (block) =>
  unknown({ alt: "link_preview", source: block.link_preview.url });

/** Notion calls it an alias. */
export const printLinkToPage: Print<"link_to_page"> = (block) => {
  const link = block.link_to_page as unknown as Readonly<Record<string, string>>;
  const type = link["type"] ?? "page_id";
  return unknown({ alt: "alias", [type]: link[type] ?? "" });
};

/** What the API does not let us write, or what we have not met: shown as far as it can be read. */
export function printOpaque(block: BlockTree, printer: Printer): string {
  const content = contentOf(block);
  const kind = content["block_type"];
  const isMeeting = (block.type as string) === "meeting_notes";
  const given = {
    url: block.id === undefined ? null : addressOf(block.id),
    alt: isMeeting ? null : (block.type as string),
    kind: typeof kind === "string" ? kind : null,
  };
  const runs = content["rich_text"] ?? content["title"];
  const title = Array.isArray(runs) ? printer.inline(runs as readonly RichText[], places.own) : "";
  const children = childrenOf(block);
  if (isMeeting) return printTagged("meeting-notes", given, title, children, printer);
  return title === "" && children.length === 0
    ? unknown(given)
    : printTagged("unknown", given, title, children, printer);
}

const child = (type: "child_page" | "child_database"): BoxForm => ({
  text: "whole",
  known: ["url"],
  close(box) {
    const block = make(type, { title: plainText(runsOf(box)) });
    const { url } = box.attributes;
    const named = { object: "block", id: addressed(url ?? ""), ...block } as BlockTree;
    return [url === undefined ? block : named, ...below(box)];
  },
});

function opaque(type: string, box: Box): BlockTree {
  const { url, kind } = box.attributes;
  // The text of a type that we can write never says so little of it: it stays what can't be read.
  const isReadable =
    isKnownType(type) && !["template", "meeting_notes", "unsupported"].includes(type);
  const attributes = {
    ...(url === undefined ? {} : { block: addressed(url) }),
    type: isReadable ? "unsupported" : type,
    ...(isReadable ? { kind: type } : kind === undefined ? {} : { kind }),
  };
  return readOpaque(attributes, box.text === null ? null : runsOf(box), below(box));
}

const linkKeys = ["page_id", "database_id", "comment_id"] as const;

function readUnknown(box: Box): readonly BlockTree[] {
  const { alt = "unsupported", source } = box.attributes;
  const key = linkKeys.find((one) => box.attributes[one] !== undefined);
  if (alt === "breadcrumb" && box.attributes["url"] === undefined)
    return [make("breadcrumb", {}), ...below(box)];
  if (alt === "link_preview" && source !== undefined)
    return [make("link_preview", { url: source }), ...below(box)];
  if (alt === "alias" && key !== undefined)
    return [make("link_to_page", { type: key, [key]: box.attributes[key] }), ...below(box)];
  return [opaque(alt === "alias" ? "link_to_page" : alt, box)];
}

export const referenceBoxes = {
  page: child("child_page"),
  database: child("child_database"),
  unknown: {
    text: "split",
    known: ["url", "alt", "kind", "source", ...linkKeys],
    close: readUnknown,
  },
  "meeting-notes": {
    text: "split",
    known: ["url"],
    close: (box) => [opaque("meeting_notes", box)],
  },
} as const satisfies Readonly<Record<string, BoxForm>>;
