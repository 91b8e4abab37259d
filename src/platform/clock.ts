/**
 * Time, as a parameter.
 *
 * The only caller of `Date.now`, `performance.now` and `setTimeout`: everything else receives a
 * `Clock`, so that a simulation can run hours of backing off and polling in milliseconds.
 */
export interface Clock {
  /** Wall clock, ms since the epoch. May jump; never used to measure a duration. */
  now(): number;
  /** Ms since an arbitrary start; never goes backwards. */
  monotonic(): number;
  /**
   * Resolves after `ms`. When `signal` aborts it rejects with the signal's reason, at once.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
};
