/** `resolve`: settles the conflicts of a page by a person's choice, or by what a merge tool makes of them. */
import { contestedTexts, hasMarkers, takeOver } from "../../sync/contested.ts";
import { type HeldConflict, listConflicts } from "../../sync/run/marks.ts";
import type { CycleOptions, Decision, Resolution } from "../../sync/run/parts.ts";
import type { Report } from "../../sync/run/report.ts";
import { type App, type OfflineApp, openOffline, openOnline, using } from "../app.ts";
import { ConfigError, type ExitCode, exitCodes, SyncError } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand, text } from "./command.ts";
import { tellReport } from "./cycle.ts";
import { aloneOr, askForRun, foundOnce } from "./hand-over.ts";
import { runTool, toolCommand } from "./merge-tool.ts";
import { vaultPath } from "./paths.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const choice = choiceOf(invocation);
  if (choice === "tool") {
    return using(openOnline(world, { locked: true, signal }), (app) => {
      const pages = invocation.arguments.map((typed) => heldAt(app, invocation, typed));
      return resolveByTool(invocation, app, pages);
    });
  }
  const find = foundOnce((app) => decided(app, invocation, choice));
  const report = await aloneOr(
    () =>
      using(openOnline(world, { locked: true, signal }), (app) =>
        settle(invocation, app, find(app)),
      ),
    async () => {
      const decisions = await using(openOffline(world, { locked: false }), find);
      return askForRun(invocation, optionsFor(decisions));
    },
  );
  return tellReport(invocation, report);
};

/** What a person said, page by page. */
type Decided = ReadonlyMap<HeldConflict, Decision>;

const decided = (app: OfflineApp, invocation: Invocation, how: Resolution): Decided =>
  new Map(
    invocation.arguments.map((typed) => {
      const held = heldAt(app, invocation, typed);
      const keys = keysOf(invocation, held);
      if (how === "both") checkBoth(held, keys);
      return [held, { how, keys }];
    }),
  );

function choiceOf(invocation: Invocation): Resolution | "tool" {
  const chosen = (["local", "remote", "both", "tool"] as const).filter((name) =>
    flag(invocation, name),
  );
  const [choice] = chosen;
  if (choice !== undefined && chosen.length === 1) {
    if (choice !== "tool" || text(invocation, "only") === undefined) return choice;
    throw new ConfigError("In a merge tool all conflicts of the page are settled at once.", {
      code: "bad_option",
      exitCode: exitCodes.usage,
      next: "Leave --only out, or choose --local, --remote or --both for it.",
    });
  }
  throw new ConfigError("Say which side to keep: --local, --remote, --both or --tool.", {
    code: "no_choice",
    exitCode: exitCodes.usage,
    next: "`both` keeps Notion's version and puts the file's after it. `notion-mirror conflicts` lists what waits.",
  });
}

function heldAt(app: OfflineApp, { world }: Invocation, typed: string): HeldConflict {
  const held = listConflicts(app.parts.mirror);
  const path = vaultPath(world, app.location.root, typed);
  const found = held.find((one) => one.path === path || one.sidecar === path || one.page === path);
  if (found !== undefined) return found;
  throw new ConfigError(`${path} has no conflict to settle.`, {
    code: "no_conflict",
    exitCode: exitCodes.usage,
    where: path,
    next:
      held.length === 0
        ? "There is none in this vault."
        : `There are: ${held.map((one) => one.path).join(", ")}`,
  });
}

