/**
 * Every version that was about to be overwritten: append-only, equal contents kept once.
 */
import { invariant } from "../platform/errors.ts";
import { sha256 } from "../platform/hash.ts";
import { compress, decompress } from "./compress.ts";
import { damagedMirror } from "./errors.ts";
import type { History, HistoryEntry } from "./mirror.ts";
import type { Connection } from "./statements.ts";

export function historyTable(connection: Connection): History {
  const { prepare, path } = connection;
  const columns = "id, page_id AS page, path, side, at, run, reason";
  const known = prepare<[string], { hash: string }>(
    "SELECT hash FROM sync_contents WHERE hash = ?",
  );
  const keep = prepare<[string, number, Buffer]>(
    "INSERT INTO sync_contents (hash, size, bytes) VALUES (?, ?, ?)",
  );
  const add = prepare<[string, string | null, string, number, string, string, string]>(
    `INSERT INTO sync_history (page_id, path, side, at, run, reason, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const ofPage = prepare<[string], HistoryEntry>(
    `SELECT ${columns} FROM sync_history WHERE page_id = ? ORDER BY id DESC`,
  );
  const ofRun = prepare<[string], HistoryEntry>(
    `SELECT ${columns} FROM sync_history WHERE run = ? ORDER BY id DESC`,
  );
  const ofBoth = prepare<[string, string], HistoryEntry>(
    `SELECT ${columns} FROM sync_history WHERE page_id = ? AND run = ? ORDER BY id DESC`,
  );
  const all = prepare<[], HistoryEntry>(`SELECT ${columns} FROM sync_history ORDER BY id DESC`);
  const content = prepare<[number], { hash: string; bytes: Buffer }>(
    `SELECT hash, bytes FROM sync_history JOIN sync_contents USING (hash)
     WHERE sync_history.id = ?`,
  );
  const forget = prepare<[number]>("DELETE FROM sync_history WHERE at < ?");
  const sweep = prepare<[]>(
    "DELETE FROM sync_contents WHERE hash NOT IN (SELECT hash FROM sync_history)",
  );
  return {
    put: (entry, bytes) =>
      connection.transaction(() => {
        const hash = sha256(bytes);
        if (known.get(hash) === undefined) keep.run(hash, bytes.length, compress(bytes));
        const { page, side, at, run, reason } = entry;
        return Number(add.run(page, entry.path, side, at, run, reason, hash).lastInsertRowid);
      }),
    list: ({ page, run } = {}) => {
      if (page !== undefined) return run === undefined ? ofPage.all(page) : ofBoth.all(page, run);
      return run === undefined ? all.all() : ofRun.all(run);
    },
    content: (id) => {
      const row = content.get(id);
      invariant(row !== undefined, `history has an entry ${id}`);
      let bytes: Buffer;
      try {
        bytes = decompress(row.bytes);
      } catch (error) {
        throw damagedMirror(path, `entry ${id} of the history does not unpack`, error);
      }
      if (sha256(bytes) !== row.hash)
        throw damagedMirror(path, `entry ${id} of the history is not what was kept`);
      return new Uint8Array(bytes);
    },
    prune: (before) =>
      connection.transaction(() => {
        const removed = forget.run(before).changes;
        if (removed > 0) sweep.run();
        return removed;
      }),
  };
}
