/**
 * What is to become of each page: its file, its base and Notion's version looked at together.
 *
 * Decides and does nothing, so that the guards can look at all tasks before the first is carried out.
 */
import type { Base } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import type { View } from "../arrange/view.ts";
import type { ChangedFile } from "../local/observe.ts";
import { stuckIn } from "../local/structure.ts";
import { liftFile, printFile, rewriteFile, type Version } from "../local/text.ts";
import { isEmptyUpdate } from "../plan/properties.ts";
import { wantedBy } from "../run/bounds.ts";
import { listConflicts } from "../run/marks.ts";
import type { PageOutcome } from "../run/report.ts";
import type { Run } from "../run/run.ts";
import { asSettled } from "./decide.ts";
import { fatesOf } from "./fates.ts";
import { ledSomewhere } from "./led.ts";
import { oweFiles, withoutFile } from "./owed.ts";
import { pushTask, type Stay } from "./push-task.ts";
import { spare } from "./spared.ts";
import { type Fate, type PageCase, subject, type Task, type TaskParts } from "./task.ts";

/** The tasks of all pages that something may have to be done about. */
export function planTasks(run: Run, view: View, parts: TaskParts): readonly Task[] {
  const { options } = run;
  const { mirror } = run.parts;
  const { seen, atlas, structure } = view;
  const changed = new Map(seen.changed.map((file) => [file.id, file]));
  const problems = new Set(seen.problems.map((problem) => problem.id));
  const fates = spare(fatesOf(structure, atlas), mirror, atlas, parts.makesFile);
  const wanted = wantedBy(run, atlas);
  if (!run.dryRun) oweFiles(run, atlas);
  const led = ledSomewhere(parts);
  const stuck = stuckIn(structure, atlas);
  const ids = new Set([
    ...mirror.bases.due(),
    ...(options.full || run.rebound ? atlas.entries.map((entry) => entry.id) : []),
    ...(run.bounds === null ? [] : withoutFile(mirror, atlas)),
    ...changed.keys(),
    ...fates.keys(),
    ...led,
    // What was held back is looked at again and again: making both sides equal settles it too.
    ...listConflicts(mirror).map((conflict) => conflict.page),
  ]);
  const tasks: Task[] = [];
  for (const id of ids) {
    const record = mirror.pages.get(id);
    const file = mirror.files.byId(id);
    const base = mirror.bases.get(id);
    const local =
      changed.get(id) ??
      (parts.resolve.has(id) || led.has(id) ? asSettled(seen, file, base) : null);
    if (record === null || problems.has(id) || view.adopting.has(id)) continue;
    if (!wanted(id, local?.path ?? file?.path ?? null)) continue;
    const fate = fates.get(id) ?? null;
    // It would make the folder anew that the person has just renamed.
    if (file === null && local === null && stuck(id)) continue;
    tasks.push(taskOf(parts, { record, entry: atlas.get(id), base, file, local, fate }));
  }
  return tasks;
}

export function taskOf(parts: TaskParts, of: PageCase): Task {
  const { record, base, file, local } = of;
  const stay = (
    settled: boolean,
    outcome: Pick<PageOutcome, "outcome" | "code" | "reason" | "next" | "where"> | null = null,
  ): Task => ({
    kind: "stay",
    of,
    settled,
    outcome: outcome === null ? null : { ...subject(of), writes: 0, notes: [], ...outcome },
  });

  if (record.state === "detached") {
    if (local === null) return stay(true);
    return stay(false, {
      outcome: "refused",
      reason: "Notion no longer shows this page to us, so its edits can't be sent",
      next: "Share the page with the connection again.",
    });
  }
  if (record.state === "trashed") {
    if (file === null) return stay(true);
    if (local === null) return parts.pulls ? { kind: "remove", of, file } : stay(false);
    return stay(false, {
      outcome: "refused",
      reason: "the page is in Notion's trash, but its file was edited: the file is kept",
      next: "Restore the page in Notion, or delete the file.",
    });
  }
  const blocks = parts.mirror.blocks.remote(record.id);
  if (blocks === null || of.entry === null) return stay(true);
  const remote: Version = { page: record.page, blocks };

  if (base === null) return withoutBase(parts, of, remote, stay);
  if (of.fate !== null && local === null) return goneTask(parts, of, remote, stay);
  if (local === null) return parts.pulls ? { kind: "write", of, version: remote } : stay(false);
  if (!parts.pushes)
    return stay(
      false,
      forestHash(base.blocks) === forestHash(blocks) || !parts.pulls ? null : editedOnBothSides,
    );
  if (isNotionsVersion(parts, of, { base, local, remote }))
    return { kind: "write", of, version: remote };
  return pushTask(parts, of, { base, local, remote }, stay);
}

