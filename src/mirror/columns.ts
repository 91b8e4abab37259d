/**
 * What a property is in SQL: the columns it gets, and a page's value for them.
 *
 * Pure. Nothing volatile: files are listed by name, since the address of a hosted file is signed anew
 * at every read. What is empty in Notion is NULL.
 */
import { plainText } from "../notion/canonical.ts";
import type {
  DataSource,
  Page,
  PropertySchema,
  PropertyType,
  PropertyValue,
} from "../notion/types.ts";
import { uniqueId } from "./text.ts";

export type SqlValue = string | number | null;

/** The schema's and the values' types are not quite the same set. */
export type AnyType = PropertyType | PropertyValue["type"];

/** What a column holds, and what the view shows for it. */
export interface Column {
  /** Of the property; its name may change. */
  readonly property: string;
  readonly name: string;
  readonly type: AnyType;
  readonly part: "value" | "end";
}

type Value<T extends AnyType> = Extract<PropertyValue, { type: T }>;

interface Kind<T extends AnyType> {
  readonly holds: "TEXT" | "REAL" | "INTEGER" | "ANY";
  /** The column holds ids; the view shows names or titles in their place. */
  readonly shows?: "name" | "names" | "titles";
  readonly read: (value: Value<T>) => SqlValue;
}

const list = (items: readonly SqlValue[]): SqlValue =>
  items.length === 0 ? null : JSON.stringify(items);

const kinds: { readonly [T in AnyType]: Kind<T> | null } = {
  title: { holds: "TEXT", read: (value) => plainText(value.title) },
  rich_text: { holds: "TEXT", read: (value) => plainText(value.rich_text) || null },
  number: { holds: "REAL", read: (value) => value.number },
  checkbox: { holds: "INTEGER", read: (value) => (value.checkbox ? 1 : 0) },
  select: { holds: "TEXT", read: (value) => value.select?.name ?? null },
  status: { holds: "TEXT", read: (value) => value.status?.name ?? null },
  multi_select: { holds: "TEXT", read: (value) => list(value.multi_select.map((it) => it.name)) },
  date: { holds: "TEXT", read: (value) => value.date?.start ?? null },
  people: {
    holds: "TEXT",
    shows: "names",
    read: (value) => list(value.people.map((it) => it.id)),
  },
  relation: {
    holds: "TEXT",
    shows: "titles",
    read: (value) => list(value.relation.map((it) => it.id)),
  },
  files: { holds: "TEXT", read: (value) => list(value.files.map((it) => it.name)) },
  url: { holds: "TEXT", read: (value) => value.url },
  email: { holds: "TEXT", read: (value) => value.email },
  phone_number: { holds: "TEXT", read: (value) => value.phone_number },
  unique_id: { holds: "TEXT", read: (value) => uniqueId(value.unique_id) || null },
  created_time: { holds: "TEXT", read: (value) => value.created_time },
  last_edited_time: { holds: "TEXT", read: (value) => value.last_edited_time },
  created_by: { holds: "TEXT", shows: "name", read: (value) => value.created_by.id },
  last_edited_by: { holds: "TEXT", shows: "name", read: (value) => value.last_edited_by.id },
  formula: { holds: "ANY", read: (value) => formula(value.formula) },
  rollup: { holds: "ANY", read: (value) => rollup(value.rollup) },
  verification: { holds: "TEXT", read: (value) => value.verification?.state ?? null },
  place: { holds: "TEXT", read: (value) => value.place?.name ?? value.place?.address ?? null },
  button: null,
};

const kindOf = (type: AnyType): Kind<AnyType> | null =>
  (kinds[type] as Kind<AnyType> | null | undefined) ?? null;

function formula(value: Value<"formula">["formula"]): SqlValue {
  switch (value.type) {
    case "boolean":
      return value.boolean === null ? null : Number(value.boolean);
    case "date":
      return value.date?.start ?? null;
    case "number":
      return value.number;
    case "string":
      return value.string;
    default:
      return null;
  }
}

function rollup(value: Value<"rollup">["rollup"]): SqlValue {
  switch (value.type) {
    case "number":
      return value.number;
    case "date":
      return value.date?.start ?? null;
    case "array":
      return list(
        value.array.map((item) => kindOf(item.type)?.read(item as Value<AnyType>) ?? null),
      );
    default:
      return null;
  }
}

/** Columns that every view has besides its properties. */
export const ownColumns = [
  "page_id",
  "page_path",
  "page_url",
  "page_created_time",
  "page_last_edited_time",
] as const;

/** The columns of a data source, the title first, then in Notion's order. Names are unique as SQL compares them. */
export function columnsOf(properties: DataSource["properties"]): readonly Column[] {
  const taken = new Set<string>(ownColumns);
  const schemas = Object.values(properties);
  const ordered: readonly PropertySchema[] = [
    ...schemas.filter((schema) => schema.type === "title"),
    ...schemas.filter((schema) => schema.type !== "title"),
  ];
  const shown = ordered.filter((schema) => kindOf(schema.type) !== null);
  const columns: Column[] = [];
  const ends: Column[] = [];
  for (const { id, name, type } of shown) {
    const own = unique(name, taken);
    columns.push({ property: id, name: own, type, part: "value" });
    if (type === "date") ends.push({ property: id, name: own, type, part: "end" });
  }
  // After all the properties: a property of that very name keeps it.
  for (const end of ends) {
    const after = columns.findIndex((column) => column.property === end.property);
    columns.splice(after + 1, 0, { ...end, name: unique(`${end.name}_end`, taken) });
  }
  return columns;
}

/** `name`, or with the first number that makes it new; SQLite compares names without case. */
export function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${name}_${n}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

export const holds = ({ type, part }: Column): string =>
  part === "end" ? "TEXT" : (kindOf(type)?.holds ?? "ANY");

export const shows = ({ type, part }: Column) => (part === "end" ? undefined : kindOf(type)?.shows);

/** A page's values in the order of `columns`; NULL where its value is missing or of another type. */
export function valuesOf(columns: readonly Column[], page: Page): SqlValue[] {
  const found = Object.values(page.properties);
  return columns.map(({ property, type, part }) => {
    // Tens at most, and no Map has to be made for each of thousands of rows.
    const value = found.find(({ id }) => id === property);
    if (value === undefined || value.type !== type) return null;
    if (part === "end") return value.type === "date" ? (value.date?.end ?? null) : null;
    return kindOf(type)?.read(value as Value<AnyType>) ?? null;
  });
}
