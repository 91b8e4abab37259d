/**
 * What the front matter of a file says, with the schema to tell what each key means.
 *
 * Never throws: what can't be understood is a note with line, column and key, and is not among the values.
 */
import { idIn } from "../../src/notion/ids.ts";
import type { Cover, Icon, PropertyValueRequest } from "../../src/notion/types.ts";
import type { Context, Note } from "../context.ts";
import { type Entry, positionOf, readFrontMatter } from "../front-matter/read.ts";
// biome-ignore lint/correctness/noUnusedImports: `shown` stands in the messages below, which the rule overlooks
import { plainOf, shown, type YamlValue } from "../front-matter/values.ts";
import { isNothing } from "../properties/converter.ts";
import { readProperty } from "../properties/index.ts";
import { isReserved, type OwnKey, ownKey, propertyOfKey, type Schema } from "./keys.ts";
import { iconForms, readCover, readIcon } from "./looks.ts";
import { memberOf } from "./print.ts";

export interface ReadOptions {
  readonly context?: Context | undefined;
  /** Options of selects that the schema does not have are made. */
  readonly allowNewOptions?: boolean | undefined;
}

/** One key that names a property of the schema. */
export interface ParsedProperty {
  readonly key: string;
  readonly type: string;
  /** `null`: computed, or not understood. */
  readonly value: PropertyValueRequest | null;
  /** What was typed, as plain data, to compare two files by. */
  readonly typed: unknown;
  readonly notes: readonly Note[];
  readonly line: number;
  readonly column: number;
}

export interface ParsedFrontMatter {
  /** `broken`: no YAML; only `notionId` is read, so that the page keeps its identity. */
  readonly state: "none" | "read" | "broken";
  readonly notionId: string | null;
  readonly title?: string;
  /** The key that says it: `title`, or the name of the row's title property. */
  readonly titleKey?: string;
  /** `null` for an empty key, absent where there is no key. */
  readonly icon?: Icon | null;
  readonly cover?: Cover | null;
  readonly locked?: boolean;
  readonly properties: ReadonlyMap<string, ParsedProperty>;
  /** Keys that are no property, as typed. Kept in the file, never sent. */
  readonly unknown: ReadonlyMap<string, unknown>;
  /** Offset of the first character after the front matter. */
  readonly bodyStart: number;
  readonly notes: readonly Note[];
}

export function readPageFrontMatter(text: string, options: ReadOptions = {}): ParsedFrontMatter {
  const matter = readFrontMatter(text);
  const empty = { properties: new Map(), unknown: new Map(), notes: [] };
  if (matter === null) {
    const bodyStart = text.startsWith("\uFEFF") ? 1 : 0;
    return { ...empty, state: "none", notionId: null, bodyStart };
  }
  const { bodyStart } = matter;
  if (matter.state === "broken") {
    const line = /^notion[_-]id[ \t]*:[ \t]*["']?([\w:/.?=-]+)/m.exec(
      text.slice(matter.start, Math.min(matter.end, matter.start + 4_096)),
    );
    const notionId = line?.[1] === undefined ? null : idIn(line[1]);
    return { ...empty, state: "broken", notionId, bodyStart, notes: matter.notes };
  }
  return { state: "read", bodyStart, ...readEntries(text, matter.entries, options, matter.notes) };
}

type Own = {
  -readonly [K in
    | "notionId"
    | "title"
    | "titleKey"
    | "icon"
    | "cover"
    | "locked"]?: ParsedFrontMatter[K];
};

