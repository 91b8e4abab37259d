/**
 * Whether a page was edited in Notion, as far as a person who threw its file away would care.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, walk, withChildren } from "../../src/notion/tree.ts";
import type { DataSource, PropertyValue } from "../../src/notion/types.ts";
import type { Version } from "../local/text.ts";
import { sameCover, sameIcon, sameValue } from "../plan/properties.ts";

/** Whether Notion holds something else than was agreed on, as far as it has been read. */
export function wasEdited(
  mirror: Pick<Mirror, "pages" | "blocks" | "bases" | "databases">,
  id: string,
): boolean {
  const { pages, blocks, bases, databases } = mirror;
  const base = bases.get(id);
  const record = pages.get(id);
  const remote = blocks.remote(id);
  if (base === null || record === null || remote === null || record.state !== "live") return false;
  const { parent } = record.page;
  const source = parent.type === "data_source_id" ? parent.data_source_id : null;
  return isEdited(
    base,
    { page: record.page, blocks: remote },
    {
      schema:
        source === null ? null : (databases.dataSource(source)?.dataSource.properties ?? null),
      isTrashed: (page) => pages.get(page)?.state === "trashed",
    },
  );
}

export interface Surroundings {
  /** Of the data source that the page is a row of, by name; `null` where it is not known. */
  readonly schema: DataSource["properties"] | null;
  readonly isTrashed: (page: string) => boolean;
}

/**
 * Whether somebody has edited the page since it was agreed on. A page that went from below it to elsewhere is no
 * edit of it; one that came is.
 */
export function isEdited(base: Version, remote: Version, around: Surroundings): boolean {
  const there = new Set([...walk(remote.blocks)].map(({ id }) => id));
  const isGone = ({ type, id }: BlockTree) =>
    (type === "child_page" || type === "child_database") && !there.has(id);
  const left = base.blocks.some((block) => [...walk([block])].some(isGone))
    ? base.blocks.flatMap((block) => without(block, isGone))
    : base.blocks;
  if (forestHash(left) !== forestHash(remote.blocks)) return true;
  if (!sameIcon(base.page.icon, remote.page.icon)) return true;
  if (!sameCover(base.page.cover, remote.page.cover)) return true;
  const timeMoved = base.page.last_edited_time !== remote.page.last_edited_time;
  return Object.entries(remote.page.properties).some(([name, value]) => {
    const before = base.page.properties[name];
    if (value.type === "relation")
      return (
        isLinkedAnew(before, value, around) && (timeMoved || !isOtherEnd(around.schema?.[name]))
      );
    if (value.type === "verification" && value.verification?.state === "expired") return false;
    return typed.has(value.type) && !sameValue(before, value);
  });
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

/** Of properties that people fill in on the page itself; relations are looked at more closely. */
const typed: ReadonlySet<string> = new Set<PropertyValue["type"]>([
  "title",
  "rich_text",
  "number",
  "select",
  "multi_select",
  "status",
  "date",
  "people",
  "files",
  "checkbox",
  "url",
  "email",
  "phone_number",
  "place",
  "verification",
]);

/** Leads to other pages than before; what went because it is in the trash itself was not taken out by anybody. */
function isLinkedAnew(
  before: PropertyValue | undefined,
  now: PropertyValue,
  { isTrashed }: Surroundings,
): boolean {
  const was = targetsOf(before);
  const is = targetsOf(now);
  return [...is].some((id) => !was.has(id)) || [...was].some((id) => !is.has(id) && !isTrashed(id));
}

const targetsOf = (value: PropertyValue | undefined): ReadonlySet<string> =>
  new Set(value?.type === "relation" ? value.relation.map(({ id }) => id) : []);

/**
 * Whether a relation may have been filled in on the page at its other end. Notion gives a new `last_edited_time` to
 * the page on which a relation was typed alone: so where that of this page stands still, nobody was here. (Within
 * one minute it stands still for everybody.) A relation that Notion does not tell us about counts as this page's.
 */
const isOtherEnd = (property: DataSource["properties"][string] | undefined): boolean =>
  property?.type === "relation" && property.relation.type === "dual_property";
