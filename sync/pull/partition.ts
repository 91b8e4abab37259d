/**
 * Listing a data source of any size under a cap of 10,000 rows a query, as a pure machine: it says what to
 * ask next and is told what came.
 *
 * Rows are listed in the order of `keys`. A query that stops at the cap leaves what comes after its last row
 * in that order: the same creation minute with larger next keys, then later minutes; so nothing is listed
 * twice. Rows that are equal in every key and more than the cap are cut in parts by filters that are each
 * other's opposite, chosen on the rows seen so that the parts are of a size.
 *
 * The state is plain data: it is stored with every page of rows, and a killed listing goes on with its next page.
 */
import type { Page, PropertySchema } from "../../src/notion/types.ts";
import {
  equalTo,
  greaterThan,
  type Key,
  keyOf,
  keySort,
  keysOf,
  type Value,
  without,
} from "./keys.ts";
import { type Condition, splitsOf } from "./splits.ts";

export interface Part {
  readonly filters: readonly Condition[];
  /** Sorted by, in this order. */
  readonly keys: readonly Key[];
  /** The filters leave only rows that have a value of the first key. */
  readonly filled: boolean;
}

export interface Listing {
  /** The first one is being listed. Empty: done. */
  readonly parts: readonly Part[];
  readonly cursor: string | null;
  /** Key values of the part's first row; `null` before it came. */
  readonly first: readonly (Value | null)[] | null;
  /** A page of this part said that the part is over the cap. */
  readonly capped: boolean;
  /** Key values that all rows of the last `pages` pages share; `null` when the last page's differ. */
  readonly run: { readonly values: readonly (Value | null)[]; readonly pages: number } | null;
  /** The next request only asks whether the rows of the run are more than the cap. */
  readonly probing: boolean;
  /** Parts over the cap that nothing can split, as sentences. */
  readonly stuck: readonly string[];
}

export interface Ask {
  readonly filter?: Condition;
  readonly sorts: readonly Condition[];
  readonly cursor?: string;
}

export interface Answer {
  readonly rows: readonly Page[];
  readonly nextCursor: string | null;
  readonly incomplete: boolean;
}

type Schema = Readonly<Record<string, PropertySchema>>;

export const startListing = (schema: Schema, filters: readonly Condition[] = []): Listing =>
  listing([{ filters, keys: keysOf(schema), filled: false }], []);

const listing = (parts: readonly Part[], stuck: readonly string[]): Listing => ({
  parts,
  cursor: null,
  first: null,
  capped: false,
  run: null,
  probing: false,
  stuck,
});

/**
 * Pages of rows that are alike in every key after which one more request asks whether they are over the cap:
 * few enough to lose little when they are, enough not to ask at every minute in which a hundred rows were made.
 */
const pagesBeforeProbe = 10;

/** The next request; `null` when the listing is done. */
export function nextAsk({ parts, cursor, run, probing }: Listing): Ask | null {
  const part = parts[0];
  if (part === undefined) return null;
  const asked = probing && run !== null ? alikeRows(part, run.values) : part;
  const [only, ...others] = asked.filters;
  return {
    ...(only === undefined ? {} : { filter: others.length === 0 ? only : { and: asked.filters } }),
    sorts: asked.keys.map(keySort),
    ...(cursor === null || probing ? {} : { cursor }),
  };
}

/** A cursor that the server no longer takes: the part starts again. */
export const withoutCursor = ({ parts, stuck }: Listing): Listing => listing(parts, stuck);

export function afterAnswer(state: Listing, answer: Answer, schema: Schema): Listing {
  const [part, ...rest] = state.parts;
  if (part === undefined) return state;
  if (state.probing) return afterProbe(state, answer, schema);
  const values = (row: Page | undefined) =>
    row === undefined ? null : part.keys.map((key) => keyOf(key, row));
  const firstOfPage = values(answer.rows[0]);
  const first = state.first ?? firstOfPage;
  const last = values(answer.rows.at(-1));
  const capped = state.capped || answer.incomplete;

  if (answer.nextCursor !== null) {
    const cut = capped && state.first === null && part.keys.length === 0;
    if (cut && last !== null) return cutUp(state, last, first, schema, answer.rows);
    const run = runOf(state.run, firstOfPage, last);
    const probing = capped && part.keys.length > 0 && run?.pages === pagesBeforeProbe;
    return { ...state, cursor: answer.nextCursor, first, capped, run, probing };
  }
  if (!capped || last === null) return listing(rest, state.stuck);
  if (same(first, last)) return cutUp(state, last, first, schema, answer.rows);
  const ties = isUnique(part, last) ? [] : [alikeRows(part, last)];
  return listing([...ties, ...partsAfter(part, last, first), ...rest], state.stuck);
}

