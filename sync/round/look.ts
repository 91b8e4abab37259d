/**
 * The reading half of a run: Notion into the mirror.
 */

import { atlasOf } from "../local/atlas.ts";
import { crawl } from "../pull/crawl.ts";
import type { Found } from "../pull/progress.ts";
import { note, type Run } from "../run/run.ts";
import { inScope } from "../run/scope.ts";
import { earlyWriter } from "./early.ts";

/** Pages that are read one by one at most; a folder of more is found by the ordinary crawl. */
const namedMax = 50;

/** What a run reads before it looks at files: the pages that were named, if they are few, or what changed. */
export async function lookFirst(run: Run): Promise<void> {
  const { mirror } = run.parts;
  const paths = run.options.paths ?? [];
  if (paths.length === 0) return look(run);
  const atlas = atlasOf(mirror);
  const wanted = inScope(atlas, paths);
  const pages = atlas.entries
    .filter(
      (entry) =>
        entry.kind === "page" && wanted(entry.id, mirror.files.byId(entry.id)?.path ?? null),
    )
    .map((entry) => entry.id);
  return pages.length === 0 || pages.length > namedMax ? look(run) : look(run, { pages });
}

const wholeVault = ({ options }: Run) => (options.paths ?? []).length === 0;

/** Reads Notion into the mirror: what changed, or the named pages only. */
export async function look(
  run: Run,
  only: { readonly pages?: readonly string[] } = {},
): Promise<void> {
  const { parts, options } = run;
  const { roots } = parts.settings;
  const result = await crawl(parts, {
    ...only,
    ...(run.pulls && !run.dryRun && only.pages === undefined && wholeVault(run)
      ? { onPage: earlyWriter(run).onPage }
      : {}),
    ...(options.onFound === undefined
      ? {}
      : {
          onListed: (found: Found) => {
            options.onFound?.(found);
            return undefined;
          },
        }),
    ...(options.full === undefined ? {} : { full: options.full }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(roots.length === 0
      ? {}
      : { scope: { roots, depth: null, since: null, matches: () => true } }),
  });
  for (const { id, error } of result.failures) {
    const record = parts.mirror.pages.get(id);
    note(run, `failure ${id}`, {
      outcome: "failed",
      id,
      path: parts.mirror.files.byId(id)?.path ?? null,
      title: record?.title ?? "",
      reason: `can't be read: ${error instanceof Error ? error.message : String(error)}`,
      next: "The next sync tries again.",
      writes: 0,
      notes: [],
    });
  }
}
