/**
 * When two property values are the same, whether read from Notion or about to be written, and the form in
 * which a value that was read is written.
 *
 * Colours and ids of options, names of people, signatures of files and seconds of dates are Notion's own:
 * none of them is a change.
 */
import { canonicalLink, canonicalRichText, withoutSignature } from "./canonical.ts";
import type { PropertyValue, PropertyValueRequest, RichText } from "./types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The 24 types of value that a page may bear. */
export type ValueType = PropertyValue["type"];

const valueTypes = {
  title: "written",
  rich_text: "written",
  number: "written",
  select: "written",
  multi_select: "written",
  status: "written",
  date: "written",
  people: "written",
  files: "written",
  checkbox: "written",
  url: "written",
  email: "written",
  phone_number: "written",
  relation: "written",
  place: "written",
  verification: "written",
  formula: "computed",
  rollup: "computed",
  unique_id: "computed",
  created_time: "computed",
  created_by: "computed",
  last_edited_time: "computed",
  last_edited_by: "computed",
  button: "computed",
} as const satisfies Record<ValueType, "written" | "computed">;

/** Whether the API takes values of this type; a type that we have not met is left alone. */
export const isWritable = (type: string): boolean =>
  Object.hasOwn(valueTypes, type) && valueTypes[type as ValueType] === "written";

export const isValueType = (type: string): type is ValueType => Object.hasOwn(valueTypes, type);

/** `type` may be left out of what is written: then the one key says it. */
export function typeOfValue(value: PropertyValue | PropertyValueRequest): string {
  const fields = value as Fields;
  if (typeof fields["type"] === "string") return fields["type"];
  return Object.keys(fields).find(isValueType) ?? "";
}

/** Equal for two values that say the same. */
export function canonicalProperty(value: PropertyValue | PropertyValueRequest): {
  readonly type: string;
  readonly value: unknown;
} {
  const type = typeOfValue(value);
  const content = (value as Fields)[type] ?? null;
  return { type, value: canonicalValue(type, content) };
}

function canonicalValue(type: string, content: unknown): unknown {
  switch (type) {
    case "title":
    case "rich_text":
      return canonicalRichText((content ?? []) as RichText[]);
    case "select":
    case "status":
      return content === null ? null : optionKey(content as Fields);
    case "multi_select":
      return ((content ?? []) as Fields[]).map(optionKey);
    case "people":
    case "relation":
      return ((content ?? []) as Fields[]).map((item) => item["id"]);
    case "date":
      return content === null ? null : canonicalDate(content as Fields);
    case "files":
      return ((content ?? []) as Fields[]).map(canonicalFile);
    case "place":
      return content === null ? null : withoutNulls(content as Fields);
    case "verification": {
      const state = (content as Fields | null)?.["state"] ?? "unverified";
      const date = (content as Fields | null)?.["date"];
      return { state, date: date ? canonicalDate(date as Fields) : null };
    }
    case "checkbox":
      return content ?? false;
    default:
      return content;
  }
}

const optionKey = (option: Fields): unknown => option["name"] ?? { id: option["id"] };

const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

const dateTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Times to the minute, `Z` and no offset as `+00:00`: what Notion makes of them. */
export function canonicalTime(text: string): string {
  const match = dateTime.exec(text);
  if (match === null) return text;
  const zone = match[3] === undefined || match[3] === "Z" ? "+00:00" : match[3];
  return `${match[1]}T${match[2]}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`;
}

function canonicalDate(date: Fields): Fields {
  const end = date["end"];
  return {
    start: canonicalTime(String(date["start"])),
    end: typeof end === "string" ? canonicalTime(end) : null,
    time_zone: date["time_zone"] ?? null,
  };
}

function canonicalFile(file: Fields): Fields {
  const external = file["external"] as Fields | undefined;
  const hosted = file["file"] as Fields | undefined;
  const upload = file["file_upload"] as Fields | undefined;
  const name = file["name"] ?? null;
  if (external !== undefined) return { name, external: canonicalLink(String(external["url"])) };
  if (hosted !== undefined) return { name, file: withoutSignature(String(hosted["url"])) };
  return { name, upload: upload?.["id"] ?? null };
}

/** The value as `PATCH /v1/pages/{id}` takes it; `null` where the API does not write this type. */
export function writeForm(value: PropertyValue): PropertyValueRequest | null {
  switch (value.type) {
    case "title":
      return { title: value.title as Writable<"title"> };
    case "rich_text":
      return { rich_text: value.rich_text as Writable<"rich_text"> };
    case "number":
      return { number: value.number };
    case "select":
      return { select: value.select === null ? null : option(value.select) };
    case "multi_select":
      return { multi_select: value.multi_select.map(option) };
    case "status":
      return { status: value.status === null ? null : option(value.status) };
    case "date":
      return { date: value.date as Writable<"date"> };
    case "people":
      return {
        people: value.people.map((who) =>
          who.object === "group"
            ? { object: "group" as const, id: who.id }
            : { object: "user" as const, id: who.id },
        ),
      };
    case "files":
      return { files: value.files as Writable<"files"> };
    case "checkbox":
      return { checkbox: value.checkbox };
    case "url":
      return { url: value.url };
    case "email":
      return { email: value.email };
    case "phone_number":
      return { phone_number: value.phone_number };
    case "relation":
      return { relation: value.relation.map(({ id }) => ({ id })) };
    case "place":
      return { place: value.place as Writable<"place"> };
    case "verification":
      return writtenVerification(value.verification);
    default:
      return null;
  }
}

type Writable<K extends string> =
  Extract<PropertyValueRequest, { [key in K]: unknown }> extends infer R
    ? R extends { [key in K]: infer V }
      ? V
      : never
    : never;

const option = (value: { readonly id: string; readonly name: string }) => ({
  id: value.id,
  name: value.name,
});

function writtenVerification(
  value: Extract<PropertyValue, { type: "verification" }>["verification"],
): PropertyValueRequest | null {
  if (value === null || value.state === "unverified")
    return { verification: { state: "unverified" } };
  if (value.state === "expired") return null;
  return {
    verification:
      value.date === null
        ? { state: "verified" }
        : { state: "verified", date: value.date as Writable<"date"> & object },
  };
}

/** What empties a property of this type; `null` where nothing does. */
export function emptyValue(type: string): PropertyValueRequest | null {
  switch (type) {
    case "title":
      return { title: [] };
    case "rich_text":
      return { rich_text: [] };
    case "number":
      return { number: null };
    case "select":
      return { select: null };
    case "multi_select":
      return { multi_select: [] };
    case "status":
      return { status: null };
    case "date":
      return { date: null };
    case "people":
      return { people: [] };
    case "files":
      return { files: [] };
    case "checkbox":
      return { checkbox: false };
    case "url":
      return { url: null };
    case "email":
      return { email: null };
    case "phone_number":
      return { phone_number: null };
    case "relation":
      return { relation: [] };
    case "place":
      return { place: null };
    case "verification":
      return { verification: { state: "unverified" } };
    default:
      return null;
  }
}
