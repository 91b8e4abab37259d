/**
 * Tags within text: what one says, which belong together, and the plain text between them.
 */
import type { PhrasingContent } from "mdast";
import type { Annotations } from "../../src/notion/types.ts";
import { decodeReferences } from "../markdown/attributes.ts";

const tagPattern = /^<(\/?)([a-z][\w-]*)([\s\S]*?)(\/?)>$/;

/** A token of the tag extension within text, taken apart. */
export type Tag =
  | {
      readonly kind: "open" | "close";
      readonly name: string;
      readonly attributes: string;
      /** `<date />`: nothing closes it. */
      readonly isVoid: boolean;
    }
  | { readonly kind: "break"; readonly attributes: string }
  | { readonly kind: "attributes"; readonly attributes: string }
  | { readonly kind: "equation"; readonly expression: string };

export function readTag(raw: string): Tag {
  if (raw.startsWith("<!--")) return { kind: "attributes", attributes: raw.slice(5, -4) };
  if (raw.startsWith("<equation>"))
    return { kind: "equation", expression: decodeReferences(raw.slice(10, -11)) };
  const [, slash, name = "", attributes = "", end] = tagPattern.exec(raw) ?? [];
  if (name === "br") return { kind: "break", attributes };
  return { kind: slash === "/" ? "close" : "open", name, attributes, isVoid: end === "/" };
}

/** Where tags are closed: by their place among nodes of which `before` stand ahead of those at hand. */
export interface TagPairs {
  readonly before: number;
  readonly ends: ReadonlyMap<number, number>;
}

export function endOfPair({ before, ends }: TagPairs, i: number): number | undefined {
  const end = ends.get(before + i);
  return end === undefined ? undefined : end - before;
}

const noPairs: TagPairs = { before: 0, ends: new Map() };

/** Places of the closing tag for every opening one among siblings; they hold for the nodes between two of a pair too. */
export function pairsOf(nodes: readonly PhrasingContent[]): TagPairs {
  if (!nodes.some((node) => node.type === "notionInline")) return noPairs;
  const pairs = new Map<number, number>();
  const open: { name: string; index: number }[] = [];
  const waiting = new Map<string, number>();
  nodes.forEach((node, index) => {
    if (node.type !== "notionInline") return;
    const tag = readTag(node.value);
    if (tag.kind === "open") {
      open.push({ name: tag.name, index });
      waiting.set(tag.name, (waiting.get(tag.name) ?? 0) + 1);
    } else if (tag.kind === "close" && (waiting.get(tag.name) ?? 0) > 0) {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        waiting.set(last.name, (waiting.get(last.name) ?? 1) - 1);
        if (last.name !== tag.name) continue;
        pairs.set(last.index, index);
        break;
      }
    }
  });
  return { before: 0, ends: pairs };
}

/** The text of a label, without formatting. */
export function labelOf(nodes: readonly PhrasingContent[]): string {
  let result = "";
  for (const node of nodes) {
    if ("value" in node) result += node.value.replaceAll("\r\n", "\n");
    else if ("children" in node) result += labelOf(node.children);
  }
  return result;
}

/** Tags that are formatting and nothing more. */
export const looks: Readonly<Record<string, Partial<Annotations>>> = {
  b: { bold: true },
  i: { italic: true },
  s: { strikethrough: true },
  u: { underline: true },
  code: { code: true },
};

/** What tags of mentions say by their attributes; those of others are all kept. */
export const mentionAttributes: Readonly<Record<string, readonly string[]>> = {
  time: ["datetime", "time_zone"],
  emoji: ["id"],
};

const word = /[\p{L}\p{N}]+/gu;

/** Whether a description with an address or a tag in it says more than the text that is left of it. */
export function losesWords(label: string, text: string): boolean {
  if (!/\]\(|<[a-z]/i.test(label)) return false;
  const kept = new Set(text.match(word));
  return (
    decodeReferences(label)
      .match(word)
      ?.some((one) => !kept.has(one)) ?? false
  );
}
