/**
 * What a mirror holds, for comparing two of them.
 */
import type { Mirror } from "../../../src/mirror/mirror.ts";

/** Every table, by the ids of what it holds; when something was last seen is bookkeeping. */
export function contents({ database }: Mirror): Record<string, readonly unknown[]> {
  const tables: Record<string, string> = {
    pages: `SELECT id, title, state, parent_id, data_source_id, url, created_time, last_edited_time,
      body_edited_time, unsettled, json FROM pages JOIN page_objects ON page = key`,
    blocks:
      "SELECT pages.id AS page, place, depth, blocks.id, type, text, json FROM blocks JOIN pages ON page = key",
    databases: "SELECT id, title, state, parent_id, json FROM databases",
    data_sources:
      "SELECT id, database_id, title, state, created_time, view, json FROM data_sources",
    relations: "SELECT * FROM relations",
    users: "SELECT * FROM users",
    custom_emojis: "SELECT * FROM custom_emojis",
    comments: "SELECT * FROM comments",
    search: `SELECT id, search.title, body, properties, comments FROM search JOIN pages ON search.rowid = key`,
    sync_due: "SELECT * FROM sync_due",
  };
  return Object.fromEntries(
    Object.entries(tables).map(([name, sql]) => [
      name,
      database
        .prepare(sql)
        .all()
        .map((row) => withoutSignatures(JSON.stringify(row)))
        .sort(),
    ]),
  );
}

const withoutSignatures = (text: string) => text.replace(/X-Amz-[^"\\]*|expiry_time[^,}]*/g, "");
