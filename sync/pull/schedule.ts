/**
 * When the next reading is owed, for whoever waits: a daemon's timer, a script's next round.
 */
import { hotDueAt } from "./hot.ts";
import { type Run, settlesAt } from "./run.ts";
import { chosen } from "./scope.ts";
import { againAt } from "./written.ts";

/** Wall clock, ms; `null` when nothing but the regular poll is owed. */
export function nextDue(run: Run): number | null {
  const times = chosen(run.scope, run.mirror.pages.refs({ state: "live", unsettled: true })).map(
    ({ id, editedTime }) => againAt(run.mirror, id, settlesAt({ last_edited_time: editedTime })),
  );
  const hot = hotDueAt(run);
  if (hot !== null) times.push(hot);
  if (times.length === 0) return null;
  // The server's clock, told in ours.
  return Math.min(...times) - run.notion.now() + run.clock.now();
}
