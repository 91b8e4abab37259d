/**
 * A block in the form that the API takes: for creating it, and for replacing some of its fields.
 *
 * Leaves nesting to `layout.ts`: children are handed in.
 */
import { canonicalContent, canonicalIcon } from "../../src/notion/canonical.ts";
import { limits } from "../../src/notion/limits.ts";
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import type { BlockRequest, RichText } from "../../src/notion/types.ts";
import { isHosted, isOpaque, isSubpage } from "./pinned.ts";
import { runsRequest } from "./rich-text.ts";
import { isSyncedCopy, ownChildren, type PlanNote } from "./trees.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `children` are the requests of those children that go along, already cut to what fits. */
export function toRequest(block: BlockTree, children: readonly BlockRequest[] = []): BlockRequest {
  const fields: Record<string, unknown> = createFields(block);
  const needsChildren = block.type === "column" || block.type === "column_list";
  if (children.length > 0 || needsChildren) fields["children"] = children;
  if (block.type.startsWith("heading_") && children.length > 0) fields["is_toggleable"] = true;
  return { type: block.type, [block.type]: fields } as unknown as BlockRequest;
}

function createFields(block: BlockTree): Record<string, unknown> {
  const content = contentOf(block);
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(content)) {
    if (value === null || value === undefined || leftOut.has(key)) continue;
    // A table of contents is gray unless it is told otherwise.
    if (key === "color" && value === "default" && block.type !== "table_of_contents") continue;
    if (key === "is_toggleable" && value === false) continue;
    if (key === "caption" && Array.isArray(value) && value.length === 0) continue;
    Object.assign(result, fieldRequest(key, value));
  }
  switch (block.type) {
    case "synced_block": {
      const from = (content["synced_from"] ?? null) as Fields | null;
      return {
        synced_from: from === null ? null : { type: "block_id", block_id: from["block_id"] },
      };
    }
    case "link_to_page": {
      const type = String(content["type"]);
      return { type, [type]: content[type] };
    }
    default:
      return result;
  }
}

/** Computed by Notion, refused on write, or handled apart. */
const leftOut: ReadonlySet<string> = new Set(["children", "list_start_index", "list_format"]);

function fieldRequest(key: string, value: unknown): Fields {
  switch (key) {
    case "rich_text":
    case "caption":
      return { [key]: runsRequest(value as RichText[]).runs };
    case "cells":
      return { cells: (value as RichText[][]).map((cell) => runsRequest(cell).runs) };
    case "icon":
      return value === null ? {} : { icon: iconRequest(value as Fields) };
    case "external":
    case "file_upload":
      return { [key]: value };
    default:
      return { [key]: value };
  }
}

export function iconRequest(icon: Fields): Fields {
  if (icon["type"] === "custom_emoji")
    return {
      type: "custom_emoji",
      custom_emoji: { id: (icon["custom_emoji"] as Fields)["id"] },
    };
  return icon;
}

/** Fields that the API wants in every update of the type, changed or not. */
const required: Readonly<Record<string, readonly string[]>> = {
  heading_1: ["rich_text"],
  heading_2: ["rich_text"],
  heading_3: ["rich_text"],
  heading_4: ["rich_text"],
  bulleted_list_item: ["rich_text"],
  numbered_list_item: ["rich_text"],
  toggle: ["rich_text"],
  quote: ["rich_text"],
};

/** Fields that are fixed when a block is made. */
const fixed: Readonly<Record<string, readonly string[]>> = {
  table: ["table_width"],
  synced_block: ["synced_from"],
};

const fallback: Fields = {
  color: "default",
  is_toggleable: false,
  checked: false,
  caption: [],
  rich_text: [],
  has_column_header: false,
  has_row_header: false,
};

export type Change =
  | { readonly kind: "none" }
  /** `update` is what stands under the type's key in `PATCH /v1/blocks/{id}`. */
  | { readonly kind: "update"; readonly update: Fields }
  /** Only a new block can have this content. */
  | { readonly kind: "recreate" };

