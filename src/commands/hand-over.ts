/**
 * Leaves work to the engine that holds the vault, and waits for what it reports.
 */
import type { CycleOptions } from "../../sync/run/parts.ts";
import type { Report } from "../../sync/run/report.ts";
import {
  type Answer,
  answerTo,
  doneIn,
  dropWish,
  putWish,
  type Wished,
  type Work,
} from "../../sync/wishes.ts";
import { locateVault, type OfflineApp, openOffline } from "../app.ts";
import { idIn } from "../notion/ids.ts";
import { VaultError } from "../platform/errors.ts";
import { lockOwner } from "../vault/lock.ts";
import { flag, type Invocation } from "./command.ts";

export type Done = Exclude<Answer, { error: unknown }>;

/** Between two looks for the answer, ms. */
const everyMs = 100;

export const isLocked = (error: unknown): boolean =>
  error instanceof VaultError && error.code === "vault_locked";

/** Whether another engine can do it: all that is named, and pushing, which looks for nothing in Notion. */
export const canBeHandedOver = ({ direction, paths = [] }: CycleOptions): boolean =>
  direction === "push" || paths.length > 0;

/**
 * `null`: nobody holds the vault any more and the work has not been done, so the caller does it itself. Throws what
 * the engine met.
 *
 * @param what The work in words: `It was asked to …`
 */
export async function askEngine(
  invocation: Invocation,
  work: Work,
  what: string,
): Promise<Done | null> {
  const { world, signal } = invocation;
  const { stateFolder } = await locateVault(world);
  const owner = await lockOwner(world, stateFolder);
  if (owner === null) return null;
  if (!flag(invocation, "json"))
    world.process.stderr.write(
      `Another notion-mirror works on this vault (process ${owner.pid}): it was asked to ${what}.\n`,
    );
  const app = await openOffline(world, { locked: false });
  const { mirror, clock } = app.parts;
  const id = putWish(app.parts, world.process.identity, work);
  try {
    for (;;) {
      const answer = answerTo(mirror, id);
      if (answer !== null) return doneIn(answer);
      if ((await lockOwner(world, stateFolder)) === null) {
        // It may have answered in its last moment.
        const last = answerTo(mirror, id);
        return last === null ? null : doneIn(last);
      }
      await clock.sleep(everyMs, signal);
    }
  } finally {
    dropWish(mirror, id);
    await app.close();
  }
}

/** The same for a run. */
export async function askForRun(
  invocation: Invocation,
  { direction, paths = [], ...rest }: CycleOptions,
): Promise<Report | null> {
  const options: Wished = {
    direction,
    paths,
    ...pick(rest, [
      "full",
      "twoWay",
      "agrees",
      "confirm",
      "force",
      "maxDelete",
      "resolve",
      "allowNewOptions",
    ]),
  };
  const verb = rest.resolve !== undefined ? "settle" : direction === "both" ? "sync" : direction;
  const what = `${verb} ${paths.length === 0 ? "now" : namesOf(invocation, paths)}`;
  const answer = await askEngine(invocation, { kind: "run", options }, what);
  return answer !== null && "report" in answer ? answer.report : null;
}

/** As they were typed where the work names pages by their ids. */
const namesOf = ({ arguments: typed }: Invocation, paths: readonly string[]): string =>
  (paths.every((path) => idIn(path) !== null) ? typed : paths).join(", ");

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  const entries = keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]);
  return Object.fromEntries(entries) as Pick<T, K>;
}

/**
 * What is found first holds: an engine that is stopped may have begun the work that it was asked for, and what is
 * the newest run, version or conflict by then is what it has done.
 */
export function foundOnce<T>(find: (app: OfflineApp) => T): (app: OfflineApp) => T {
  let found: { readonly value: T } | null = null;
  return (app) => {
    found ??= { value: find(app) };
    return found.value;
  };
}

/** Does `alone` with the vault to itself or, while another engine holds it, has that do the work by `ask`. */
export async function aloneOr<T>(
  alone: () => Promise<T>,
  ask: () => Promise<T | null>,
): Promise<T> {
  for (;;) {
    try {
      return await alone();
    } catch (error) {
      if (!isLocked(error)) throw error;
      const done = await ask();
      if (done !== null) return done;
    }
  }
}
