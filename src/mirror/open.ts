/**
 * Opens the mirror: settings that make it durable, the schema brought up to date, damage found early.
 */

import type { DataSource } from "../notion/types.ts";
import type { Clock } from "../platform/clock.ts";
import { exitCodes, MirrorError } from "../platform/errors.ts";
import type { Database, OpenDatabase } from "../platform/sqlite.ts";
import { blockTable } from "./blocks.ts";
import { databaseTable } from "./databases.ts";
import { damagedMirror, explained, explaining } from "./errors.ts";
import { historyTable } from "./history.ts";
import { migrate } from "./migrations.ts";
import type { Mirror } from "./mirror.ts";
import { openLinkTable } from "./open-links.ts";
import { pageTable } from "./pages.ts";
import { peopleTable } from "./people.ts";
import { rowTables } from "./rows.ts";
import { stampTable } from "./stamps.ts";
import { connect } from "./statements.ts";
import { baseTable, fileTable, journalTable, markTable } from "./tables.ts";
import { views } from "./views.ts";
import { writingTable } from "./writings.ts";

export interface OpenMirrorOptions {
  readonly openDatabase: OpenDatabase;
  /** Absolute, or `":memory:"`. Created when missing; its folder must exist. */
  readonly path: string;
  readonly clock: Clock;
  /** Refuse to create a new one. */
  readonly mustExist?: boolean;
}

/** After an unclean end a mirror up to this size, in bytes, is checked whole before it is used. */
const checkedAtOpenMax = 64 * 1024 * 1024;

/** Throws a `MirrorError` for a file that is damaged, newer than we are, or no mirror. */
export function openMirror(options: OpenMirrorOptions): Mirror {
  const { openDatabase, path } = options;
  let database: Database | undefined;
  try {
    database = openDatabase(path, options.mustExist === true ? { fileMustExist: true } : {});
    const unclean = configure(database);
    if (unclean) quickCheck(database, path);
    const opened = database;
    migrate(opened, path, () => deriveAnew(opened, path));
    return assemble(opened, path);
  } catch (error) {
    database?.close();
    throw unopened(error, path);
  }
}

/** `true` when the last user of the file did not close it, or still uses it. */
function configure(database: Database): boolean {
  database.pragma("busy_timeout = 5000");
  database.pragma("trusted_schema = OFF");
  database.pragma("cell_size_check = ON");
  database.pragma("foreign_keys = ON");
  const before = database.pragma("journal_mode", { simple: true });
  const frames =
    before === "wal"
      ? (database.pragma("wal_checkpoint(PASSIVE)") as { log: number }[])[0]?.log
      : 0;
  if (before !== "wal" && before !== "memory") database.pragma("journal_mode = WAL");
  // A commit is on the disk before the first byte of its request is on the wire.
  database.pragma("synchronous = FULL");
  database.pragma("fullfsync = ON");
  database.pragma("checkpoint_fullfsync = ON");
  database.pragma("temp_store = MEMORY");
  // 16 MB of log before pages move to the file: a crawl writes the same ones again and again.
  database.pragma("wal_autocheckpoint = 4000");
  database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
  return (frames ?? 0) > 0;
}

function quickCheck(database: Database, path: string): void {
  const pages = database.pragma("page_count", { simple: true }) as number;
  const pageSize = database.pragma("page_size", { simple: true }) as number;
  if (pages * pageSize > checkedAtOpenMax) return;
  const answer = database.pragma("quick_check(1)", { simple: true });
  if (answer !== "ok") throw damagedMirror(path, String(answer));
}

/** After a step of the schema: what is made from the stored objects is made again, as we make it now. */
function deriveAnew(database: Database, path: string): void {
  const connection = connect(database, path);
  const rows = rowTables(connection);
  database.exec("UPDATE data_sources SET columns = NULL");
  const sources = database.prepare<[], string>("SELECT json FROM data_sources").pluck().all();
  for (const json of sources) rows.define(JSON.parse(json) as DataSource);
  views(connection).refresh();
}

function assemble(database: Database, path: string): Mirror {
  const connection = connect(database, path);
  const rows = rowTables(connection);
  const stamps = stampTable(connection);
  const changesBefore = changesOf(database);
  return {
    pages: explaining(pageTable(connection, rows), path),
    databases: explaining(databaseTable(connection, rows, views(connection)), path),
    blocks: explaining(blockTable(connection), path),
    bases: explaining(baseTable(connection), path),
    writings: explaining(writingTable(connection), path),
    openLinks: explaining(openLinkTable(connection), path),
    files: explaining(fileTable(connection, stamps), path),
    people: explaining(peopleTable(connection), path),
    marks: explaining(markTable(connection), path),
    history: explaining(historyTable(connection), path),
    journal: explaining(journalTable(connection), path),
    database,
    transaction: (work) => {
      try {
        return connection.transaction(work);
      } catch (error) {
        throw explained(error, path);
      }
    },
    tentatively: async (work) => {
      try {
        return await connection.tentatively(work);
      } catch (error) {
        throw explained(error, path);
      }
    },
    close: () => {
      if (!database.open) return;
      try {
        if (changesOf(database) !== changesBefore) stamps.pack();
        database.pragma("optimize");
      } catch {
        // Advice for later queries; a damaged or full file is closed all the same.
      }
      database.close();
    },
  };
}

/** Rows that this connection has changed. */
const changesOf = (database: Database): number =>
  database.prepare<[], number>("SELECT total_changes()").pluck().get() ?? 0;

function unopened(error: unknown, path: string): unknown {
  // better-sqlite3's own check, before SQLite sees the path.
  if (error instanceof TypeError && error.message.includes("directory does not exist")) {
    return new MirrorError("The mirror's folder does not exist", {
      code: "mirror_unreadable",
      exitCode: exitCodes.guard,
      next: "Run `notion-mirror pull`: the mirror is read anew from Notion, your files stay as they are.",
      where: path,
      cause: error,
    });
  }
  return explained(error, path);
}
