/**
 * All that a round is to send, and in which order.
 */
import type { Operation } from "../plan/operations.ts";
import type { CreateTask, DeleteTask, PushTask } from "./task.ts";

/** Everything that a round would send. */
export interface Sending {
  readonly pushes: readonly PushTask[];
  readonly creates: readonly CreateTask[];
  readonly deletes: readonly DeleteTask[];
}

/** In the order in which it is sent: what is new, between the pages above it and the others, and last what goes. */
export function operationsOf(sending: Sending): readonly Operation[] {
  const { pushes, creates, deletes } = sending;
  const first = pushedFirst(sending);
  return [
    ...first.flatMap((task) => task.operations),
    ...creates.map((task) => task.operation),
    ...pushes.filter((task) => !first.includes(task)).flatMap((task) => task.operations),
    ...deletes.map(trashOf),
  ];
}

export const trashOf = ({
  of: { record },
  below,
}: Pick<DeleteTask, "below"> & { readonly of: Pick<DeleteTask["of"], "record"> }): Operation => ({
  kind: "trash-page",
  page: record.id,
  expected: record.page.last_edited_time,
  along: below.map(({ id, page }) => ({ page: id, expected: page.last_edited_time })),
});

/** Edits of pages that get new pages below them: what is made below a page stands behind what was written on it. */
export function pushedFirst({ pushes, creates }: Sending): readonly PushTask[] {
  const parents = new Set(
    creates.flatMap(({ page: { home } }) => (home.kind === "page" ? [home.id] : [])),
  );
  return pushes.filter(({ of }) => parents.has(of.record.id));
}