function readEntries(
  text: string,
  entries: readonly Entry[],
  options: ReadOptions,
  found: readonly Note[],
) {
  const context = options.context ?? {};
  const notes: Note[] = [...found];
  const own: Own = {};
  const properties = new Map<string, ParsedProperty>();
  const unknown = new Map<string, unknown>();
  const noteAt = (
    kind: Note["kind"],
    code: string,
    at: number,
    key: string,
    message: string,
  ): Note => ({
    kind,
    code,
    message: `${key}: ${message}`,
    key,
    ...positionOf(text, at),
  });
  const titleName = titleProperty(context.schema);

  for (const entry of entries) {
    const mine = ownKey(entry.key);
    if (mine !== null) {
      const wrong = readOwn(mine, entry, own, context);
      if (wrong !== null)
        notes.push(noteAt("error", `bad_${mine}`, entry.value.at, entry.key, wrong));
      continue;
    }
    const name = isReserved(entry.key)
      ? null
      : schemaName(context.schema, propertyOfKey(entry.key));
    if (name === null) {
      unknown.set(entry.key, plainOf(entry.value));
      if (!isReserved(entry.key)) {
        const message = unknownMessage(entry.key, context.schema);
        notes.push(noteAt("warning", "unknown_key", entry.start, entry.key, message));
      }
      continue;
    }
    if (name === titleName) {
      const wrong = readOwn("title", entry, own, context);
      if (wrong !== null)
        notes.push(noteAt("error", "bad_title", entry.value.at, entry.key, wrong));
      continue;
    }
    if (properties.has(name)) {
      const message = `the property stands here twice: keep one`;
      notes.push(noteAt("error", "duplicate_property", entry.start, entry.key, message));
      continue;
    }
    const schema = memberOf(context.schema, name);
    const type = schema?.type ?? "";
    const env = { context, schema, allowNewOptions: options.allowNewOptions === true };
    const reading = readProperty(type, entry.value, env);
    const wrong = (reading?.problems ?? []).map((problem) =>
      noteAt(problem.kind, problem.code, problem.at, entry.key, problem.message),
    );
    notes.push(...wrong);
    properties.set(name, {
      key: entry.key,
      type,
      value: reading?.value ?? null,
      typed: plainOf(entry.value),
      notes: wrong,
      ...positionOf(text, entry.start),
    });
  }
  return { notionId: null, ...own, properties, unknown, notes };
}

/** `null`: understood. Otherwise what is wrong, as a sentence without its key. */
function readOwn(key: OwnKey, entry: Entry, own: Own, context: Context): string | null {
  const { value } = entry;
  const text = value.kind === "text" ? value.text.trim() : null;
  switch (key) {
    case "notion_id": {
      if (isNothing(value)) return null;
      const id = text === null ? null : idIn(text);
      if (id === null)
        return `${shown(value)} is no id of a Notion page: take the line out to make a new page`;
      if (own.notionId !== undefined && own.notionId !== id) return "there are two different ids";
      own.notionId = id;
      return null;
    }
    case "title":
      if (own.title !== undefined) return "the title stands here twice: keep one";
      if (value.kind !== "text" && value.kind !== "nothing")
        return `${shown(value)} is no title: write one line of text`;
      own.title = value.kind === "text" ? value.text : "";
      own.titleKey = entry.key;
      return null;
    case "icon": {
      const icon = isNothing(value) ? null : readIcon(text ?? "", context);
      if (icon === null && !isNothing(value))
        return `${shown(value)} is no icon: write ${iconForms}`;
      own.icon = icon;
      return null;
    }
    case "cover": {
      const cover = isNothing(value) ? null : readCover(text ?? "", context);
      if (cover === null && !isNothing(value))
        return `${shown(value)} is no cover: write the address of a picture`;
      own.cover = cover;
      return null;
    }
    case "locked": {
      const reading = readProperty("checkbox", value, { context, allowNewOptions: false });
      const request = reading?.value as { checkbox: boolean } | null | undefined;
      if (!request) return `${shown(value)} is neither true nor false`;
      own.locked = request.checkbox;
      return null;
    }
  }
}

const titleProperty = (schema: Schema | undefined): string | undefined =>
  Object.keys(schema ?? {}).find((name) => memberOf(schema, name)?.type === "title");

/** The schema's own spelling; the two ways to write an accented letter are one. */
function schemaName(schema: Schema | undefined, name: string): string | null {
  if (schema === undefined) return null;
  if (Object.hasOwn(schema, name)) return name;
  const normal = name.normalize("NFC");
  return Object.keys(schema).find((other) => other.normalize("NFC") === normal) ?? null;
}

function unknownMessage(key: string, schema: Schema | undefined): string {
  if (schema === undefined) return "is kept in the file only: this page has no properties";
  const folded = key.toLowerCase();
  const close = Object.keys(schema).find((name) => name.toLowerCase() === folded);
  const hint = close === undefined ? "" : `; the database has ${JSON.stringify(close)}`;
  return `is kept in the file only: the database has no such property${hint}`;
}
