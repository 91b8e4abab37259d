/**
 * The listing machine against a query engine in a few lines: a cap, sorts, filters, minutes with seconds
 * behind them, and a server that may tell of the cap on the first page or only on the last.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Page, PropertySchema } from "../../../src/notion/types.ts";
import {
  type Answer,
  type Ask,
  afterAnswer,
  type Listing,
  nextAsk,
  startListing,
} from "../../../sync/pull/partition.ts";

interface Row {
  readonly id: string;
  /** Seconds. */
  readonly created: number;
  readonly edited: number;
  readonly title: string;
  readonly number?: number | null;
  readonly uid?: number | null;
  readonly select?: string | null;
  readonly done?: boolean;
  readonly tags?: readonly string[];
  readonly day?: string | null;
}

const types = {
  title: "title",
  number: "number",
  uid: "unique_id",
  select: "select",
  done: "checkbox",
  tags: "multi_select",
  day: "date",
} as const;
type Column = keyof typeof types;

const schemaOf = (columns: readonly Column[]) =>
  Object.fromEntries(
    columns.map((name) => [name, { id: name, name, type: types[name] }]),
  ) as unknown as Record<string, PropertySchema>;

const minute = (seconds: number) => new Date(Math.floor(seconds / 60) * 60_000).toISOString();

const pageOf = (row: Row, columns: readonly Column[]): Page => {
  const value = {
    title: { type: "title", title: [{ type: "text", text: { content: row.title } }] },
    number: { type: "number", number: row.number ?? null },
    uid: { type: "unique_id", unique_id: { prefix: null, number: row.uid ?? null } },
    select: { type: "select", select: row.select ? { name: row.select } : null },
    done: { type: "checkbox", checkbox: row.done ?? false },
    tags: { type: "multi_select", multi_select: (row.tags ?? []).map((name) => ({ name })) },
    day: { type: "date", date: row.day ? { start: row.day } : null },
  };
  return {
    object: "page",
    id: row.id,
    created_time: minute(row.created),
    last_edited_time: minute(row.edited),
    properties: Object.fromEntries(columns.map((name) => [name, { id: name, ...value[name] }])),
  } as unknown as Page;
};

type Filter = Readonly<Record<string, unknown>>;

function passes(row: Row, filter: Filter): boolean {
  if (Array.isArray(filter["and"])) return filter["and"].every((one) => passes(row, one as Filter));
  const timestamp = filter["timestamp"];
  if (typeof timestamp === "string") {
    const seconds = timestamp === "created_time" ? row.created : row.edited;
    const [name, value] = Object.entries(filter[timestamp] as object)[0] as [string, string];
    const at = Date.parse(value) / 1000;
    return name === "on_or_after" ? seconds >= at : seconds < at;
  }
  const column = filter["property"] as Column;
  const [name, value] = Object.entries(filter[types[column]] as object)[0] as [string, unknown];
  const own = row[column] ?? null;
  const empty = own === null || own === "" || (Array.isArray(own) && own.length === 0);
  switch (name) {
    case "is_empty":
      return empty;
    case "is_not_empty":
      return !empty;
    case "equals":
      return own === value;
    case "does_not_equal":
      return own !== value;
    case "greater_than":
      return !empty && Number(own) > Number(value);
    case "greater_than_or_equal_to":
      return !empty && Number(own) >= Number(value);
    case "less_than":
      return !empty && Number(own) < Number(value);
    case "before":
      return !empty && String(own) < String(value);
    case "on_or_after":
      return !empty && String(own) >= String(value);
    // Case matters here, as it may or may not at Notion: the machine must not care.
    case "contains":
      return Array.isArray(own) ? own.includes(value) : String(own).includes(String(value));
    case "does_not_contain":
      return !(Array.isArray(own) ? own.includes(value) : String(own).includes(String(value)));
    default:
      throw new Error(`no filter ${name}`);
  }
}

