/**
 * How many requests a minute the connection may send, as far as we know: what was configured, less what
 * Notion's refusals teach, and more where a higher limit may be felt for.
 */
import type { Clock } from "../platform/clock.ts";

export interface Budget {
  requestsPerMinute(): number;
  /** Notion refused a request after it had answered `answered` within the last minute. */
  refused(answered: number): void;
  /** The crawl had more to send than the budget lets through. */
  exhausted(): void;
}

const least = 10;
const minuteMs = 60_000;

export function learningBudget(options: {
  readonly clock: Clock;
  readonly initial: number;
  /** Above `initial` to feel for more. */
  readonly max: number;
}): Budget {
  const { clock, initial } = options;
  const max = Math.max(initial, options.max);
  let current = initial;
  let changedAt = clock.monotonic();
  /** Ms without a refusal before a lowered budget is raised again: others may have shared it for a while. Doubles when that was wrong. */
  let patienceMs = 10 * minuteMs;
  let refusedAt: number | null = null;

  return {
    requestsPerMinute: () => current,
    refused: (answered) => {
      if (!Number.isFinite(initial)) return;
      const now = clock.monotonic();
      if (refusedAt !== null && now - refusedAt > minuteMs)
        patienceMs = Math.min(24 * 60 * minuteMs, patienceMs * 2);
      refusedAt = now;
      changedAt = now;
      current = Math.max(least, Math.min(current, answered));
    },
    exhausted: () => {
      const now = clock.monotonic();
      const quietMs = refusedAt === null ? minuteMs : patienceMs;
      if (current >= max || now - changedAt < minuteMs) return;
      if (refusedAt !== null && now - refusedAt < quietMs) return;
      current = Math.min(max, Math.ceil(current * 1.25));
      changedAt = now;
    },
  };
}
