/**
 * When a request may leave: the budget of requests a minute, the reserve for a person, and holding the
 * whole connection when Notion asks for it.
 *
 * A strict sliding window on the injected clock. p-queue has one too (`strict`), but it keeps its own
 * timers, which a simulation can't turn: here p-queue gives each lane its order and its concurrency,
 * and the window is ours. A place in the window is free again a minute after the *answer*: the server
 * counts a request somewhere between its first byte and that moment, so no minute of the server's,
 * wherever it starts, can hold more than the budget.
 */
import PQueue from "p-queue";
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import { type Budget, learningBudget } from "./budget.ts";
import { isBlocked, type NotionError } from "./errors.ts";
import { limits } from "./limits.ts";

export type Priority = "person" | "crawl";

export interface PacerState {
  /** Requests a minute, as configured or learnt. */
  readonly requestsPerMinute: number;
  /** Requests that count against the window now. */
  readonly used: number;
  readonly waiting: number;
  /** Ms until the next request may leave; 0 when one may leave now. */
  readonly waitMs: number;
}

/** Answers that came about the same time, so long ago (ms). */
export interface Answered {
  readonly agoMs: number;
  readonly count: number;
}

export interface Pacer {
  /** Runs `work` in its turn. Rejects with the signal's reason when it aborts while waiting. */
  run<T>(work: () => Promise<T>, options: PacerRun): Promise<T>;
  /** A 429 or 529 arrived: nothing leaves before the time that it names. */
  throttled(error: NotionError): void;
  state(): PacerState;
  /** What counts against the window now, for the process that comes after this one; oldest first. */
  answered(): readonly Answered[];
}

export interface PacerRun {
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
}

export interface PacerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: what every plan has. `Infinity` paces nothing and still honours `Retry-After`. */
  readonly requestsPerMinute?: number;
  /** Above `requestsPerMinute`: a busy crawl feels its way up to this, until Notion says no. */
  readonly requestsPerMinuteMax?: number;
  /** Requests of the crawl in flight at once. */
  readonly concurrency?: number;
  /** What an earlier process of the same connection was answered. */
  readonly before?: readonly Answered[];
  /** Called after each answer. */
  readonly onAnswered?: () => void;
}

/** Requests a minute that only a person's saves and named paths may use. */
const personReserve = 20;
const personConcurrency = 4;
/** Answers this near to each other are kept as one number, ms. */
const bucketMs = 2_000;
/** A connection that Notion throttles without saying for how long. */
const unsaidHoldMs = 5_000;

interface Waiter {
  readonly start: () => void;
  readonly fail: (reason: unknown) => void;
}

export function createPacer(options: PacerOptions): Pacer {
  const { clock, random, concurrency = 8 } = options;
  const requestsPerMinute = options.requestsPerMinute ?? limits.requestsPerMinute;
  const budget = learningBudget({
    clock,
    initial: requestsPerMinute,
    max: options.requestsPerMinuteMax ?? requestsPerMinute,
  });
  const lanes = {
    person: new PQueue({ concurrency: personConcurrency }),
    crawl: new PQueue({ concurrency }),
  } satisfies Record<Priority, PQueue>;
  const waiting = { person: [] as Waiter[], crawl: [] as Waiter[] };
  const window = slidingWindow(clock, Number.isFinite(requestsPerMinute), options.before ?? []);
  let heldUntil = 0;
  /** Holds in a row that named no time, for a growing guess. */
  let unsaid = 1;
  let blocked: NotionError | null = null;
  let timer: AbortController | null = null;

  /** Ms until `priority` may start a request; 0 for now. */
  const waitFor = (priority: Priority): number => {
    const held = heldUntil - clock.monotonic();
    if (held > 0) return held;
    return window.waitMs(allowance(budget, priority));
  };

  const pump = () => {
    timer?.abort();
    timer = null;
    for (const priority of ["person", "crawl"] as const) {
      const lane = waiting[priority];
      while (lane.length > 0) {
        const waitMs = waitFor(priority);
        if (waitMs > 0) {
          if (priority === "crawl") budget.exhausted();
          wakeIn(waitMs);
          return;
        }
        // Taken before the waiter runs, so that the next turn of this loop sees it.
        window.enter();
        lane.shift()?.start();
      }
    }
  };

  const wakeIn = (ms: number) => {
    const controller = new AbortController();
    timer = controller;
    // A full window frees itself when an answer arrives, which calls `pump`.
    if (!Number.isFinite(ms)) return;
    clock.sleep(ms, controller.signal).then(pump, () => undefined);
  };

  const turn = (priority: Priority, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      if (blocked !== null) return reject(blocked);
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        const at = waiting[priority].indexOf(waiter);
        if (at !== -1) waiting[priority].splice(at, 1);
        reject(signal?.reason);
      };
      const done = () => signal?.removeEventListener("abort", onAbort);
      const waiter: Waiter = {
        start: () => {
          done();
          resolve();
        },
        fail: (reason) => {
          done();
          reject(reason);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting[priority].push(waiter);
      pump();
    });

  return {
    run: (work, { priority, signal }) =>
      lanes[priority].add(async () => {
        await turn(priority, signal);
        try {
          return await work();
        } finally {
          window.leave();
          options.onAnswered?.();
          pump();
        }
      }),
    throttled: (error) => {
      window.forget();
      if (isBlocked(error)) {
        blocked = error;
        for (const waiter of [...waiting.person.splice(0), ...waiting.crawl.splice(0)])
          waiter.fail(error);
        return;
      }
      const now = clock.monotonic();
      unsaid =
        error.retryAfterMs === null && now < heldUntil + limits.rateWindowMs ? unsaid + 1 : 1;
      const hold = error.retryAfterMs ?? backoffMs(unsaid, random, unsaidHoldMs);
      // Our own window resets with the server's; the pool of the workspace is another matter.
      if (ownLimit(error)) budget.refused(window.answered());
      window.resetIn(ownLimit(error) && error.retryAfterMs !== null ? hold : null);
      heldUntil = Math.max(heldUntil, now + hold);
      pump();
    },
    state: () => ({
      requestsPerMinute: budget.requestsPerMinute(),
      used: window.used(),
      waiting: waiting.person.length + waiting.crawl.length + lanes.person.size + lanes.crawl.size,
      waitMs: Math.min(waitFor("crawl"), limits.rateWindowMs),
    }),
    answered: () => window.answeredBy(clock.monotonic()),
  };
}

