/**
 * What base, file and Notion say where they disagree, as text: what a person needs to choose between them.
 */
import { blocksToMarkdown } from "../../converters/blocks/print.ts";
import type { Context } from "../../converters/context.ts";
import { type PrintedEntry, printEntries } from "../../converters/front-matter/write.ts";
import { keyOfProperty } from "../../converters/page/keys.ts";
import { printCover, printIcon } from "../../converters/page/looks.ts";
import { propertyEntry } from "../../converters/page/print.ts";
import { typeOfValue } from "../../src/notion/properties.ts";
import { type BlockTree, withChildren } from "../../src/notion/tree.ts";
import type { Page, PropertyValue, PropertyValueRequest } from "../../src/notion/types.ts";
import { titleOf } from "../local/atlas.ts";
import type { Conflict } from "../plan/plan.ts";
import { propertyOf } from "../plan/properties.ts";
import type { LocalPage } from "../plan/trees.ts";
import type { HeldValue } from "../run/marks.ts";

export interface ContestedSides {
  readonly base: Page;
  readonly local: LocalPage["update"];
  readonly remote: Page;
}

/** The conflict with its three versions; of a block, what it says itself. */
export function heldValue(
  { key, kind, message, block }: Conflict,
  { base, local, remote }: ContestedSides,
  context: Context,
): HeldValue {
  if (block !== undefined) {
    const text = (one: BlockTree) => blocksToMarkdown([alone(one)], { context }).trim();
    const said = { base: text(block.base), local: text(block.local), remote: text(block.remote) };
    return { key, message, kind, ...said };
  }
  if (key === "icon" || key === "cover") {
    const text = (value: Page["icon"] | Page["cover"] | LocalPage["update"]["icon"]) =>
      looksText(key, value, context);
    const said = { base: text(base[key]), local: text(local[key]), remote: text(remote[key]) };
    return { key, message, kind, type: key, ...said };
  }
  const theirs = propertyOf(remote, key);
  const text = (value: PropertyValue | PropertyValueRequest | undefined) =>
    value === undefined ? "" : valueText(value, context);
  return {
    key,
    message,
    kind,
    ...(theirs === undefined ? {} : { type: typeOfValue(theirs) }),
    base: text(propertyOf(base, key)),
    local: text(local.properties?.[key]),
    remote: text(theirs),
  };
}

/** Notion's version of the front matter that is in conflict, as lines of it. */
export function contestedFrontMatter(
  conflicts: readonly Conflict[],
  remote: Page,
  context: Context,
): string {
  const entries = conflicts.flatMap(({ kind, key }): PrintedEntry[] => {
    if (kind === "block") return [];
    if (key === "icon") return remote.icon ? [{ key, value: printIcon(remote.icon, context) }] : [];
    if (key === "cover")
      return remote.cover ? [{ key, value: printCover(remote.cover, context) }] : [];
    const value = propertyOf(remote, key);
    if (value === undefined) return [];
    if (typeOfValue(value) === "title") return [{ key: "title", value: titleOf(remote) }];
    return [propertyEntry(key, value, { context }) ?? { key: keyOfProperty(key), value: "" }];
  });
  return entries.length === 0 ? "" : printEntries(entries);
}

const alone = (block: BlockTree): BlockTree => withChildren(block, []);

function looksText(key: "icon" | "cover", value: unknown, context: Context): string {
  if (value === null || value === undefined) return "";
  const printed =
    key === "icon"
      ? printIcon(value as NonNullable<Page["icon"]>, context)
      : printCover(value as NonNullable<Page["cover"]>, context);
  return String(printed);
}

type Fields = Readonly<Record<string, unknown>>;

/** Of a value as Notion answers it, or as it is sent. */
function valueText(value: PropertyValue | PropertyValueRequest, context: Context): string {
  const raw = (value as unknown as Fields)[typeOfValue(value)];
  return Array.isArray(raw) && raw.some(isRun)
    ? raw.map((one) => itemText(one, context)).join("")
    : [raw]
        .flat()
        .map((one) => itemText(one, context))
        .join(", ");
}

const isRun = (item: unknown): boolean =>
  typeof item === "object" && item !== null && ("text" in item || "plain_text" in item);

function itemText(item: unknown, context: Context): string {
  if (item === null || item === undefined) return "";
  if (typeof item !== "object") return String(item);
  const fields = item as Fields;
  if ("start" in fields) return [fields["start"], fields["end"]].filter(Boolean).join(" – ");
  const { plain_text: plain, text, name, id, state } = fields;
  if (typeof plain === "string") return plain;
  const content = (text as Fields | undefined)?.["content"];
  for (const known of [content, name, state]) if (typeof known === "string") return known;
  if (typeof id !== "string") return JSON.stringify(item);
  return context.title?.(id) ?? context.user?.(id)?.name ?? id;
}
