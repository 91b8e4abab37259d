/**
 * When two blocks, or two texts, are the same for a reader and for Notion.
 *
 * Notion joins neighbouring runs of equal formatting, drops empty ones, computes `plain_text` and
 * `href`, signs file URLs anew at every read: none of that is a change. Everything that compares
 * (lift, planning, "did the page move", the laws of the converters) compares these forms.
 */
import { hashOf } from "../platform/hash.ts";
import { type BlockTree, childrenOf, contentOf } from "./tree.ts";
import type { Annotations, RichText } from "./types.ts";

type Json = unknown;
type Fields = Record<string, Json>;

export const plainAnnotations: Annotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: "default",
};

/** A hosted file's address without its signature, which differs at every read. */
export function withoutSignature(url: string): string {
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
}

/**
 * A link as Notion stores it (WHATWG serialisation: `https://a.b` reads back as `https://a.b/`).
 * Relative and malformed ones stay as they are.
 */
export function canonicalLink(url: string): string {
  try {
    return new URL(url).href;
  } catch {
    return url;
  }
}

function canonicalMention(run: RichText & { type: "mention" }): Json {
  const mention = run.mention as unknown as Fields & { type: string };
  const target = mention[mention.type] as Fields | undefined;
  switch (mention.type) {
    case "user":
    case "page":
    case "database":
    case "custom_emoji":
      return { type: mention.type, id: target?.["id"] };
    case "date":
      return { type: "date", start: target?.["start"], end: target?.["end"] ?? null };
    // Notion computes title, icon and the like of what the address leads to.
    case "link_preview":
      return { type: mention.type, url: target?.["url"] };
    case "link_mention":
      return { type: mention.type, href: target?.["href"] };
    default:
      return { type: mention.type, value: target };
  }
}

/** Runs joined where annotations and link are equal, empty ones dropped, computed keys left out. */
export function canonicalRichText(runs: readonly RichText[]): readonly Fields[] {
  const result: Fields[] = [];
  let lastKey: string | null = null;
  for (const run of runs) {
    const annotations = { ...plainAnnotations, ...run.annotations };
    if (run.type === "text") {
      if (run.text.content === "") continue;
      const link = run.text.link ? canonicalLink(run.text.link.url) : null;
      const key = JSON.stringify([annotations, link]);
      const last = result.at(-1);
      if (last !== undefined && lastKey === key)
        last["text"] = `${last["text"]}${run.text.content}`;
      else result.push({ type: "text", text: run.text.content, link, annotations });
      lastKey = key;
      continue;
    }
    lastKey = null;
    result.push(
      run.type === "equation"
        ? { type: "equation", expression: run.equation.expression, annotations }
        : { type: "mention", mention: canonicalMention(run), annotations },
    );
  }
  return result;
}

/** Content keys that hold rich text, whatever the type. */
const richTextKeys = new Set(["rich_text", "caption"]);

/**
 * Keys that a read shows and a write does not take, or that mean the same when absent. List numbering is
 * computed by Notion and refused on write, so it never counts as an edit.
 */
const readOnlyKeys = new Set(["list_start_index", "list_format", "children"]);

function canonicalIcon(icon: Json): Json {
  if (icon === null || typeof icon !== "object") return null;
  const value = icon as Fields & { type?: string };
  switch (value.type) {
    case "file":
      return { type: "file", url: withoutSignature(String((value["file"] as Fields)["url"])) };
    case "custom_emoji":
      return { type: "custom_emoji", id: (value["custom_emoji"] as Fields)["id"] };
    case "icon": {
      const native = value["icon"] as Fields;
      return { type: "icon", name: native["name"], color: native["color"] ?? "gray" };
    }
    default:
      return value.type === undefined ? value : { type: value.type, value: value[value.type] };
  }
}

export { canonicalIcon };

function canonicalField(key: string, value: Json): Json {
  if (richTextKeys.has(key)) return canonicalRichText(value as RichText[]);
  if (key === "cells") return (value as RichText[][]).map(canonicalRichText);
  if (key === "icon") return canonicalIcon(value);
  if (key === "file" && value !== null && typeof value === "object" && "url" in value)
    return { url: withoutSignature(String(value.url)) };
  return value;
}

/** Absent and default are the same thing: Notion fills these in. */
const defaults: Fields = {
  color: "default",
  is_toggleable: false,
  checked: false,
  caption: [],
  rich_text: [],
  icon: null,
  has_column_header: false,
  has_row_header: false,
};

/** Every default is a plain value or an empty list. */
const isDefault = (key: string, value: Json): boolean =>
  Object.hasOwn(defaults, key) &&
  (Array.isArray(value)
    ? value.length === 0 && Array.isArray(defaults[key])
    : value === defaults[key]);

/**
 * The writable content of a block, without its children, in the one form that is compared and hashed.
 * Keys at their default value are left out.
 */
export function canonicalContent(block: BlockTree): Fields {
  const result: Fields = {};
  for (const [key, value] of Object.entries(contentOf(block))) {
    if (readOnlyKeys.has(key) || value === undefined) continue;
    const canonical = canonicalField(key, value);
    if (isDefault(key, canonical)) continue;
    if (key === "name" && value === nameInAddress(block)) continue;
    result[key] = canonical;
  }
  return result;
}

/** The name that Notion gives a file when it is told none: the last part of its address. */
function nameInAddress(block: BlockTree): string | null {
  const content = contentOf(block);
  const source = (content["external"] ?? content["file"]) as { url?: unknown } | undefined;
  const path = String(source?.url ?? "").split(/[?#]/)[0] ?? "";
  try {
    return decodeURIComponent(path.split("/").at(-1) ?? "");
  } catch {
    return null;
  }
}

/** A tree is compared again and again, and a block never changes: each is hashed once. */
const remembered = (hash: (block: BlockTree) => string): ((block: BlockTree) => string) => {
  const known = new WeakMap<BlockTree, string>();
  return (block) => {
    let value = known.get(block);
    if (value === undefined) {
      value = hash(block);
      known.set(block, value);
    }
    return value;
  };
};

/** Hash of type and own content; children not included. */
export const blockHash = remembered((block) => hashOf([block.type, canonicalContent(block)]));

/** Hash of a block and everything below it; ids not included. */
export const treeHash: (block: BlockTree) => string = remembered((block) =>
  hashOf([block.type, canonicalContent(block), childrenOf(block).map(treeHash)]),
);

export const forestHash = (blocks: readonly BlockTree[]): string => hashOf(blocks.map(treeHash));

export const sameContent = (a: BlockTree, b: BlockTree): boolean =>
  a.type === b.type && blockHash(a) === blockHash(b);

/** The text of a rich-text array without its formatting; mentions by their label, equations by their source. */
export function plainText(runs: readonly RichText[]): string {
  return runs
    .map((run) => {
      if (run.type === "text") return run.text.content;
      if (run.type === "equation") return run.equation.expression;
      return run.plain_text ?? "";
    })
    .join("");
}
