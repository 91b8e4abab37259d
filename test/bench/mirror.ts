/**
 * How fast the mirror stores and answers, as ratios within one run.
 *
 * Storing is compared with the very statements that it ran, run again by bare better-sqlite3 in one transaction,
 * after the JSON that they bind was made from the same input: who keeps an object as text has to write it. What is
 * left is our own work: walking trees, columns, words to search, comparing, committing each answer. The rows
 * below it leave the JSON out of the peer too.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { openMirror } from "../../src/mirror/open.ts";
import { runSql } from "../../src/mirror/query.ts";
import { searchText } from "../../src/mirror/search.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { type Database, type OpenDatabase, openDatabase } from "../../src/platform/sqlite.ts";
import { type Corpus, corpus, rowsSource } from "./mirror-corpus.ts";
import type { Row } from "./run.ts";

const rounds = 7;
/** As many pages as a crawl commits at once: an answer of a listing. */
const pagesPerTransaction = 100;

export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "notion-mirror-bench-"));
  try {
    return [...storing(folder), ...asking(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function storing(folder: string): Row[] {
  const input = corpus(seededRandom(1), { pages: 207, blocks: 10_008, rows: 2_000 });
  let file = 0;
  const path = () => join(folder, `${file++}.db`);
  const calls: Call[] = [];
  const recorded = openMirror({ openDatabase: recording(calls), path: path(), clock: systemClock });
  calls.length = 0;
  store(recorded, input);
  recorded.close();

  const into = (work: (mirror: Mirror) => void) => {
    const mirror = openMirror({ openDatabase, path: path(), clock: systemClock });
    const ms = spent(() => work(mirror));
    mirror.close();
    return ms;
  };
  const variants = {
    peer: () =>
      into((mirror) => {
        write(input);
        replay(mirror.database, calls);
      }),
    bare: () => into((mirror) => replay(mirror.database, calls)),
    ours: () => into((mirror) => store(mirror, input)),
    one: () => into((mirror) => mirror.transaction(() => store(mirror, input))),
    singly: () => into((mirror) => store(mirror, input, 1)),
    again: () => {
      const mirror = openMirror({ openDatabase, path: path(), clock: systemClock });
      store(mirror, input);
      const ms = spent(() => store(mirror, input));
      mirror.close();
      return ms;
    },
    json: () => spent(() => write(input)),
  };
  // In turns, and the least of the rounds: what else runs on the machine only ever adds.
  const least = new Map<string, number>();
  for (let round = 0; round < rounds; round++)
    for (const [name, variant] of Object.entries(variants))
      least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, variant()));
  const ms = (name: keyof typeof variants) => least.get(name) ?? Number.NaN;
  const unit = "x bare SQLite";
  const count = input.blockCount + input.pages.length + input.rows.length;
  return [
    {
      name: `store ${input.blockCount} blocks, ${input.pages.length} pages, ${input.rows.length} rows, an answer a transaction`,
      value: ms("ours") / ms("peer"),
      unit,
      limit: 1.5,
    },
    { name: "the same, the peer's JSON ready", value: ms("ours") / ms("bare"), unit },
    { name: "the same in one transaction", value: ms("one") / ms("bare"), unit },
    { name: "the same, a transaction a page", value: ms("singly") / ms("bare"), unit },
    { name: "the same again, nothing changed", value: ms("again") / ms("bare"), unit },
    { name: "only the JSON of it", value: ms("json") / ms("bare"), unit },
    { name: "stored", value: count / (ms("ours") / 1000), unit: "rows/s" },
  ];
}

/** The JSON of all that is stored, and nothing else. */
function write({ pages, rows }: Corpus): void {
  const each = (block: BlockTree) => {
    const children = childrenOf(block);
    JSON.stringify(children.length === 0 ? block : { ...block, children: undefined });
    children.forEach(each);
  };
  for (const { page, blocks } of pages) {
    JSON.stringify(page);
    blocks.forEach(each);
  }
  for (const row of rows) JSON.stringify(row);
}

function asking(folder: string): Row[] {
  const path = join(folder, "asked.db");
  const mirror = openMirror({ openDatabase, path, clock: systemClock });
  const input = corpus(seededRandom(2), { pages: 207, blocks: 10_008, rows: 30_000 });
  store(mirror, input, 500);
  const thousand = corpus(seededRandom(3), { pages: 1, blocks: 1_000, rows: 0 });
  store(mirror, thousand);
  const page = thousand.pages[0]?.page.id ?? "";
  const source = rowsSource.id;
  const sql = (text: string) => () => runSql(openDatabase, path, text);
  const cases: readonly (readonly [name: string, work: () => unknown, limitMs?: number])[] = [
    ["read a page of 1,000 blocks", () => mirror.blocks.remote(page)],
    ["list 30,000 rows of a source", () => mirror.pages.refs({ dataSourceId: source })],
    ["sql: count by select, 30,000 rows", sql("SELECT Status, count(*) FROM Rows GROUP BY 1")],
    [
      "sql: filter and sort, 30,000 rows",
      sql(
        'SELECT Name, Points FROM Rows WHERE Done = 0 AND Points > 90 ORDER BY "Due date" LIMIT 20',
      ),
    ],
    [
      "sql: join by a relation, 30,000 rows",
      sql(
        "SELECT p.title, count(*) FROM relations r JOIN pages p ON p.id = r.target_id GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
      ),
    ],
    ["search one word", () => searchText(mirror, "harbour", 20)],
    ["search a rare pair", () => searchText(mirror, "harbour lantern -bridge", 20)],
  ];
  const rows = cases.map(([name, work]): Row => {
    work();
    return { name, value: median(Array.from({ length: 9 }, () => timed(work))), unit: "ms" };
  });
  mirror.close();
  const open = () => openMirror({ openDatabase, path, clock: systemClock }).close();
  rows.push({
    name: "open and close that mirror",
    value: median(Array.from({ length: 9 }, () => timed(open))),
    unit: "ms",
  });
  return rows;
}

/** What a crawl does: sources, then titles and properties, then bodies. */
function store(mirror: Mirror, input: Corpus, size = pagesPerTransaction): void {
  mirror.databases.putDataSource(rowsSource, 1);
  const inChunks = <T>(items: readonly T[], work: (item: T) => void) => {
    for (let at = 0; at < items.length; at += size)
      mirror.transaction(() => items.slice(at, at + size).forEach(work));
  };
  inChunks([...input.pages.map((one) => one.page), ...input.rows], (page) =>
    mirror.pages.put(page, 1),
  );
  inChunks(input.pages, ({ page, blocks }) =>
    mirror.blocks.putRemote(page.id, blocks, {
      editedTime: page.last_edited_time,
      unsettled: false,
    }),
  );
}

interface Call {
  readonly sql: string;
  readonly kind: "run" | "get" | "all" | "exec";
  readonly values: readonly unknown[];
}

/** Opens databases that note every statement that is run, with its values. */
function recording(calls: Call[]): OpenDatabase {
  return (source, options) => {
    const database = openDatabase(source, options);
    const prepare = database.prepare.bind(database);
    const exec = database.exec.bind(database);
    database.exec = (sql: string) => {
      calls.push({ sql, kind: "exec", values: [] });
      return exec(sql);
    };
    database.prepare = ((sql: string) => {
      const statement = prepare(sql);
      for (const kind of ["run", "get", "all"] as const) {
        const method = (statement[kind] as (...values: unknown[]) => unknown).bind(statement);
        Object.assign(statement, {
          [kind]: (...values: unknown[]) => {
            calls.push({ sql, kind, values });
            return method(...values);
          },
        });
      }
      return statement;
    }) as typeof database.prepare;
    return database;
  };
}

function replay(database: Database, calls: readonly Call[]): void {
  const statements = new Map<string, ReturnType<Database["prepare"]>>();
  database
    .transaction(() => {
      for (const { sql, kind, values } of calls) {
        if (kind === "exec") {
          database.exec(sql);
          continue;
        }
        let statement = statements.get(sql);
        if (statement === undefined) {
          statement = database.prepare(sql);
          statements.set(sql, statement);
        }
        (statement[kind] as (...values: unknown[]) => unknown).apply(statement, [...values]);
      }
    })
    .immediate();
}

/** CPU time of the whole process, ms. */
function spent(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function timed(work: () => unknown): number {
  const start = systemClock.monotonic();
  work();
  return systemClock.monotonic() - start;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
