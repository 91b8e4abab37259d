/**
 * What two rounds of one run did to a page, as one outcome.
 */
import type { Note } from "../../converters/context.ts";
import type { Outcome, PageOutcome } from "./report.ts";

/** `null` for `after`: nothing is left to be said of the page; then what was sent to it still is. */
export function together(before: PageOutcome, after: PageOutcome | null): PageOutcome | null {
  const sent = before.writes > 0 && wasDone.has(before.outcome);
  if (after === null) return sent ? before : null;
  const isMinor = after.outcome === "pulled" || after.outcome === "settled";
  if (isMinor && before.outcome === "restored") return before;
  const writes = before.writes + after.writes;
  // Of an attempt that failed, the next one says all there is to say.
  const notes = wasTaken(before) ? united(before.notes, after.notes) : after.notes;
  if (!sent) return { ...after, writes, notes };
  const outcome = both(before.outcome, after.outcome);
  // Where the earlier word stays, so does what it says.
  return outcome === before.outcome && isMinor
    ? { ...before, path: after.path ?? before.path, title: after.title, writes, notes }
    : { ...after, outcome, writes, notes };
}

/** That all of it went out, whatever is done afterwards. */
const wasDone: ReadonlySet<Outcome> = new Set([
  "pushed",
  "merged",
  "created",
  "moved",
  "conflict",
  "restored",
]);

const wasTaken = ({ outcome }: PageOutcome): boolean =>
  wasDone.has(outcome) || outcome === "pulled" || outcome === "settled";

function both(before: Outcome, after: Outcome): Outcome {
  const isOfText = after === "pulled" || after === "pushed" || after === "merged";
  if (before === "created" && (isOfText || after === "settled")) return "created";
  if (after === "settled") return before === "conflict" ? "pushed" : before;
  if (after !== "pulled") return after;
  switch (before) {
    case "pushed":
    case "conflict":
      return "merged";
    default:
      return before;
  }
}

/** Each once: a later round may say again what an earlier one said. */
const united = (before: readonly Note[], after: readonly Note[]): readonly Note[] => [
  ...before.filter(({ message }) => !after.some((note) => note.message === message)),
  ...after,
];
