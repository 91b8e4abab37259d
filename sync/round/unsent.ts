/**
 * What a pull leaves as it is: files that say something else than was agreed on, and what to type about them.
 */
import type { Atlas } from "../local/atlas.ts";
import type { Observation } from "../local/observe.ts";
import { wantedBy } from "../run/bounds.ts";
import { note, type Run } from "../run/run.ts";

/** To be called when the round is over: what it has written is no news. */
export function noteUnsent(run: Run, seen: Observation, atlas: Atlas): void {
  run.unsent.clear();
  const { options, parts, outcomes } = run;
  if (options.direction !== "pull") return;
  const wanted = wantedBy(run, atlas);
  const isLeft = (id: string, path: string) => !outcomes.has(id) && wanted(id, path);
  for (const { id, path } of seen.changed) if (isLeft(id, path)) run.unsent.set(path, "edited");
  for (const { path } of seen.created) if (wanted("", path)) run.unsent.set(path, "new");
  if (parts.settings.mode === "pull") return;
  const isNamed = (options.paths ?? []).length > 0;
  for (const { id, record } of seen.missing) {
    const { path } = record;
    // What was settled as gone in this round has no record any more.
    if (!isLeft(id, path) || parts.mirror.files.byId(id) === null) continue;
    if (!isNamed || run.dryRun) {
      run.unsent.set(path, "gone");
      continue;
    }
    note(run, id, {
      outcome: "refused",
      id,
      path,
      title: parts.mirror.pages.get(id)?.title ?? "",
      reason: "its file is gone, which a pull does not take back",
      next: `notion-mirror restore ${JSON.stringify(path)} brings it back; notion-mirror push moves the page to Notion's trash.`,
      writes: 0,
      notes: [],
    });
  }
}
