/**
 * One round of a run: both sides as they are now, planned, guarded and carried out.
 */

import { arrange } from "../arrange/arrange.ts";
import { relink } from "../arrange/relink.ts";
import type { View } from "../arrange/view.ts";
import { attach } from "../carry/attach.ts";
import type { Carried, Carry } from "../carry/carry.ts";
import { carryCreate } from "../carry/create.ts";
import { describe } from "../carry/databases.ts";
import { carryRemove, carryWrites } from "../carry/files.ts";
import { carryPush, requestsFor } from "../carry/push.ts";
import { carryDelete, forget } from "../carry/remove.ts";
import { type Observation, observe } from "../local/observe.ts";
import type { Refusal } from "../local/structure.ts";
import { wantedBy } from "../run/bounds.ts";
import { gitAtWork } from "../run/git.ts";
import type { PageOutcome, Progress } from "../run/report.ts";
import { note, problemOutcome, type Run } from "../run/run.ts";
import { pushPartsOf } from "../run/self.ts";
import { settleRecords } from "../run/settle.ts";
import { planCreates } from "../tasks/create-task.ts";
import { byPath, foreseen } from "../tasks/foreseen.ts";
import { inOrder } from "../tasks/new-order.ts";
import { taskParts, unmadeIn } from "../tasks/parts.ts";
import { operationsOf, pushedFirst, type Sending } from "../tasks/sending.ts";
import { type PushTask, subject, type Task, type TaskParts } from "../tasks/task.ts";
import { planTasks } from "../tasks/tasks.ts";
import { entailed } from "./entailed.ts";
import { foretell } from "./foretell.ts";
import { checkEmptied, checkFolder, holdPushes, twoWayMark } from "./gate.ts";
import { look } from "./look.ts";
import { noteUnsent } from "./unsent.ts";

export type OnProgress = (phase: Progress["phase"], done?: number, total?: number | null) => void;

/** `true` when something changed under our hands, so that another round may get further. */
export async function oneRound(run: Run, progress: OnProgress): Promise<boolean> {
  const { parts, options, dryRun } = run;
  const { mirror } = parts;
  progress("observe");
  const seen = await observe(parts, options.full === undefined ? {} : { full: options.full });
  run.stopped ??= checkEmptied(seen);
  if (run.stopped?.code === "folder") return false;
  if (!dryRun) settleRecords(mirror, seen.touched);

  progress("plan");
  const arranged = await arrange(run, seen);
  const view: View = { ...arranged, unmade: unmadeIn(arranged) };
  for (const problem of view.seen.problems)
    note(run, problem.path, problemOutcome(problem, mirror));
  const planning = taskParts(run, view);
  const tasks = planTasks(run, view, planning);
  // Thousands of rows without a file at the end of a first crawl: one transaction, not one each.
  mirror.transaction(() => {
    for (const task of tasks) {
      if (task.kind === "stay") note(run, task.of.record.id, task.outcome);
      if (dryRun) continue;
      if (task.kind === "stay" && task.settled) mirror.bases.clearDue(task.of.record.id);
      if (task.kind === "forget") forget(run, task.of);
    }
  });
  const sending = sendingOf(run, view, tasks, planning);
  run.planned.push(
    ...requestsFor(dryRun ? foreseen(sending, view.unmade) : operationsOf(withoutWaiting(sending))),
  );
  const git = await gitAtWork(parts.files, mirror, parts.vault.root, view.seen);
  const open = notAgreedTo(run, sending);
  const held = holdPushes(parts, options, open, stillOpen(run, view.seen), git);
  if (held === null && !dryRun) git.settled();
  if (held !== null) {
    run.stopped = held;
    noteHeld(run, open, held.code);
  }
  const agreed = sending.pushes.filter((task) => !open.pushes.includes(task));
  const allowed: Sending = held === null ? sending : { creates: [], deletes: [], pushes: agreed };
  if (dryRun) {
    const still = held === null ? tasks : tasks.filter((task) => task.kind !== "push");
    foretell(run, still, allowed.creates);
    noteUnsent(run, view.seen, view.atlas);
    return false;
  }
  const isMeant = options.agrees === true || operationsOf(sending).length > 0;
  if (held === null && run.pushes && options.twoWay === true && isMeant)
    mirror.marks.set(twoWayMark, true);
  const again = await carryAll(run, view, { tasks, sending: allowed, planning }, progress);
  noteUnsent(run, view.seen, view.atlas);
  return again;
}

/** What would be sent; pages that only settle need no one's leave. */
function sendingOf(run: Run, view: View, tasks: readonly Task[], planning: TaskParts): Sending {
  const pushes = tasks.filter((task) => task.kind === "push").sort(byPathOf);
  const deletes = tasks.filter((task) => task.kind === "delete");
  const creates: Sending["creates"][number][] = [];
  if (!run.pushes) return { pushes, deletes, creates };
  const wanted = wantedBy(run, view.atlas);
  for (const refusal of view.structure.refused) {
    const { id, path, reason, next, along } = refusal;
    const isPage = id !== null && view.atlas.get(id)?.kind === "page";
    if (isPage || along === true || !wanted(id ?? "", path)) continue;
    const title = id === null ? "" : (view.atlas.get(id)?.title ?? "");
    const about = { id, path, title, writes: 0, notes: [] };
    note(run, id ?? path, { ...about, outcome: "refused", reason, next });
  }
  const created = view.structure.created.filter(({ file }) => wanted("", file.path));
  for (const plan of planCreates(planning, created))
    if (plan.kind === "create") creates.push(plan);
    else note(run, plan.outcome.path ?? "", plan.outcome);
  return { pushes, deletes, creates: inOrder(creates) };
}

