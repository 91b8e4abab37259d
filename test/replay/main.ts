/**
 * `npm run replay -- DIR [--all] [--json]`: plays the recorded sessions of a folder against the embedded
 * server and prints how near its answers come. DIR holds `sessions/*.json`, or the files themselves.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { erased } from "./erased.ts";
import { replay } from "./replay.ts";
import { figuresOf, type Played, printReport } from "./report.ts";
import { readSessions } from "./session.ts";

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean" }, json: { type: "boolean" }, only: { type: "string" } },
});
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write("usage: npm run replay -- DIR [--all] [--json] [--only NAME]\n");
  process.exit(2);
}

const nested = join(folder, "sessions");
const played: Played[] = [];
for (const session of readSessions(existsSync(nested) ? nested : folder)) {
  if (values.only !== undefined && !session.name.includes(values.only)) continue;
  played.push({ name: session.name, steps: await replay(session) });
}

if (values.json) {
  const { groups, ...figures } = figuresOf(played);
  print(JSON.stringify({ ...figures, groups: Object.fromEntries(groups) }, null, 2));
} else {
  for (const line of printReport(played, { all: values.all ?? false })) print(line);
  print("\nNot compared:");
  for (const { what, reason } of erased) print(`  ${what}: ${reason}`);
}
