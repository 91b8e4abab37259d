/**
 * The schema, as the steps that lead to it.
 *
 * A step that was released is never edited: a change is a new step. `user_version` counts the steps
 * that were taken. Tables whose names start with `sync_` are the engine's own; the others, and the
 * views made for data sources (views.ts), are for people who query.
 */

const first = `
-- One row per page seen, narrow: listings and joins on titles stay cheap.
CREATE TABLE pages (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'trashed', 'detached')),
  parent_id TEXT,
  data_source_id TEXT,
  url TEXT,
  created_time TEXT,
  last_edited_time TEXT,
  seen_at INTEGER NOT NULL,
  body_edited_time TEXT,
  unsettled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pages_by_edit ON pages (last_edited_time DESC);
CREATE INDEX pages_by_parent ON pages (parent_id);
CREATE INDEX pages_by_source ON pages (data_source_id) WHERE data_source_id IS NOT NULL;

-- The page object exactly as Notion last answered.
CREATE TABLE page_objects (
  page INTEGER PRIMARY KEY REFERENCES pages (key) ON DELETE CASCADE,
  json TEXT NOT NULL
) STRICT;

-- A row per place in a page's tree: copies of synced blocks bear the original's ids, so ids repeat.
-- Document order with gaps, and depth from 0; json is the block without its children.
CREATE TABLE blocks (
  page INTEGER NOT NULL REFERENCES pages (key) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (page, place)
) STRICT;

CREATE TABLE databases (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'trashed', 'detached')),
  parent_id TEXT,
  seen_at INTEGER NOT NULL,
  json TEXT NOT NULL
) STRICT;

CREATE TABLE data_sources (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  database_id TEXT,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'trashed', 'detached')),
  created_time TEXT,
  seen_at INTEGER NOT NULL,
  -- The name of its view, and how its columns were made.
  view TEXT,
  columns TEXT,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX data_sources_by_database ON data_sources (database_id);

CREATE TABLE relations (
  page_id TEXT NOT NULL,
  property TEXT NOT NULL,
  position INTEGER NOT NULL,
  target_id TEXT NOT NULL,
  PRIMARY KEY (page_id, property, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_by_target ON relations (target_id);

-- json is NULL where only a name was met, in a people property.
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT,
  type TEXT,
  email TEXT,
  json TEXT
) STRICT;

CREATE TABLE custom_emojis (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;

CREATE TABLE comments (
  page_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  discussion_id TEXT,
  parent_id TEXT,
  created_time TEXT,
  created_by TEXT,
  text TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (page_id, position)
) STRICT;

-- rowid is pages.key.
CREATE VIRTUAL TABLE search USING fts5 (
  title, body, properties, comments,
  tokenize = 'unicode61 remove_diacritics 2'
);

-- The merge base of a page: page object, tree and file, each compressed.
CREATE TABLE sync_bases (
  page_id TEXT PRIMARY KEY,
  page BLOB NOT NULL,
  blocks BLOB NOT NULL,
  file BLOB NOT NULL
) STRICT;

CREATE TABLE sync_files (
  path TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  ino REAL NOT NULL
) STRICT;

CREATE TABLE sync_marks (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE sync_journal (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL,
  page_id TEXT NOT NULL,
  target TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'doubtful', 'absent', 'zombie')),
  sent_at INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;

-- Contents by their SHA-256, compressed; the same bytes are kept once.
CREATE TABLE sync_contents (
  hash TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE sync_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  page_id TEXT NOT NULL,
  path TEXT,
  side TEXT NOT NULL CHECK (side IN ('local', 'remote')),
  at INTEGER NOT NULL,
  run TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL REFERENCES sync_contents (hash)
) STRICT;
CREATE INDEX sync_history_by_page ON sync_history (page_id, id);
CREATE INDEX sync_history_by_run ON sync_history (run);
CREATE INDEX sync_history_by_time ON sync_history (at);
CREATE INDEX sync_history_by_hash ON sync_history (hash);
CREATE TRIGGER sync_history_is_append_only BEFORE UPDATE ON sync_history
BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;
`;

