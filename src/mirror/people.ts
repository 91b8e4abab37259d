/**
 * Users, custom emojis, and what people said about a page.
 */
import { plainText } from "../notion/canonical.ts";
import type { Comment, CustomEmoji, RichText, User } from "../notion/types.ts";
import type { People } from "./mirror.ts";
import type { Connection } from "./statements.ts";

export function peopleTable(connection: Connection): People {
  const { prepare } = connection;
  const parsed = <T>(rows: readonly { json: string }[]) =>
    rows.map((row) => JSON.parse(row.json) as T);
  const users = prepare<[], { json: string }>(
    "SELECT json FROM users WHERE json IS NOT NULL ORDER BY id",
  );
  const putUser = prepare<[string, string | null, string | null, string | null, string]>(
    `INSERT INTO users (id, name, type, email, json) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, type = excluded.type, email = excluded.email, json = excluded.json
     WHERE json IS NOT excluded.json`,
  );
  const emojis = prepare<[], { json: string }>("SELECT json FROM custom_emojis ORDER BY id");
  const putEmoji = prepare<[string, string, string]>(
    `INSERT INTO custom_emojis (id, name, json) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, json = excluded.json`,
  );
  const comments = prepare<[string], { json: string }>(
    "SELECT json FROM sync_comments WHERE page_id = ? ORDER BY position",
  );
  const clearComments = prepare<[string]>("DELETE FROM sync_comments WHERE page_id = ?");
  const putComment = prepare<
    [
      page: string,
      position: number,
      id: string,
      discussion: string | null,
      parent: string | null,
      created: string | null,
      by: string | null,
      text: string,
      json: string,
    ]
  >(
    `INSERT INTO sync_comments
       (page_id, position, id, discussion_id, parent_id, created_time, created_by, text, json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const putRead = prepare<[number, string]>(
    `INSERT INTO sync_comment_reads (page_id, read_at, body_edited_time)
     SELECT id, ?, body_edited_time FROM pages WHERE id = ?
     ON CONFLICT (page_id) DO UPDATE SET
       read_at = excluded.read_at, body_edited_time = excluded.body_edited_time`,
  );
  const readAt = prepare<[string], number>(
    "SELECT read_at FROM sync_comment_reads WHERE page_id = ?",
  ).pluck();
  const due = prepare<[number], string>(
    `SELECT p.id FROM pages p LEFT JOIN sync_comment_reads r ON r.page_id = p.id
     WHERE p.state = 'live' AND p.body_edited_time IS NOT NULL
       AND (r.read_at IS NULL OR r.read_at < ? OR r.body_edited_time IS NOT p.body_edited_time)
     ORDER BY coalesce(r.read_at, 0), p.last_edited_time DESC, p.id`,
  ).pluck();
  const index = prepare<[string, string]>(
    "UPDATE search SET comments = ? WHERE rowid = (SELECT key FROM pages WHERE id = ?)",
  );
  const sameComments = (page: string, next: readonly string[]) => {
    const old = comments.all(page);
    return old.length === next.length && old.every((row, at) => row.json === next[at]);
  };
  return {
    users: () => parsed<User>(users.all()),
    putUsers: (list) =>
      connection.transaction(() => {
        for (const user of list) {
          const email = user.type === "person" ? (user.person?.email ?? null) : null;
          putUser.run(user.id, user.name ?? null, user.type ?? null, email, JSON.stringify(user));
        }
      }),
    emojis: () => parsed<CustomEmoji>(emojis.all()),
    putEmojis: (list) =>
      connection.transaction(() => {
        for (const emoji of list) putEmoji.run(emoji.id, emoji.name, JSON.stringify(emoji));
      }),
    comments: (page) => parsed<Comment>(comments.all(page)),
    commentsReadAt: (page) => readAt.get(page) ?? null,
    commentsDue: (since) => due.all(since),
    putComments: (page, list, at) =>
      connection.transaction(() => {
        if (at !== undefined) putRead.run(at, page);
        const json = list.map((comment) => JSON.stringify(comment));
        if (sameComments(page, json)) return;
        clearComments.run(page);
        const texts = list.map((comment) => plainText(comment.rich_text as readonly RichText[]));
        list.forEach((comment, at) => {
          const { id, discussion_id, created_time, created_by } = comment;
          const parent =
            comment.parent.type === "block_id" ? comment.parent.block_id : comment.parent.page_id;
          putComment.run(
            page,
            at,
            id,
            discussion_id ?? null,
            parent ?? null,
            created_time ?? null,
            created_by?.id ?? null,
            texts[at] ?? "",
            json[at] ?? "",
          );
        });
        index.run(texts.join("\n"), page);
      }),
  };
}
