/**
 * `npm run bench [names…]`: runs the benchmarks and prints every figure beside its peer or its limit.
 *
 * Figures are ratios measured in one run, or counts held against a limit; a row over its limit is marked and
 * the process exits with 1. Not part of the tests: time is nothing to assert on a shared machine.
 */
import { pathToFileURL } from "node:url";

export interface Row {
  readonly name: string;
  readonly value: number;
  /** `ms`, `requests`, `x bare SQLite` … */
  readonly unit: string;
  /** The value must not exceed it (`atLeast`: must reach it). */
  readonly limit?: number;
  readonly atLeast?: boolean;
}

export interface Suite {
  readonly bench: () => Promise<readonly Row[]> | AsyncIterable<Row>;
}

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  start: () => import("./start.ts"),
  status: () => import("./status.ts"),
  mirror: () => import("./mirror.ts"),
  crawl: () => import("./crawl.ts"),
  converters: () => import("./converters.ts"),
};

const holds = (row: Row): boolean =>
  row.limit === undefined ||
  (row.atLeast === true ? row.value >= row.limit : row.value <= row.limit);

function format(row: Row): string {
  const limit =
    row.limit === undefined
      ? ""
      : `  (${row.atLeast === true ? "at least" : "at most"} ${row.limit})`;
  const value = Math.abs(row.value) >= 100 ? row.value.toFixed(0) : row.value.toPrecision(3);
  return `${holds(row) ? "  " : "! "}${row.name.padEnd(64)} ${value.padStart(10)} ${row.unit}${limit}`;
}

export async function runBenches(names: readonly string[]): Promise<boolean> {
  let fine = true;
  for (const name of names.length > 0 ? names : Object.keys(suites)) {
    const load = suites[name];
    if (load === undefined) {
      console.error(`No benchmark ${name}; there are: ${Object.keys(suites).join(", ")}`);
      return false;
    }
    process.stdout.write(`${name}\n`);
    const rows = (await load()).bench();
    for await (const row of rows instanceof Promise ? await rows : rows) {
      process.stdout.write(`${format(row)}\n`);
      fine &&= holds(row);
    }
  }
  return fine;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = (await runBenches(process.argv.slice(2))) ? 0 : 1;
}
