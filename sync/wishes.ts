/**
 * What another process asks of the engine that holds the vault: one engine a vault, and yet `pull PATH` in a
 * second terminal need not wait for a crawl of hours.
 *
 * Wishes lie in the mirror, which both processes have open. The engine does each beside whatever it is doing
 * and leaves the report there; who asked waits for it. A wish dies with the process that has it.
 */
import type { Mirror } from "../src/mirror/mirror.ts";
import { type ErrorDetails, SyncError } from "../src/platform/errors.ts";
import type { ProcessIdentity } from "../src/platform/process.ts";
import { token } from "../src/platform/random.ts";
import { runCycle } from "./cycle.ts";
import type { Restorable } from "./history.ts";
import { crawlProgress } from "./pull/progress.ts";
import { type BringBack, bringBackAll, bringBackBoth, type Restored } from "./restore.ts";
import { unknownPaths } from "./run/named.ts";
import type { CycleOptions, Parts } from "./run/parts.ts";
import type { Report } from "./run/report.ts";

/**
 * The part of a run's options that can be handed over. No dry run: what it stores is undone, and with it would be
 * what the engine stores meanwhile.
 */
export type Wished = Pick<
  CycleOptions,
  "direction" | "paths" | "full" | "twoWay" | "confirm" | "force" | "maxDelete" | "resolve"
>;

/** What can be asked for: a run, or versions of the history brought back, into the files or on both sides. */
export type Work =
  | { readonly kind: "run"; readonly options: Wished }
  | { readonly kind: "bring-back"; readonly entries: readonly Restorable[] }
  | ({ readonly kind: "bring-back-both" } & BringBack);

export type Answer =
  | { readonly report: Report }
  | { readonly restored: readonly Restored[] }
  | { readonly error: Omit<ErrorDetails, "cause"> & { readonly message: string } };

interface Wish {
  readonly id: string;
  readonly from: ProcessIdentity;
  readonly work: Work;
  readonly answer: Answer | null;
}

type Store = Pick<Mirror, "marks" | "transaction">;

const name = "wishes";
/** Between two looks for new wishes, ms: one lookup by key. */
const everyMs = 200;

const wishesIn = ({ marks }: Store): readonly Wish[] => marks.get<readonly Wish[]>(name) ?? [];

function change(mirror: Store, next: (wishes: readonly Wish[]) => readonly Wish[]): void {
  mirror.transaction(() => {
    const before = wishesIn(mirror);
    const after = next(before);
    if (after.length > 0) mirror.marks.set(name, after);
    else if (before.length > 0) mirror.marks.remove(name);
  });
}

/** Leaves a wish for the engine that runs; returns its id. */
export function putWish(
  parts: { readonly mirror: Store; readonly random: Parts["random"] },
  from: ProcessIdentity,
  work: Work,
): string {
  const id = token(parts.random, 12);
  change(parts.mirror, (wishes) => [...wishes, { id, from, work, answer: null }]);
  return id;
}

/** `null` while it has not been done. */
export const answerTo = (mirror: Store, id: string): Answer | null =>
  wishesIn(mirror).find((wish) => wish.id === id)?.answer ?? null;

/** Takes the wish back, or its answer away. */
export const dropWish = (mirror: Store, id: string): void =>
  change(mirror, (wishes) => wishes.filter((wish) => wish.id !== id));

/** What `answer` says, as if this process had done the work itself. @throws SyncError */
export function doneIn(answer: Answer): Exclude<Answer, { error: unknown }> {
  if (!("error" in answer)) return answer;
  const { message, ...details } = answer.error;
  throw new SyncError(message, details);
}

export interface Desk {
  /** Takes no more wishes and waits for those that were begun. */
  close(): Promise<void>;
}

/** Does the wishes of other processes until it is closed, or `signal` aborts: what was begun then is left to who asked. */
export function openDesk(
  parts: Parts,
  process: { isAlive(identity: ProcessIdentity): boolean },
  signal: AbortSignal,
): Desk {
  const { mirror, clock } = parts;
  const closing = new AbortController();
  const until = AbortSignal.any([signal, closing.signal]);
  const begun = new Map<string, Promise<void>>();

  async function look(): Promise<void> {
    const wishes = wishesIn(mirror);
    if (wishes.length === 0) return;
    // Whoever asked and is gone asks no more: a push is not sent for nobody.
    const dead = new Set(wishes.filter((wish) => !process.isAlive(wish.from)).map(({ id }) => id));
    if (dead.size > 0) change(mirror, (all) => all.filter(({ id }) => !dead.has(id)));
    for (const wish of wishes) {
      if (dead.has(wish.id) || wish.answer !== null || begun.has(wish.id)) continue;
      // While pages are still being listed, one that is not known yet may turn up.
      const listing = crawlProgress(mirror)?.phase === "discover";
      if (listing && (await unknownPaths(parts, pathsOf(wish.work))).length > 0) continue;
      begun.set(wish.id, fulfil(parts, wish, signal));
    }
  }

  async function serve(): Promise<void> {
    while (!until.aborted) {
      await look();
      await clock.sleep(everyMs, until).catch(() => undefined);
    }
    await Promise.all(begun.values());
  }

  // A failure is told when the desk is closed, which is when somebody waits for it.
  const served = serve().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  return {
    close: async () => {
      closing.abort();
      const failed = await served;
      if (failed !== null) throw failed.error;
    },
  };
}

const pathsOf = (work: Work): readonly string[] =>
  work.kind === "run" ? (work.options.paths ?? []) : [];

async function fulfil(parts: Parts, wish: Wish, signal: AbortSignal): Promise<void> {
  let answer: Answer;
  try {
    answer = await done(parts, wish.work, signal);
    // Stopped with us: who asked takes over as soon as the vault is free.
    if ("report" in answer && answer.report.interrupted) return;
  } catch (error) {
    if (signal.aborted) return;
    answer = { error: told(error) };
  }
  change(parts.mirror, (wishes) =>
    wishes.map((one) => (one.id === wish.id ? { ...one, answer } : one)),
  );
}

async function done(parts: Parts, work: Work, signal: AbortSignal): Promise<Answer> {
  const besides = true;
  switch (work.kind) {
    case "run":
      return { report: await runCycle(parts, { ...work.options, besides, signal }) };
    case "bring-back":
      return { restored: await bringBackAll(parts, work.entries) };
    case "bring-back-both": {
      const { report } = await bringBackBoth(parts, work, { besides, signal });
      return { report };
    }
  }
}

function told(error: unknown): Extract<Answer, { error: unknown }>["error"] {
  if (!(error instanceof SyncError))
    return {
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      code: "internal_error",
      exitCode: 1,
    };
  const { message, code, exitCode, next, where } = error;
  return {
    message,
    code,
    exitCode,
    ...(next === undefined ? {} : { next }),
    ...(where === undefined ? {} : { where }),
  };
}
