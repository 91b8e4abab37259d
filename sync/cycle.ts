/**
 * One run: observe both sides, plan, ask the guards, execute, settle, page by page; and what came of it.
 *
 * The order is what keeps it safe: writes in doubt are settled first, everything is planned before the
 * first write, and a page's base moves only when its file is durable and Notion has confirmed.
 */
import type { Carried, Carry } from "./carry.ts";
import { carryRemove, carryWrites } from "./carry-files.ts";
import { carryPush, plannedOf } from "./carry-push.ts";
import { databaseSteps } from "./databases.ts";
import { foretell } from "./foretell.ts";
import { checkEmptied, checkFlag, checkFolder, holdPushes, twoWayMark } from "./gate.ts";
import { applyStep } from "./local/apply.ts";
import { type Atlas, atlasOf } from "./local/atlas.ts";
import { contextsOf } from "./local/context.ts";
import { type Observation, observe } from "./local/observe.ts";
import { carryMove, movesOf } from "./moves.ts";
import type { RunCycle } from "./parts.ts";
import { crawl } from "./pull/crawl.ts";
import { recover } from "./push/recover.ts";
import type { Progress } from "./report.ts";
import { note, problemOutcome, type Run, reportOf, startRun } from "./run.ts";
import { inScope } from "./scope.ts";
import { pushPartsOf } from "./self.ts";
import { settleRecords } from "./settle.ts";
import { planTasks, subject, type Task } from "./tasks.ts";

/** Rounds in one run, when pages or files keep changing under our hands. */
const roundsMax = 3;

export const lastRunMark = "last_run_at";

export const runCycle: RunCycle = async (parts, options) => {
  const run = startRun(parts, options);
  const stopped = await checkFolder(parts.files, parts.vault.root);
  if (stopped !== null) return reportOf(run, stopped);
  try {
    await phases(run);
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    run.interrupted = true;
  }
  if (!run.dryRun && !run.interrupted) parts.mirror.marks.set(lastRunMark, parts.clock.now());
  return reportOf(run, run.stopped);
};

async function phases(run: Run): Promise<void> {
  const { parts, options } = run;
  const progress = (phase: Progress["phase"], done = 0, total: number | null = null) =>
    options.onProgress?.({ phase, done, total });
  if (run.pushes && !run.dryRun && parts.mirror.journal.open().length > 0) {
    progress("recover");
    await recover(await pushPartsOf(parts, run.id, options.signal));
  }
  if (run.pulls) await look(run, {});
  for (let round = 1; ; round++) {
    const again = await oneRound(run, progress);
    if (!again || round === roundsMax || run.dryRun) return;
    options.signal?.throwIfAborted();
  }
}

