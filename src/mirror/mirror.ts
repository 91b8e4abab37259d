/**
 * The mirror as the other rooms see it: what we last saw of Notion (`remote`), what both sides last
 * agreed on (`base`), where it lies on disk, and which writes are in flight.
 *
 * Synchronous, because better-sqlite3 is: no await can slip between a read and the write that rests on it.
 */

import type { BlockTree } from "../notion/tree.ts";
import type { Comment, CustomEmoji, Database, DataSource, Page, User } from "../notion/types.ts";
import type { Database as Sqlite } from "../platform/sqlite.ts";

/** `detached`: no longer shared with us, kept; never the same as trashed. */
export type ObjectState = "live" | "trashed" | "detached";

export interface PageRecord {
  readonly id: string;
  /** As Notion last answered, relations and people complete past 25. */
  readonly page: Page;
  readonly title: string;
  readonly state: ObjectState;
  /** Id of the page, database or block above; `null` at the workspace's root. */
  readonly parentId: string | null;
  /** Wall clock, ms, of the last direct or listed sight. */
  readonly seenAt: number;
  /** `last_edited_time` that the `remote` tree was read under; `null` while the body was never read. */
  readonly bodyEditedTime: string | null;
  /** The body was read within the minute of its last edit (or changed while being read): read once more later. */
  readonly unsettled: boolean;
}

/** What a crawl asks of many pages at once: columns only, no JSON. */
export type PageRef = Omit<PageRecord, "page" | "title"> & {
  /** The page's `last_edited_time` as last listed. */
  readonly editedTime: string;
  /** The data source that it is a row of. */
  readonly dataSourceId: string | null;
};

export interface PageFilter {
  readonly state?: ObjectState;
  /** `true`: the body was never read, or under another `last_edited_time` than the listed one. */
  readonly due?: boolean;
  readonly unsettled?: boolean;
  /** Not seen at or after this, ms. */
  readonly seenBefore?: number;
  /** `last_edited_time` at or after this ISO minute. */
  readonly editedSince?: string;
  readonly dataSourceId?: string;
  readonly limit?: number;
}

export interface PageCounts {
  readonly live: number;
  /** Live ones whose body was read. */
  readonly withBody: number;
  readonly detached: number;
}

export interface Pages {
  get(id: string): PageRecord | null;
  /** Newest `last_edited_time` first, then by id. Cheap on any number of pages: nothing is parsed. */
  refs(filter?: PageFilter): readonly PageRef[];
  counts(): PageCounts;
  /** Living pages whose body was never read, by the data source that they are rows of. */
  unread(): readonly { readonly dataSourceId: string | null; readonly count: number }[];
  /** Newest `last_edited_time` first. */
  list(filter?: {
    readonly state?: ObjectState;
    readonly withoutBody?: boolean;
  }): readonly PageRecord[];
  /** Without `state`: `trashed` or `live`, as `in_trash` says. */
  put(page: Page, seenAt: number, state?: ObjectState): void;
  setState(id: string, state: ObjectState): void;
}

export interface DatabaseRecord {
  readonly database: Database;
  readonly state: ObjectState;
  readonly seenAt: number;
}

export interface DataSourceRecord {
  readonly dataSource: DataSource;
  readonly state: ObjectState;
  readonly seenAt: number;
}

export interface Databases {
  get(id: string): DatabaseRecord | null;
  list(): readonly DatabaseRecord[];
  put(database: Database, seenAt: number, state?: ObjectState): void;
  dataSource(id: string): DataSourceRecord | null;
  dataSources(databaseId?: string): readonly DataSourceRecord[];
  putDataSource(dataSource: DataSource, seenAt: number, state?: ObjectState): void;
}

/** A page is put before its blocks. */
export interface Blocks {
  /** The page's tree as Notion last answered; `null` while its body was never read. */
  remote(page: string): readonly BlockTree[] | null;
  /** The page that shows each child page and child database, by the child's id; of several the first by id. */
  homes(): ReadonlyMap<string, string>;
  /** The pages whose trees show the child page or child database, by id; several while a move is half seen. */
  homesOf(child: string): readonly string[];
  /** The pages whose trees show a copy of the synced block. */
  copiesOf(original: string): readonly string[];
  /** Replaces the page's remote tree; rows of blocks that did not change are not rewritten. */
  putRemote(
    page: string,
    blocks: readonly BlockTree[],
    read: { readonly editedTime: string; readonly unsettled: boolean },
  ): void;
}

/** The version of one page on which its file and Notion last agreed. */
export interface Base {
  readonly page: Page;
  readonly blocks: readonly BlockTree[];
  /** Exact bytes of the file as last settled. */
  readonly file: Uint8Array;
}

export interface Bases {
  get(page: string): Base | null;
  /** Both sides agree: nothing is due for the page until its Notion side is written again. */
  put(page: string, base: Base): void;
  remove(page: string): void;
  /** Ids of the pages whose Notion side (object, state or body) was written since `put`, in no order that matters. */
  due(): readonly string[];
  /** The pages are to be looked at, though nothing of their Notion side was written. */
  owe(pages: readonly string[]): void;
  /** What was due is dealt with, though there is nothing to agree on. */
  clearDue(page: string): void;
}

