/**
 * One page read from scratch, whatever is known of it: the object, its values, its body.
 */
import { readBody } from "./body.ts";
import { unpark } from "./parked.ts";
import type { Run } from "./run.ts";
import { lookAtPage } from "./sight.ts";

/** `false`: it is in the trash, or not shown to us. */
export async function refreshPage(
  run: Run,
  id: string,
  priority = run.request.priority,
): Promise<boolean> {
  const own: Run =
    priority === run.request.priority || priority === undefined
      ? run
      : { ...run, request: { ...run.request, priority } };
  const page = await lookAtPage(own, id);
  if (page === null || page.in_trash) return false;
  const done = await readBody(own, id);
  if (done) unpark(run, id);
  return done;
}
