/**
 * The order in which new pages are made: what is above before what is below, and where that leaves a choice a page
 * before those that lead to it, so that as few as possible need a second pass for ids that were not known.
 */
import type { CreateTask } from "./task.ts";

/** @param creates Parents before what lies below them. */
export function inOrder(creates: readonly CreateTask[]): readonly CreateTask[] {
  if (creates.every(({ leadsTo }) => leadsTo.length === 0)) return creates;
  const byPath = new Map(creates.map((task) => [task.page.file.path, task]));
  const out = new Set<CreateTask>();
  const visiting = new Set<CreateTask>();
  const visit = (task: CreateTask | undefined): void => {
    if (task === undefined || out.has(task) || visiting.has(task)) return;
    visiting.add(task);
    const { home } = task.page;
    if (home.kind === "new") visit(byPath.get(home.path));
    for (const path of task.leadsTo) visit(reachable(byPath.get(path)));
    visiting.delete(task);
    out.add(task);
  };
  /** A page below one that is being placed has to come after it. */
  const reachable = (task: CreateTask | undefined): CreateTask | undefined => {
    for (let above = task; above?.page.home.kind === "new"; ) {
      above = byPath.get(above.page.home.path);
      if (above !== undefined && visiting.has(above)) return undefined;
    }
    return task;
  };
  for (const task of creates) visit(task);
  return [...out];
}
