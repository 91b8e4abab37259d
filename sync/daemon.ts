/**
 * The engine that goes on: one loop over a closed set of events, so that what comes next is decided in one place.
 *
 * Saves are pushed a moment after the last of them; Notion is asked on its schedule; now and then all
 * files are looked at, whatever the hints said. Trouble with the network is waited out. Reading Notion goes on
 * beside the loop (a first crawl takes hours) and takes turns with the pushes where it writes itself.
 */
import { SyncError } from "../src/platform/errors.ts";
import type { Watcher } from "../src/vault/watch.ts";
import { runCycle } from "./cycle.ts";
import { createInbox, type DaemonEvent, type Inbox } from "./inbox.ts";
import { watchTroubleMark } from "./run/marks.ts";
import type { CycleOptions, Parts } from "./run/parts.ts";
import type { Report } from "./run/report.ts";

export interface DaemonOptions {
  readonly parts: Parts;
  /** Starts hinting at changed files. */
  readonly watch: (
    onHint: (path: string) => void,
    onTrouble: (reason: string) => void,
  ) => Promise<Watcher>;
  readonly onReport: (report: Report) => void;
  /** A run failed and will be tried again in `againInMs`. */
  readonly onError: (error: unknown, againInMs: number) => void;
  /** Stops the loop, in the middle of anything; the next start goes on from there. */
  readonly signal: AbortSignal;
  readonly timings?: Partial<Timings>;
  readonly twoWay?: boolean;
}

export interface Timings {
  /** After the last save, ms; never less than the quiet that a save needs to be whole. */
  readonly pushDelayMs: number;
  /** After the first save that waits, ms. */
  readonly pushDelayMaxMs: number;
  readonly pollMs: number;
  /** Between two looks at all files, ms. */
  readonly rescanMs: number;
}

export const defaultTimings: Timings = {
  pushDelayMs: 2_000,
  pushDelayMaxMs: 10_000,
  pollMs: 60_000,
  rescanMs: 5 * 60_000,
};

/** Between the last event and the first look, ms. */
export const quietMs = 200;
/** Without hints the files are looked at this often, ms. */
const scanningMs = 10_000;
const retryMs = { first: 5_000, most: 5 * 60_000 } as const;

/** Resolves when `signal` aborts or a `redflag` file stops it. Rejects with what no retry can mend. */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { parts, signal } = options;
  const { clock, mirror } = parts;
  const timings = { ...defaultTimings, ...options.timings };
  const pushDelayMs = Math.max(quietMs, timings.pushDelayMs);
  const inbox = createInbox(clock);
  signal.addEventListener("abort", () => inbox.put({ kind: "stop" }), { once: true });
  const watcher = await options.watch(
    (path) => inbox.put({ kind: "file-changed", path }),
    (reason) => inbox.put({ kind: "hints-ended", reason }),
  );
  if (watcher.trouble !== null) inbox.put({ kind: "hints-ended", reason: watcher.trouble });
  mirror.marks.remove(watchTroubleMark);
  const now = clock.monotonic();
  const state: State = {
    dirty: null,
    pollAt: now,
    rescanAt: now + timings.rescanMs,
    rescanMs: timings.rescanMs,
    failures: 0,
    polling: null,
    inbox,
  };
  const ending = new AbortController();
  const own = { ...options, signal: AbortSignal.any([signal, ending.signal]) };
  try {
    while (!signal.aborted) {
      const event = await inbox.next(dueAt(state, { ...timings, pushDelayMs }), signal);
      if (!(await handle(own, state, event, timings))) return;
    }
  } finally {
    // Nothing goes on behind the caller's back; what it ends with is this loop's end.
    ending.abort(signal.reason);
    await watcher.close();
    await state.polling;
    mirror.marks.remove(watchTroubleMark);
  }
}

interface State {
  /** When the first and the last save that are not pushed yet were hinted at, monotonic ms. */
  dirty: { readonly first: number; readonly last: number } | null;
  pollAt: number;
  rescanAt: number;
  rescanMs: number;
  /** Runs that failed in a row. */
  failures: number;
  /** The run that reads Notion, while there is one. */
  polling: Promise<Polled> | null;
  readonly inbox: Inbox;
}

/** `goOn`: `false` ends the loop. */
type Polled = { readonly goOn: boolean } | { readonly error: unknown };

