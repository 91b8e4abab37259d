/**
 * Marks in the mirror that `status` reads, apart from what sets them: a quiet look must not load the engine.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

/** Wall clock, ms, of the end of the last run. */
export const lastRunMark = "last_run_at";

/** Why the running engine gets no hints. */
export const watchTroubleMark = "watch_trouble";

export interface HeldConflict {
  readonly page: string;
  /** The page's file. */
  readonly path: string;
  /** Notion's version, beside it. */
  readonly sidecar: string;
  /** SHA-256 of the sidecar as written: an edited one is not written over. */
  readonly hash: string;
  readonly conflicts: readonly { readonly key: string; readonly message: string }[];
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
