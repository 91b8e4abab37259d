/**
 * What the vault's scope leaves out, and which files lie there all the same: for `status` and `doctor`.
 */
import { type Atlas, atlasOf } from "../local/atlas.ts";
import { type Bounds, inWords, type Outside } from "../local/bounds.ts";
import type { Observation } from "../local/observe.ts";
import { policyFor } from "../pull/bodies.ts";
import { markOf } from "../pull/rows.ts";
import { within } from "./bounds.ts";
import { reasons } from "./left.ts";
import type { Parts } from "./parts.ts";
import { policiesOf } from "./policies.ts";
import type { ScopeStatus } from "./report.ts";

export interface Apart {
  readonly scope: ScopeStatus;
  readonly atlas: Atlas;
  /** What was done to files that the vault holds. */
  readonly seen: Observation | null;
}

/** Tells what the vault holds from what it does not. */
export function apart(
  parts: Pick<Parts, "mirror">,
  bounds: Bounds,
  observed: Observation | null,
): Apart {
  const { mirror } = parts;
  const foreign = observed?.created.map((file) => file.path) ?? [];
  const atlas = atlasOf(mirror, foreign, new Map(), bounds);
  const { seen, left } =
    observed === null ? { seen: null, left: [] } : within(bounds, observed, atlas);
  const gone = new Set(left.filter(({ kind }) => kind === "deleted").map(({ path }) => path));
  const files = new Map<string, Outside>();
  for (const { path, why, kind } of left) if (kind !== "deleted") files.set(path, why);
  for (const { id, path } of mirror.files.all()) {
    const why = atlas.get(id)?.outside ?? null;
    if (why !== null && !gone.has(path)) files.set(path, why);
  }
  const outside: Partial<Record<Outside, number>> = {};
  for (const { kind, outside: why } of atlas.entries)
    if (why !== null && kind !== "source") outside[why] = (outside[why] ?? 0) + 1;
  const scope = {
    rules: inWords(bounds),
    outside,
    left: [...files]
      .map(([path, why]) => ({ path, why }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  return { scope, atlas, seen };
}

/** One sentence on what is left out and why, one on files that lie there all the same. */
export function scopeSentences({ rules, outside, left }: ScopeStatus): readonly string[] {
  const counts = Object.entries(outside).map(
    ([why, count]) => `${count} ${reasons[why as Outside]}`,
  );
  const total = Object.values(outside).reduce((sum, count) => sum + count, 0);
  const listed = left.slice(0, 5).map(({ path, why }) => `${path} (${reasons[why]})`);
  const more = left.length > listed.length ? ` and ${left.length - listed.length} more` : "";
  return [
    `Scope: ${rules}. ${total} ${total === 1 ? "page or database" : "pages and databases"} outside of it${counts.length === 0 ? "" : ` (${counts.join(", ")})`}: found by search and sql, without files.`,
    ...(left.length === 0 ? [] : [`Left alone outside of the scope: ${listed.join(", ")}${more}.`]),
  ];
}

/** Living pages outside of the scope whose text is not in the mirror, or not up to date: nothing is owed there. */
export function outsideUnread(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  atlas: Atlas,
): { unread: number; outdated: number } {
  const policies = policiesOf(mirror, settings);
  const sources = mirror.databases.dataSources().map(({ dataSource }) => dataSource.id);
  // Rows that nothing reads unasked are not counted as missing anyway.
  const lazy = new Set(
    sources.filter((id) => policyFor(policies.bodies(id), markOf({ mirror }, id).rows) !== "all"),
  );
  const due = mirror.pages
    .refs({ state: "live", due: true })
    .filter(({ id, dataSourceId, bodyEditedTime }) => {
      if ((atlas.get(id)?.outside ?? null) === null) return false;
      return bodyEditedTime !== null || dataSourceId === null || !lazy.has(dataSourceId);
    });
  const unread = due.filter(({ bodyEditedTime }) => bodyEditedTime === null).length;
  return { unread, outdated: due.length - unread };
}
