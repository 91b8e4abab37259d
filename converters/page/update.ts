/**
 * A file's front matter brought to say what a page says, when the page changed in Notion or a new file got
 * its page.
 *
 * A key that says the same already is not touched, however it is written; nor is one whose value was not
 * understood, since somebody is still at it. Comments, order and every other byte stay.
 */
import { canonicalIcon, plainText, withoutSignature } from "../../src/notion/canonical.ts";
import { canonicalProperty, emptyValue } from "../../src/notion/properties.ts";
import type { Cover, Page, RichText } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import { editFrontMatter } from "../front-matter/edit.ts";
import type { PrintedEntry } from "../front-matter/write.ts";
import { propertyOfKey } from "./keys.ts";
import { keysInOrder, type PrintPageOptions, pageEntries, printFrontMatter } from "./print.ts";
import { type ParsedFrontMatter, type ParsedProperty, readPageFrontMatter } from "./read.ts";

export interface UpdateOptions extends PrintPageOptions {
  /** Properties (and `icon`, `cover`, `title`) that are left as the file has them: edited on both sides, not settled. */
  readonly keep?: ReadonlySet<string>;
  /**
   * The page as the file last said it. Tells a value that somebody mistyped from one that is merely old, as
   * after a change of the property's type in Notion.
   */
  readonly base?: Page;
}

/** The whole file. Broken front matter is left as it is. */
export function updateFrontMatter(text: string, page: Page, options: UpdateOptions = {}): string {
  const reading = options.context === undefined ? {} : { context: options.context };
  const current = readPageFrontMatter(text, reading);
  if (current.state === "broken") return text;
  const set = new Map<string, PrintedEntry | null>();
  const keep = options.keep ?? new Set<string>();
  const entries = new Map(pageEntries(page, options).map((entry) => [entry.key, entry]));
  for (const [key, entry] of ownChanges(page, current, entries, options))
    if (key === "notion_id" || !(keep.has(key) || isBad(current, key))) set.set(key, entry);

  const wanted = readPageFrontMatter(printFrontMatter(page, options), reading).properties;
  const old =
    options.base === undefined
      ? null
      : readPageFrontMatter(printFrontMatter(options.base, options), reading).properties;
  const isMistyped = (name: string, have: ParsedProperty): boolean =>
    have.notes.length > 0 && !same(have.typed, old?.get(name)?.typed ?? undefined);
  for (const [key, entry] of entries) {
    const name = propertyOfKey(key);
    const want = wanted.get(name);
    if (want === undefined || keep.has(name)) continue;
    const have = current.properties.get(name);
    if (have !== undefined && (says(have, want) || isMistyped(name, have))) continue;
    set.set(have?.key ?? key, { ...entry, key: have?.key ?? key });
  }
  for (const [name, have] of current.properties) {
    if (wanted.has(name) || keep.has(name) || isMistyped(name, have) || isEmpty(have)) continue;
    set.set(have.key, null);
  }
  return set.size === 0 ? text : editFrontMatter(text, { set, order: keysInOrder(page, options) });
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

const says = (have: ParsedProperty, want: ParsedProperty): boolean =>
  have.value !== null && want.value !== null
    ? same(canonicalProperty(have.value), canonicalProperty(want.value))
    : same(have.typed, want.typed);

function isEmpty(have: ParsedProperty): boolean {
  const empty = emptyValue(have.type);
  return have.value !== null && empty !== null
    ? same(canonicalProperty(have.value), canonicalProperty(empty))
    : have.typed === null;
}

const isBad = (current: ParsedFrontMatter, key: string): boolean =>
  current.notes.some((note) => note.kind === "error" && note.key === key);

function* ownChanges(
  page: Page,
  current: ParsedFrontMatter,
  entries: ReadonlyMap<string, PrintedEntry>,
  options: UpdateOptions,
): Generator<readonly [string, PrintedEntry | null]> {
  if (current.notionId !== page.id) yield ["notion_id", { key: "notion_id", value: page.id }];
  if (options.title !== undefined || current.title !== undefined) {
    const title = options.title ?? titleOf(page);
    const key = current.titleKey ?? "title";
    if (title !== current.title) yield [key, { key, value: title }];
  }
  if (!same(canonicalIcon(current.icon ?? null), canonicalIcon(page.icon ?? null)))
    yield ["icon", entries.get("icon") ?? null];
  if (addressOf(current.cover ?? null) !== addressOf(page.cover ?? null))
    yield ["cover", entries.get("cover") ?? null];
  if ((current.locked ?? false) !== (page.is_locked ?? false))
    yield ["locked", entries.get("locked") ?? null];
}

/** The page's title as plain text. */
export function titleOf(page: Page): string {
  const value = Object.values(page.properties).find((property) => property.type === "title");
  return value?.type === "title" ? plainText(value.title as RichText[]) : "";
}

export function addressOf(cover: Cover | null): string | null {
  if (cover === null) return null;
  return cover.type === "file" ? withoutSignature(cover.file.url) : cover.external.url;
}
