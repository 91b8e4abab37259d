/**
 * Pages whose bodies a push changes in Notion besides its own page: those that list a page which is made,
 * moved, renamed or trashed. Their time stamps may not tell, so they are read again; all but a new title, which
 * the answer to the push tells.
 *
 * Noted in the mirror before the push, so that a run that is cut short leaves the reading to the next one.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { Operation } from "../plan/operations.ts";
import { owe, owed } from "../pull/sight.ts";
import type { Run } from "../run/run.ts";
import type { CreateTask, DeleteTask, Task } from "../tasks/task.ts";
import { look } from "./look.ts";

type PushTask = Extract<Task, { kind: "push" }>;

export interface Entailed {
  /** Before the task is carried out. `made`: pages that this run made, by path. */
  readonly by: (
    task: CreateTask | PushTask | DeleteTask,
    made: ReadonlyMap<string, string>,
  ) => void;
  /** Reads them. `true` when there were any, or titles changed: another round brings them into their files. */
  readonly read: () => Promise<boolean>;
}

export function entailed(run: Run): Entailed {
  const { mirror } = run.parts;
  const stale = new Set<string>();
  let renamed = false;
  return {
    by: (task, made) => {
      renamed ||= task.kind === "push" && task.operations.some(isRename);
      const pages = parentsIn(mirror, task, made).filter((id) => mirror.blocks.remote(id) !== null);
      for (const id of pages) stale.add(id);
      owe(run.parts, "bodies", pages);
    },
    read: async () => {
      // A run that only pushes leaves them to the next look.
      if (!run.pulls) return false;
      const pages = owed(run.parts, "bodies").filter((id) => stale.has(id));
      if (pages.length > 0) await look(run, { pages, comments: false });
      return renamed || pages.length > 0;
    },
  };
}

function parentsIn(
  { blocks }: Mirror,
  task: CreateTask | PushTask | DeleteTask,
  made: ReadonlyMap<string, string>,
): readonly string[] {
  if (task.kind === "create") {
    const { home } = task.page;
    if (home.kind === "page") return [home.id];
    const parent = home.kind === "new" ? made.get(home.path) : undefined;
    return parent === undefined ? [] : [parent];
  }
  if (task.kind === "delete") return blocks.homesOf(task.of.record.id);
  return task.operations.flatMap((operation) => {
    if (operation.kind !== "move-page") return [];
    const { parent } = operation;
    const to = "page_id" in parent ? [parent.page_id] : [];
    return [...blocks.homesOf(operation.page), ...to];
  });
}

const isRename = (operation: Operation): boolean =>
  operation.kind === "update-page" &&
  Object.values(operation.update.properties ?? {}).some(
    (value) => value !== null && typeof value === "object" && "title" in value,
  );
