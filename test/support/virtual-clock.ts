/**
 * Time that passes only while nobody has anything else to do.
 *
 * `run` lets every promise settle, then jumps to the next moment that somebody sleeps until, so that an hour
 * of backing off takes milliseconds and the same story every time.
 */
import type { Clock } from "../../src/platform/clock.ts";

export interface VirtualClock extends Clock {
  /** Drives time until `work` settles; throws when it waits for something that no clock brings. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Lets `ms` pass, with everything that falls due meanwhile. */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * `start`: wall clock at monotonic 0, ms since the epoch. `busy`: somebody waits for the real world, a disk for
 * instance; time stands still until nobody does.
 */
export function virtualClock(
  start = Date.UTC(2026, 10, 21, 12, 0, 30),
  busy: () => boolean = () => false,
): VirtualClock {
  let now = 0;
  let order = 0;
  let sleepers: Sleeper[] = [];

  const next = () =>
    sleepers.reduce<Sleeper | null>(
      (best, one) =>
        best === null || one.at < best.at || (one.at === best.at && one.order < best.order)
          ? one
          : best,
      null,
    );
  const wake = (sleeper: Sleeper) => {
    sleepers = sleepers.filter((one) => one !== sleeper);
    now = Math.max(now, sleeper.at);
    sleeper.wake();
  };
  // Two turns of the event loop: whatever is not settled then waits for a clock or for the outside.
  const settle = async () => {
    for (let quiet = 0; quiet < 2; quiet = busy() ? 0 : quiet + 1)
      await new Promise((resolve) => setImmediate(resolve));
  };

  const clock: VirtualClock = {
    now: () => Math.floor(start + now),
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          order: order++,
          wake: () => {
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        sleepers.push(sleeper);
      }),
    run: async (work) => {
      let settled = false;
      const done = () => {
        settled = true;
      };
      work.then(done, done);
      for (let idle = 0; ; ) {
        await settle();
        if (settled) return work;
        const sleeper = next();
        if (sleeper !== null) {
          idle = 0;
          wake(sleeper);
        } else if (++idle > 500) {
          throw new Error("The work waits for something that no clock brings");
        }
      }
    },
    advance: async (ms) => {
      const until = now + ms;
      for (;;) {
        await settle();
        const sleeper = next();
        if (sleeper === null || sleeper.at > until) break;
        wake(sleeper);
      }
      now = until;
      await settle();
    },
  };
  return clock;
}
