/**
 * Whether two texts of a page, under the same name, say the same, but for the lines that show pages below it: those come and go with the
 * pages.
 */
import type { ParsedPage } from "../converters/page.ts";
import { canonicalIcon, forestHash } from "../src/notion/canonical.ts";
import { type BlockTree, childrenOf, withChildren } from "../src/notion/tree.ts";
import { sameValue } from "./plan/properties.ts";

export function saysTheSame(a: ParsedPage, b: ParsedPage): boolean {
  if (forestHash(withoutPages(a.blocks)) !== forestHash(withoutPages(b.blocks))) return false;
  if (a.title !== b.title || !sameFace(a.icon, b.icon) || !sameFace(a.cover, b.cover)) return false;
  const names = new Set([...Object.keys(a.values), ...Object.keys(b.values)]);
  return [...names].every((name) => sameValue(a.values[name], b.values[name]));
}

const sameFace = (a: unknown, b: unknown): boolean =>
  JSON.stringify(canonicalIcon(a ?? null)) === JSON.stringify(canonicalIcon(b ?? null));

const withoutPages = (blocks: readonly BlockTree[]): readonly BlockTree[] =>
  blocks.flatMap((block) => {
    if (block.type === "child_page" || block.type === "child_database") return [];
    const children = childrenOf(block);
    return [children.length === 0 ? block : withChildren(block, withoutPages(children))];
  });
