/**
 * One run of the crawl as its parts share it: the doors to the world, what was asked for, what was found.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { NotionReader, RequestOptions } from "../../src/notion/client.ts";
import { limits } from "../../src/notion/limits.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Log } from "../../src/platform/log.ts";
import type { Found } from "./progress.ts";
import { everything, type Scope } from "./scope.ts";

export interface PullParts {
  readonly notion: NotionReader;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly log: Log;
}

/** `all` bodies of a data source's rows are read, or only those that somebody asks for, or none. */
export type BodyPolicy = "all" | "lazy" | "none";

export interface CrawlOptions {
  /** List everything again and read what did not turn up, whatever the time stamps say. */
  readonly full?: boolean;
  /** Keep to these pages: read them now, before anything else, and nothing besides. */
  readonly pages?: readonly string[];
  readonly scope?: Scope;
  /** Where it says nothing: `all` up to 1,000 rows, `lazy` above. */
  readonly bodies?: (source: string) => BodyPolicy | undefined;
  /** Read discussions, of pages as a whole or of every block too. Default: none. */
  readonly comments?: boolean | "pages";
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CrawlProgress) => void;
  /**
   * Everything is listed and most bodies are still to be read: what was found and what it will cost. The scope that
   * it answers with, if any, is kept to from here on. Called in full crawls of everything that is shared.
   */
  readonly onListed?: (found: Found) => Scope | undefined | Promise<Scope | undefined>;
  /** A page is whole in the mirror: title, values and body. Awaited before the next page is read. */
  readonly onPage?: (id: string) => void | Promise<void>;
}

export interface CrawlProgress {
  readonly phase: "discover" | "fetch" | "comments";
  /** Objects listed, bodies read, or pages whose comments were read. */
  readonly done: number;
  /** `null` while it is not known. */
  readonly total: number | null;
}

/** What could not be read: the rest of the crawl went on. */
export interface CrawlFailure {
  readonly id: string;
  readonly error: unknown;
}

export interface CrawlResult {
  /** Pages that differ from what the mirror held before, new ones included. */
  readonly changed: readonly string[];
  /** Read from the object itself: it is in Notion's trash. */
  readonly trashed: readonly string[];
  /** No longer shown to us; kept. */
  readonly detached: readonly string[];
  readonly failures: readonly CrawlFailure[];
  /** Sentences for the report: what cannot be listed whole, and why. */
  readonly remarks: readonly string[];
  /** Everything that was to be read was read. */
  readonly complete: boolean;
  /** Wall clock, ms, at which the next reading is owed; `null` when nothing is. */
  readonly dueAt: number | null;
}

/** Bodies that were read, the lists of blocks that they took, and their blocks that may bear comments. */
export interface BodiesRead {
  read: number;
  lists: number;
  blocks: number;
}

export interface Run extends PullParts {
  readonly options: CrawlOptions;
  scope: Scope;
  readonly request: RequestOptions;
  /** Wall clock of the start, ms; of the interrupted crawl's start when this one resumes it. */
  readonly startedAt: number;
  /** Not one request of a listing's page shows less than everything: `full` or the first crawl. */
  readonly full: boolean;
  readonly changed: Set<string>;
  readonly trashed: Set<string>;
  readonly detached: Set<string>;
  readonly failures: Map<string, unknown>;
  readonly remarks: Set<string>;
  /** When (server's clock, ms) each object was read itself in this run, not from a list that may lag. */
  readonly direct: Map<string, number>;
  /** Pages and databases that lived nowhere before this run, or elsewhere. */
  readonly newcomers: Set<string>;
  /** Bodies read in this run, the lists of blocks that they took, and their blocks that can bear comments. */
  readonly bodies: Readonly<Record<"page" | "row", BodiesRead>>;
  /** When progress was last noted in the mirror, wall clock, ms. */
  readonly notedAt: { ms: number };
  /** Databases read by id in this run, whatever came of it. */
  readonly triedDatabases: Set<string>;
}

export function startRun(
  parts: PullParts,
  options: CrawlOptions,
  more: { readonly startedAt?: number; readonly full?: boolean } = {},
): Run {
  const { notion, mirror, clock, log } = parts;
  return {
    notion,
    mirror,
    clock,
    log,
    options,
    scope: options.scope ?? everything,
    request: {
      priority: options.pages === undefined ? "crawl" : "person",
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    startedAt: more.startedAt ?? clock.now(),
    full: more.full ?? options.full ?? false,
    changed: new Set(),
    trashed: new Set(),
    detached: new Set(),
    failures: new Map(),
    remarks: new Set(),
    direct: new Map(),
    newcomers: new Set(),
    bodies: {
      page: { read: 0, lists: 0, blocks: 0 },
      row: { read: 0, lists: 0, blocks: 0 },
    },
    notedAt: { ms: 0 },
    triedDatabases: new Set(),
  };
}

export function resultOf(run: Run, dueAt: number | null): CrawlResult {
  return {
    changed: [...run.changed],
    trashed: [...run.trashed],
    detached: [...run.detached],
    failures: [...run.failures].map(([id, error]) => ({ id, error })),
    remarks: [...run.remarks],
    complete: run.failures.size === 0 && run.remarks.size === 0,
    dueAt,
  };
}

/** Ms of the minute that Notion cuts its times to. */
export const minuteMs = 60_000;

/** The first moment (server's clock, ms) at which an edit would show another `last_edited_time`. */
export const settlesAt = (page: Pick<Page, "last_edited_time">): number =>
  Date.parse(page.last_edited_time) + minuteMs;

/** Rows up to which all bodies are read where nothing is said; and that one query lists. */
export const rowsUpTo = { all: 1_000, listed: limits.queryResultsMax } as const;
