/**
 * `npm run first-hour`: the first minutes of a clone of 5,000 pages through the vault, and the figures beside their
 * limits; exits with 1 when one is broken. `-- PAGES SAVES` for another size.
 */
import { firstHour } from "./first-hour.ts";

const pages = Number(process.argv[2] ?? 5_000);
const result = await firstHour({ pages, saves: Number(process.argv[3] ?? 100) });
const p99 = result.saves[Math.ceil(result.saves.length * 0.99) - 1] ?? Number.NaN;
const rows = [
  ["first file", result.firstFile, 5_000],
  ["all titles and row properties", result.titles, 30_000],
  ["the 25 newest pages editable", result.newest, 60_000],
  [`save to write, p99 of ${result.saves.length}`, p99, 1_000],
] as const;
process.stdout.write(`${pages} pages, 180 requests a minute, 250 ms an answer\n`);
for (const [name, ms, limit] of rows)
  process.stdout.write(
    `${ms <= limit ? "  " : "! "}${name.padEnd(36)} ${(ms / 1000).toFixed(2).padStart(7)} s  (at most ${limit / 1000})\n`,
  );
process.stdout.write(
  `  ${result.files} files; ${result.requestsPerMinute.toFixed(0)} requests a minute, ${result.refused} refused\n`,
);
process.stdout.write(
  `${result.unsent.length === 0 ? "  " : "! "}${result.unsent.length} of ${result.saves.length} saves sent nothing\n`,
);
for (const one of result.unsent) process.stdout.write(`! sent nothing: ${one}\n`);
const holds =
  rows.every(([, ms, limit]) => ms <= limit) && result.refused === 0 && result.unsent.length === 0;
if (!holds) process.stdout.write("A limit is broken.\n");
process.exitCode = holds ? 0 : 1;