/** Reads Notion into the mirror: what changed, or the named pages only. */
async function look(run: Run, only: { readonly pages?: readonly string[] }): Promise<void> {
  const { parts, options } = run;
  const { roots } = parts.settings;
  const result = await crawl(parts, {
    ...only,
    ...(options.full === undefined ? {} : { full: options.full }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(roots.length === 0
      ? {}
      : { scope: { roots, depth: null, since: null, matches: () => true } }),
  });
  for (const { id, error } of result.failures) {
    const record = parts.mirror.pages.get(id);
    note(run, `failure ${id}`, {
      outcome: "failed",
      id,
      path: parts.mirror.files.byId(id)?.path ?? null,
      title: record?.title ?? "",
      reason: `can't be read: ${error instanceof Error ? error.message : String(error)}`,
      next: "The next sync tries again.",
      writes: 0,
      notes: [],
    });
  }
}

/** `true` when something changed under our hands, so that another round may get further. */
async function oneRound(
  run: Run,
  progress: (phase: Progress["phase"], done?: number, total?: number | null) => void,
): Promise<boolean> {
  const { parts, options, dryRun } = run;
  const { mirror } = parts;
  progress("observe");
  const look = () => observe(parts, options.full === undefined ? {} : { full: options.full });
  let seen = await look();
  const emptied = checkEmptied(seen, mirror.files.all().length);
  if (emptied !== null) {
    run.stopped = emptied;
    return false;
  }
  for (const problem of seen.problems) note(run, problem.path, problemOutcome(problem, mirror));
  if (!dryRun) settleRecords(mirror, seen.touched);

  progress("plan");
  const atlas = atlasOf(
    mirror,
    seen.created.map((file) => file.path),
  );
  if (run.pulls && (await follow(run, seen, atlas))) seen = await look();
  const tasks = planTasks(run, seen, atlas);
  for (const task of tasks) {
    if (task.kind !== "stay") continue;
    note(run, task.of.record.id, task.outcome);
    if (task.settled && !dryRun) mirror.bases.clearDue(task.of.record.id);
  }
  let pushes = tasks.filter((task) => task.kind === "push");
  for (const task of pushes) run.planned.push(...plannedOf(task));
  const held = run.pushes ? holdPushes(parts, options, pushes, seen) : null;
  if (held !== null) {
    run.stopped = held;
    for (const task of pushes) {
      if (task.plan.operations.length > 0)
        note(run, task.of.record.id, {
          ...subject(task.of),
          outcome: "refused",
          reason: `held back by a guard (${held.code})`,
          writes: 0,
          notes: [],
        });
    }
    pushes = pushes.filter((task) => task.plan.operations.length === 0);
  } else if (!dryRun && options.twoWay === true && pushes.length > 0) {
    mirror.marks.set(twoWayMark, true);
  }
  if (dryRun) {
    foretell(run, tasks, held !== null);
    return false;
  }
  return carryAll(run, { seen, atlas, tasks, pushes }, progress);
}

/** Files go where their pages went in Notion; `true` when one did. */
async function follow(run: Run, seen: Observation, atlas: Atlas): Promise<boolean> {
  const { parts, options } = run;
  const { mirror, vault, clock } = parts;
  let moved = false;
  for (const move of movesOf(run, seen, atlas, inScope(atlas, options.paths ?? []))) {
    const outcome = { id: move.id, path: move.to, title: move.title, writes: 0, notes: [] };
    if (run.dryRun) {
      note(run, `move ${move.id}`, { ...outcome, outcome: "moved", reason: `from ${move.from}` });
      continue;
    }
    const record = await carryMove({ vault, mirror, clock, run: run.id }, move);
    if (record === null) continue;
    settleRecords(mirror, [record]);
    note(run, `move ${move.id}`, { ...outcome, outcome: "moved", reason: `from ${move.from}` });
    run.files.moved++;
    moved = true;
  }
  return moved;
}

interface Round {
  readonly seen: Observation;
  readonly atlas: Atlas;
  readonly tasks: readonly Task[];
  readonly pushes: readonly Extract<Task, { kind: "push" }>[];
}

async function carryAll(
  run: Run,
  { seen, atlas, tasks, pushes }: Round,
  progress: (phase: Progress["phase"], done?: number, total?: number | null) => void,
): Promise<boolean> {
  const { parts, options } = run;
  const carry: Carry = {
    parts,
    run: run.id,
    contextFor: contextsOf(parts.mirror, atlas),
    pushParts: () => pushPartsOf(parts, run.id, options.signal),
    readAgain: (page) => look(run, { pages: [page] }),
  };
  let again = false;
  const took = (id: string, carried: Carried) => {
    note(run, id, carried.outcome);
    again ||= carried.again;
    run.files.written += carried.filesWritten;
    run.files.trashed += carried.filesTrashed;
    if (carried.interrupted === true) run.interrupted = true;
  };
  /** Between two pages: the person may want to stop. */
  const goOn = async () => {
    options.signal?.throwIfAborted();
    run.stopped ??= await checkFlag(parts.files, parts.vault.root);
    return run.stopped?.code !== "redflag" && !run.interrupted;
  };

  for (const [index, task] of pushes.entries()) {
    if (!(await goOn())) return false;
    progress("push", index, pushes.length);
    took(task.of.record.id, await carryPush(carry, task));
  }
  if (!run.pulls) return again;
  for (const task of tasks) {
    if (task.kind !== "remove") continue;
    if (!(await goOn())) return false;
    took(task.of.record.id, await carryRemove(carry, task));
  }
  const writes = tasks.filter((task) => task.kind === "write");
  let done = 0;
  for await (const { task, carried } of carryWrites(carry, writes)) {
    took(task.of.record.id, carried);
    progress("write", ++done, writes.length);
    if (!(await goOn())) return false;
  }
  await describe(run, seen, atlas);
  return again;
}

/** `_database.yaml` of every database that has changed. */
async function describe(run: Run, seen: Observation, atlas: Atlas): Promise<void> {
  const { parts, options } = run;
  const { mirror, vault, clock } = parts;
  for (const step of databaseSteps(run, seen, atlas, inScope(atlas, options.paths ?? []))) {
    const written = await applyStep({ vault, mirror, clock, run: run.id }, step);
    const about = { id: step.id, path: step.path, title: step.title, writes: 0, notes: [] };
    if (written.kind !== "done" || written.record === null) {
      const reason = written.kind === "done" ? "" : written.reason;
      note(run, step.id, { ...about, outcome: "failed", reason });
      continue;
    }
    settleRecords(mirror, [written.record]);
    run.files.written++;
    note(run, step.id, {
      ...about,
      outcome: step.edited ? "restored" : "pulled",
      ...(step.edited
        ? {
            reason:
              "the description of a database is written from Notion only; the edit is in the history",
          }
        : {}),
    });
  }
}
