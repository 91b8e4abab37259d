/**
 * The orders that rows can be listed in and picked up again: times, numbers and unique ids, for which the API
 * has both a sort and a "from here on" filter.
 *
 * @see https://developers.notion.com/reference/filter-data-source-entries
 */
import type { Page, PropertySchema } from "../../src/notion/types.ts";
import { minuteMs } from "./run.ts";
import type { Condition } from "./splits.ts";

export type Key =
  | { readonly kind: "time"; readonly timestamp: "created_time" | "last_edited_time" }
  | { readonly kind: "property"; readonly id: string; readonly type: "unique_id" | "number" };

export type Value = string | number;

/** More sorts than this make the server work for ties that hardly exist. */
const numbersMax = 2;

/** Creation first: it never changes. Then what tells most rows of one minute apart. */
export function keysOf(schema: Readonly<Record<string, PropertySchema>>): readonly Key[] {
  const properties = Object.values(schema);
  const ofType = (type: "unique_id" | "number"): Key[] =>
    properties
      .filter((property) => property.type === type)
      .map(({ id }) => ({ kind: "property", id, type }));
  const unique = ofType("unique_id").slice(0, 1);
  return [
    { kind: "time", timestamp: "created_time" },
    // A unique id tells all rows apart: nothing more is needed.
    ...(unique.length > 0
      ? unique
      : [
          ...ofType("number").slice(0, numbersMax),
          { kind: "time", timestamp: "last_edited_time" } as const,
        ]),
  ];
}

export const keySort = (key: Key): Condition =>
  key.kind === "time"
    ? { timestamp: key.timestamp, direction: "ascending" }
    : { property: key.id, direction: "ascending" };

/** The row's value of the key; `null` for none. Times are the minute that Notion shows. */
export function keyOf(key: Key, row: Page): Value | null {
  if (key.kind === "time") return row[key.timestamp];
  const value = Object.values(row.properties).find(({ id }) => id === key.id);
  if (value?.type === "number") return value.number;
  if (value?.type === "unique_id") return value.unique_id.number;
  return null;
}

/** Rows equal to `value`. A minute is a range: the times behind it have seconds that are not shown. */
export function equalTo(key: Key, value: Value | null): readonly Condition[] {
  if (value === null) return without(key, true);
  if (key.kind === "property") return [condition(key, "equals", value)];
  const from = Date.parse(String(value));
  return [condition(key, "on_or_after", iso(from)), condition(key, "before", iso(from + minuteMs))];
}

export const greaterThan = (key: Key, value: Value): readonly Condition[] => [
  key.kind === "property"
    ? condition(key, "greater_than", value)
    : condition(key, "on_or_after", iso(Date.parse(String(value)) + minuteMs)),
];

/** Rows without (`true`) or with (`false`) any value of the key; every row has its times. */
export const without = (key: Key, empty: boolean): readonly Condition[] =>
  key.kind === "time" ? [] : [condition(key, empty ? "is_empty" : "is_not_empty", true)];

const condition = (key: Key, name: string, value: Value | true): Condition =>
  key.kind === "time"
    ? { timestamp: key.timestamp, [key.timestamp]: { [name]: value } }
    : { property: key.id, [key.type]: { [name]: value } };

const iso = (ms: number): string => new Date(ms).toISOString();
