/**
 * The requests of the last minute, for the process that comes next: Notion counts a connection's requests whoever
 * sends them, and a command that is killed or ends leaves a full window to the one that is typed after it.
 *
 * Kept in the mirror, at most once a second and when all ends; what a kill takes along is a second's requests.
 */
import type { Mirror } from "./mirror/mirror.ts";
import { limits } from "./notion/limits.ts";
import type { Answered, Pacer } from "./notion/pacing.ts";
import type { Clock } from "./platform/clock.ts";

interface Stored {
  /** Whose requests: hash of address and token. */
  readonly connection: string;
  /** Wall clock, ms. */
  readonly at: number;
  readonly answered: readonly Answered[];
  /** Requests a minute, as learnt by then. */
  readonly learnt: number;
}

const mark = "answered";
const everyMs = 1_000;

type Knows = Pick<Pacer, "answered" | "state">;

export interface AnsweredStore {
  /** What counts now of what earlier processes were answered. */
  readonly before: readonly Answered[];
  /** Requests a minute that were let through or taught a moment ago; `null` when nothing is known. */
  readonly learnt: number | null;
  /** To be called after each answer. */
  note(pacer: Knows): void;
  /** The last word: the mirror is about to be closed. */
  end(pacer: Knows): void;
}

export function answeredStore(
  { marks }: Pick<Mirror, "marks">,
  clock: Clock,
  connection: string,
): AnsweredStore {
  const stored = marks.get<Stored>(mark);
  const passedMs = stored === null ? 0 : clock.now() - stored.at;
  // A wall clock that was set back tells nothing.
  const isOurs = stored !== null && stored.connection === connection && passedMs >= 0;
  let notedAt = Number.NEGATIVE_INFINITY;
  let isOwed = false;
  let hasEnded = false;
  const put = (pacer: Knows) => {
    notedAt = clock.monotonic();
    isOwed = false;
    marks.set(mark, {
      connection,
      at: clock.now(),
      answered: pacer.answered(),
      learnt: pacer.state().requestsPerMinute,
    } satisfies Stored);
  };
  return {
    before: isOurs
      ? stored.answered
          .map(({ agoMs, count }) => ({ agoMs: agoMs + passedMs, count }))
          .filter(({ agoMs }) => agoMs < limits.rateWindowMs)
      : [],
    learnt: isOurs && passedMs < limits.rateWindowMs ? stored.learnt : null,
    note: (pacer) => {
      if (hasEnded) return;
      isOwed = true;
      if (clock.monotonic() - notedAt >= everyMs) put(pacer);
    },
    end: (pacer) => {
      if (isOwed && !hasEnded) put(pacer);
      hasEnded = true;
    },
  };
}
