/**
 * What an edited front matter changes: each key is compared with what the same key said when the file was
 * last settled, so that a value is sent only when someone typed another.
 *
 * A key taken out empties its property. What Notion computes is never sent.
 */
import type { Note } from "../../converters/context.ts";
import type { ParsedFrontMatter, ParsedProperty } from "../../converters/page/read.ts";
import { addressOf } from "../../converters/page/update.ts";
import { canonicalIcon, withoutSignature } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import { canonicalProperty, emptyValue, isWritable } from "../../src/notion/properties.ts";
import type { Icon, Page, PropertyValue, PropertyValueRequest } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";

export interface LiftedFields {
  /** Only what differs from the base, in the API's write form. */
  readonly update: PageUpdate;
  /** The `title:` key's new value, if that changed. */
  readonly title?: string;
  readonly notes: readonly Note[];
}

type Update = { -readonly [K in keyof PageUpdate]: PageUpdate[K] };

/** @param ledAnew What was typed may say more than it did: links may have found what they lead to. */
export function liftFields(
  base: Page,
  was: ParsedFrontMatter,
  now: ParsedFrontMatter,
  ledAnew = false,
): LiftedFields {
  // Broken front matter says nothing, least of all that everything in it was emptied.
  if (now.state === "broken") return { update: {}, notes: now.notes };
  if (now.state === "none" && was.state === "read") return { update: {}, notes: [gone] };
  const notes: Note[] = now.notes.filter((note) => !isOldNews(note, was, now));
  const update: Update = {};
  const properties: [string, PropertyValueRequest][] = [];
  for (const name of new Set([...was.properties.keys(), ...now.properties.keys()])) {
    const value = changedValue(
      name,
      base,
      was.properties.get(name),
      now.properties.get(name),
      notes,
      ledAnew,
    );
    if (value !== null) properties.push([name, value]);
  }
  if (properties.length > 0) update.properties = Object.fromEntries(properties);
  liftLooks(base, was, now, update, notes);
  const isRetitled = now.title !== undefined && now.title !== was.title;
  return { update, notes, ...(isRetitled ? { title: now.title } : {}) } as LiftedFields;
}

const gone: Note = {
  kind: "error",
  code: "front_matter_gone",
  message: "The front matter is gone: its values stay as they are in Notion, and come back",
  line: 1,
  column: 1,
};

/** A value that was not understood before either, and that nobody touched, is no news. */
function isOldNews(note: Note, was: ParsedFrontMatter, now: ParsedFrontMatter): boolean {
  if (note.key === undefined) return false;
  if (note.code === "unknown_key" && was.unknown.has(note.key)) return true;
  for (const [name, property] of now.properties)
    if (property.key === note.key) {
      const old = was.properties.get(name);
      return old !== undefined && same(old.typed, property.typed);
    }
  return false;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** `null`: nothing to send. */
function changedValue(
  name: string,
  base: Page,
  was: ParsedProperty | undefined,
  now: ParsedProperty | undefined,
  notes: Note[],
  ledAnew: boolean,
): PropertyValueRequest | null {
  const type = now?.type ?? was?.type ?? "";
  if (same(was?.typed ?? null, now?.typed ?? null))
    if (!ledAnew || same(was?.value ?? null, now?.value ?? null)) return null;
  const settled = Object.hasOwn(base.properties, name) ? base.properties[name] : undefined;
  const place = now ?? was;
  const note = (kind: Note["kind"], code: string, message: string) => {
    const key = place?.key ?? name;
    const position = now === undefined ? {} : { line: now.line, column: now.column };
    notes.push({ kind, code, message: `${key}: ${message}`, key, ...position });
  };
  if (!isWritable(type)) {
    if (now === undefined)
      note("warning", "read_only_gone", "is computed by Notion: it comes back");
    else note("warning", "read_only", "is computed by Notion and can't be edited: it is put back");
    return null;
  }
  if (settled !== undefined && (settled as { has_more?: boolean }).has_more === true) {
    note("error", "relation_incomplete", "is known in part only: pull the page before editing it");
    return null;
  }
  if (now !== undefined && now.value === null) return null;
  const value = now === undefined ? emptyValue(type) : now.value;
  if (value === null) return null;
  const sent = type === "files" ? withKnownFiles(value, settled) : value;
  if (settled !== undefined && same(canonicalProperty(settled), canonicalProperty(sent)))
    return null;
  return sent;
}

type Files = Extract<PropertyValueRequest, { files: unknown }>;

/** A hosted file stays by being sent back as it was read, signature and all. */
function withKnownFiles(
  value: PropertyValueRequest,
  settled: PropertyValue | undefined,
): PropertyValueRequest {
  if (settled?.type !== "files") return value;
  const known = new Map<string, Files["files"][number]>();
  for (const file of settled.files)
    if ("file" in file) known.set(withoutSignature(file.file.url), file as Files["files"][number]);
  return {
    files: (value as Files).files.map((file) => {
      const url = "file" in file ? withoutSignature(file.file.url) : "";
      const old = known.get(url);
      return old === undefined || !("file" in file) ? file : { ...old, name: file.name };
    }),
  };
}

/** Icon, cover and lock. */
function liftLooks(
  base: Page,
  was: ParsedFrontMatter,
  now: ParsedFrontMatter,
  update: Update,
  notes: Note[],
): void {
  const failed = (key: string) =>
    now.notes.some((note) => note.kind === "error" && note.key === key);
  const hosted = (key: string) =>
    notes.push({
      kind: "error",
      code: `${key}_not_sent`,
      message: `${key}: a file that Notion hosts can't be set from here: write an emoji or another address`,
      key,
    });
  const icon = now.icon ?? null;
  if (!same(canonicalIcon(was.icon ?? null), canonicalIcon(icon)) && !failed("icon"))
    if (!same(canonicalIcon(base.icon ?? null), canonicalIcon(icon))) {
      if (icon?.type === "file") hosted("icon");
      else update.icon = icon as Icon | null;
    }
  const cover = now.cover ?? null;
  if (addressOf(was.cover ?? null) !== addressOf(cover) && !failed("cover"))
    if (addressOf(base.cover ?? null) !== addressOf(cover)) {
      if (cover?.type === "file") hosted("cover");
      else update.cover = cover;
    }
  const locked = now.locked ?? false;
  if ((was.locked ?? false) !== locked && !failed("locked") && (base.is_locked ?? false) !== locked)
    update.is_locked = locked;
}
