/**
 * Events of the daemon in the order in which they came, and the one that time brings when none does.
 */
import type { Clock } from "../src/platform/clock.ts";

export type DaemonEvent =
  | { readonly kind: "file-changed"; readonly path: string }
  /** No more hints: the files have to be looked at more often. */
  | { readonly kind: "hints-ended"; readonly reason: string }
  | { readonly kind: "push-due" }
  | { readonly kind: "poll-due" }
  | { readonly kind: "rescan-due" }
  /** The run that reads Notion has ended. */
  | { readonly kind: "poll-ended" }
  | { readonly kind: "stop" };

export interface Inbox {
  put(event: DaemonEvent): void;
  /** The oldest event; `due.event` when it is `due.at` (monotonic ms) and there is none. */
  next(
    due: { readonly at: number; readonly event: DaemonEvent },
    signal: AbortSignal,
  ): Promise<DaemonEvent>;
}

export function createInbox(clock: Clock): Inbox {
  const events: DaemonEvent[] = [];
  let wake: (() => void) | null = null;
  return {
    put(event) {
      // A burst about one file is one hint.
      const last = events.at(-1);
      const same =
        event.kind === "file-changed" && last?.kind === event.kind && last.path === event.path;
      if (!same) events.push(event);
      wake?.();
    },
    async next(due, signal) {
      while (events.length === 0) {
        const wait = due.at - clock.monotonic();
        if (wait <= 0) return due.event;
        const woken = new AbortController();
        wake = () => woken.abort();
        await clock.sleep(wait, AbortSignal.any([woken.signal, signal])).catch(() => undefined);
        wake = null;
        if (signal.aborted) return { kind: "stop" };
      }
      return events.shift() ?? due.event;
    },
  };
}