/** A file on its way to the disk: the bytes' hash, and the base that is to be settled once they lie there. */
export interface Writing {
  /** Relative to the vault. */
  readonly path: string;
  /** SHA-256 of the bytes as they will lie on the disk. */
  readonly hash: string;
  readonly base: Base;
}

export interface Writings {
  all(): readonly Writing[];
  /** One a page: the latest. */
  put(writing: Writing): void;
  remove(page: string): void;
}

/** Paths in settled files at which no page lies, decoded, as they are typed: relative to the file. */
export interface OpenLinks {
  /** By the page's id. */
  all(): ReadonlyMap<string, readonly string[]>;
  of(page: string): readonly string[];
  /** In place of those there were. More than the file has do no harm, one too few is never sent. */
  put(page: string, paths: readonly string[]): void;
}

export interface FileRecord {
  /** Relative to the vault, `/` between folders. */
  readonly path: string;
  /** The page (or database, for `_database.yaml`) that the file shows. */
  readonly id: string;
  /** SHA-256 of the bytes as last settled. */
  readonly hash: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** What tells whether files were touched, a column each: the nth values belong together. Sorted by path. */
export interface FileStamps {
  readonly paths: readonly string[];
  readonly sizes: ArrayLike<number>;
  readonly mtimesMs: ArrayLike<number>;
  readonly inos: ArrayLike<number>;
}

export interface FileTable {
  byPath(path: string): FileRecord | null;
  byId(id: string): FileRecord | null;
  all(): readonly FileRecord[];
  /** Of every file; much cheaper than `all`. */
  stamps(): FileStamps;
  count(): number;
  put(record: FileRecord): void;
  remove(path: string): void;
}

export interface People {
  users(): readonly User[];
  putUsers(users: readonly User[]): void;
  emojis(): readonly CustomEmoji[];
  putEmojis(emojis: readonly CustomEmoji[]): void;
  comments(page: string): readonly Comment[];
  /** `readAt`: when they were asked for, wall clock, ms. */
  putComments(page: string, comments: readonly Comment[], readAt?: number): void;
  commentsReadAt(page: string): number | null;
  /** Living pages with a body whose comments were not read since (ms), or under another state of the body; longest ago first. */
  commentsDue(since: number): readonly string[];
}

/** Named progress: cursors of unfinished listings, watermarks, schedules, the vault's binding. JSON values. */
export interface Marks {
  get<T>(name: string): T | null;
  set(name: string, value: unknown): void;
  remove(name: string): void;
}

/** One version of a file or page that was about to be overwritten. */
export interface HistoryEntry {
  readonly id: number;
  readonly page: string;
  readonly path: string | null;
  readonly side: "local" | "remote";
  readonly at: number;
  readonly run: string;
  readonly reason: string;
}

export interface History {
  put(entry: Omit<HistoryEntry, "id">, content: Uint8Array): number;
  /** Newest first. */
  list(filter?: { readonly page?: string; readonly run?: string }): readonly HistoryEntry[];
  content(id: number): Uint8Array;
  /** Forgets entries from before `at` (wall clock, ms), never by number; returns how many. */
  prune(at: number): number;
}

/**
 * A write to Notion that was decided: durable before its first byte is sent, gone once its answer is settled.
 * `payload` is the operation as data, with what recovery needs to recognise it.
 */
export interface Intent {
  readonly id: string;
  readonly run: string;
  readonly page: string;
  /** The block whose fate is fenced: the updated or trashed one, or the parent appended to. */
  readonly target: string;
  readonly kind: string;
  readonly payload: unknown;
  /**
   * `planned`: nothing has left yet. `sent`: on its way. `doubtful`: no clear answer. `done`: applied, and its
   * ids are in `payload`; gone with the next settled base. `absent`: never applied, or not yet: it was sent
   * again, and this one is watched as a `zombie` for a day.
   */
  readonly state: "planned" | "sent" | "doubtful" | "done" | "absent" | "zombie";
  /** Wall clock, ms. */
  readonly sentAt: number;
}

export interface Journal {
  /** In the order in which they were decided. */
  open(): readonly Intent[];
  /** A known id is replaced and keeps its turn. */
  put(intent: Intent): void;
  setState(id: string, state: Intent["state"]): void;
  remove(id: string): void;
}

export interface Mirror {
  readonly pages: Pages;
  readonly databases: Databases;
  readonly blocks: Blocks;
  readonly bases: Bases;
  readonly writings: Writings;
  readonly files: FileTable;
  readonly people: People;
  readonly openLinks: OpenLinks;
  readonly marks: Marks;
  readonly history: History;
  readonly journal: Journal;
  /** For `sql`, `search`, `doctor` and the views only. */
  readonly database: Sqlite;
  /** All or nothing; nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  /**
   * Does `work` on the mirror and then undoes all that it stored, however it ended: for runs that only say what
   * they would do. Whatever else is stored through this connection meanwhile is undone, too.
   */
  tentatively<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}
