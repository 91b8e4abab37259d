/**
 * What `pull`, `push`, `sync` and `diff` share: run one cycle with a progress bar and print its report.
 */
import type { CycleOptions } from "../../sync/run/parts.ts";
import { exitCodeOf, type Outcome, type PageOutcome, type Report } from "../../sync/run/report.ts";
import type { Desk } from "../../sync/wishes.ts";
import { type App, locateVault, openOnline, using } from "../app.ts";
import { counted } from "../output.ts";
import type { ExitCode } from "../platform/errors.ts";
import type { Process } from "../platform/process.ts";
import { startProgress } from "../progress.ts";
import type { World } from "../world.ts";
import { flag, type Invocation, text } from "./command.ts";
import { aloneOr, askForRun, canBeHandedOver } from "./hand-over.ts";
import { noteLines } from "./note-lines.ts";
import { number } from "./number.ts";
import { vaultPath } from "./paths.ts";
import { scopeOptions } from "./scope.ts";

function optionsOf(
  invocation: Invocation,
  direction: CycleOptions["direction"],
  root: string,
): CycleOptions {
  const maxDelete = number(invocation, "maxDelete", "--max-delete");
  const confirm = text(invocation, "confirm");
  const narrow = scopeOptions(invocation);
  return {
    direction,
    paths: invocation.arguments.map((path) => vaultPath(invocation.world, root, path)),
    dryRun: flag(invocation, "dryRun"),
    full: flag(invocation, "full"),
    twoWay: flag(invocation, "twoWay"),
    agrees: flag(invocation, "twoWay"),
    force: flag(invocation, "force"),
    allowNewOptions: flag(invocation, "allowNewOptions"),
    ...(maxDelete === undefined ? {} : { maxDelete }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(narrow === null ? {} : { narrow: { ...narrow, roots: [] } }),
    signal: invocation.signal,
  };
}

export const phases = {
  recover: "Settling earlier writes",
  discover: "Looking for pages",
  fetch: "Reading pages",
  comments: "Reading comments",
  observe: "Reading files",
  plan: "Comparing",
  push: "Sending",
  write: "Writing files",
} as const;

const words: Readonly<Record<Outcome, string>> = {
  pulled: "pulled",
  pushed: "pushed",
  merged: "merged",
  settled: "settled",
  created: "created",
  moved: "moved",
  trashed: "trashed",
  restored: "put back",
  detached: "detached",
  refused: "refused",
  conflict: "conflict",
  failed: "failed",
};

function line(page: PageOutcome): string {
  const name = page.path ?? page.title;
  const reason = page.reason === undefined ? "" : `: ${page.reason}`;
  const where = page.where === undefined || page.where === name ? "" : ` (${page.where})`;
  const next = page.next === undefined ? "" : `\n             ${page.next}`;
  return `  ${words[page.outcome].padEnd(9)}  ${name}${reason}${where}${next}`;
}

const listedMax = 40;

export interface PrintOptions {
  /** Print the requests. */
  readonly ops?: boolean;
  /** Pages to list; all of the report's by default. */
  readonly listed?: readonly PageOutcome[];
}

export function printReport(
  { stdout, stderr }: Process,
  report: Report,
  options: PrintOptions = {},
): void {
  const lines: string[] = [];
  const listed = options.listed ?? report.pages;
  for (const page of listed.slice(0, listedMax)) lines.push(line(page), ...noteLines(page));
  if (listed.length > listedMax) {
    lines.push(`  … and ${counted(listed.length - listedMax, "more page")} (--json lists all)`);
  }
  if (options.ops === true || report.dryRun) lines.push(...requestLines(report.planned));
  const { reads, writes } = report.requests;
  const { written, moved, trashed } = report.files;
  if (report.pages.length === 0 && report.stopped === null) {
    const quiet =
      report.unsent > 0 ? "Nothing new in Notion." : "Nothing to do: files and Notion agree.";
    lines.push(report.dryRun ? "Nothing would change." : quiet);
  }
  lines.push(...report.remarks);
  if (report.dryRun)
    lines.push(
      `Dry run: ${counted(report.planned.length, "request")} would be sent; nothing was changed.`,
    );
  else {
    lines.push(
      `${counted(reads, "read")}, ${counted(writes, "write")} to Notion; ${counted(written, "file")} written` +
        (moved > 0 ? `, ${moved} moved` : "") +
        (trashed > 0 ? `, ${trashed} to the trash` : "") +
        `; ${((report.endedAt - report.startedAt) / 1000).toFixed(1)} s`,
    );
  }
  stdout.write(`${lines.join("\n")}\n`);
  if (report.stopped !== null) {
    stderr.write(
      `notion-mirror: ${report.stopped.message}\n${report.stopped.next.replace(/^/gm, "  ")}\n`,
    );
  }
}

function requestLines(planned: Report["planned"]): readonly string[] {
  const lines = planned.map(({ method, path, body }, index) => {
    const shown =
      body === undefined ? "" : `\n${JSON.stringify(body, null, 2).replace(/^/gm, "    ")}`;
    return `${index + 1}. ${method} ${path}${shown}`;
  });
  const all = lines.join("\n");
  if (/\{[^{}"\n]+\.md(?:#[\d.]+)?\}/i.test(all))
    lines.push(
      "{path} is the id that the page of that file gets, {path#2} that of its second block.",
    );
  if (/\{\d+(?:\.\d+)+\}/.test(all))
    lines.push("{1.2} is the id of the second block that request 1 makes.");
  return lines;
}

export async function runCommandCycle(
  invocation: Invocation,
  direction: CycleOptions["direction"],
  extra: Partial<CycleOptions> & { readonly ops?: boolean } = {},
): Promise<ExitCode> {
  const { world } = invocation;
  const { ops, ...overrides } = extra;
  const { root } = await locateVault(world);
  const options = { ...optionsOf(invocation, direction, root), ...overrides };
  let report = await runOnce(invocation, options);
  if (
    report.stopped?.code === "first_push" &&
    !flag(invocation, "json") &&
    (await agrees(world.process, report))
  ) {
    report = await runOnce(invocation, { ...options, twoWay: true });
  }
  return tellReport(invocation, report, { ops: ops === true });
}

/** As text or, with `--json`, whole. */
export function tellReport(
  invocation: Invocation,
  report: Report,
  options: PrintOptions = {},
): ExitCode {
  const { world } = invocation;
  if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(report)}\n`);
  else printReport(world.process, report, options);
  return exitCodeOf(report);
}

/** One run in this process or, while another one holds the vault, in that. A dry run asks nobody. */
export async function runOnce(invocation: Invocation, options: CycleOptions): Promise<Report> {
  const { world, signal } = invocation;
  const apart = options.dryRun === true;
  const alone = () =>
    using(openOnline(world, { locked: !apart, apart, signal }), async (app) => {
      const progress = await startProgress(world.process.stderr, world.clock);
      const desk = apart ? null : await attend(app, world, signal);
      try {
        const { runCycle } = await import("../../sync/cycle.ts");
        return await runCycle(app.parts, {
          ...options,
          onProgress: ({ phase, done, total }) =>
            progress.update(done, total ?? done, phases[phase]),
        });
      } finally {
        progress.stop();
        await desk?.close();
      }
    });
  return canBeHandedOver(options) ? aloneOr(alone, () => askForRun(invocation, options)) : alone();
}

/** While a command that may take long holds the vault, other processes can ask it for pages. */
export async function attend(app: App, world: World, signal: AbortSignal): Promise<Desk> {
  const { openDesk } = await import("../../sync/wishes.ts");
  return openDesk(app.parts, world.process, signal);
}

/** Shows the first push of a vault and asks once; `false` where nobody can answer. */
async function agrees({ ask }: Process, report: Report): Promise<boolean> {
  const question = `${report.stopped?.message ?? ""}\n${report.planned
    .slice(0, 20)
    .map((one) => `  ${one.method} ${one.path}`)
    .join("\n")}\nSend to Notion? [y/N] `;
  const answer = await ask(question);
  return answer !== null && /^y(?:es)?$/i.test(answer.trim());
}
