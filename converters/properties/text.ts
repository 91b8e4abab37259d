/**
 * title, rich_text, url, email, phone_number: what is written is text.
 *
 * `null` and `~` are words in a text, and "nothing" in the others.
 */
import { limits } from "../../src/notion/limits.ts";
import type { PropertyValueRequest, RichText } from "../../src/notion/types.ts";
import type { YamlValue } from "../front-matter/values.ts";
import {
  type EditableProperty,
  isNothing,
  problem,
  type Reading,
  read,
  refuse,
} from "./converter.ts";
import { printInline, readInline } from "./inline.ts";

const textForm = 'is no text: write one line, or several below "|"';

export const title = {
  kind: "editable",
  print: (value, env) =>
    value.title.length === 0 ? null : printInline(value.title as RichText[], env.context),
  read: (value, env) => reading(value, env.context, (runs) => ({ title: runs as TitleRuns })),
} satisfies EditableProperty<"title">;

export const richText = {
  kind: "editable",
  print: (value, env) =>
    value.rich_text.length === 0 ? null : printInline(value.rich_text as RichText[], env.context),
  read: (value, env) => reading(value, env.context, (runs) => ({ rich_text: runs as TitleRuns })),
} satisfies EditableProperty<"rich_text">;

type TitleRuns = Extract<PropertyValueRequest, { title: unknown }>["title"];

function reading(
  value: YamlValue,
  context: Parameters<typeof readInline>[1],
  make: (runs: readonly RichText[]) => PropertyValueRequest,
): Reading {
  if (value.kind === "nothing") return read(make([]));
  // A list of texts is what other tools write for several lines.
  const text = value.kind === "text" ? value.text : linesOf(value);
  if (text === null) return refuse(value, "not_text", textForm);
  const { runs, notes } = readInline(text, context);
  const problems = notes.map((note) => ({
    ...problem(value, note.code, ""),
    ...note,
    at: value.at,
  }));
  return { value: make(runs), problems };
}

function linesOf(value: YamlValue): string | null {
  if (value.kind !== "list") return null;
  const lines = value.items.map((item) => (item.kind === "text" ? item.text : null));
  return lines.includes(null) ? null : lines.join("\n");
}

/** One line of text with a limit. */
function line<K extends "url" | "email" | "phone_number">(
  key: K,
  max: number,
  check: (text: string) => string | null,
) {
  const make = (text: string | null) => ({ [key]: text }) as unknown as PropertyValueRequest;
  return (value: YamlValue): Reading => {
    if (isNothing(value)) return read(make(null));
    if (value.kind !== "text") return refuse(value, "not_text", "is no text: write one line");
    const text = value.text;
    if (text.length > max)
      return refuse(value, "too_long", `has ${text.length} characters: at most ${max} are taken`);
    const wrong = check(text);
    return wrong === null ? read(make(text)) : refuse(value, `not_${key}`, wrong);
  };
}

/** Notion checks none of these itself, so whatever it holds must read back. */
const anything = (): null => null;

export const url = {
  kind: "editable",
  print: (value) => value.url,
  read: line("url", limits.urlMax, anything),
} satisfies EditableProperty<"url">;

export const email = {
  kind: "editable",
  print: (value) => value.email,
  read: line("email", limits.emailMax, anything),
} satisfies EditableProperty<"email">;

export const phoneNumber = {
  kind: "editable",
  print: (value) => value.phone_number,
  read: line("phone_number", limits.phoneMax, anything),
} satisfies EditableProperty<"phone_number">;
