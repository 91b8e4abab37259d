/**
 * What is to become of each page: its file, its base and Notion's version looked at together.
 *
 * Decides and does nothing, so that the guards can look at all tasks before the first is carried out.
 */
import type { Base, Mirror } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Atlas } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import type { ChangedFile, Observation } from "../local/observe.ts";
import type { MovedPage, Structure } from "../local/structure.ts";
import { liftFile, printFile, rewriteFile, type Version } from "../local/text.ts";
import type { Operation } from "../plan/operations.ts";
import { planPage } from "../plan/plan.ts";
import { isEmptyUpdate } from "../plan/properties.ts";
import { echoesOf, sentTo } from "../push/intents.ts";
import { wantedBy } from "../run/bounds.ts";
import { listConflicts } from "../run/marks.ts";
import { filesOf, policiesOf } from "../run/policies.ts";
import type { PageOutcome } from "../run/report.ts";
import type { Run } from "../run/run.ts";
import { asSettled, decide } from "./decide.ts";
import { fatesOf } from "./fates.ts";
import { oweFiles, withoutFile } from "./owed.ts";
import type { Former } from "./relink.ts";
import { type PageCase, subject, type Task, type TaskParts, titleValue } from "./task.ts";

export interface View {
  readonly seen: Observation;
  readonly atlas: Atlas;
  readonly structure: Structure;
  /** Where pages lay whose files have moved, by id: links to them may still lead there. */
  readonly before: ReadonlyMap<string, Former>;
  /** New files whose pages an earlier run made, by id: path of the file that still has to get the id. */
  readonly adopting: ReadonlyMap<string, string>;
}

/** The tasks of all pages that something may have to be done about. */
export function planTasks(run: Run, view: View): readonly Task[] {
  const { options } = run;
  const { mirror } = run.parts;
  const { seen, atlas, structure } = view;
  const changed = new Map(seen.changed.map((file) => [file.id, file]));
  const problems = new Set(seen.problems.map((problem) => problem.id));
  const fates = fatesOf(structure, atlas);
  const wanted = wantedBy(run, atlas);
  if (!run.dryRun) oweFiles(run, atlas);
  const ids = new Set([
    ...mirror.bases.due(),
    ...(options.full || run.rebound ? atlas.entries.map((entry) => entry.id) : []),
    ...(run.bounds === null ? [] : withoutFile(mirror, atlas)),
    ...changed.keys(),
    ...fates.keys(),
    // What was held back is looked at again and again: making both sides equal settles it too.
    ...listConflicts(mirror).map((conflict) => conflict.page),
  ]);
  const parts = taskParts(run, view);
  const tasks: Task[] = [];
  for (const id of ids) {
    const record = mirror.pages.get(id);
    const file = mirror.files.byId(id);
    const base = mirror.bases.get(id);
    const local = changed.get(id) ?? (parts.resolve.has(id) ? asSettled(seen, file, base) : null);
    if (record === null || problems.has(id) || view.adopting.has(id)) continue;
    if (!wanted(id, local?.path ?? file?.path ?? null)) continue;
    const fate = fates.get(id) ?? null;
    tasks.push(taskOf(parts, { record, entry: atlas.get(id), base, file, local, fate }));
  }
  return tasks;
}