/**
 * The file is what we would write for Notion's newer version: another engine wrote it, and git or a cloud folder
 * brought it here first. Lifted onto our base, a line that shows a new child page would be taken for a link that
 * somebody typed.
 */
function isNotionsVersion(
  { contextFor, settings }: TaskParts,
  { record, entry, fate }: PageCase,
  sides: { readonly base: Base; readonly local: ChangedFile; readonly remote: Version },
): boolean {
  const { base, local, remote } = sides;
  if (fate !== null || entry === null || forestHash(base.blocks) === forestHash(remote.blocks))
    return false;
  const context = contextFor({ page: record.id, path: local.path, dataSource: entry.dataSource });
  const said = { bytes: base.file, blocks: base.blocks };
  const bytes = rewriteFile(said, remote, local.path, context, settings);
  return Buffer.compare(bytes, local.bytes) === 0;
}

/** A page that was never settled, or whose base is lost: union and conflicts, never a deletion. */
function withoutBase(parts: TaskParts, of: PageCase, remote: Version, stay: Stay): Task {
  const { record, entry, file, local } = of;
  if (file === null && local === null) {
    if (!parts.makesFile(record.id)) return stay(true);
    return parts.pulls ? { kind: "write", of, version: remote } : stay(false);
  }
  if (local !== null && entry !== null) {
    const { dataSource } = entry;
    const context = parts.contextFor({ page: record.id, path: local.path, dataSource });
    const printed = printFile(remote, local.path, context, parts.settings);
    const lifted = liftFile({ ...remote, file: printed }, local.bytes, context, parts.settings);
    const equal =
      lifted.errors.length === 0 &&
      lifted.title === undefined &&
      isEmptyUpdate(lifted.update) &&
      forestHash(lifted.blocks) === forestHash(remote.blocks);
    if (equal) return { kind: "write", of, version: remote };
  }
  return stay(false, {
    outcome: "refused",
    code: "base_missing",
    reason: "file and page differ, and the version that they last agreed on is lost",
    next: `Move the file out of the vault and run \`notion-mirror pull ${record.id}\` to get Notion's version; take over by hand what only the file has.`,
  });
}

/** The file is gone: so goes the page, unless something speaks against it; then the file comes back. */
function goneTask(parts: TaskParts, of: PageCase, remote: Version, stay: Stay): Task {
  const { fate } = of;
  if (fate?.kind !== "refused" && fate?.kind !== "moved" && !parts.makesFile(of.record.id))
    return { kind: "forget", of };
  if (!parts.pushes) {
    // A vault that only pulls gets its files back; in any other the deletion waits to be pushed.
    return parts.pulls && parts.settings.mode === "pull"
      ? { kind: "write", of, version: remote }
      : stay(false);
  }
  if (fate?.kind === "covered") return stay(false);
  if (fate?.kind === "sheltering" && !parts.pulls) return stay(false, sheltering);
  if (fate?.kind === "spared" && !parts.pulls) return stay(false, editedThere(fate));
  if (fate?.kind === "deleted") {
    const below = fate.below.flatMap((id) => parts.mirror.pages.get(id) ?? []);
    return { kind: "delete", of, below };
  }
  return parts.pulls ? { kind: "write", of, version: remote } : stay(false);
}

const sheltering = {
  outcome: "refused",
  reason: "its file is gone, but pages below it are outside of the vault's scope and would go too",
  next: "Delete the page in Notion; `notion-mirror sync` puts the file back.",
} as const;

const editedThere = ({ below }: Extract<Fate, { kind: "spared" }>) =>
  ({
    outcome: "refused",
    reason: `its file is gone, but ${below === null ? "the page" : `the page ${JSON.stringify(below)} below it`} was edited in Notion`,
    next: "`notion-mirror sync` puts the file back.",
  }) as const;

const editedOnBothSides = {
  outcome: "refused",
  reason: "edited here and in Notion",
  next: "`notion-mirror sync` brings the two together.",
} as const;
