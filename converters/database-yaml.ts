/**
 * `_database.yaml`: what a database is, beside its rows. For people and for `git diff`: it is not read back.
 *
 * Deterministic, and without anything that changes by itself: no times, no signatures.
 */
import { plainText } from "../src/notion/canonical.ts";
import type { Database, DataSource, PropertySchema, RichText } from "../src/notion/types.ts";
import type { ConvertOptions } from "./context.ts";
import { type Printed, type PrintedEntry, printEntries } from "./front-matter/write.ts";
import { printCover, printIcon } from "./page/looks.ts";

export function databaseToYaml(
  database: Database,
  dataSources: readonly DataSource[],
  options: ConvertOptions = {},
): string {
  const context = options.context ?? {};
  const entries: PrintedEntry[] = [
    { key: "notion_id", value: database.id },
    { key: "title", value: plainText(database.title as RichText[]) },
  ];
  const description = plainText((database.description ?? []) as RichText[]);
  if (description !== "") entries.push({ key: "description", value: description });
  if (database.icon) entries.push({ key: "icon", value: printIcon(database.icon, context) });
  if (database.cover) entries.push({ key: "cover", value: printCover(database.cover, context) });
  if (database.is_inline) entries.push({ key: "inline", value: true });
  if (database.is_locked) entries.push({ key: "locked", value: true });
  const sources = dataSources.map((source) => sourceFields(source, database));
  entries.push({ key: "data_sources", value: { fields: sources } });
  return printEntries(entries);
}

type Field = readonly [key: string, value: Printed];

function sourceFields(source: DataSource, database: Database): Field {
  const fields: Field[] = [];
  const title = plainText(source.title as RichText[]);
  if (title !== plainText(database.title as RichText[])) fields.push(["title", title]);
  const description = plainText((source.description ?? []) as RichText[]);
  if (description !== "") fields.push(["description", description]);
  const properties = Object.entries(source.properties).map(
    ([name, property]): Field => [name, propertyFields(property)],
  );
  fields.push(["properties", { fields: properties }]);
  return [source.id, { fields }];
}

/** The type alone where there is no more to say. */
function propertyFields(property: PropertySchema): Printed {
  const fields: Field[] = [["type", property.type]];
  if (property.description) fields.push(["description", property.description]);
  const config = (property as unknown as Readonly<Record<string, unknown>>)[property.type];
  for (const [key, value] of Object.entries((config ?? {}) as Readonly<Record<string, unknown>>)) {
    // A relation's own `type` is the name of the part that follows it.
    if (key === "type") continue;
    const printed = key === "options" || key === "groups" ? named(value) : printedOf(value);
    if (printed !== null) fields.push([key, printed]);
  }
  return fields.length === 1 ? property.type : { fields };
}

/** Options and groups by name with their colour: `- Todo (blue)` would not survive a name with brackets. */
function named(value: unknown): Printed | null {
  const options = (value ?? []) as {
    name: string;
    color?: string;
    option_ids?: readonly string[];
  }[];
  if (options.length === 0) return null;
  return { fields: options.map(({ name, color }): Field => [name, color ?? "default"]) };
}

function printedOf(value: unknown): Printed | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value))
    return value.length === 0 ? null : value.map((item) => printedOf(item) ?? "");
  if (value === null || typeof value !== "object") return null;
  const fields = Object.entries(value).flatMap(([key, member]): Field[] => {
    const printed = printedOf(member);
    return printed === null ? [] : [[key, printed]];
  });
  return fields.length === 0 ? null : { fields };
}