interface Engine {
  readonly cap: number;
  readonly pageSize: number;
  readonly tells: "first" | "last";
  readonly emptiesFirst: boolean;
}

function sortedRows(rows: readonly Row[], ask: Ask, engine: Engine): readonly Row[] {
  const found = rows.filter((row) => ask.filter === undefined || passes(row, ask.filter));
  return found.sort((a, b) => {
    for (const sort of ask.sorts) {
      const by = (row: Row): number | null =>
        sort["timestamp"] === "created_time"
          ? Math.floor(row.created / 60)
          : sort["timestamp"] === "last_edited_time"
            ? Math.floor(row.edited / 60)
            : ((row[sort["property"] as Column] as number | null) ?? null);
      const [x, y] = [by(a), by(b)];
      if (x === y) continue;
      if (x === null || y === null) return (x === null) === engine.emptiesFirst ? -1 : 1;
      return x - y;
    }
    return 0;
  });
}

/** Results by filter and sorts, as long as the rows stay the same. */
type Results = Map<string, readonly Row[]>;

function query(
  rows: readonly Row[],
  columns: readonly Column[],
  ask: Ask,
  engine: Engine,
  results: Results,
): Answer {
  const key = JSON.stringify([ask.filter, ask.sorts]);
  const sorted = results.get(key) ?? sortedRows(rows, ask, engine);
  results.set(key, sorted);
  const capped = sorted.length > engine.cap;
  const shown = sorted.slice(0, engine.cap);
  const from = ask.cursor === undefined ? 0 : Number(ask.cursor);
  const to = Math.min(from + engine.pageSize, shown.length);
  const isLast = to >= shown.length;
  return {
    rows: shown.slice(from, to).map((row) => pageOf(row, columns)),
    nextCursor: isLast ? null : String(to),
    incomplete: capped && (isLast || engine.tells === "first"),
  };
}

function listAll(rows: readonly Row[], columns: readonly Column[], engine: Engine) {
  const schema = schemaOf(columns);
  let listing: Listing = startListing(schema);
  const seen = new Map<string, number>();
  const results: Results = new Map();
  let requests = 0;
  for (let ask = nextAsk(listing); ask !== null; ask = nextAsk(listing)) {
    if (++requests > 20_000) throw new Error("the listing does not end");
    const answer = query(rows, columns, ask, engine, results);
    for (const { id } of answer.rows) seen.set(id, (seen.get(id) ?? 0) + 1);
    // The state survives being stored.
    listing = JSON.parse(JSON.stringify(afterAnswer(listing, answer, schema))) as Listing;
  }
  return { seen, requests, stuck: listing.stuck };
}

const small: Engine = { cap: 100, pageSize: 10, tells: "first", emptiesFirst: false };
/** Notion's cap and page size, and all counts of rows below, at a tenth. */
const notion = { cap: 1_000, pageSize: 10 };

const many = (count: number, row: (i: number) => Partial<Row>): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    created: 0,
    edited: 0,
    title: `Row ${i}`,
    ...row(i),
  }));

