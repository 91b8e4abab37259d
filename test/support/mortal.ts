/**
 * A process that can be killed at any step: from then on nothing of it reaches the disk, the mirror or the
 * network.
 *
 * Steps are what outlives a process: each change of the file system, each transaction of the mirror that is
 * committed, each request on its way there and back. It dies before its last step is done, and with a file half
 * written where that is the step.
 */
import type { Transport } from "../../src/notion/transport.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { type Files, systemFiles } from "../../src/platform/files.ts";
import type { Database, OpenDatabase } from "../../src/platform/sqlite.ts";

class Killed extends Error {}

const mutating = [
  "writeNew",
  "rename",
  "link",
  "remove",
  "removeFolder",
  "fsyncFolder",
  "makeFolder",
] as const;

/** A process that dies at its step `at`. */
export function mortal(at = Number.POSITIVE_INFINITY, real: Files = systemFiles) {
  let steps = 0;
  let alive = true;
  const step = () => {
    if (!alive) throw new Killed();
    if (++steps === at) {
      alive = false;
      throw new Killed();
    }
  };
  const files: Files = { ...real };
  for (const name of mutating)
    Object.assign(files, {
      [name]: async (...args: never[]) => {
        const before = alive;
        try {
          step();
        } catch (error) {
          const [path, bytes] = args as unknown as [string, Uint8Array];
          if (before && name === "writeNew")
            await real.writeNew(path, bytes.subarray(0, bytes.length / 2));
          throw error;
        }
        return (real[name] as (...args: never[]) => unknown)(...args);
      },
    });
  /** Dies before the request leaves, or after it was answered: by turns. */
  const transport =
    (next: Transport): Transport =>
    async (request, signal) => {
      step();
      const answer = await next(request, signal);
      step();
      return answer;
    };
  /** Nothing wakes the dead. */
  const clock = (next: Clock): Clock => ({
    now: () => next.now(),
    monotonic: () => next.monotonic(),
    sleep: async (ms, signal) => {
      if (!alive) throw new Killed();
      await next.sleep(ms, signal);
    },
  });
  return {
    files,
    transport,
    clock,
    openDatabase:
      (next: OpenDatabase): OpenDatabase =>
      (source, options) =>
        watched(next(source, options), step),
    get steps() {
      return steps;
    },
    get alive() {
      return alive;
    },
    revive: () => {
      alive = true;
      steps = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Each commit is a step: a transaction, or a change outside of one. */
function watched(database: Database, step: () => void): Database {
  const alone = () => {
    if (!database.inTransaction) step();
  };
  const around = <T extends object>(target: T, own: Partial<Record<keyof T, unknown>>): T =>
    new Proxy(target, {
      get: (_, name) => {
        if (name in own) return own[name as keyof T];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  return around(database, {
    prepare: (sql: string) => {
      const statement = database.prepare(sql);
      if (statement.readonly) return statement;
      const changing =
        (name: "run" | "get" | "all") =>
        (...values: unknown[]) => {
          alone();
          return statement[name](...values);
        };
      return around(statement, {
        run: changing("run"),
        get: changing("get"),
        all: changing("all"),
      });
    },
    exec: (sql: string) => {
      alone();
      return database.exec(sql);
    },
    transaction: (work: () => unknown) => {
      const whole = database.transaction(work);
      return Object.assign(
        (...values: never[]) => {
          alone();
          return whole(...(values as []));
        },
        {
          immediate: (...values: never[]) => {
            alone();
            return whole.immediate(...(values as []));
          },
        },
      );
    },
  });
}
