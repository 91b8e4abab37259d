/**
 * What a dry run says: the outcome that each task would have.
 */
import type { Outcome } from "./report.ts";
import { note, type Run } from "./run.ts";
import { subject, type Task } from "./tasks.ts";

export function foretell(run: Run, tasks: readonly Task[], held: boolean): void {
  for (const task of tasks) {
    const writes = task.kind === "push" ? task.plan.operations.length : 0;
    const outcome = outcomeOf(task, run.pulls);
    if (outcome === null || (held && writes > 0)) continue;
    note(run, task.of.record.id, { ...subject(task.of), outcome, writes, notes: [] });
  }
}

function outcomeOf(task: Task, pulls: boolean): Outcome | null {
  switch (task.kind) {
    case "write":
      return pulls ? "pulled" : null;
    case "push":
      return task.plan.conflicts.length > 0
        ? "conflict"
        : task.plan.operations.length > 0
          ? "pushed"
          : "settled";
    case "remove":
      return "trashed";
    case "stay":
      return null;
  }
}