describe("three times as many rows as the cap are listed whole at a fifth more than their pages", () => {
  const all: readonly [string, readonly Column[], (i: number) => Partial<Row>][] = [
    ["spread over days", ["title"], (i) => ({ created: i * 200, edited: 9e6 })],
    ["a hundred a minute", ["title"], (i) => ({ created: Math.floor(i / 100) * 60 })],
    ["a page a minute", ["title"], (i) => ({ created: Math.floor(i / 10) * 60 })],
    ["two pages a minute", ["title"], (i) => ({ created: Math.floor(i / 20) * 60 })],
    ["twelve pages a minute", ["title"], (i) => ({ created: Math.floor(i / 120) * 60 })],
    ["all within one minute, with a unique id", ["title", "uid"], (i) => ({ uid: i })],
    [
      "mostly within one minute, a unique id and spread rows besides",
      ["title", "uid"],
      (i) => ({ uid: i, created: i < 500 ? i * 60 : 400_000 }),
    ],
    ["all within one minute, with a number", ["title", "number"], (i) => ({ number: i % 791 })],
    ["all within one minute, edited at different times", ["title"], (i) => ({ edited: i * 30 })],
    ["all within one minute, told apart by titles alone", ["title"], () => ({})],
    [
      "all within one minute, told apart by select and checkbox",
      ["title", "select", "done"],
      (i) => ({ title: "same", select: `option ${i % 7}`, done: i % 2 === 0 }),
    ],
  ];
  test.each(all)("%s", (_, columns, row) => {
    const rows = many(3_000, row);
    const { seen, requests, stuck } = listAll(rows, columns, {
      ...notion,
      tells: "first",
      emptiesFirst: false,
    });
    expect(stuck).toEqual([]);
    expect(seen.size).toBe(3_000);
    expect(requests).toBeLessThanOrEqual(360);
  });
});

test("a server that tells of its cap at the end alone costs more and loses nothing", () => {
  const rows = many(3_000, () => ({}));
  const { seen, requests, stuck } = listAll(rows, ["title"], {
    ...notion,
    tells: "last",
    emptiesFirst: false,
  });
  expect(stuck).toEqual([]);
  expect(seen.size).toBe(3_000);
  expect(requests).toBeLessThan(600);
});

test("a source under the cap costs its pages and not a request more", () => {
  const { seen, requests } = listAll(
    many(1_000, (i) => ({ created: i })),
    ["title", "number"],
    { ...notion, tells: "first", emptiesFirst: false },
  );
  expect([seen.size, requests]).toEqual([1_000, 100]);
});

test("rows that nothing tells apart are said to be stuck, and all others are listed", () => {
  const rows = [
    ...many(250, () => ({ title: "same" })),
    ...many(300, (i) => ({ id: `other ${i}`, created: 600 + i })),
  ];
  const { seen, stuck } = listAll(rows, ["title"], small);
  expect(stuck).toHaveLength(1);
  expect([...seen.keys()].filter((id) => id.startsWith("other"))).toHaveLength(300);
});

test("whatever the rows and the schema are, every row is listed or its group is said to be stuck", () => {
  const columns = fc
    .subarray(["number", "uid", "select", "done", "tags", "day"] as const)
    .map((some): Column[] => ["title", ...some]);
  const rows = fc.array(
    fc.record({
      created: fc.oneof(fc.constant(30), fc.integer({ min: 0, max: 600 })),
      edited: fc.oneof(fc.constant(90), fc.integer({ min: 0, max: 600 })),
      title: fc.oneof(fc.constant("Same"), fc.string({ maxLength: 4 })),
      number: fc.option(fc.integer({ min: 0, max: 5 })),
      uid: fc.constant(null),
      select: fc.option(fc.constantFrom("a", "b", "c")),
      done: fc.boolean(),
      tags: fc.subarray(["x", "y", "z"]),
      day: fc.option(fc.constantFrom("2026-01-01", "2026-01-02", "2026-01-03")),
    }),
    { maxLength: 120 },
  );
  const engines = fc.record({
    cap: fc.constantFrom(10, 20),
    pageSize: fc.constantFrom(3, 10),
    tells: fc.constantFrom("first" as const, "last" as const),
    emptiesFirst: fc.boolean(),
  });
  fc.assert(
    fc.property(columns, rows, engines, fc.boolean(), (some, bare, engine, numbered) => {
      const all = bare.map((row, i) => ({ ...row, id: `r${i}`, uid: numbered ? i : null }));
      const { seen, stuck } = listAll(all, some, engine);
      const missing = all.filter(({ id }) => !seen.has(id));
      if (stuck.length === 0 && missing.length > 0)
        throw new Error(`lost in silence: ${JSON.stringify(missing)}`);
    }),
    { numRuns: 300 },
  );
});
