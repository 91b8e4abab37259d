/**
 * One open connection with its prepared statements, kept for as long as the connection lives.
 */
import { invariant } from "../platform/errors.ts";
import type { Database, Statement } from "../platform/sqlite.ts";

export interface Connection {
  readonly database: Database;
  readonly path: string;
  /** Prepares once; the same text gives the same statement. */
  prepare<P extends unknown[] = unknown[], R = unknown>(sql: string): Statement<P, R>;
  /** For text that is made at run time and soon goes out of use. */
  forget(sql: string): void;
  /** All or nothing; joins a transaction that is open. Takes the write lock at once. */
  transaction<T>(work: () => T): T;
  /** Called after a transaction was undone: what was remembered of it is forgotten. */
  onRollback(forget: () => void): void;
}

export function connect(database: Database, path: string): Connection {
  const statements = new Map<string, Statement<unknown[], unknown>>();
  const forgetters: (() => void)[] = [];
  const immediate = database.transaction((work: () => unknown) => work()).immediate;
  return {
    database,
    path,
    prepare: <P extends unknown[], R>(sql: string) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement as Statement<P, R>;
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
    onRollback: (forget) => {
      forgetters.push(forget);
    },
  };
}

/** `name` as an SQL identifier, whatever it holds. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