/** Paces nothing: for tests and simulations whose server sets no limit, or whose point is its 429s. */
export const unlimitedPacer = (options: Pick<PacerOptions, "clock" | "random">): Pacer =>
  createPacer({ ...options, requestsPerMinute: Number.POSITIVE_INFINITY });

/** Ms before try number `attempt` (1 is the first repetition): doubling from `first`, at most a minute, half of it chance. */
export function backoffMs(attempt: number, random: Random, first = 500): number {
  const ms = Math.min(60_000, first * 2 ** Math.max(0, attempt - 1));
  return ms / 2 + (ms / 2) * random.next();
}

const ownLimit = (error: NotionError): boolean => {
  const reason = error.additionalData["rate_limit_reason"];
  return (
    error.status === 429 && (reason === undefined || reason === "public_api_request_rate_limit")
  );
};

function allowance(budget: Budget, priority: Priority): number {
  const all = budget.requestsPerMinute();
  return priority === "person"
    ? all
    : Math.max(1, all - Math.min(personReserve, Math.floor(all / 4)));
}

/** Requests in flight, and those answered within the last minute. */
function slidingWindow(clock: Clock, remembers: boolean, before: readonly Answered[]) {
  let inFlight = 0;
  /** Times of answers on the monotonic clock, oldest first. */
  let answers: number[] = remembers
    ? before.flatMap(({ agoMs, count }) =>
        Array.from({ length: count }, () => clock.monotonic() - agoMs),
      )
    : [];
  let resetAt: number | null = null;
  const settle = () => {
    const now = clock.monotonic();
    if (resetAt !== null && now >= resetAt) {
      const at = resetAt;
      answers = answers.filter((time) => time >= at);
      resetAt = null;
    }
    let old = 0;
    while (old < answers.length && (answers[old] ?? 0) <= now - limits.rateWindowMs) old++;
    if (old > 0) answers = answers.slice(old);
  };
  return {
    enter: () => {
      inFlight++;
    },
    leave: () => {
      inFlight--;
      if (remembers) answers.push(clock.monotonic());
    },
    used: () => {
      settle();
      return inFlight + answers.length;
    },
    answered: () => {
      settle();
      return answers.length;
    },
    /** Those of a bucket count as answered when its last one was. */
    answeredBy: (now: number): readonly Answered[] => {
      settle();
      const buckets: { agoMs: number; count: number }[] = [];
      let end = Number.POSITIVE_INFINITY;
      for (const at of [...answers].reverse()) {
        const last = buckets.at(-1);
        if (last !== undefined && end - at < bucketMs) last.count++;
        else {
          buckets.push({ agoMs: now - at, count: 1 });
          end = at;
        }
      }
      return buckets.reverse();
    },
    /** The last answer was a refusal, which the server does not count. */
    forget: () => {
      answers.pop();
    },
    /** The server forgets what it counted so far in `ms`. */
    resetIn: (ms: number | null) => {
      if (ms !== null) resetAt = clock.monotonic() + ms;
    },
    /** Ms until fewer than `allowed` count; `Infinity` when that depends on an answer still to come. */
    waitMs: (allowed: number): number => {
      settle();
      const excess = inFlight + answers.length - allowed + 1;
      if (excess <= 0) return 0;
      const freeing = answers[excess - 1];
      if (freeing === undefined) return Number.POSITIVE_INFINITY;
      return Math.max(1, freeing + limits.rateWindowMs - clock.monotonic());
    },
  };
}
