/**
 * What is to become of each page: its file, its base and Notion's version looked at together.
 *
 * Decides and does nothing, so that the guards can look at all tasks before the first is carried out.
 */
import type { Context } from "../converters/context.ts";
import type { Base, FileRecord, Mirror, PageRecord } from "../src/mirror/mirror.ts";
import { forestHash } from "../src/notion/canonical.ts";
import { sha256 } from "../src/platform/hash.ts";
import type { Lifted } from "./lift/lift.ts";
import type { Atlas, AtlasEntry } from "./local/atlas.ts";
import { type ContextRequest, contextsOf } from "./local/context.ts";
import type { ChangedFile, Observation } from "./local/observe.ts";
import { liftFile, printFile, type Version } from "./local/text.ts";
import type { SyncSettings } from "./parts.ts";
import { type PagePlan, planPage } from "./plan/plan.ts";
import { sentTo } from "./push/intents.ts";
import type { PageOutcome } from "./report.ts";
import type { Run } from "./run.ts";
import { inScope } from "./scope.ts";

export interface PageCase {
  readonly record: PageRecord;
  /** Where the page belongs in the vault; `null` when it has no place there. */
  readonly entry: AtlasEntry | null;
  readonly base: Base | null;
  /** Its file as last settled. */
  readonly file: FileRecord | null;
  /** The file as a person left it; `null` while it is as settled. */
  readonly local: ChangedFile | null;
  /** The file was there and is not any more. */
  readonly missing: boolean;
}

export type Task =
  /** Notion's version goes into the file, or both are found equal. */
  | { readonly kind: "write"; readonly of: PageCase; readonly version: Version }
  /** The file's edits go to Notion; what both then hold goes into the file. */
  | {
      readonly kind: "push";
      readonly of: PageCase;
      readonly remote: Version;
      readonly lifted: Lifted;
      readonly plan: PagePlan;
    }
  /** Trashed in Notion: so is the file. */
  | { readonly kind: "remove"; readonly of: PageCase; readonly file: FileRecord }
  /** Nothing can or need be done; `settled` when nothing is left to look at. */
  | {
      readonly kind: "stay";
      readonly of: PageCase;
      readonly settled: boolean;
      readonly outcome: PageOutcome | null;
    };

/** The tasks of all pages that something may have to be done about. */
export function planTasks(run: Run, seen: Observation, atlas: Atlas): readonly Task[] {
  const { parts, options } = run;
  const { mirror } = parts;
  const changed = new Map(seen.changed.map((file) => [file.id, file]));
  const problems = new Set(seen.problems.map((problem) => problem.id));
  const missing = new Set(seen.missing.map((file) => file.id));
  const wanted = inScope(atlas, options.paths ?? []);
  const ids = new Set([
    ...(options.full ? atlas.entries.map((entry) => entry.id) : mirror.bases.due()),
    ...changed.keys(),
  ]);
  const contextFor = contextsOf(mirror, atlas);
  const tasks: Task[] = [];
  for (const id of ids) {
    const record = mirror.pages.get(id);
    if (record === null || problems.has(id) || !wanted(id, mirror.files.byId(id)?.path ?? null))
      continue;
    const of: PageCase = {
      record,
      entry: atlas.get(id),
      base: mirror.bases.get(id),
      file: mirror.files.byId(id),
      local: changed.get(id) ?? null,
      missing: missing.has(id),
    };
    tasks.push(
      taskOf(
        {
          mirror,
          settings: parts.settings,
          contextFor,
          pushes: run.pushes,
          pulls: run.pulls,
          force: options.force === true,
        },
        of,
      ),
    );
  }
  return tasks;
}

export interface TaskParts {
  readonly mirror: Mirror;
  readonly settings: SyncSettings;
  readonly contextFor: (request: ContextRequest) => Context;
  readonly pushes: boolean;
  readonly pulls: boolean;
  readonly force: boolean;
}

