/**
 * Three versions of one block's own content → one, field by field, or a conflict.
 */
import { canonicalContent, sameContent } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { mergeText } from "./merge-text.ts";
import { isOpaque, isSubpage } from "./pinned.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface MergedBlock {
  /** With conflicting fields as the remote side has them. Children are not looked at. */
  readonly block: BlockTree;
  /** Fields on which both sides differ from the base and from each other; `type` for the type itself. */
  readonly conflicts: readonly string[];
}

/** `prefer`: whose value a conflicting field gets. */
export function mergeBlock(
  base: BlockTree,
  local: BlockTree,
  remote: BlockTree,
  prefer: "local" | "remote",
): MergedBlock {
  if (isSubpage(remote) || isOpaque(remote)) return { block: remote, conflicts: [] };
  if (sameContent(base, local) || sameContent(local, remote))
    return { block: remote, conflicts: [] };
  if (sameContent(base, remote)) return { block: withOwn(remote, local), conflicts: [] };
  const types = new Set([base.type, local.type, remote.type]);
  if (types.size === 3 || (types.size === 2 && local.type === remote.type && !alike(base, local)))
    return { block: prefer === "local" ? withOwn(remote, local) : remote, conflicts: ["type"] };
  const conflicts: string[] = [];
  const fields = mergeFields(base, local, remote, prefer, conflicts);
  const type = local.type === base.type ? remote.type : local.type;
  if (types.size > 1 && conflicts.length > 0)
    return { block: prefer === "local" ? withOwn(remote, local) : remote, conflicts };
  const { [remote.type]: _, ...rest } = remote as unknown as Record<string, unknown>;
  return { block: { ...rest, type, [type]: fields } as unknown as BlockTree, conflicts };
}

/** Both turned it into the same type: then the fields can be merged as long as each has its old text or more. */
const alike = (base: BlockTree, other: BlockTree): boolean =>
  "rich_text" in contentOf(base) && "rich_text" in contentOf(other);

/** The block as Notion names it, with the other's type and content. */
export function withOwn(named: BlockTree, content: BlockTree): BlockTree {
  const { [named.type]: _, ...rest } = named as unknown as Record<string, unknown>;
  return {
    ...rest,
    type: content.type,
    [content.type]: contentOf(content),
  } as unknown as BlockTree;
}

/** Keys that make sense only together. */
const groups: Readonly<Record<string, string>> = {
  type: "source",
  external: "source",
  file: "source",
  file_upload: "source",
  page_id: "source",
  database_id: "source",
  comment_id: "source",
};

function mergeFields(
  base: BlockTree,
  local: BlockTree,
  remote: BlockTree,
  prefer: "local" | "remote",
  conflicts: string[],
): Fields {
  const canonical = [base, local, remote].map(canonicalContent);
  const raw = [base, local, remote].map(contentOf);
  const [b = {}, l = {}, r = {}] = canonical;
  const [rawB = {}, rawL = {}, rawR = {}] = raw;
  const result: Record<string, unknown> = {};
  const names = new Set([...Object.keys(rawR), ...Object.keys(rawL)]);
  const byGroup = new Map<string, string[]>();
  for (const name of names) {
    const group = groups[name] ?? name;
    byGroup.set(group, [...(byGroup.get(group) ?? []), name]);
  }
  for (const [group, members] of byGroup) {
    const same = (x: Fields, y: Fields) =>
      members.every((name) => JSON.stringify(x[name]) === JSON.stringify(y[name]));
    const take = (from: Fields) => {
      for (const name of members) if (from[name] !== undefined) result[name] = from[name];
    };
    // A field that the base's type had not can't have been edited by the side that kept the type.
    const onlyIn = (side: BlockTree) => side.type !== base.type && !members.some((m) => m in rawB);
    // … and one that the other side's new type has not can't be kept with it.
    const lost = (side: BlockTree, has: Fields) =>
      side.type !== base.type && !members.some((m) => m in has);
    if (lost(remote, rawR) || lost(local, rawL)) {
      if (!same(b, lost(remote, rawR) ? l : r)) conflicts.push(group);
    } else if (onlyIn(remote) && local.type === base.type) take(rawR);
    else if (onlyIn(local) && remote.type === base.type) take(rawL);
    else if (same(b, l) || same(l, r)) take(rawR);
    else if (same(b, r)) take(rawL);
    else {
      const merged = mergeTexts(members, rawB, rawL, rawR);
      if (merged !== null) Object.assign(result, merged);
      else {
        conflicts.push(group);
        take(prefer === "local" ? rawL : rawR);
      }
    }
  }
  return result;
}

function mergeTexts(
  members: readonly string[],
  base: Fields,
  local: Fields,
  remote: Fields,
): Fields | null {
  const [name] = members;
  if (name === "rich_text" || name === "caption") {
    const merged = mergeText(runs(base[name]), runs(local[name]), runs(remote[name]));
    return merged === null ? null : { [name]: merged };
  }
  if (name !== "cells") return null;
  const cells = [base, local, remote].map((content) => (content["cells"] ?? []) as RichText[][]);
  const [b = [], l = [], r = []] = cells;
  if (b.length !== l.length || b.length !== r.length) return null;
  const merged = b.map((cell, i) => mergeText(cell, l[i] ?? [], r[i] ?? []));
  return merged.includes(null) ? null : { cells: merged };
}

const runs = (value: unknown): readonly RichText[] => (value ?? []) as readonly RichText[];
