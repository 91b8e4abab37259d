/**
 * What a push would refuse of the files as they are, and what it would warn of, told from the folder and the mirror alone.
 *
 * Only files that changed are parsed. Whether Notion has moved on meanwhile is not asked.
 */

import type { Note } from "../../converters/context.ts";
import { sourcesOf } from "../arrange/arrange.ts";
import { type Atlas, atlasOf } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import type { Observation } from "../local/observe.ts";
import { structureOf } from "../local/structure.ts";
import { unmadeOf } from "../local/unmade.ts";
import { createdPages } from "../push/intents.ts";
import type { Parts } from "../run/parts.ts";
import { type PageOutcome, placeIn } from "../run/report.ts";
import { planCreates } from "../tasks/create-task.ts";
import { fatesOf } from "../tasks/fates.ts";
import { notesOf } from "../tasks/say.ts";
import type { TaskParts } from "../tasks/task.ts";
import { taskOf } from "../tasks/tasks.ts";

export interface Foretold {
  /** An outcome for each mistake; a page with several has as many. */
  readonly refused: readonly PageOutcome[];
  /** What a push would warn of, by path: what of an edit is put back, or not kept. */
  readonly warnings: ReadonlyMap<string, readonly Note[]>;
}

export function refusals(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  seen: Observation,
  places: Atlas | null = null,
): Foretold {
  const found: PageOutcome[] = [];
  const warnings = new Map<string, readonly Note[]>();
  if (settings.mode === "pull" || seen.changed.length + seen.created.length === 0)
    return { refused: found, warnings };
  const foreign = seen.created.map((file) => file.path);
  const atlas = places ?? atlasOf(mirror, foreign);
  const structure = structureOf(seen, mirror.files.all(), atlas, sourcesOf(atlas, mirror));
  const fates = fatesOf(structure, atlas);
  const unmade = unmadeOf(structure.created, createdPages(mirror.journal));
  const parts: TaskParts = {
    mirror,
    settings,
    contextFor: contextsOf(mirror, atlas, new Map(), () => true, unmade),
    unmade,
    parents: new Set(),
    makesFile: () => true,
    pushes: true,
    pulls: true,
    force: false,
    resolve: new Map(),
  };
  const take = (outcome: PageOutcome) => {
    found.push({ ...outcome, notes: [] });
    for (const note of outcome.notes) {
      if (note.kind !== "error") continue;
      const where = placeIn(outcome.path ?? "", note.line);
      found.push({ ...outcome, reason: note.message, where, notes: [] });
    }
  };
  for (const local of seen.changed) {
    const { id } = local;
    const record = mirror.pages.get(id);
    if (record === null) continue;
    const task = taskOf(parts, {
      record,
      entry: atlas.get(id),
      base: mirror.bases.get(id),
      file: mirror.files.byId(id),
      local,
      fate: fates.get(id) ?? null,
    });
    if (task.kind === "stay" && task.outcome?.outcome === "refused") take(task.outcome);
    if (task.kind === "push") warnings.set(local.path, notesOf(task));
  }
  for (const { id, path, reason, next, along } of structure.refused) {
    const entry = id === null ? null : atlas.get(id);
    if (entry?.kind === "page" || along === true) continue;
    const title = entry?.title ?? "";
    take({ outcome: "refused", id, path, title, writes: 0, notes: [], reason, next });
  }
  for (const plan of planCreates(parts, structure.created))
    if (plan.kind === "refused") take(plan.outcome);
    else warnings.set(plan.page.file.path, plan.notes);
  return { refused: found, warnings };
}
