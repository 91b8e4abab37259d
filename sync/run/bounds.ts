/**
 * The scope of a run: what the vault holds, and what this one run keeps to.
 *
 * The vault's own rules decide what has a file at all. Those given on the command line only narrow one run:
 * what they leave out is looked at by the next.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { type Atlas, atlasOf, newSubjectOf, type Override, subjectOf } from "../local/atlas.ts";
import type { Bounds, Outside, ScopeRules } from "../local/bounds.ts";
import type { Observation } from "../local/observe.ts";
import { everything, type Scope } from "../pull/scope.ts";
import type { LeftAlone } from "./left.ts";
import type { Run } from "./run.ts";
import { inScope } from "./scope.ts";

const mark = "scope";

type StoredScope = { readonly rules: ScopeRules; readonly ignored: string };

/** Takes up the vault's rules. `true` when they are not those of the last run. */
export function takeUpBounds(run: Run): boolean {
  const { mirror } = run.parts;
  const now: StoredScope = {
    rules: run.bounds?.rules ?? { roots: [], only: [], depth: null, since: null },
    ignored: run.bounds?.ignored ?? "",
  };
  const before = mirror.marks.get<StoredScope>(mark);
  if (JSON.stringify(before) === JSON.stringify(now)) return false;
  mirror.marks.set(mark, now);
  return before !== null;
}

const missingMark = "missing_outside";

/** Ids of files that went away while the vault did not hold their pages: when it does again, they come back. */
export const missingOutside = (mirror: Mirror): readonly string[] => noted(mirror, missingMark);

export const noteMissingOutside = (mirror: Mirror, ids: readonly string[]): void =>
  takeDown(mirror, missingMark, ids);

const outsideMark = "files_outside";

/**
 * Ids of files whose pages the vault did not hold when a run last looked. One of them that is gone went while it
 * was outside, be it that the rules changed since or that the page came in by what was done in Notion.
 */
export const filesOutside = (mirror: Mirror): readonly string[] => noted(mirror, outsideMark);

export const noteFilesOutside = (mirror: Mirror, ids: readonly string[]): void =>
  takeDown(mirror, outsideMark, ids);

const noted = (mirror: Mirror, name: string): readonly string[] =>
  mirror.marks.get<readonly string[]>(name) ?? [];

function takeDown(mirror: Mirror, name: string, ids: readonly string[]): void {
  const all = [...new Set(ids)].sort();
  if (JSON.stringify(all) === JSON.stringify(noted(mirror, name))) return;
  if (all.length === 0) mirror.marks.remove(name);
  else mirror.marks.set(name, all);
}

/** Where everything lies, and what of it the vault holds. */
export const atlasIn = (
  { parts, bounds }: Pick<Run, "parts" | "bounds">,
  foreign: readonly string[] = [],
  overrides: ReadonlyMap<string, Override> = new Map(),
): Atlas => atlasOf(parts.mirror, foreign, overrides, bounds);

/** Why the vault does not hold a page or database, also one that has no place any more. */
export function whyOutside(run: Run, atlas: Atlas, id: string): Outside | null {
  const entry = atlas.get(id);
  if (entry !== null || run.bounds === null) return entry?.outside ?? null;
  const { mirror } = run.parts;
  const path = mirror.files.byId(id)?.path;
  if (path === undefined) return null;
  // In the trash: it lies where its file does.
  const subject = newSubjectOf(atlas, path);
  const edited = mirror.pages.get(id)?.page.last_edited_time ?? null;
  return run.bounds.why({ ...subject, ids: [...subject.ids.slice(0, -1), id], edited });
}

/**
 * Whether this run is to look at a page or, by its path, at a file that is no page yet: named by the paths
 * that were given, if any, held by the vault, and not left out for this once.
 */
export function wantedBy(run: Run, atlas: Atlas): (id: string, path: string | null) => boolean {
  const named = inScope(atlas, run.options.paths ?? []);
  const { bounds, narrow } = run;
  if (bounds === null && narrow === null) return named;
  return (id, path) => {
    if (!named(id, path)) return false;
    const entry = atlas.get(id);
    if (entry === null) {
      if (id !== "") return whyOutside(run, atlas, id) === null;
      const subject = path === null ? null : newSubjectOf(atlas, path);
      return (
        subject === null || [bounds, narrow].every((each) => (each?.why(subject) ?? null) === null)
      );
    }
    if (entry.outside !== null) return false;
    return narrow === null || narrow.why(subjectOf(atlas, entry)) === null;
  };
}

/** What a crawl of this run reads. */
export function crawlScope(run: Run): Scope {
  const { bounds, narrow } = run;
  const { mirror } = run.parts;
  const roots = bounds?.rules.roots ?? [];
  if (bounds === null && narrow === null) return everything;
  const byTime = [bounds, narrow].every((each) => each === null || isByTime(each));
  return {
    roots,
    early: byTime,
    choose: () => {
      const atlas = atlasOf(mirror, [], new Map(), bounds);
      const wanted = wantedBy({ ...run, options: { ...run.options, paths: [] } }, atlas);
      return (id) => wanted(id, null);
    },
  };
}

const isByTime = ({ rules, ignored }: Bounds): boolean =>
  rules.roots.length + rules.only.length === 0 && rules.depth === null && ignored.trim() === "";

/**
 * What a person did to files that the vault holds, and apart from it what was done to others: those are
 * left alone.
 */
export function within(
  bounds: Bounds | null,
  seen: Observation,
  atlas: Atlas,
): { readonly seen: Observation; readonly left: readonly LeftAlone[] } {
  if (bounds === null) return { seen, left: [] };
  const left: LeftAlone[] = [];
  const changed = seen.changed.filter(({ id, path, kind }) => {
    const why = atlas.get(id)?.outside ?? null;
    // One that was moved may have been brought in.
    if (why === null || kind === "moved") return true;
    left.push({ path, why, kind: "edited" });
    return false;
  });
  const created = seen.created.filter(({ path }) => {
    const why = bounds.why(newSubjectOf(atlas, path));
    if (why !== null) left.push({ path, why, kind: "new" });
    return why === null;
  });
  const missing = seen.missing.filter(({ id, record }) => {
    const why = atlas.get(id)?.outside ?? null;
    if (why === null) return true;
    left.push({ path: record.path, why, kind: "deleted" });
    return false;
  });
  const problems = seen.problems.filter(({ id, path }) => {
    const outside = id === null ? bounds.whyPath(path) : (atlas.get(id)?.outside ?? null);
    return outside === null;
  });
  return { seen: { ...seen, changed, created, missing, problems }, left };
}