/** What falls due next, and when. */
function dueAt(
  state: State,
  timings: Timings,
): { readonly at: number; readonly event: DaemonEvent } {
  const pushAt =
    state.dirty === null
      ? Number.POSITIVE_INFINITY
      : Math.min(
          state.dirty.last + timings.pushDelayMs,
          state.dirty.first + Math.max(timings.pushDelayMaxMs, timings.pushDelayMs),
        );
  const pollAt = state.polling === null ? state.pollAt : Number.POSITIVE_INFINITY;
  const first = Math.min(pushAt, pollAt, state.rescanAt);
  if (first === pushAt) return { at: first, event: { kind: "push-due" } };
  return first === pollAt
    ? { at: first, event: { kind: "poll-due" } }
    : { at: first, event: { kind: "rescan-due" } };
}

/** `false` ends the loop. */
async function handle(
  options: DaemonOptions,
  state: State,
  event: DaemonEvent,
  timings: Timings,
): Promise<boolean> {
  const { parts } = options;
  const now = parts.clock.monotonic();
  switch (event.kind) {
    case "stop":
      return false;
    case "file-changed":
      if (await isOwnWrite(parts, event.path)) return true;
      state.dirty = { first: state.dirty?.first ?? now, last: now };
      return true;
    case "hints-ended":
      parts.mirror.marks.set(watchTroubleMark, event.reason);
      state.rescanMs = Math.min(timings.rescanMs, scanningMs);
      state.rescanAt = now + state.rescanMs;
      return true;
    case "push-due":
      state.dirty = null;
      return run(options, state, { direction: "push" });
    case "rescan-due":
      state.rescanAt = now + state.rescanMs;
      return run(options, state, { direction: "push" });
    case "poll-due":
      state.pollAt = now + timings.pollMs;
      state.polling = poll(options, state);
      return true;
    case "poll-ended": {
      const polled = await state.polling;
      state.polling = null;
      if (polled !== null && "error" in polled) throw polled.error;
      return polled?.goOn ?? true;
    }
  }
}

/** Reads Notion and brings both sides together, and tells the loop when that is done. */
async function poll(options: DaemonOptions, state: State): Promise<Polled> {
  try {
    return { goOn: await run(options, state, { direction: "both" }) };
  } catch (error) {
    return { error };
  } finally {
    state.inbox.put({ kind: "poll-ended" });
  }
}

/** The file is as the engine itself settled it: its own writing caused the event. */
async function isOwnWrite({ vault, mirror }: Parts, path: string): Promise<boolean> {
  const record = mirror.files.byPath(path);
  if (record === null) return false;
  try {
    const file = await vault.stat(path);
    return (
      file !== null &&
      file.size === record.size &&
      file.mtimeMs === record.mtimeMs &&
      file.ino === record.ino
    );
  } catch {
    // A path that the vault does not take is nobody's page; the look at all files will say so.
    return false;
  }
}

async function run(
  options: DaemonOptions,
  state: State,
  cycle: Pick<CycleOptions, "direction">,
): Promise<boolean> {
  const { parts, signal } = options;
  try {
    const report = await runCycle(parts, {
      ...cycle,
      command: "watch",
      restMs: parts.settings.restMs,
      signal,
      ...(options.twoWay === undefined ? {} : { twoWay: options.twoWay }),
    });
    state.failures = 0;
    options.onReport(report);
    return report.stopped?.code !== "redflag" && !report.interrupted;
  } catch (error) {
    if (signal.aborted) return false;
    if (isFinal(error)) throw error;
    const againInMs = Math.min(retryMs.most, retryMs.first * 2 ** state.failures++);
    const now = parts.clock.monotonic();
    state.pollAt = now + againInMs;
    // What was to be pushed still is; the poll that comes next does it.
    options.onError(error, againInMs);
    return true;
  }
}

/** Bugs, and what needs a person: another token, another disk, a mended mirror. */
const isFinal = (error: unknown): boolean =>
  !(error instanceof Error) ||
  (error instanceof SyncError &&
    ["VaultError", "MirrorError", "ConfigError"].includes(error.name)) ||
  ("status" in error && (error.status === 401 || error.status === 403)) ||
  (!(error instanceof SyncError) && error.name !== "TransportError");
