/**
 * people, relation, files: values that point to something else, by what a person calls it.
 */
import { withoutSignature } from "../../src/notion/canonical.ts";
import { dashed, idIn } from "../../src/notion/ids.ts";
import { limits } from "../../src/notion/limits.ts";
import type { PropertyValueRequest } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import type { YamlValue } from "../front-matter/values.ts";
import type { Printed } from "../front-matter/write.ts";
import { decodePath, encodePath } from "../rich-text/destination.ts";
import {
  type EditableProperty,
  itemsOf,
  type Problem,
  problem,
  read,
  splitAtCommas,
} from "./converter.ts";
import { printFile, readFile } from "./hosted.ts";
import { printLink, readLink } from "./links.ts";

type Found<T> = { readonly found: readonly T[] } | { readonly problem: Problem };

/** All items, or what is wrong with each that is wrong: a list is never sent in part. */
function collect<T>(
  items: readonly YamlValue[],
  one: (item: YamlValue) => Found<T>,
  make: (found: readonly T[]) => PropertyValueRequest,
) {
  const results = items.map(one);
  const problems = results.flatMap((result) => ("problem" in result ? [result.problem] : []));
  if (problems.length > 0) return { value: null, problems };
  return read(make(results.flatMap((result) => ("found" in result ? result.found : []))));
}

type Person =
  | { readonly id: string; readonly object?: "user" }
  | { readonly id: string; readonly object: "group" };

export const people = {
  kind: "editable",
  print: (value, env) =>
    value.people.length === 0 ? null : value.people.map((who) => printPerson(who, env.context)),
  read: (value, env) =>
    collect(
      itemsOf(value),
      (item) => readPeople(item, env.context),
      (found) => ({
        people: unique(found) as Extract<PropertyValueRequest, { people: unknown }>["people"],
      }),
    ),
} satisfies EditableProperty<"people">;