export function taskParts(run: Run, { atlas, before }: View): TaskParts {
  const { mirror, settings } = run.parts;
  const policies = policiesOf(mirror, settings);
  return {
    mirror,
    settings,
    contextFor: contextsOf(mirror, atlas, before, filesOf(mirror, settings, atlas)),
    makesFile: (id) => policies.makesFile(atlas, id),
    pushes: run.pushes,
    pulls: run.pulls,
    force: run.options.force === true,
    resolve: new Map(
      Object.entries(run.options.resolve ?? {}).map(([id, said]) => [
        id,
        typeof said === "string" ? { how: said, keys: null } : said,
      ]),
    ),
  };
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
  if (of.fate !== null && local === null) return goneTask(parts, of, { base, remote }, stay);
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

type Stay = (
  settled: boolean,
  outcome?: Pick<PageOutcome, "outcome" | "code" | "reason" | "next" | "where"> | null,
) => Task;

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
function goneTask(
  parts: TaskParts,
  of: PageCase,
  { base, remote }: { readonly base: Base; readonly remote: Version },
  stay: Stay,
): Task {
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
  const edited = forestHash(base.blocks) !== forestHash(remote.blocks);
  if (fate?.kind === "deleted" && !edited) return { kind: "delete", of, below: fate.below };
  return parts.pulls ? { kind: "write", of, version: remote } : stay(false);
}

function pushTask(
  parts: TaskParts,
  of: PageCase,
  sides: { readonly base: Base; readonly local: ChangedFile; readonly remote: Version },
  stay: Stay,
): Task {
  const { base, local, remote } = sides;
  const { id } = of.record;
  const refuse = (reason: string, more: Partial<PageOutcome> = {}) =>
    stay(false, { outcome: "refused", reason, where: local.path, ...more });
  if (of.fate?.kind === "refused") return refuse(of.fate.refusal.reason, of.fate.refusal);
  const move = of.fate?.kind === "moved" ? of.fate.move : null;
  const context = parts.contextFor({
    page: id,
    path: local.path,
    ...(of.file === null ? {} : { before: of.file.path }),
    dataSource: of.entry?.dataSource ?? null,
  });
  const lifted = liftFile(base, local.bytes, context, {
    ...parts.settings,
    relocated: local.kind === "moved",
  });
  const [error, ...further] = lifted.errors;
  if (error !== undefined)
    return refuse(error.message, {
      where: error.line === undefined ? local.path : `${local.path}:${error.line}`,
      notes: further,
      next: "Correct it; nothing of the page is sent until then.",
    });
  const title = lifted.title ?? move?.title ?? null;
  if (lifted.title !== undefined && (move?.title ?? lifted.title) !== lifted.title)
    return refuse(
      `the file is called ${JSON.stringify(move?.title)} now, and its title: key says ${JSON.stringify(lifted.title)}`,
      { next: "Take the title: line out, or give the file its old name." },
    );
  const update = title === null ? lifted.update : withTitle(lifted.update, base.page, title);
  const sent = sentTo(parts.mirror.journal, id);
  const echoes = echoesOf(parts.mirror.journal, id);
  const pinned = commentedBlocks(parts.mirror, id);
  const decision = parts.resolve.get(id) ?? null;
  const plan = decide(
    decision,
    parts.settings.conflict,
    { base, remote, local: { update, blocks: lifted.blocks } },
    (input) => planPage({ ...input, page: id, pinned, sent, echoes }),
  );
  if (plan.refused !== null) return refuse(plan.refused);
  const operations = [...moveOperation(id, move), ...plan.operations];
  if (operations.length > 0 && remote.page.is_locked && !parts.force)
    return refuse("the page is locked in Notion", {
      next: "Unlock it there, or push with --force.",
    });
  return { kind: "push", of, remote, lifted, plan, operations };
}

/** Blocks that people talk about, as far as comments are read: a block that is made anew loses them. */
const commentedBlocks = (mirror: Mirror, page: string): ReadonlySet<string> =>
  new Set(
    mirror.people
      .comments(page)
      .flatMap(({ parent }) => (parent.type === "block_id" ? [parent.block_id] : [])),
  );

function moveOperation(page: string, move: MovedPage | null): readonly Operation[] {
  if (move === null || move.parent === null) return [];
  const { kind, id } = move.parent;
  const parent = kind === "page" ? { page_id: id } : { data_source_id: id };
  return [{ kind: "move-page", page, parent }];
}

function withTitle(update: PageUpdate, page: Page, title: string): PageUpdate {
  const name = Object.entries(page.properties).find(([, value]) => value.type === "title")?.[0];
  if (name === undefined) return update;
  return { ...update, properties: { ...update.properties, [name]: titleValue(title) } };
}

const sheltering = {
  outcome: "refused",
  reason: "its file is gone, but pages below it are outside of the vault's scope and would go too",
  next: "Delete the page in Notion; `notion-mirror sync` puts the file back.",
} as const;

const editedOnBothSides = {
  outcome: "refused",
  reason: "edited here and in Notion",
  next: "`notion-mirror sync` brings the two together.",
} as const;
