/**
 * The front matter of a file: where it stands, its keys in order, and what is wrong with it.
 *
 * Only a YAML mapping between two `---` lines at the very top is front matter; anything else there is
 * the page's own text. Read in YAML's failsafe schema: every scalar stays the text that was typed, no tag
 * is ever carried out, aliases are not followed.
 */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, parseDocument } from "yaml";
import type { Note } from "../context.ts";
import { repaired } from "./repair.ts";
import type { YamlValue } from "./values.ts";

export interface Entry {
  readonly key: string;
  readonly value: YamlValue;
  /** Offsets in the file: the key's first character, the end of the key, the end of the value's own text. */
  readonly start: number;
  readonly keyEnd: number;
  readonly end: number;
}

export interface FrontMatter {
  /** `broken`: it is no YAML; `entries` is empty then and `notes` tell why. */
  readonly state: "read" | "broken";
  /** Offsets in the file of the YAML text itself, without the two `---` lines. */
  readonly start: number;
  readonly end: number;
  /** Where the page's own text begins. */
  readonly bodyStart: number;
  readonly entries: readonly Entry[];
  readonly notes: readonly Note[];
  /** The mapping is written in braces: it can't be edited line by line. */
  readonly flow: boolean;
}

/** UTF-16 units of front matter that are read. Enough for some 10,000 relations; a bound on what hostile files cost. */
export const frontMatterMax = 1 << 20;

const opening = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/;
const closing = /^---[ \t]*(?:\r\n|\n|\r|$)/gm;
const ownIdLine = /^(?:notion_id|notion-id)[ \t]*:/m;
/** A line that only someone who means `key: value` writes. */
const keyLine = /^(?:[^\s#:'"`*>|&!%@-][^:\n]*|"[^"\n]*"|'[^'\n]*'):(?:[ \t\r]|$)/m;

/** `null` when the file has no front matter. */
export function readFrontMatter(text: string): FrontMatter | null {
  const open = opening.exec(text);
  if (open === null) return null;
  const start = open[0].length;
  closing.lastIndex = start;
  const close = closing.exec(text);
  if (close === null) return withoutEnd(text, start);
  const end = close.index;
  const place = { start, end, bodyStart: end + close[0].length, flow: false };
  if (end - start > frontMatterMax) {
    if (!ownIdLine.test(text.slice(start, start + 4_096))) return null;
    const message = `The front matter has ${end - start} characters, at most ${frontMatterMax} are read`;
    return broken(place, [errorAt(text, start, "front_matter_too_large", message)]);
  }
  return readYaml(text, place);
}

type Place = Pick<FrontMatter, "start" | "end" | "bodyStart" | "flow">;

const broken = (place: Place, notes: readonly Note[]): FrontMatter => ({
  ...place,
  state: "broken",
  entries: [],
  notes,
});

/** A file of ours whose closing line was lost must not be taken for a page without an id. */
function withoutEnd(text: string, start: number): FrontMatter | null {
  const head = text.slice(start, start + 4_096).split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? "";
  if (!ownIdLine.test(head)) return null;
  const message = "The front matter has no end: a line `---` is missing after its last key";
  const place = { start, end: text.length, bodyStart: text.length, flow: false };
  return broken(place, [errorAt(text, start, "front_matter_unclosed", message)]);
}

function readYaml(text: string, place: Place): FrontMatter | null {
  const source = text.slice(place.start, place.end);
  const options = { schema: "failsafe", uniqueKeys: true, logLevel: "silent" } as const;
  let document = parseDocument(source, options);
  let offsetOf = (offset: number): number => place.start + offset;
  if (document.errors.length > 0) {
    const repair = repaired(source);
    const again = repair === null ? null : parseDocument(repair.text, options);
    if (repair !== null && again !== null && again.errors.length === 0) {
      document = again;
      offsetOf = (offset) => place.start + repair.original(offset);
    }
  }
  const map = document.contents;
  // The parser would pass over everything below such a line.
  const dots = /^\.\.\.(?=[ \t\r\n]|$)/m.exec(source);
  if (dots !== null && isMap(map)) {
    const message = "The front matter ends at a line `...`: take that line out";
    const at = place.start + dots.index;
    return broken(place, [errorAt(text, at, "front_matter_yaml", message)]);
  }
  if (!isMap(map)) {
    if (document.errors.length === 0 || !keyLine.test(source)) return null;
  } else if (map.items.length === 0) return null;
  if (document.errors.length > 0) {
    const notes = document.errors.slice(0, 5).map((error) => {
      const message = `The front matter is no valid YAML: ${firstLine(error.message)}`;
      return errorAt(text, offsetOf(error.pos[0]), "front_matter_yaml", message);
    });
    return broken(place, notes);
  }
  if (!isMap(map)) return null;
  const entries: Entry[] = [];
  const notes: Note[] = [];
  for (const pair of map.items) {
    const key = pair.key as ParsedNode;
    const at = offsetOf(key.range?.[0] ?? 0);
    if (!isScalar(key)) {
      notes.push(errorAt(text, at, "front_matter_key", "A key of the front matter must be a text"));
      continue;
    }
    const value = pair.value as ParsedNode | null;
    const keyEnd = offsetOf(key.range?.[1] ?? 0);
    entries.push({
      key: String(key.value),
      value: value === null ? { kind: "nothing", at: keyEnd } : yamlValue(value, offsetOf),
      start: at,
      keyEnd,
      end: value === null ? keyEnd : offsetOf(value.range?.[1] ?? 0),
    });
  }
  return { ...place, flow: map.flow === true, state: "read", entries, notes };
}

function yamlValue(node: ParsedNode, offsetOf: (offset: number) => number): YamlValue {
  const at = offsetOf(node.range?.[0] ?? 0);
  if (isAlias(node)) return { kind: "alias", name: node.source, at };
  if (isSeq(node))
    return {
      kind: "list",
      items: node.items.map((item) => yamlValue(item as ParsedNode, offsetOf)),
      at,
    };
  if (isMap(node)) {
    const entries = node.items.map((pair) => {
      const key = pair.key as ParsedNode;
      const value = pair.value as ParsedNode | null;
      const member: YamlValue =
        value === null ? { kind: "nothing", at } : yamlValue(value, offsetOf);
      return [isScalar(key) ? String(key.value) : "", member] as const;
    });
    return { kind: "map", entries, at };
  }
  if (!isScalar(node)) return { kind: "nothing", at };
  const text = typeof node.value === "string" ? node.value : String(node.value ?? "");
  const plain = node.type === "PLAIN";
  return plain && text === "" ? { kind: "nothing", at } : { kind: "text", text, plain, at };
}

const firstLine = (message: string): string =>
  (message.split("\n", 1)[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");

const errorAt = (text: string, offset: number, code: string, message: string): Note => ({
  kind: "error",
  code,
  message,
  ...positionOf(text, offset),
});

/** Line and column of an offset, both from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let last = 0;
  const breaks = /\r\n|\n|\r/g;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    if (breaks.lastIndex > offset) break;
    line++;
    last = breaks.lastIndex;
  }
  const mark = line === 1 && text.startsWith("\uFEFF") ? 1 : 0;
  return { line, column: offset - last + 1 - mark };
}
