/**
 * The rows of one data source, all of them or those edited lately, stored page by page with the place to go
 * on from.
 */
import { NotionError } from "../../src/notion/errors.ts";
import type { DataSource, Page, QueryFilter, QuerySort } from "../../src/notion/types.ts";
import { completed, cutOff } from "../../src/notion/whole-values.ts";
import { afterAnswer, type Listing, nextAsk, startListing, withoutCursor } from "./partition.ts";
import { minuteMs, type Run } from "./run.ts";
import { owe, sawDataSource, sawPage } from "./sight.ts";
import type { Condition } from "./splits.ts";
import { writesSoFar } from "./written.ts";

/** What is remembered of a data source between runs. */
export interface SourceMark {
  /** Wall clock, ms, of the last listing that ended, of any kind; `null` before the first. */
  readonly listedAt: number | null;
  /** Start of the crawl whose whole listing ended last. */
  readonly listedIn: number | null;
  /** Newest `last_edited_time` among the rows. */
  readonly watermark: string | null;
  /** Rows counted by the last whole listing. */
  readonly rows: number;
  /** A listing that is under way. */
  readonly open: {
    readonly listing: Listing;
    /** `startedAt` of the run that began it; `null` for one of rows edited lately. */
    readonly whole: number | null;
    readonly rows: number;
    /** Some row showed a value cut off. */
    readonly cutOff: boolean;
  } | null;
}

const unknown: SourceMark = {
  listedAt: null,
  listedIn: null,
  watermark: null,
  rows: 0,
  open: null,
};

export const markOf = ({ mirror }: Pick<Run, "mirror">, id: string): SourceMark =>
  mirror.marks.get<SourceMark>(`pull.source.${id}`) ?? unknown;

const setMark = ({ mirror }: Run, id: string, mark: SourceMark) =>
  mirror.marks.set(`pull.source.${id}`, mark);

/** Rows edited this long before the newest one seen are listed again: two edits in one minute look alike. */
const overlapMs = 2 * minuteMs;

/** Lists all rows (`whole`) or those edited since the last listing. Calls `onPage` after each page of rows. */
export async function listRows(
  run: Run,
  source: DataSource,
  whole: boolean,
  onPage: () => void = () => undefined,
): Promise<void> {
  const { id, properties: schema } = source;
  let mark = markOf(run, id);
  if (mark.open === null || !goesOn(run, mark.open, whole)) {
    const filters = whole || mark.watermark === null ? [] : [editedSince(mark.watermark)];
    mark = {
      ...mark,
      open: {
        listing: startListing(schema, filters),
        whole: whole ? run.startedAt : null,
        rows: 0,
        cutOff: false,
      },
    };
  }
  for (;;) {
    const open = mark.open;
    if (open === null) return;
    const ask = nextAsk(open.listing);
    if (ask === null) break;
    const writesBefore = writesSoFar(run.mirror);
    const list = await queryOr(run, source, ask, async () => {
      mark = { ...mark, open: { ...open, listing: withoutCursor(open.listing) } };
    });
    if (list === null) continue;
    const rows = list.results.filter((row) => row.object === "page");
    const listing = afterAnswer(open.listing, { ...list, rows }, schema);
    const looks: string[] = [];
    run.mirror.transaction(() => {
      let { watermark } = mark;
      for (const row of rows) {
        if (watermark === null || row.last_edited_time > watermark)
          watermark = row.last_edited_time;
        if (sawPage(run, row, "query", writesBefore) === "look") looks.push(row.id);
      }
      // A wiki lists data sources among its rows.
      for (const item of list.results)
        if (item.object === "data_source") sawDataSource(run, item, "query");
      mark = {
        ...mark,
        watermark,
        open: {
          ...open,
          listing,
          rows: open.rows + rows.length,
          cutOff: open.cutOff || rows.some(isCutOffStill(run)),
        },
      };
      owe(run, "pages", looks);
      setMark(run, id, mark);
    });
    onPage();
  }
  await finish(run, source, mark);
}

/** A listing under way serves, unless a full crawl needs one that began within it. */
const goesOn = (run: Run, open: NonNullable<SourceMark["open"]>, whole: boolean): boolean =>
  (open.whole !== null) === whole && !(run.full && open.whole !== run.startedAt);

async function finish(run: Run, source: DataSource, mark: SourceMark): Promise<void> {
  const { open } = mark;
  if (open === null) return;
  for (const sentence of open.listing.stuck)
    run.remarks.add(
      `“${titleOf(source)}” (${source.id}) can't be listed whole. ${sentence}. A unique ID property on it would tell them apart.`,
    );
  if (open.cutOff) await completeRows(run, source.id);
  setMark(run, source.id, {
    listedAt: run.clock.now(),
    listedIn: open.whole ?? mark.listedIn,
    watermark: mark.watermark,
    rows: open.whole === null ? Math.max(mark.rows, open.rows) : open.rows,
    open: null,
  });
}

/** Reads the values that the rows' objects cut off, for rows whose body will not be read and so would miss them. */
async function completeRows(run: Run, dataSourceId: string): Promise<void> {
  for (const { id } of run.mirror.pages.refs({ dataSourceId, state: "live" })) {
    const page = run.mirror.pages.get(id)?.page;
    if (page === undefined || cutOff(page).length === 0) continue;
    const whole = await completed(run.notion, page, run.request);
    run.mirror.pages.put(whole, run.clock.now());
    run.changed.add(id);
  }
}

/** One page of rows; `null` after `onBadCursor`, when the server no longer knows the cursor. */
async function queryOr(
  run: Run,
  { id }: DataSource,
  ask: {
    readonly filter?: Condition;
    readonly sorts: readonly Condition[];
    readonly cursor?: string;
  },
  onBadCursor: () => Promise<void>,
) {
  try {
    return await run.notion.query(
      id,
      {
        ...(ask.filter === undefined ? {} : { filter: ask.filter as QueryFilter }),
        sorts: ask.sorts as unknown as readonly QuerySort[],
        ...(ask.cursor === undefined ? {} : { cursor: ask.cursor }),
      },
      run.request,
    );
  } catch (error) {
    if (ask.cursor === undefined || !isBadCursor(error)) throw error;
    await onBadCursor();
    return null;
  }
}

/** Cursors are not promised to live long: a listing that meets a dead one starts its part again. */
export const isBadCursor = (error: unknown): boolean =>
  error instanceof NotionError &&
  error.code === "validation_error" &&
  /cursor/i.test(error.message);

const isCutOffStill = (run: Run) => (row: Page) => {
  if (cutOff(row).length === 0) return false;
  const known = run.mirror.pages.get(row.id);
  return known === null || cutOff(known.page).length > 0;
};

const editedSince = (watermark: string): Condition => ({
  timestamp: "last_edited_time",
  last_edited_time: { on_or_after: new Date(Date.parse(watermark) - overlapMs).toISOString() },
});

const titleOf = (source: DataSource): string =>
  source.title.map(({ plain_text }) => plain_text).join("") || "Untitled";
