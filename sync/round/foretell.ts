/**
 * What a dry run says: the outcome that each task would have.
 */

import type { Outcome, PageOutcome } from "../run/report.ts";
import { note, type Run } from "../run/run.ts";
import { type CreateTask, subject, type Task } from "../tasks/task.ts";

export function foretell(run: Run, tasks: readonly Task[], creates: readonly CreateTask[]): void {
  for (const { page, notes } of creates) {
    const about = { id: null, path: page.file.path, title: page.title, notes };
    note(run, page.file.path, { ...about, outcome: "created", writes: 1 });
  }
  for (const task of tasks) {
    const outcome = outcomeOf(task);
    if (outcome !== null)
      note(run, task.of.record.id, { ...subject(task.of), notes: notesOf(task), ...outcome });
  }
}

const notesOf = (task: Task): PageOutcome["notes"] =>
  task.kind === "push" ? [...task.lifted.notes, ...task.foreseen] : [];

function outcomeOf(task: Task): Pick<PageOutcome, "outcome" | "writes"> | null {
  switch (task.kind) {
    case "write":
      return { outcome: task.of.fate === null ? "pulled" : "restored", writes: 0 };
    case "push":
      return { outcome: pushed(task), writes: task.operations.length };
    case "remove":
      return { outcome: "trashed", writes: 0 };
    case "delete":
      return { outcome: "trashed", writes: 1 };
    case "forget":
    case "stay":
      return null;
  }
}

const pushed = (task: Extract<Task, { kind: "push" }>): Outcome => {
  if (task.plan.conflicts.length > 0) return "conflict";
  if (task.operations.length === 0) return "settled";
  const isMoved = task.operations.some(({ kind }) => kind === "move-page");
  return isMoved || task.of.fate?.kind === "moved" ? "moved" : "pushed";
};
