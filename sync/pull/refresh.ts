/**
 * One page read from scratch, whatever is known of it: the object, its values, its body.
 */
import { readBody } from "./body.ts";
import { unpark } from "./parked.ts";
import type { Run } from "./run.ts";
import { lookAtPage } from "./sight.ts";

/** `false`: it is in the trash, or not shown to us. */
export async function refreshPage(run: Run, id: string): Promise<boolean> {
  const page = await lookAtPage(run, id);
  if (page === null || page.in_trash) return false;
  const done = await readBody(run, id);
  if (done) unpark(run, id);
  return done;
}