/** Two texts can stand one behind the other; a number, a date or a title is one or the other. */
function checkBoth({ path, conflicts }: HeldConflict, keys: readonly string[] | null): void {
  const single = conflicts.filter(
    ({ key, type }) =>
      (keys === null || keys.includes(key)) && type !== undefined && type !== "rich_text",
  );
  if (single.length === 0) return;
  const names = single.map(({ key, type }) =>
    type === "title" ? "the title" : JSON.stringify(key),
  );
  const numbers = single.map((one) => conflicts.indexOf(one) + 1).join(",");
  throw new ConfigError(`${path}: ${names.join(", ")} can't hold both versions.`, {
    code: "not_both",
    exitCode: exitCodes.usage,
    where: path,
    next: `Choose one for ${single.length === 1 ? "it" : "them"}: --only ${numbers} --local, or --only ${numbers} --remote.`,
  });
}

/** What `--only` names, by the numbers that `conflicts` prints; `null`: all. */
function keysOf(
  invocation: Invocation,
  { path, conflicts }: HeldConflict,
): readonly string[] | null {
  const only = text(invocation, "only");
  if (only === undefined) return null;
  return only.split(",").map((number) => {
    const conflict = /^\s*\d+\s*$/.test(number) ? conflicts[Number(number) - 1] : undefined;
    if (conflict !== undefined) return conflict.key;
    throw new ConfigError(`${path} has no conflict ${number.trim()}.`, {
      code: "no_conflict",
      exitCode: exitCodes.usage,
      where: path,
      next: "`notion-mirror conflicts` lists them with their numbers.",
    });
  });
}

async function resolveByTool(
  invocation: Invocation,
  app: App,
  pages: readonly HeldConflict[],
): Promise<ExitCode> {
  const { world } = invocation;
  const command = toolCommand(world, app.config.mergeTool);
  const settled = new Map<HeldConflict, Decision>();
  let left: ExitCode = exitCodes.fine;
  for (const held of pages) {
    const texts = await contestedTexts(app.parts, held);
    const merged = await runTool(world, command, app.location.stateFolder, texts);
    if (merged.exitCode === null || merged.exitCode === notFound) {
      await merged.clear();
      throw new SyncError(`The merge tool could not be run: ${command}`, {
        code: "tool_failed",
        exitCode: exitCodes.failures,
        next: "Set merge_tool in notion-mirror.yaml to a tool that is installed.",
      });
    }
    const why = whyNot(merged, texts.merged);
    const refused = why ?? (await takeOver(app.parts, held, merged.text, texts));
    if (refused === null) {
      settled.set(held, texts.decision);
      await merged.clear();
      continue;
    }
    const kept = why === null ? ` What you merged is kept in ${merged.path}` : "";
    if (why !== null) await merged.clear();
    world.process.stderr.write(
      `notion-mirror: ${held.path} is not settled: ${refused}.${kept}\n  Nothing was changed. Run it again, or choose: --local, --remote or --both.\n`,
    );
    left = exitCodes.conflicts;
  }
  if (settled.size === 0) {
    const error = { code: "not_settled", message: "No conflict was settled.", exit_code: left };
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify({ error })}\n`);
    return left;
  }
  const code = tellReport(invocation, await settle(invocation, app, settled));
  return code === exitCodes.fine ? left : code;
}

/** What a shell answers that does not find the command. */
const notFound = 127;

/** Why what the tool left is not taken; `null` when it is. */
function whyNot(
  { text: merged, exitCode }: { readonly text: string; readonly exitCode: number | null },
  before: string,
): string | null {
  if (exitCode !== 0) return `the tool ended with ${exitCode}`;
  if (merged === before) return "the tool changed nothing";
  return hasMarkers(merged) ? "there are still conflict markers in it" : null;
}

const optionsFor = (decisions: Decided): CycleOptions => ({
  direction: "both",
  // By id: the file may get another name.
  paths: [...decisions.keys()].map(({ page }) => page),
  twoWay: true,
  resolve: Object.fromEntries([...decisions].map(([{ page }, decision]) => [page, decision])),
});

async function settle({ signal }: Invocation, app: App, decisions: Decided): Promise<Report> {
  const { runCycle } = await import("../../sync/cycle.ts");
  return runCycle(app.parts, { ...optionsFor(decisions), signal });
}