export function taskOf(parts: TaskParts, of: PageCase): Task {
  const { record, base, file, local } = of;
  const stay = (
    settled: boolean,
    outcome: Pick<PageOutcome, "outcome" | "reason" | "next" | "where"> | null = null,
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

  if (of.missing) return stay(false, parts.pushes ? missingFile : null);
  if (base === null) return withoutBase(parts, of, remote, stay);
  if (local === null) return parts.pulls ? { kind: "write", of, version: remote } : stay(false);
  if (!parts.pushes)
    return stay(
      false,
      forestHash(base.blocks) === forestHash(blocks) || !parts.pulls ? null : editedOnBothSides,
    );
  return pushTask(parts, of, { base, local, remote }, stay);
}

type Stay = (
  settled: boolean,
  outcome?: Pick<PageOutcome, "outcome" | "reason" | "next" | "where"> | null,
) => Task;

/** A page that was never settled, or whose base is lost: union and conflicts, never a deletion. */
function withoutBase(parts: TaskParts, of: PageCase, remote: Version, stay: Stay): Task {
  const { record, entry, file, local } = of;
  if (file === null && local === null)
    return parts.pulls ? { kind: "write", of, version: remote } : stay(false);
  if (local !== null && entry !== null) {
    const context = parts.contextFor({ path: local.path, dataSource: entry.dataSource });
    const printed = printFile(remote, local.path, context, parts.settings);
    if (sha256(printed) === local.hash) return { kind: "write", of, version: remote };
  }
  return stay(false, {
    outcome: "refused",
    reason: "file and page differ, and the version that they last agreed on is lost",
    next: `Move the file out of the vault and run \`notion-mirror pull ${record.id}\` to get Notion's version; take over by hand what only the file has.`,
  });
}

function pushTask(
  parts: TaskParts,
  of: PageCase,
  sides: { readonly base: Base; readonly local: ChangedFile; readonly remote: Version },
  stay: Stay,
): Task {
  const { base, local, remote } = sides;
  const { id } = of.record;
  if (local.kind === "moved") return stay(false, movedByHand);
  const context = parts.contextFor({
    path: local.path,
    ...(of.file === null ? {} : { before: of.file.path }),
    dataSource: of.entry?.dataSource ?? null,
  });
  const lifted = liftFile(base, local.bytes, context, parts.settings);
  const error = lifted.errors[0];
  if (error !== undefined)
    return stay(false, {
      outcome: "refused",
      reason: error.message,
      where: error.line === undefined ? local.path : `${local.path}:${error.line}`,
      next: "Correct it; nothing of the page is sent until then.",
    });
  const plan = planPage({
    page: id,
    base,
    local: { update: lifted.update, blocks: lifted.blocks },
    remote,
    policy: parts.settings.conflict,
    sent: sentTo(parts.mirror.journal, id),
  });
  if (plan.refused !== null)
    return stay(false, { outcome: "refused", reason: plan.refused, where: local.path });
  if (plan.operations.length > 0 && remote.page.is_locked && !parts.force)
    return stay(false, {
      outcome: "refused",
      reason: "the page is locked in Notion",
      next: "Unlock it there, or push with --force.",
      where: local.path,
    });
  return { kind: "push", of, remote, lifted, plan };
}

const editedOnBothSides = {
  outcome: "refused",
  reason: "edited here and in Notion",
  next: "`notion-mirror sync` brings the two together.",
} as const;

const missingFile = {
  outcome: "refused",
  reason: "the file is gone; that is not carried to Notion yet",
  next: "Put the file back, or delete the page in Notion.",
} as const;

const movedByHand = {
  outcome: "refused",
  reason: "the file was moved or renamed; that is not carried to Notion yet",
  next: "Move it back; its edits are kept.",
} as const;

/** Who an outcome is about. */
export const subject = (of: PageCase): Pick<PageOutcome, "id" | "path" | "title"> => ({
  id: of.record.id,
  path: of.local?.path ?? of.file?.path ?? of.entry?.path ?? null,
  title: of.record.title,
});
