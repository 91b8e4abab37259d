/**
 * What a run is made of: the outside world and the three stores, as `src/app.ts` puts them together.
 *
 * A run hands each room only what it needs: `sync/push` alone writes to Notion, `sync/local/apply.ts`
 * alone writes files.
 */
import type { Flavor } from "../../converters/context.ts";
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { NotionClient } from "../../src/notion/client.ts";
import type { Download } from "../../src/notion/download.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Files } from "../../src/platform/files.ts";
import type { Log } from "../../src/platform/log.ts";
import type { Random } from "../../src/platform/random.ts";
import type { Vault } from "../../src/vault/vault.ts";
import type { ScopeRules } from "../local/bounds.ts";
import type { Found } from "../pull/progress.ts";
import type { Progress, Report, Status } from "./report.ts";

export interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly mirror: Mirror;
  readonly vault: Vault;
  readonly notion: NotionClient & { readonly counts?: RequestCounts };
  /** Reads the files that Notion hosts; without it their addresses stay in the texts. */
  readonly download?: Download;
  readonly settings: SyncSettings;
  readonly log: Log;
}

/** Requests sent so far, as the client counts them. */
export interface RequestCounts {
  readonly reads: number;
  readonly writes: number;
}

/** How much of one data source is mirrored. */
export interface SourceSettings {
  /** `all`; `lazy`: when a row is named or found; `none`: never. Absent: `all` up to 1,000 rows, then `lazy`. */
  readonly bodies?: "all" | "lazy" | "none";
  /** `sql`: rows are in the mirror only. Absent: a file each, once its body is there. */
  readonly rows?: "files" | "sql";
}

/** What `notion-mirror.yaml` says about syncing, with every default filled in; among it what the vault holds. */
export interface SyncSettings extends ScopeRules {
  readonly mode: "two-way" | "pull";
  readonly conflict: "hold" | "local" | "remote";
  readonly flavor: Flavor;
  /** Turn bare URLs in newly typed text into links. */
  readonly linkify: boolean;
  /** Options of selects that the schema does not have are made, where a file names them. */
  readonly allowNewOptions?: boolean;
  /** By id or name of a data source or its database; `*` for all others. */
  readonly sources: Readonly<Record<string, SourceSettings>>;
  /** Read what people said: about pages as a whole (`pages`), or about every block too. */
  readonly comments: boolean | "pages";
  /** Ms a file must have been left alone before a watching engine rewrites it from Notion. */
  readonly restMs: number;
  /** Overrides of the guards' thresholds; `null` for the rule's own. */
  readonly maxDelete: number | null;
  readonly maxEdit: number | null;
  /** Media that Notion hosts are copied into the vault up to this size, bytes; 0: none are. */
  readonly fileBytesMax: number;
}

export const defaultSettings: SyncSettings = {
  mode: "two-way",
  conflict: "hold",
  flavor: "plain",
  linkify: true,
  roots: [],
  sources: {},
  only: [],
  depth: null,
  since: null,
  comments: false,
  restMs: 5_000,
  maxDelete: null,
  maxEdit: null,
  fileBytesMax: 100 * 2 ** 20,
};

/** How a person settles a conflict; `both`: the file's version after Notion's. */
export type Resolution = "local" | "remote" | "both";

/** What a person has said about the conflicts of a page. */
export interface Decision {
  /** `merged`: the file says what both are to hold, made in the knowledge of `seen`. */
  readonly how: Resolution | "merged";
  /** Ids of blocks, names of properties; `null`: all of the page. */
  readonly keys: readonly string[] | null;
  /** Notion's version that the person has looked at: what came after it still conflicts. */
  readonly seen?: { readonly page: Page; readonly blocks: readonly BlockTree[] };
}

export interface CycleOptions {
  readonly direction: "pull" | "push" | "both";
  /** Vault paths (files or folders) or page ids to keep to; all when absent. */
  readonly paths?: readonly string[];
  /** Rules that narrow this one run: what they leave out is left to the next. */
  readonly narrow?: ScopeRules;
  /** Write no file before `onFound` has answered: it may choose what there is to be. */
  readonly holdFiles?: boolean;
  /** Send nothing, write nothing, say what would be done. */
  readonly dryRun?: boolean;
  /** Look at everything, not only at what time stamps point to. */
  readonly full?: boolean;
  /** The person agreed to the first push of this vault. */
  readonly twoWay?: boolean;
  /** They said so with this very run: it holds for later ones too, whatever this one sends. */
  readonly agrees?: boolean;
  /** Options of selects that the schema does not have are made. */
  readonly allowNewOptions?: boolean;
  /** Hash of the plan that a guard held back and a person has read. */
  readonly confirm?: string;
  /** Push edits of locked pages too. */
  readonly force?: boolean;
  readonly maxDelete?: number;
  /** What a person decided about the conflicts of pages, by their ids. */
  readonly resolve?: Readonly<Record<string, Resolution | Decision>>;
  /** Ms a file must have been left alone before it is rewritten from Notion. Default 0: a run that was asked for does it at once. */
  readonly restMs?: number;
  /** Goes under the name of an earlier run, to be undone with it. */
  readonly run?: string;
  /** The command that was typed, for hints that name it. Default: the one of the direction. */
  readonly command?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** Another run of this engine reads Notion: only what is named is read, nothing is looked for. */
  readonly besides?: boolean;
  /**
   * Told what a full crawl has found, before it reads most bodies. The settings that it answers with, if any,
   * are the vault's from here on.
   */
  readonly onFound?: (found: Found) => Chosen | undefined | Promise<Chosen | undefined>;
  readonly signal?: AbortSignal;
}

/** What a person may choose once it is known what there is. */
export type Chosen = Partial<ScopeRules & Pick<SyncSettings, "sources">>;

/** `runCycle` of `sync/cycle.ts`: one run, whatever happens to single pages; throws only a `SyncError` that stops all. */
export type RunCycle = (parts: Parts, options: CycleOptions) => Promise<Report>;

/** `readStatus` of `sync/status.ts`: cheap, reads the folder and the mirror, sends nothing, writes nothing. */
export type ReadStatus = (parts: Omit<Parts, "notion">) => Promise<Status>;