const second = `
-- Pages whose Notion side was written since both sides were last settled.
CREATE TABLE sync_due (page_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO sync_due SELECT id FROM pages;

-- Which page shows a page or database, when its parent is a block.
CREATE INDEX blocks_of_subpages ON blocks (id, page)
  WHERE type IN ('child_page', 'child_database');
`;

const third = `
-- A write may now be 'done': the codes of its state are the engine's own to check.
CREATE TABLE journal_next (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL,
  page_id TEXT NOT NULL,
  target TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;
INSERT INTO journal_next
  SELECT sequence, id, run, page_id, target, kind, state, sent_at, payload FROM sync_journal;
DROP TABLE sync_journal;
ALTER TABLE journal_next RENAME TO sync_journal;
`;

const fourth = `
-- A look at the folder reads all stamps by path: now that is the order in which they lie.
CREATE TABLE files_before AS SELECT path, id, hash, size, mtime_ms, ino FROM sync_files;
DROP TABLE sync_files;
CREATE TABLE sync_files (
  path TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  ino REAL NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sync_files SELECT path, id, hash, size, mtime_ms, ino FROM files_before;
DROP TABLE files_before;

-- The stamps of all files in one row (stamps.ts). It is there only while it is true.
CREATE TABLE sync_stamps (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  paths TEXT NOT NULL,
  numbers BLOB NOT NULL
) STRICT;
CREATE TRIGGER sync_stamps_end_with_insert AFTER INSERT ON sync_files BEGIN DELETE FROM sync_stamps; END;
CREATE TRIGGER sync_stamps_end_with_update AFTER UPDATE ON sync_files BEGIN DELETE FROM sync_stamps; END;
CREATE TRIGGER sync_stamps_end_with_delete AFTER DELETE ON sync_files BEGIN DELETE FROM sync_stamps; END;
`;

const fifth = `
-- Comments are read on a schedule of their own: when, and under which edit time of the body.
CREATE TABLE sync_comment_reads (
  page_id TEXT PRIMARY KEY,
  read_at INTEGER NOT NULL,
  body_edited_time TEXT
) STRICT, WITHOUT ROWID;

-- For people who query: names instead of ids, and what a comment is about.
ALTER TABLE comments RENAME TO sync_comments;
CREATE VIEW comments AS
  SELECT c.page_id, p.title AS page_title,
    (SELECT f.path FROM sync_files f WHERE f.id = c.page_id) AS page_path,
    nullif(c.parent_id, c.page_id) AS block_id,
    (SELECT b.text FROM blocks b WHERE b.page = p.key AND b.id = c.parent_id LIMIT 1) AS block_text,
    c.discussion_id, c.id AS comment_id,
    coalesce((SELECT u.name FROM users u WHERE u.id = c.created_by), c.created_by) AS author,
    c.created_time, c.text
  FROM sync_comments c LEFT JOIN pages p ON p.id = c.page_id
  ORDER BY c.page_id, c.position;
`;

const sixth = `
-- Files that are about to be written, with the version that each will show; gone when its base has moved.
CREATE TABLE sync_writings (
  page_id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  hash TEXT NOT NULL,
  page BLOB NOT NULL,
  blocks BLOB NOT NULL,
  file BLOB NOT NULL
) STRICT;
`;

const seventh = `
-- Which pages show a copy of a synced block.
CREATE INDEX blocks_of_copies ON blocks (json ->> '$.synced_block.synced_from.block_id', page)
  WHERE type = 'synced_block';
`;

const eighth = `
-- Paths in settled files, as typed, at which no page lies.
CREATE TABLE sync_open_links (
  page_id TEXT NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (page_id, path)
) STRICT, WITHOUT ROWID;
`;

/** Step n leads from version n to n + 1. */
export const migrations: readonly string[] = [
  first,
  second,
  third,
  fourth,
  fifth,
  sixth,
  seventh,
  eighth,
];