/** What turns the content of `from` (as Notion has it) into that of `to`. Children don't count. */
export function changeOf(from: BlockTree, to: BlockTree): Change {
  if (isSubpage(from) || isOpaque(from)) return { kind: "none" };
  if (from === to) return { kind: "none" };
  if (from.type !== to.type) return { kind: "recreate" };
  const before = canonicalContent(from);
  const after = canonicalContent(to);
  const content = contentOf(to);
  const update: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    if (fixed[from.type]?.includes(key)) return { kind: "recreate" };
    if (key === "type" || key === "file") {
      // Another source of a medium: an address can replace anything, a hosted file can't be named.
      if (from.type === "link_to_page") {
        const type = String(content["type"]);
        return { kind: "update", update: { type, [type]: content[type] } };
      }
      if (isHosted(to)) return { kind: "recreate" };
      continue;
    }
    if (key === "icon" && canonicalIcon(content["icon"] ?? null) === null) continue;
    if (key === "width_ratio" && content[key] === undefined) continue;
    const value = content[key] ?? fallback[key];
    if (value !== undefined && value !== null) Object.assign(update, fieldRequest(key, value));
  }
  if (Object.keys(update).length === 0) return { kind: "none" };
  for (const key of required[from.type] ?? []) {
    if (!(key in update)) Object.assign(update, fieldRequest(key, content[key] ?? fallback[key]));
  }
  return { kind: "update", update };
}

/** What the API would refuse of a block that is to be sent; of a new one with all below it. */
export const unsendable = (block: BlockTree, isNew: boolean): readonly PlanNote[] => [
  ...problemsOf(block, isNew).map(
    (problem): PlanNote => ({
      kind: "unsendable",
      code: "beyond_limits",
      message: `A block of type ${block.type} can't be sent: ${problem}.`,
      block,
    }),
  ),
  ...(isNew ? ownChildren(block).flatMap((child) => unsendable(child, true)) : []),
];

/** Why the API would refuse this block, its children left aside; empty when it would not. */
function problemsOf(block: BlockTree, isNew: boolean): readonly string[] {
  const content = contentOf(block);
  const problems: string[] = [];
  for (const key of ["rich_text", "caption"]) {
    const value = content[key];
    if (Array.isArray(value)) problems.push(...runsRequest(value as RichText[]).problems);
  }
  if (Array.isArray(content["cells"]))
    for (const cell of content["cells"] as RichText[][])
      problems.push(...runsRequest(cell).problems);
  const expression = content["expression"];
  if (typeof expression === "string" && expression.length > limits.equationMax)
    problems.push(
      `the equation has ${expression.length} characters, at most ${limits.equationMax} are possible`,
    );
  for (const url of [content["url"], (content["external"] as Fields | undefined)?.["url"]]) {
    if (typeof url === "string" && url.length > limits.urlMax)
      problems.push(
        `the address has ${url.length} characters, at most ${limits.urlMax} are possible`,
      );
  }
  if (isNew) {
    if (isSubpage(block) || isOpaque(block) || block.type === "link_preview")
      problems.push(`a block of type ${block.type} can't be created`);
    if (isHosted(block)) problems.push(notCopied((content["file"] as Fields | undefined)?.["url"]));
    if (isSyncedCopy(block) && (contentOf(block)["synced_from"] as Fields)["block_id"] == null)
      problems.push("the synced block names no original");
  }
  return problems;
}

/** A path is the link of somebody who means a page that is not there, or a file of theirs. */
const notCopied = (url: unknown): string =>
  typeof url !== "string" || /^[a-z][a-z0-9+.-]*:/i.test(url)
    ? "a file that lies at Notion can't be copied"
    : `no page and no copy of a file at Notion lies at ${url}, and other files on this disk can't be uploaded`;
