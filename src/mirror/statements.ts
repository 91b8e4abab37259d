/**
 * One open connection with its prepared statements, kept for as long as the connection lives.
 */
import { invariant } from "../platform/errors.ts";
import type { Database, Statement } from "../platform/sqlite.ts";

export interface Connection {
  readonly database: Database;
  readonly path: string;
  /** Prepared when it is first run, then kept; the same text gives the same statement. */
  prepare<P extends unknown[] = unknown[], R = unknown>(sql: string): Prepared<P, R>;
  /** For text that is made at run time and soon goes out of use. */
  forget(sql: string): void;
  /** All or nothing; joins a transaction that is open. Takes the write lock at once. */
  transaction<T>(work: () => T): T;
  /** Undoes, when `work` has ended, all that was stored meanwhile. */
  tentatively<T>(work: () => Promise<T>): Promise<T>;
  /** Called after a transaction was undone: what was remembered of it is forgotten. */
  onRollback(forget: () => void): void;
}

/** What the tables use of a statement. A command needs few of the mirror's hundred: the others are never compiled. */
export class Prepared<P extends unknown[], R> {
  readonly #compile: () => Statement<P, R>;
  #statement: Statement<P, R> | undefined;
  #shape: "rows" | "arrays" | "values" = "rows";

  constructor(compile: () => Statement<P, R>) {
    this.#compile = compile;
  }

  run(...values: P) {
    return this.#ready().run(...values);
  }
  get(...values: P): R | undefined {
    return this.#ready().get(...values);
  }
  all(...values: P): R[] {
    return this.#ready().all(...values);
  }
  /** Rows as arrays. */
  raw(): this {
    this.#shape = "arrays";
    return this;
  }
  /** The first column of each row. */
  pluck(): this {
    this.#shape = "values";
    return this;
  }

  #ready(): Statement<P, R> {
    if (this.#statement === undefined) {
      const statement = this.#compile();
      if (this.#shape === "arrays") statement.raw();
      if (this.#shape === "values") statement.pluck();
      this.#statement = statement;
    }
    return this.#statement;
  }
}

export function connect(database: Database, path: string): Connection {
  const statements = new Map<string, Prepared<unknown[], unknown>>();
  const forgetters: (() => void)[] = [];
  const immediate = database.transaction((work: () => unknown) => work()).immediate;
  return {
    database,
    path,
    prepare: <P extends unknown[], R>(sql: string) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = new Prepared(() => database.prepare(sql));
        statements.set(sql, statement);
      }
      return statement as unknown as Prepared<P, R>;
    },
    forget: (sql) => {
      statements.delete(sql);
    },
    transaction: <T>(work: () => T) => {
      const checked = () => {
        const result = work();
        invariant(!(result instanceof Promise), "a transaction waits for nothing");
        return result;
      };
      if (database.inTransaction) return checked();
      try {
        return immediate(checked) as T;
      } catch (error) {
        for (const forget of forgetters) forget();
        throw error;
      }
    },
    tentatively: async (work) => {
      invariant(!database.inTransaction, "one run at a time is undone");
      database.exec("BEGIN IMMEDIATE");
      try {
        return await work();
      } finally {
        if (database.inTransaction) database.exec("ROLLBACK");
        for (const forget of forgetters) forget();
      }
    },
    onRollback: (forget) => {
      forgetters.push(forget);
    },
  };
}

/** `name` as an SQL identifier, whatever it holds. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
