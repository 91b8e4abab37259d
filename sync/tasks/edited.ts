/**
 * Whether a page was edited in Notion, as far as a person who threw its file away would care.
 */
import { forestHash } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, walk, withChildren } from "../../src/notion/tree.ts";
import type { Version } from "../local/text.ts";
import { sameCover, sameIcon, sameValue } from "../plan/properties.ts";

/**
 * Whether somebody has edited the page since it was agreed on. A page that went from below it to elsewhere is no
 * edit of it; one that came is.
 */
export function isEdited(base: Version, remote: Version): boolean {
  const there = new Set([...walk(remote.blocks)].map(({ id }) => id));
  const isGone = ({ type, id }: BlockTree) =>
    (type === "child_page" || type === "child_database") && !there.has(id);
  const left = base.blocks.some((block) => [...walk([block])].some(isGone))
    ? base.blocks.flatMap((block) => without(block, isGone))
    : base.blocks;
  if (forestHash(left) !== forestHash(remote.blocks)) return true;
  if (!sameIcon(base.page.icon, remote.page.icon)) return true;
  if (!sameCover(base.page.cover, remote.page.cover)) return true;
  return Object.entries(remote.page.properties).some(
    ([name, value]) => typed.has(value.type) && !sameValue(base.page.properties[name], value),
  );
}

const without = (block: BlockTree, isGone: (block: BlockTree) => boolean): readonly BlockTree[] => {
  if (isGone(block)) return [];
  const children = childrenOf(block);
  if (children.length === 0) return [block];
  return [
    withChildren(
      block,
      children.flatMap((child) => without(child, isGone)),
    ),
  ];
};

/** Of properties that people fill in on the page itself. The other end of a relation is filled in elsewhere. */
const typed: ReadonlySet<string> = new Set([
  "title",
  "rich_text",
  "number",
  "select",
  "multi_select",
  "status",
  "date",
  "checkbox",
  "url",
  "email",
  "phone_number",
]);