/** The probe's first page tells; a server that tells only on the last one leaves all as it was. */
function afterProbe(state: Listing, answer: Answer, schema: Schema): Listing {
  const goingOn: Listing = { ...state, probing: false };
  if (!answer.incomplete || state.run === null) return goingOn;
  const cut = cutUp(state, state.run.values, state.first, schema, answer.rows);
  return cut.stuck.length > state.stuck.length ? goingOn : cut;
}

/** Rows that equal `values` in every key are over the cap: they are cut by filters, what comes after them follows. */
function cutUp(
  { parts, stuck }: Listing,
  values: readonly (Value | null)[],
  first: readonly (Value | null)[] | null,
  schema: Schema,
  sample: readonly Page[],
): Listing {
  const [part, ...rest] = parts as readonly [Part, ...Part[]];
  const alike = alikeRows(part, values);
  const later = partsAfter(part, values, first);
  const cut = split(alike, schema, sample);
  return cut === null
    ? listing([...later, ...rest], [...stuck, describe(alike)])
    : listing([...cut, ...later, ...rest], stuck);
}

const alikeRows = (part: Part, values: readonly (Value | null)[]): Part => ({
  filters: part.filters.concat(part.keys.flatMap((key, at) => equalTo(key, values[at] ?? null))),
  keys: [],
  filled: false,
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function runOf(
  before: Listing["run"],
  first: readonly (Value | null)[] | null,
  last: readonly (Value | null)[] | null,
): Listing["run"] {
  if (last === null || !same(first, last)) return null;
  return {
    values: last,
    pages: before !== null && same(before.values, last) ? before.pages + 1 : 1,
  };
}

/** What comes after `last` in the order of the keys, without the rows that equal it in all of them. */
function partsAfter(
  part: Part,
  last: readonly (Value | null)[],
  first: readonly (Value | null)[] | null,
): readonly Part[] {
  const parts: Part[] = [];
  for (let at = part.keys.length - 1; at >= 0; at--) {
    const key = part.keys[at] as Key;
    const value = last[at] ?? null;
    const filled = at === 0 && part.filled;
    const filters = part.filters.concat(
      part.keys.slice(0, at).flatMap((before, i) => equalTo(before, last[i] ?? null)),
    );
    const keys = part.keys.slice(at);
    const withValue: Part = {
      filters: [...filters, ...(value === null ? without(key, false) : greaterThan(key, value))],
      keys,
      filled: true,
    };
    // Rows without a value sort first or last, nobody says which. Where they are last and were reached, all others were listed.
    if (value !== null || at > 0 || first?.[0] == null) parts.push(withValue);
    if (value !== null && key.kind === "property" && !filled)
      parts.push({
        filters: [...filters, ...without(key, true)],
        keys: keys.slice(1),
        filled: false,
      });
  }
  return parts;
}

/** Only one row has these values. */
const isUnique = (part: Part, values: readonly (Value | null)[]): boolean =>
  part.keys.some(
    (key, at) => key.kind === "property" && key.type === "unique_id" && values[at] != null,
  );

/** Eight parts at once where the rows allow it: each cut that comes too late costs a listing up to the cap. */
function split(
  part: Part,
  schema: Schema,
  sample: readonly Page[],
  depth = 3,
): readonly Part[] | null {
  if (depth === 0) return null;
  const cut = splitsOf(schema, sample);
  if (cut === null) return null;
  return cut.flatMap(({ filters, rows }) => {
    const smaller: Part = { ...part, filters: [...part.filters, ...filters] };
    return split(smaller, schema, rows, depth - 1) ?? [smaller];
  });
}

const describe = (part: Part): string =>
  `More than 10,000 rows are alike in everything that a query can tell apart (${
    part.filters.map((filter) => JSON.stringify(filter)).join(", ") || "no filter"
  })`;
