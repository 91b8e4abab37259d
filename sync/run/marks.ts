/**
 * Marks in the mirror that `status` reads, apart from what sets them: a quiet look must not load the engine.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

/** Wall clock, ms, of the end of the last run. */
export const lastRunMark = "last_run_at";

/** Why the running engine gets no hints. */
export const watchTroubleMark = "watch_trouble";

/** One block or property in conflict. What older engines took down has no versions in it. */
export interface HeldValue {
  readonly key: string;
  readonly message: string;
  readonly kind?: "block" | "property";
  /** Of a property; `icon` and `cover` are types of their own here. */
  readonly type?: string;
  /** What both had, what the file says, what Notion says: Markdown of a block, a value as plain text; empty: `""`. */
  readonly base?: string;
  readonly local?: string;
  readonly remote?: string;
}

export interface HeldConflict {
  readonly page: string;
  /** The page's file. */
  readonly path: string;
  /** Notion's version, beside it. */
  readonly sidecar: string;
  /** SHA-256 of the sidecar as written: an edited one is not written over. */
  readonly hash: string;
  readonly conflicts: readonly HeldValue[];
  /** Wall clock, ms. */
  readonly since: number;
}

export type HeldConflicts = Readonly<Record<string, HeldConflict>>;

export const conflictsMark = "conflicts";

export const conflictsIn = (mirror: Mirror): HeldConflicts =>
  mirror.marks.get<HeldConflicts>(conflictsMark) ?? {};

/** By path. */
export const listConflicts = (mirror: Mirror): readonly HeldConflict[] =>
  Object.values(conflictsIn(mirror)).sort((a, b) => (a.path < b.path ? -1 : 1));
