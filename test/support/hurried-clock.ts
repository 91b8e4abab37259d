/**
 * Real time in which nobody waits: a sleep takes a turn of the event loop and moves the clock on by its
 * length. For runs over a real file system, whose end no virtual clock can know.
 */
import { type Clock, systemClock } from "../../src/platform/clock.ts";

export function hurriedClock(): Clock {
  let skipped = 0;
  return {
    now: () => Math.floor(systemClock.now() + skipped),
    monotonic: () => systemClock.monotonic() + skipped,
    sleep: async (ms, signal) => {
      await systemClock.sleep(0, signal);
      skipped += ms;
    },
  };
}
