/**
 * The choice at the beginning of a clone: what was found, what it costs, and how much of it is to have files.
 */
import type { ScopeRules } from "../../sync/local/bounds.ts";
import type { Found } from "../../sync/pull/progress.ts";
import type { SourceSettings } from "../../sync/run/parts.ts";
import { limits } from "../notion/limits.ts";
import { counted } from "../output.ts";
import { exitCodes, SyncError } from "../platform/errors.ts";
import type { Process } from "../platform/process.ts";
import { sinceOf } from "./scope.ts";

/** What was found and what reading it will take, as people plan their coffee. */
export function estimate(found: Found, configured: number | null): string {
  const perMinute = configured ?? limits.requestsPerMinute;
  const rows = found.rows === 0 ? "" : ` (${counted(found.rows, "row")})`;
  return `Found ${counted(found.pages, "page")}, ${counted(found.databases, "database")}${rows}; to read: about ${counted(found.requests, "request")}, ${timeFor(found.requests, perMinute)} at ${perMinute} a minute.${commentsIn(found)}`;
}

function timeFor(requests: number, perMinute: number): string {
  const minutes = Math.ceil(requests / perMinute);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** Comments cost a request a block, because nothing tells where there are any. */
const commentsIn = ({ comments: { requests, areRead } }: Found): string =>
  areRead
    ? ` ${counted(requests, "request")} of them are for comments.`
    : ` Comments are left out; \`comments: true\` would take about ${counted(requests, "request")} more.`;

/** Minutes of reading from which on it is said how to take less, to whom nobody can ask. */
const longMinutes = 30;

/** For a run that asks nothing: what it is about to do. */
export function announcement(found: Found, configured: number | null): string {
  const long = found.requests / (configured ?? limits.requestsPerMinute) > longMinutes;
  const many = found.sources.filter(({ rows }) => rows > manyRows).map(({ title }) => title);
  return [
    "Newest pages come first; Ctrl-C stops, notion-mirror pull goes on.",
    ...(long ? ["To take less: --only, --since, --depth, or some pages by their URLs."] : []),
    ...(many.length > 0
      ? [`Rows of ${many.join(", ")} are in SQL; a row's file comes when its text is asked for.`]
      : []),
  ].join(" ");
}

export interface Choice {
  /** `null`: as it was. */
  readonly rules: Pick<ScopeRules, "roots" | "since"> | null;
  /** What was decided about data sources of very many rows. */
  readonly sources: Readonly<Record<string, SourceSettings>>;
}

/** Rows above which a file for each is asked about. */
export const manyRows = 5_000;
/** Answers that can't be understood before everything is taken. */
const triesMax = 3;

/** @throws SyncError `not_started` when the person wants nothing of it now */
export async function choose(
  { ask, stderr }: Pick<Process, "ask" | "stderr">,
  found: Found,
  { now, perMinute }: { readonly now: number; readonly perMinute: number | null },
): Promise<Choice> {
  stderr.write(
    [
      "  a  all of it, newest first; what is there can be edited while the rest comes",
      `  s  some: choose among ${counted(found.topmost.length, "topmost page")}`,
      "  n  the newest: so many pages, or all since a date",
      "  q  nothing now",
      "",
    ].join("\n"),
  );
  const rules = await until(async () => {
    const answer = await ask("Which? [a] ");
    switch (answer?.trim().toLowerCase() ?? "") {
      case "":
      case "a":
      case "all":
        return { rules: null };
      case "s":
      case "some":
        return { rules: { roots: await someOf({ ask, stderr }, found), since: null } };
      case "n":
      case "newest":
        return { rules: { roots: [], since: await newestOf({ ask, stderr }, found, now) } };
      case "q":
      case "quit":
        throw new SyncError("Nothing was read yet.", {
          code: "not_started",
          exitCode: exitCodes.interrupted,
          next: "The folder is bound to the workspace: `notion-mirror pull` in it goes on. To forget it, delete it.",
        });
      default:
        return null;
    }
  });
  const sources: Record<string, SourceSettings> = {};
  for (const { id, title, rows } of found.sources) {
    if (rows <= manyRows) continue;
    const time = timeFor(rows, perMinute ?? limits.requestsPerMinute);
    const answer = await ask(
      `${title === "" ? "Untitled" : title} has ${counted(rows, "row")}, all of them in SQL. A file for each, too, in ${time} or more? [y/N] `,
    );
    const agreed = /^y(?:es)?$/i.test(answer?.trim() ?? "");
    sources[id] = agreed ? { bodies: "all" } : { rows: "sql" };
  }
  return { rules: rules?.rules ?? null, sources };
}

async function someOf(
  { ask, stderr }: Pick<Process, "ask" | "stderr">,
  { topmost }: Found,
): Promise<readonly string[]> {
  const width = String(topmost.length).length;
  for (const [index, { title, below }] of topmost.entries())
    stderr.write(
      `  ${String(index + 1).padStart(width)}  ${title === "" ? "Untitled" : title}${below === 0 ? "" : ` (${below} below)`}\n`,
    );
  const chosen = await until(async () =>
    numbersIn((await ask("Which ones? (1 3 5-7) ")) ?? "", topmost.length),
  );
  return (chosen ?? []).flatMap((number) => topmost[number - 1]?.id ?? []);
}

/** `1 3 5-7` → the numbers; `null` where one is none of 1 to `max`, or none is there. */
export function numbersIn(text: string, max: number): readonly number[] | null {
  const numbers: number[] = [];
  for (const part of text.split(/[\s,]+/).filter((one) => one !== "")) {
    const range = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    const from = Number(range?.[1]);
    const to = Number(range?.[2] ?? range?.[1]);
    if (range === null || from < 1 || to > max || from > to) return null;
    for (let number = from; number <= to; number++) numbers.push(number);
  }
  return numbers.length === 0 ? null : [...new Set(numbers)];
}

/** A number of pages as the time of the last of them. */
async function newestOf(
  { ask, stderr }: Pick<Process, "ask" | "stderr">,
  { edited }: Found,
  now: number,
): Promise<string | null> {
  const since = await until(async () => {
    const answer =
      (await ask("How many pages, or since when? (100, 2026-01-31, 30d) "))?.trim() ?? "";
    if (/^[1-9]\d{0,6}$/.test(answer)) return { at: edited[Number(answer) - 1] ?? null };
    try {
      return { at: sinceOf(answer, now) };
    } catch (error) {
      if (error instanceof SyncError) stderr.write(`${error.message}\n`);
      return null;
    }
  });
  return since?.at ?? null;
}

async function until<T>(work: () => Promise<T | null>): Promise<T | null> {
  for (let tries = 0; tries < triesMax; tries++) {
    const result = await work();
    if (result !== null) return result;
  }
  return null;
}
