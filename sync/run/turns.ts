/**
 * Runs of one engine take turns: while one plans, sends and writes, no other does. Reading Notion needs no
 * turn, so a save is pushed in the middle of a crawl of hours.
 *
 * One line for each open mirror: whoever works on it stands in the same.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

export interface Turns {
  /** Somebody has the turn, or waits for it. */
  readonly busy: boolean;
  /** Does `work` when all that came before is done, whether that went well or not. */
  take<T>(work: () => Promise<T>): Promise<T>;
}

const lines = new WeakMap<Mirror, Turns>();

export function turnsOf(mirror: Mirror): Turns {
  const known = lines.get(mirror);
  if (known !== undefined) return known;
  const made = turns();
  lines.set(mirror, made);
  return made;
}

function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    get busy() {
      return waiting > 0;
    },
    take: async (work) => {
      waiting++;
      const mine = last.then(work, work);
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        waiting--;
      }
    },
  };
}
