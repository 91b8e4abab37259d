/**
 * Cutting a set of rows in two (and those without a value) by a filter and its opposite, which together show
 * every row whatever the server's own idea of equal, contained or earlier is.
 *
 * The choice is made on a sample; it decides how even the parts are, never whether they are complete.
 */
import { plainText } from "../../src/notion/canonical.ts";
import type { Page, PropertySchema, PropertyValue, RichText } from "../../src/notion/types.ts";

export type Condition = Readonly<Record<string, unknown>>;

export interface Cut {
  readonly filters: readonly Condition[];
  /** The rows of the sample that fall into this part. */
  readonly rows: readonly Page[];
}

type Schema = Readonly<Record<string, PropertySchema>>;

/** The most even cut that the schema offers; `null` when the sample's rows are alike in everything. */
export function splitsOf(schema: Schema, sample: readonly Page[]): readonly Cut[] | null {
  let best: { readonly cut: readonly Cut[]; readonly largest: number } | null = null;
  for (const [name, property] of Object.entries(schema)) {
    for (const cut of cutsBy(name, property, sample)) {
      const largest = Math.max(...cut.map(({ rows }) => rows.length));
      if (largest < sample.length && (best === null || largest < best.largest))
        best = { cut, largest };
    }
  }
  return best === null ? null : best.cut;
}

function cutsBy(name: string, property: PropertySchema, sample: readonly Page[]): readonly Cut[][] {
  const { id, type } = property;
  const make = (
    pairs: readonly (readonly [condition: string, value: unknown])[],
    choose: (value: PropertyValue | undefined) => number,
  ): Cut[] =>
    pairs.map(([condition, value], part) => ({
      filters: [{ property: id, [type]: { [condition]: value } }],
      rows: sample.filter((row) => choose(row.properties[name]) === part),
    }));
  const empty = ["is_empty", true] as const;
  switch (type) {
    case "checkbox":
      return [
        make(
          [
            ["equals", true],
            ["equals", false],
          ],
          (value) => (value?.type === "checkbox" && value.checkbox ? 0 : 1),
        ),
      ];
    case "title":
    case "rich_text":
    case "url":
    case "email":
    case "phone_number":
      return substrings(sample.map((row) => textOf(row.properties[name]))).map((part) =>
        filled(
          make([["contains", part], ["does_not_contain", part], empty], (value) => {
            const text = textOf(value);
            return text === "" ? 2 : text.toLowerCase().includes(part) ? 0 : 1;
          }),
          id,
          type,
        ),
      );
    case "select":
    case "status":
      return distinct(sample.map((row) => optionOf(row.properties[name]))).map((option) =>
        filled(
          make([["equals", option], ["does_not_equal", option], empty], (value) => {
            const own = optionOf(value);
            return own === null ? 2 : own === option ? 0 : 1;
          }),
          id,
          type,
        ),
      );
    case "multi_select":
    case "people":
    case "relation":
      return distinct(sample.flatMap((row) => membersOf(row.properties[name]))).map((member) =>
        filled(
          make([["contains", member], ["does_not_contain", member], empty], (value) => {
            const members = membersOf(value);
            return members.length === 0 ? 2 : members.includes(member) ? 0 : 1;
          }),
          id,
          type,
        ),
      );
    case "date":
      return medians(sample.map((row) => startOf(row.properties[name]))).map((day) =>
        filled(
          make([["before", day], ["on_or_after", day], empty], (value) => {
            const start = startOf(value);
            return start === null ? 2 : start < day ? 0 : 1;
          }),
          id,
          type,
        ),
      );
    case "number":
      return medians(sample.map((row) => numberOf(row.properties[name]))).map((middle) =>
        filled(
          make([["less_than", middle], ["greater_than_or_equal_to", middle], empty], (value) => {
            const number = numberOf(value);
            return number === null ? 2 : number < middle ? 0 : 1;
          }),
          id,
          type,
        ),
      );
    case "files":
      return [
        make([["is_not_empty", true], empty], (value) =>
          value?.type === "files" && value.files.length > 0 ? 0 : 1,
        ),
      ];
    default:
      return [];
  }
}

/** Keeps the rows without a value out of the middle part: some servers show them there, too. */
const filled = (cut: Cut[], property: string, type: string): Cut[] =>
  cut.map((part, at) =>
    at === 1
      ? { ...part, filters: [...part.filters, { property, [type]: { is_not_empty: true } }] }
      : part,
  );

/** Words and letters that about half of the texts contain, the most even first. */
function substrings(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const lower = text.toLowerCase();
    for (const part of new Set([...(lower.match(/[\p{L}\p{N}]+/gu) ?? []), ...lower]))
      if (part.trim() !== "") counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  const half = texts.length / 2;
  return [...counts]
    .sort(([a, m], [b, n]) => Math.abs(m - half) - Math.abs(n - half) || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([part]) => part);
}

const distinct = (values: readonly (string | null)[]): readonly string[] =>
  [...new Set(values.filter((value) => value !== null))].sort();

function medians<T extends string | number>(values: readonly (T | null)[]): readonly T[] {
  const sorted = values
    .filter((value) => value !== null)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) return [];
  // All values below the median may equal it: the next larger one cuts there, too.
  const larger = sorted.find((value) => value > middle);
  return larger === undefined ? [middle] : [middle, larger];
}

function textOf(value: PropertyValue | undefined): string {
  switch (value?.type) {
    case "title":
      return plainText(value.title as readonly RichText[]);
    case "rich_text":
      return plainText(value.rich_text as readonly RichText[]);
    case "url":
      return value.url ?? "";
    case "email":
      return value.email ?? "";
    case "phone_number":
      return value.phone_number ?? "";
    default:
      return "";
  }
}

function optionOf(value: PropertyValue | undefined): string | null {
  if (value?.type === "select") return value.select?.name ?? null;
  if (value?.type === "status") return value.status?.name ?? null;
  return null;
}

function membersOf(value: PropertyValue | undefined): readonly string[] {
  switch (value?.type) {
    case "multi_select":
      return value.multi_select.map(({ name }) => name);
    case "people":
      return value.people.map(({ id }) => id);
    case "relation":
      return value.relation.map(({ id }) => id);
    default:
      return [];
  }
}

/** The day that a date begins on: a day compares by the calendar, whatever the time and its zone. */
const startOf = (value: PropertyValue | undefined): string | null =>
  value?.type === "date" ? (value.date?.start.slice(0, 10) ?? null) : null;

const numberOf = (value: PropertyValue | undefined): number | null =>
  value?.type === "number" ? value.number : null;
