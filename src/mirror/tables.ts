/**
 * The small tables: bases, files, marks and the journal. Each a thin skin over its SQL.
 */
import type { BlockTree } from "../notion/tree.ts";
import type { Page } from "../notion/types.ts";
import { compress, decompress } from "./compress.ts";
import { damagedMirror } from "./errors.ts";
import type { Bases, FileRecord, FileTable, Intent, Journal, Marks } from "./mirror.ts";
import type { Stamps } from "./stamps.ts";
import type { Connection } from "./statements.ts";

export function baseTable({ prepare, path, transaction }: Connection): Bases {
  type Row = { page: Buffer; blocks: Buffer; file: Buffer };
  const get = prepare<[string], Row>("SELECT page, blocks, file FROM sync_bases WHERE page_id = ?");
  const put = prepare<[string, Buffer, Buffer, Buffer]>(
    `INSERT INTO sync_bases (page_id, page, blocks, file) VALUES (?, ?, ?, ?)
     ON CONFLICT (page_id) DO UPDATE
     SET page = excluded.page, blocks = excluded.blocks, file = excluded.file`,
  );
  const remove = prepare<[string]>("DELETE FROM sync_bases WHERE page_id = ?");
  const due = prepare<[], { id: string }>("SELECT page_id AS id FROM sync_due ORDER BY page_id");
  const owe = prepare<[string]>("INSERT OR IGNORE INTO sync_due (page_id) VALUES (?)");
  const clearDue = prepare<[string]>("DELETE FROM sync_due WHERE page_id = ?");
  return {
    get: (id) => {
      const row = get.get(id);
      if (row === undefined) return null;
      try {
        return {
          page: JSON.parse(decompress(row.page).toString()) as Page,
          blocks: JSON.parse(decompress(row.blocks).toString()) as BlockTree[],
          file: new Uint8Array(decompress(row.file)),
        };
      } catch (error) {
        throw damagedMirror(path, `the base of page ${id} does not unpack`, error);
      }
    },
    put: (id, base) => {
      put.run(
        id,
        compress(JSON.stringify(base.page)),
        compress(JSON.stringify(base.blocks)),
        compress(base.file),
      );
      clearDue.run(id);
    },
    remove: (id) => {
      remove.run(id);
    },
    due: () => due.all().map((row) => row.id),
    owe: (pages) =>
      transaction(() => {
        for (const id of pages) owe.run(id);
      }),
    clearDue: (id) => {
      clearDue.run(id);
    },
  };
}

export function fileTable({ prepare }: Connection, stamps: Stamps): FileTable {
  const columns = "path, id, hash, size, mtime_ms AS mtimeMs, ino";
  const byPath = prepare<[string], FileRecord>(`SELECT ${columns} FROM sync_files WHERE path = ?`);
  const byId = prepare<[string], FileRecord>(`SELECT ${columns} FROM sync_files WHERE id = ?`);
  const all = prepare<[], FileRecord>(`SELECT ${columns} FROM sync_files ORDER BY path`);
  const count = prepare<[], { n: number }>("SELECT count(*) AS n FROM sync_files");
  // Replaces whatever holds the path or the id: path and id stay one to one.
  const put = prepare<[string, string, string, number, number, number]>(
    "INSERT OR REPLACE INTO sync_files (path, id, hash, size, mtime_ms, ino) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const remove = prepare<[string]>("DELETE FROM sync_files WHERE path = ?");
  return {
    byPath: (path) => byPath.get(path) ?? null,
    byId: (id) => byId.get(id) ?? null,
    all: () => all.all(),
    stamps: stamps.read,
    count: () => count.get()?.n ?? 0,
    put: (file) => {
      put.run(file.path, file.id, file.hash, file.size, file.mtimeMs, file.ino);
    },
    remove: (path) => {
      remove.run(path);
    },
  };
}

export function markTable({ prepare }: Connection): Marks {
  const get = prepare<[string], { value: string }>("SELECT value FROM sync_marks WHERE name = ?");
  const set = prepare<[string, string]>(
    `INSERT INTO sync_marks (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
  );
  const remove = prepare<[string]>("DELETE FROM sync_marks WHERE name = ?");
  return {
    get: <T>(name: string) => {
      const row = get.get(name);
      return row === undefined ? null : (JSON.parse(row.value) as T);
    },
    set: (name, value) => {
      set.run(name, JSON.stringify(value ?? null));
    },
    remove: (name) => {
      remove.run(name);
    },
  };
}

export function journalTable({ prepare }: Connection): Journal {
  type Row = Omit<Intent, "payload"> & { payload: string };
  const open = prepare<[], Row>(
    `SELECT id, run, page_id AS page, target, kind, payload, state, sent_at AS sentAt
     FROM sync_journal ORDER BY sequence`,
  );
  const put = prepare<[string, string, string, string, string, string, string, number]>(
    `INSERT INTO sync_journal (id, run, page_id, target, kind, payload, state, sent_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       run = excluded.run, page_id = excluded.page_id, target = excluded.target,
       kind = excluded.kind, payload = excluded.payload, state = excluded.state,
       sent_at = excluded.sent_at`,
  );
  const setState = prepare<[string, string]>("UPDATE sync_journal SET state = ? WHERE id = ?");
  const remove = prepare<[string]>("DELETE FROM sync_journal WHERE id = ?");
  return {
    open: () => open.all().map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })),
    put: (intent) => {
      const { id, run, page, target, kind, state, sentAt } = intent;
      put.run(id, run, page, target, kind, JSON.stringify(intent.payload ?? null), state, sentAt);
    },
    setState: (id, state) => {
      setState.run(state, id);
    },
    remove: (id) => {
      remove.run(id);
    },
  };
}
