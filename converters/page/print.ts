/**
 * The front matter of a page: our own keys, then the properties in the schema's order, then what Notion
 * computes, below a comment that says so. Empty values have no key.
 */
import { typeOfValue } from "../../src/notion/properties.ts";
import type { Page, PropertyValue } from "../../src/notion/types.ts";
import type { ConvertOptions } from "../context.ts";
import { type PrintedEntry, printEntries } from "../front-matter/write.ts";
import { printProperty } from "../properties/index.ts";
import { isRow, keyOfProperty, ownKeys } from "./keys.ts";
import { printCover, printIcon } from "./looks.ts";

export interface PrintPageOptions extends ConvertOptions {
  /** The page's title, where the file's name could not say it. */
  readonly title?: string | undefined;
}

/** With its two `---` lines. */
export const printFrontMatter = (page: Page, options: PrintPageOptions = {}): string =>
  `---\n${printEntries(pageEntries(page, options))}---\n`;

export function pageEntries(page: Page, options: PrintPageOptions = {}): readonly PrintedEntry[] {
  const context = options.context ?? {};
  const entries: PrintedEntry[] = [{ key: "notion_id", value: page.id }];
  if (options.title !== undefined) entries.push({ key: "title", value: options.title });
  if (page.icon) entries.push({ key: "icon", value: printIcon(page.icon, context) });
  if (page.cover) entries.push({ key: "cover", value: printCover(page.cover, context) });
  if (page.is_locked === true) entries.push({ key: "locked", value: true });
  if (!isRow(page)) return entries;
  for (const [name, value] of propertiesInOrder(page, options)) {
    const entry = propertyEntry(name, value, options);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** `null` for a property that shows nothing: empty, the title, one that changes by itself. */
export function propertyEntry(
  name: string,
  value: PropertyValue,
  options: ConvertOptions,
): PrintedEntry | null {
  if (typeOfValue(value) === "title") return null;
  const context = options.context ?? {};
  const schema = memberOf(context.schema, name);
  const printed = printProperty(value, { context, schema, allowNewOptions: false });
  return printed === null ? null : { key: keyOfProperty(name), ...printed };
}

/** An own member; a property may be called `constructor`. */
export const memberOf = <T>(record: Readonly<Record<string, T>> | undefined, name: string) =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

/** Those that the schema names in its order, then the others in the page's. */
function propertiesInOrder(
  page: Page,
  options: ConvertOptions,
): readonly (readonly [string, PropertyValue])[] {
  const names = new Set([
    ...Object.keys(options.context?.schema ?? {}),
    ...Object.keys(page.properties),
  ]);
  return [...names].flatMap((name) => {
    const value = memberOf(page.properties, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** All keys that a page of this schema can have, in the order of a full print. */
export function keysInOrder(page: Page, options: ConvertOptions): readonly string[] {
  const keys = propertiesInOrder(page, options).map(([name]) => keyOfProperty(name));
  return [...ownKeys, ...keys];
}
