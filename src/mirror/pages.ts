/**
 * Pages: a narrow row that lists and joins quickly, the object as Notion answered, the words to search.
 */
import { plainText } from "../notion/canonical.ts";
import type { Page, Parent } from "../notion/types.ts";
import type { ObjectState, PageCounts, PageFilter, PageRecord, PageRef, Pages } from "./mirror.ts";
import type { Rows } from "./rows.ts";
import type { Connection } from "./statements.ts";
import { propertiesText } from "./text.ts";

type Stored<T extends { readonly unsettled: boolean }> = Omit<T, "unsettled"> & {
  readonly unsettled: number;
};
type Row = Stored<Omit<PageRecord, "page">> & { readonly json: string };

export function pageTable(connection: Connection, rows: Rows): Pages {
  const { prepare } = connection;
  const shared = `pages.id, state, parent_id AS parentId, seen_at AS seenAt,
    body_edited_time AS bodyEditedTime, unsettled`;
  const order = "ORDER BY last_edited_time DESC, pages.id";
  const whole = `SELECT ${shared}, title, json FROM pages JOIN page_objects ON page = key`;
  const get = prepare<[string], Row>(`${whole} WHERE pages.id = ?`);
  const before = prepare<
    [string],
    { key: number; state: ObjectState; source: string | null; json: string }
  >(
    `SELECT key, state, data_source_id AS source, json
     FROM pages JOIN page_objects ON page = key WHERE id = ?`,
  );
  const seen = prepare<[number, number]>("UPDATE pages SET seen_at = ? WHERE key = ?");
  const upsert = prepare<
    [
      id: string,
      title: string,
      state: string,
      parent: string | null,
      source: string | null,
      url: string | null,
      created: string | null,
      edited: string | null,
      seenAt: number,
    ],
    { key: number }
  >(
    `INSERT INTO pages
       (id, title, state, parent_id, data_source_id, url, created_time, last_edited_time, seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       title = excluded.title, state = excluded.state, parent_id = excluded.parent_id,
       data_source_id = excluded.data_source_id, url = excluded.url,
       created_time = excluded.created_time, last_edited_time = excluded.last_edited_time,
       seen_at = excluded.seen_at
     RETURNING key`,
  );
  const keep = prepare<[number, string]>(
    `INSERT INTO page_objects (page, json) VALUES (?, ?)
     ON CONFLICT (page) DO UPDATE SET json = excluded.json`,
  );
  const index = prepare<[number, string, string]>(
    "INSERT INTO search (rowid, title, body, properties, comments) VALUES (?, ?, '', ?, '')",
  );
  const reindex = prepare<[string, string, number]>(
    "UPDATE search SET title = ?, properties = ? WHERE rowid = ?",
  );
  const setState = prepare<[string, string, string], { key: number }>(
    "UPDATE pages SET state = ? WHERE id = ? AND state <> ? RETURNING key",
  );
  const counts = prepare<[], PageCounts>(
    `SELECT count(*) FILTER (WHERE state = 'live') AS live,
       count(body_edited_time) FILTER (WHERE state = 'live') AS withBody,
       count(*) FILTER (WHERE state = 'detached') AS detached
     FROM pages`,
  );
  const unread = prepare<[], { dataSourceId: string | null; count: number }>(
    `SELECT data_source_id AS dataSourceId, count(*) AS count FROM pages
     WHERE state = 'live' AND body_edited_time IS NULL GROUP BY 1 ORDER BY 1`,
  );
  const markDue = prepare<[string]>("INSERT OR IGNORE INTO sync_due (page_id) VALUES (?)");

  return {
    get: (id) => {
      const row = get.get(id);
      return row === undefined ? null : record(row);
    },
    list: (filter = {}) => {
      const { where, values } = conditions({
        ...(filter.state === undefined ? {} : { state: filter.state }),
        ...(filter.withoutBody === true ? { withoutBody: true } : {}),
      });
      return prepare<Value[], Row>(`${whole} ${where} ${order}`)
        .all(...values)
        .map(record);
    },
    refs: (filter = {}) => {
      const { where, values } = conditions(filter);
      const limit = filter.limit === undefined ? "" : "LIMIT ?";
      if (filter.limit !== undefined) values.push(filter.limit);
      return prepare<Value[], Stored<PageRef>>(
        `SELECT ${shared}, last_edited_time AS editedTime, data_source_id AS dataSourceId
         FROM pages ${where} ${order} ${limit}`,
      )
        .all(...values)
        .map((row) => ({ ...row, unsettled: row.unsettled === 1 }));
    },
    unread: () => unread.all(),
    counts: () => counts.get() ?? { live: 0, withBody: 0, detached: 0 },
    put: (page, seenAt, state = page.in_trash ? "trashed" : "live") =>
      connection.transaction(() => {
        const json = JSON.stringify(page);
        const old = before.get(page.id);
        if (old !== undefined && old.json === json && old.state === state) {
          seen.run(seenAt, old.key);
          return;
        }
        const title = titleOf(page);
        const { key } = upsert.get(
          page.id,
          title,
          state,
          parentIdOf(page.parent),
          page.parent.type === "data_source_id" ? page.parent.data_source_id : null,
          page.url ?? null,
          page.created_time ?? null,
          page.last_edited_time ?? null,
          seenAt,
        ) as { key: number };
        keep.run(key, json);
        markDue.run(page.id);
        const words = propertiesText(page.properties);
        if (old === undefined) index.run(key, title, words);
        else reindex.run(title, words, key);
        rows.put(page, key, state, old?.source ?? null);
      }),
    setState: (id, state) =>
      connection.transaction(() => {
        const changed = setState.get(state, id, state);
        if (changed === undefined) return;
        rows.setState(changed.key, state);
        markDue.run(id);
      }),
  };
}

