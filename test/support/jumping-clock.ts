/**
 * Time that stands still but for those who sleep.
 */
import type { Clock } from "../../src/platform/clock.ts";

export interface JumpingClock extends Clock {
  advance(ms: number): void;
}

/** Sleeping takes no time: the clock jumps to the moment that was slept until, in whole ms as timers go. */
export function jumpingClock(start = Date.UTC(2026, 10, 21, 12, 0, 30)): JumpingClock {
  let now = start;
  return {
    now: () => Math.floor(now),
    monotonic: () => now - start,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += Math.ceil(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
