/**
 * Opening SQLite: picks the build of better-sqlite3 that this Node can load.
 *
 * 13.x needs Node-API 10 (Node ≥ 22.14) and crashes the process below that, so Node 20 gets 12.11.1,
 * installed under an alias. @see https://github.com/WiseLibs/better-sqlite3/issues/1514
 */
import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";

export type Database = BetterSqlite3.Database;
export type Statement<P extends unknown[] = unknown[], R = unknown> = BetterSqlite3.Statement<P, R>;

export interface OpenDatabaseOptions {
  readonly readonly?: boolean;
  /** Fail instead of creating an empty file. */
  readonly fileMustExist?: boolean;
}

/** A path, `":memory:"`, or the bytes of a database image. */
export type OpenDatabase = (source: string | Buffer, options?: OpenDatabaseOptions) => Database;

const nodeApiOfNewBuild = 10;
let driver: typeof BetterSqlite3 | undefined;

export const openDatabase: OpenDatabase = (source, options = {}) => {
  if (driver === undefined) {
    const name =
      Number(process.versions["napi"]) >= nodeApiOfNewBuild
        ? "better-sqlite3"
        : "better-sqlite3-node20";
    driver = createRequire(import.meta.filename)(name) as typeof BetterSqlite3;
  }
  return new driver(source, options);
};