type Value = string | number;
type Filter = PageFilter & { readonly withoutBody?: boolean };

/** What SQL each member of a filter stands for; `false` where one asks for the opposite. */
function conditions(filter: Filter): { where: string; values: Value[] } {
  const parts: string[] = [];
  const values: Value[] = [];
  const add = (sql: string, ...more: Value[]) => {
    parts.push(sql);
    values.push(...more);
  };
  if (filter.state !== undefined) add("state = ?", filter.state);
  if (filter.withoutBody !== undefined)
    add(filter.withoutBody ? "body_edited_time IS NULL" : "body_edited_time IS NOT NULL");
  if (filter.due !== undefined)
    add(`body_edited_time ${filter.due ? "IS NOT" : "IS"} last_edited_time`);
  if (filter.unsettled !== undefined) add("unsettled = ?", filter.unsettled ? 1 : 0);
  if (filter.seenBefore !== undefined) add("seen_at < ?", filter.seenBefore);
  if (filter.editedSince !== undefined) add("last_edited_time >= ?", filter.editedSince);
  if (filter.dataSourceId !== undefined) add("data_source_id = ?", filter.dataSourceId);
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

/** The page object is parsed when it is first asked for: most of a listing never is. */
function record({ json, ...row }: Row): PageRecord {
  let page: Page | undefined;
  return {
    ...row,
    unsettled: row.unsettled === 1,
    get page() {
      page ??= JSON.parse(json) as Page;
      return page;
    },
  };
}

/** Plain text of the title property, whatever its name; `""` for an untitled page. */
export function titleOf(page: Page): string {
  for (const value of Object.values(page.properties)) {
    if (value.type === "title") return plainText(value.title);
  }
  return "";
}

/** The page, database or block above; `null` at the workspace's root. */
export function parentIdOf(parent: Parent): string | null {
  switch (parent.type) {
    case "page_id":
      return parent.page_id;
    case "data_source_id":
      return parent.database_id;
    case "database_id":
      return parent.database_id;
    case "block_id":
      return parent.block_id;
    default:
      return null;
  }
}
