/**
 * Blocks as older API versions gave them → blocks as the current one gives them.
 *
 * The rule, field by field:
 * - `text` was the name of `rich_text` before 2022-02-22;
 * - `archived` was the name of `in_trash` before 2026-03-11;
 * - `transcription` was the name of `meeting_notes` before 2026-03-11;
 * - `caption` of media, bookmarks, embeds and code, `color` of text blocks and `is_toggleable` of headings came later: absent
 *   means `[]`, `"default"` and `false`;
 * - `name` of a file came later: absent means the last part of the URL's path;
 * - `children` inside the content of a block, and the whole block that some clients put under `synced_from`, say nothing:
 *   children stand beside the content.
 */

import { withoutSignature } from "../src/notion/canonical.ts";
import { type BlockTree, childrenOf, contentOf } from "../src/notion/tree.ts";
import type { RichText } from "../src/notion/types.ts";
import { baseName } from "./blocks/media.ts";

const captioned = new Set(["image", "video", "audio", "file", "pdf", "bookmark", "embed", "code"]);
const colored = new Set([
  "paragraph",
  "heading_1",
  "heading_2",
  "heading_3",
  "heading_4",
  "bulleted_list_item",
  "numbered_list_item",
  "to_do",
  "toggle",
  "quote",
  "callout",
]);

function fileUrl(content: Readonly<Record<string, unknown>>): string {
  const holder = (content["file"] ?? content["external"]) as { readonly url?: string } | undefined;
  return withoutSignature(holder?.url ?? "");
}

export function upgradeBlock(old: BlockTree): BlockTree {
  const { archived, ...block } = old as BlockTree & { readonly archived?: boolean };
  const type = (block.type as string) === "transcription" ? "meeting_notes" : block.type;
  const content: Record<string, unknown> = { ...contentOf(old) };
  if ("text" in content && !("rich_text" in content)) {
    content["rich_text"] = content["text"] as readonly RichText[];
    delete content["text"];
  }
  if (captioned.has(type)) content["caption"] ??= [];
  if (colored.has(type)) content["color"] ??= "default";
  if (type.startsWith("heading_")) content["is_toggleable"] ??= false;
  if (type === "file") content["name"] ??= baseName(fileUrl(content));
  delete content["children"];
  const from = content["synced_from"] as { readonly block_id?: string } | null | undefined;
  if (from?.block_id !== undefined)
    content["synced_from"] = { type: "block_id", block_id: from.block_id };
  const children = childrenOf(old).map(upgradeBlock);
  return {
    ...block,
    ...(archived === undefined || "in_trash" in block ? {} : { in_trash: archived }),
    type,
    [type]: content,
    ...(old.children === undefined ? {} : { children }),
  } as BlockTree;
}