const byPathOf = (a: PushTask, b: PushTask): number =>
  byPath({ path: a.of.local?.path ?? "" }, { path: b.of.local?.path ?? "" });

const withoutWaiting = (sending: Sending): Sending => ({
  ...sending,
  pushes: sending.pushes.filter(({ after }) => after.length === 0),
});

/** Without what the guards have let pass in an earlier round of this run. */
function notAgreedTo({ agreedTo }: Run, sending: Sending): Sending {
  if (agreedTo.size === 0) return sending;
  return { ...sending, pushes: sending.pushes.filter(({ of }) => !agreedTo.has(of.record.id)) };
}

function stillOpen({ agreedTo }: Run, seen: Observation): Observation {
  if (agreedTo.size === 0) return seen;
  return { ...seen, changed: seen.changed.filter(({ id }) => !agreedTo.has(id)) };
}

function noteHeld(run: Run, { pushes, creates, deletes }: Sending, code: string): void {
  const held = {
    outcome: "refused",
    reason: `held back by a guard (${code})`,
    writes: 0,
    notes: [],
  } as const;
  for (const { page } of creates)
    note(run, page.file.path, { ...held, id: null, path: page.file.path, title: page.title });
  for (const task of [...pushes, ...deletes]) {
    if (task.kind === "push" && task.operations.length === 0) continue;
    note(run, task.of.record.id, { ...subject(task.of), ...held });
  }
}

const waitingFor = ({ of, after }: PushTask): PageOutcome => ({
  ...subject(of),
  outcome: "refused",
  reason: `it leads to ${after.join(", ")}, which ${after.length === 1 ? "is no page" : "are no pages"} yet`,
  ...(of.local === null ? {} : { where: of.local.path }),
  next: "It is sent as soon as that is one: `notion-mirror push` says what is in the way.",
  ...(of.fate?.kind === "refused" ? inWords(of.fate.refusal) : {}),
  writes: 0,
  notes: [],
});

/** A file that was moved below a new one. */
const inWords = ({ reason, next }: Refusal) => ({ reason, next });

interface Planned {
  readonly tasks: readonly Task[];
  readonly sending: Sending;
  readonly planning: TaskParts;
}

async function carryAll(
  run: Run,
  view: View,
  { tasks, sending, planning }: Planned,
  progress: OnProgress,
): Promise<boolean> {
  const { parts, options } = run;
  const carry: Carry = {
    parts,
    run: run.id,
    restMs: options.restMs ?? 0,
    contextFor: planning.contextFor,
    unmade: view.unmade,
    pushParts: () => pushPartsOf(parts, run.id, options.signal),
    readAgain: (page) => look(run, { pages: [page], comments: false }),
  };
  let again = false;
  const took = (key: string, carried: Carried) => {
    note(run, key, carried.outcome);
    again ||= carried.again;
    run.files.written += carried.filesWritten;
    run.files.trashed += carried.filesTrashed;
    if (carried.interrupted === true) run.interrupted = true;
  };
  /** Between two pages: the person may want to stop. */
  const goOn = async () => {
    options.signal?.throwIfAborted();
    const stop = await checkFolder(parts.files, parts.vault.root);
    run.stopped = stop ?? run.stopped;
    return stop === null && !run.interrupted;
  };
  const { creates, pushes, deletes } = sending;
  const total = creates.length + pushes.length + deletes.length;
  let sent = 0;
  const made = new Map<string, string>();
  const others = entailed(run);
  const push = async (task: (typeof pushes)[number]) => {
    progress("push", sent++, total);
    others.by(task, made);
    took(task.of.record.id, await carryPush(carry, task));
  };
  /** Planned anew in the next round, with the ids that this one finds out. */
  const waiting: (typeof pushes)[number][] = [];
  const waits = (task: (typeof pushes)[number]) => {
    waiting.push(task);
    run.agreedTo.add(task.of.record.id);
    note(run, task.of.record.id, waitingFor(task));
  };
  const parents = pushedFirst(sending);
  for (const task of parents) {
    if (!(await goOn())) return false;
    if (task.after.length > 0) waits(task);
    else await push(task);
  }
  /** New files whose pages were made in part only. */
  const unfinished = new Set<string>();
  for (const task of creates) {
    if (!(await goOn())) return false;
    const { file, home } = task.page;
    // What goes below a page follows its text: in the next round, when all of that is there.
    if (home.kind === "new" && unfinished.has(home.path)) {
      unfinished.add(file.path);
      continue;
    }
    progress("push", sent++, total);
    others.by(task, made);
    const carried = await carryCreate(carry, task, made);
    if (carried.unfinished === true) unfinished.add(file.path);
    if (carried.outcome?.outcome === "created" && carried.outcome.id !== null)
      run.agreedTo.add(carried.outcome.id);
    took(file.path, carried);
  }
  for (const task of pushes) {
    if (parents.includes(task)) continue;
    if (!(await goOn())) return false;
    if (task.after.length > 0) waits(task);
    else await push(task);
  }
  again ||= waiting.some(({ after }) => after.some((path) => made.has(path)));
  for (const task of deletes) {
    if (!(await goOn())) return false;
    progress("push", sent++, total);
    others.by(task, made);
    took(task.of.record.id, await carryDelete(carry, task));
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
  // Not before: what is written above was planned from what was read before the push.
  again = (await others.read()) || again;
  await describe(run, view);
  await attach(run, view, carry);
  await relink(run, view);
  return again;
}