const unique = <T extends { readonly id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** The name alone only where it leads back to this person and to nobody else. */
export function printPerson(
  who: { readonly id: string; readonly object?: string; readonly name?: string | null },
  context: Context,
): string {
  const name = (who.name ?? context.user?.(who.id)?.name ?? "").trim();
  if (who.object === "group") return `${name} <group:${who.id}>`.trim();
  const ids = name === "" ? [] : (context.userId?.(name) ?? []);
  const plain = ids.length === 1 && ids[0] === who.id && !/[<>,[\]]/.test(name);
  return plain ? name : `${name.replace(/[<>]/g, " ")} <${who.id}>`.trim();
}

const peopleForms = 'Write a name, an e-mail address, or "Name <id>"';

function readPeople(item: YamlValue, context: Context): Found<Person> {
  if (item.kind !== "text")
    return { problem: problem(item, "not_person", `is nobody. ${peopleForms}`) };
  const whole = readPerson(item, context);
  if ("found" in whole || !item.text.includes(",")) return whole;
  const parts = splitAtCommas(item).map((part) => readPerson(part, context));
  const found = parts.flatMap((part) => ("found" in part ? part.found : []));
  return parts.every((part) => "found" in part)
    ? { found }
    : (parts.find((part) => "problem" in part) ?? whole);
}

function readPerson(item: YamlValue & { kind: "text" }, context: Context): Found<Person> {
  const text = item.text.trim().replace(/^@/, "");
  const link = readLink(text);
  const angled = /^(.*?)<(group:)?([^<>]+)>$/.exec(text);
  const key = (link?.target.replace(/^notion:\/\/user\//, "") ?? angled?.[3] ?? text).trim();
  const id = dashed(key.replace(/^notion:\/\/user\//, ""));
  if (id !== null)
    return {
      found: [angled?.[2] === undefined ? { object: "user", id } : { object: "group", id }],
    };
  const ids = context.userId?.(key) ?? [];
  if (ids.length === 1 && ids[0] !== undefined) return { found: [{ object: "user", id: ids[0] }] };
  if (ids.length > 1) {
    const known = ids.map((other) => `"${key} <${other}>"`).join(" or ");
    return { problem: problem(item, "ambiguous_person", `is several people: write ${known}`) };
  }
  return {
    problem: problem(item, "unknown_person", `is nobody in this workspace. ${peopleForms}`),
  };
}

export const relation = {
  kind: "editable",
  print: (value, env) =>
    value.relation.length === 0
      ? null
      : value.relation.map(({ id }) => printTarget(id, env.context)),
  read: (value, env) =>
    collect(
      itemsOf(value),
      (item) => readTarget(item, env.context),
      (found) => ({
        relation: unique(found),
      }),
    ),
} satisfies EditableProperty<"relation">;

function printTarget(id: string, context: Context): string {
  const path = context.pathOf?.(id) ?? null;
  const label = context.title?.(id) ?? null;
  const target = path === null ? `notion://page/${id}` : encodePath(path);
  if (label === null && path === null) return target;
  return printLink({ label: oneLine(label ?? path ?? ""), target });
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

const targetForms = 'Write "[Title](path.md)", a path, a Notion address or notion://page/ID';

function readTarget(item: YamlValue, context: Context): Found<{ readonly id: string }> {
  if (item.kind !== "text")
    return { problem: problem(item, "not_page", `is no page. ${targetForms}`) };
  const text = item.text.trim();
  const target = readLink(text)?.target ?? looseTarget(text) ?? text;
  const id = idIn(target.replace(/^notion:\/\/page\//, ""));
  if (id !== null) return { found: [{ id }] };
  for (const path of [decodePath(target), `${decodePath(target)}.md`]) {
    const found = context.idOf?.(path) ?? null;
    if (found?.kind === "page") return { found: [{ id: found.id }] };
    if (found?.kind === "database")
      return { problem: problem(item, "not_page", "is a database: a relation points to pages") };
  }
  if (readLink(text) === null && text.includes(",")) {
    const parts = splitAtCommas(item).map((part) => readTarget(part, context));
    if (parts.every((part) => "found" in part))
      return { found: parts.flatMap((part) => ("found" in part ? part.found : [])) };
  }
  return {
    problem: problem(item, "unknown_page", `leads to no page of this vault. ${targetForms}`),
  };
}

/** Of a link whose path has spaces that nobody encoded: no Markdown, and clear all the same. */
const looseTarget = (text: string): string | null =>
  /^\[[^\]]*\]\(([^<>()]+)\)$/.exec(text)?.[1] ?? null;

type FileItem = Extract<PropertyValueRequest, { files: unknown }>["files"][number];

export const files = {
  kind: "editable",
  print: (value, env) =>
    value.files.length === 0 ? null : value.files.map((file) => printNamed(file, env.context)),
  read: (value, env) =>
    collect(
      itemsOf(value),
      (item) => readNamed(item, env.context),
      (found) => ({ files: [...found] }),
    ),
} satisfies EditableProperty<"files">;

/** The address alone where it tells the name. */
function printNamed(
  file: Parameters<typeof printFile>[0] & { readonly name: string },
  context: Context,
): Printed {
  const address = printFile(file, context);
  return file.name === nameIn(address) ? address : printLink({ label: file.name, target: address });
}

/** The last part of an address's path, decoded; the address where it has none. */
function nameIn(address: string): string {
  const path = withoutSignature(address).replace(/#.*$/, "");
  const last = /^(?:[a-z][a-z\d+.-]*:\/\/[^/]*\/)?(?:.*\/)?([^/]+)$/i.exec(path)?.[1];
  return last === undefined ? address : decodePath(last);
}

const fileForms = 'Write an address, or "[name](address)"';

function readNamed(item: YamlValue, context: Context): Found<FileItem> {
  if (item.kind !== "text")
    return { problem: problem(item, "not_file", `is no file. ${fileForms}`) };
  const link = readLink(item.text);
  const address = (link?.target ?? item.text).trim();
  const file = readFile(address, context);
  if (file === null) {
    const why = `is a file on this disk, which can't be sent to Notion yet. ${fileForms}`;
    return { problem: problem(item, "file_not_sent", why) };
  }
  if (address.length > limits.urlMax)
    return { problem: problem(item, "too_long", `has more than ${limits.urlMax} characters`) };
  return { found: [{ name: link?.label ?? nameIn(address), ...file }] };
}
