/**
 * What differs where, told from the folder and the mirror alone: nothing is sent, nothing written.
 */
import type { Note } from "../converters/context.ts";
import type { Mirror, PageCounts } from "../src/mirror/mirror.ts";
import { forestHash } from "../src/notion/canonical.ts";
import type { Atlas } from "./local/atlas.ts";
import type { Bounds } from "./local/bounds.ts";
import { type Observation, observe } from "./local/observe.ts";
import { commentsRefusedMark } from "./pull/commentable.ts";
import { intentsOf, isFoundBySearch, isUnresolved } from "./push/intents.ts";
import { checkEmptied, checkFolder, twoWayMark } from "./round/gate.ts";
import type { Foretold } from "./round/refusals.ts";
import { lastRunMark, listConflicts, watchTroubleMark } from "./run/marks.ts";
import type { Parts, ReadStatus } from "./run/parts.ts";
import { type PageOutcome, placeIn, type StatusChange } from "./run/report.ts";
import { readBounds } from "./run/rules.ts";

export const readStatus: ReadStatus = async (parts) => {
  const { mirror, files, vault, settings } = parts;
  const remarks: string[] = [];
  const folder = await checkFolder(files, vault.root);
  if (folder !== null) remarks.push(folder.message);
  const observed = folder?.code === "folder" ? null : await observe(parts);
  const bounds = await readBounds(parts);
  const { seen, scope, atlas, outside } =
    bounds === null
      ? { seen: observed, scope: null, atlas: null, outside: nothing }
      : await withoutOutside(parts, bounds, observed);
  if (scope !== null) remarks.push(...scope.sentences);
  const emptied = observed === null ? null : checkEmptied(observed);
  if (emptied !== null) remarks.push(emptied.message);
  if (settings.mode === "pull")
    remarks.push("This vault only pulls (mode: pull): edits of files stay here.");
  else if (mirror.marks.get<boolean>(twoWayMark) !== true)
    remarks.push("This vault has not written to Notion yet: its first push asks.");
  const counts = mirror.pages.counts();
  if (Object.keys(settings.sources).length > 0) {
    const { policiesOf } = await import("./run/policies.ts");
    for (const key of policiesOf(mirror, settings).unknown)
      remarks.push(
        `notion-mirror.yaml: no data source is called or has the id ${JSON.stringify(key)}.`,
      );
  }
  if (settings.comments !== false && mirror.marks.get(commentsRefusedMark) !== null)
    remarks.push(
      "The token may not read comments (comments: in notion-mirror.yaml): everything else is mirrored. Give the connection the capability, then pull --full.",
    );
  for (const intent of intentsOf(mirror.journal))
    if (isUnresolved(intent) && isFoundBySearch(intent.payload))
      remarks.push(
        `${intent.payload.path}: whether Notion made its page is not known yet. Search, which alone can show it, lags by minutes: each sync looks for it, and makes it again only when it can't be there.`,
      );
  const trouble = mirror.marks.get<string>(watchTroubleMark);
  if (trouble !== null) remarks.push(`Watching: ${trouble}.`);
  const local =
    seen === null || emptied !== null
      ? []
      : localChanges(mirror, seen, await foretoldOf(parts, seen, atlas));
  if (local.length > 0 && seen !== null && settings.mode !== "pull") {
    const { foreseenGuards } = await import("./foreseen-guards.ts");
    remarks.push(...(await foreseenGuards(parts, seen)));
  }
  const edited = new Set(local.map((change) => change.id));
  const conflicts = listConflicts(mirror).map((held): StatusChange => {
    const title = mirror.pages.get(held.page)?.title ?? "";
    const reason = `${held.conflicts.map((conflict) => conflict.message).join(" ")} Notion's version: ${held.sidecar}`;
    return { side: "both", kind: "conflict", id: held.page, path: held.path, title, reason };
  });
  const contested = new Set(conflicts.map((change) => change.id));
  const remote = remoteChanges(mirror).filter(
    (change) => !contested.has(change.id) && !outside(change.id ?? ""),
  );
  const both = new Set(remote.filter((change) => edited.has(change.id)).map((change) => change.id));
  return {
    changes: [
      ...conflicts,
      ...local
        .filter((change) => change.id === null || !contested.has(change.id))
        .map((change) =>
          both.has(change.id) && change.side === "local"
            ? { ...change, side: "both" as const }
            : change,
        ),
      ...remote.filter((change) => !both.has(change.id)),
    ],
    pages: { ...counts, lazy: await lazyRows(parts, counts) },
    doubts: intentsOf(mirror.journal).filter(isUnresolved).length,
    scope: scope?.status ?? null,
    lastRunAt: mirror.marks.get<number>(lastRunMark),
    remarks,
  };
};

const nothing = () => false;

/** Loaded only where a scope leaves something out: a plain `status` needs no places. */
async function withoutOutside(
  parts: Parameters<ReadStatus>[0],
  bounds: Bounds,
  observed: Observation | null,
) {
  const { apart, scopeSentences } = await import("./run/scope-status.ts");
  const { atlas, scope, seen } = apart(parts, bounds, observed);
  return {
    seen,
    atlas,
    scope: { status: scope, sentences: scopeSentences(scope) },
    outside: (id: string) => (atlas.get(id)?.outside ?? null) !== null,
  };
}

interface ForetoldByPath {
  readonly refused: ReadonlyMap<string, readonly PageOutcome[]>;
  readonly warnings: Foretold["warnings"];
}

/** What a push would refuse and warn of, by path. The engine that tells is loaded only when a file has changed. */
async function foretoldOf(
  parts: Parameters<ReadStatus>[0],
  seen: Observation,
  atlas: Atlas | null,
): Promise<ForetoldByPath> {
  const byPath = new Map<string, PageOutcome[]>();
  if (seen.changed.length + seen.created.length === 0)
    return { refused: byPath, warnings: new Map() };
  const { refusals } = await import("./round/refusals.ts");
  const { refused, warnings } = refusals(parts, seen, atlas);
  for (const outcome of refused) {
    const path = outcome.path ?? "";
    byPath.set(path, [...(byPath.get(path) ?? []), outcome]);
  }
  return { refused: byPath, warnings };
}

/** Asked only where a text is missing: a quiet look must not load the engine. */
async function lazyRows(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  { live, withBody }: PageCounts,
): Promise<number> {
  if (live === withBody) return 0;
  const { unreadTexts } = await import("./run/completeness.ts");
  return unreadTexts(mirror, settings).lazy;
}

function localChanges(
  mirror: Mirror,
  seen: Observation,
  { refused, warnings }: ForetoldByPath,
): readonly StatusChange[] {
  const titleOf = (id: string | null) => (id === null ? "" : (mirror.pages.get(id)?.title ?? ""));
  const change = (
    kind: StatusChange["kind"],
    id: string | null,
    path: string,
    more: Pick<StatusChange, "reason" | "where"> = {},
  ): StatusChange => ({ side: "local", kind, id, path, title: titleOf(id), ...more });
  const orRefused = (path: string, made: StatusChange): readonly StatusChange[] =>
    refused.get(path)?.map(({ id, reason, where }) => ({
      ...change("problem", id, path),
      ...(reason === undefined ? {} : { reason }),
      where: where ?? path,
    })) ?? [withNotes(made, warnings.get(path) ?? [])];
  return [
    ...seen.changed.flatMap((file) =>
      orRefused(
        file.path,
        file.kind === "moved"
          ? change("moved", file.id, file.path, {
              reason: `was ${file.record?.path ?? "elsewhere"}`,
            })
          : change("edited", file.id, file.path),
      ),
    ),
    ...seen.created.flatMap((file) => orRefused(file.path, change("new", null, file.path))),
    ...seen.missing.map((file) => change("deleted", file.id, file.record.path)),
    ...seen.problems.map((problem) =>
      change("problem", problem.id, problem.path, {
        reason: problem.message,
        where: placeIn(problem.path, problem.line),
      }),
    ),
  ];
}

const withNotes = (change: StatusChange, notes: readonly Note[]): StatusChange =>
  notes.length === 0 ? change : { ...change, notes };

function remoteChanges(mirror: Mirror): readonly StatusChange[] {
  return mirror.bases.due().flatMap((id): StatusChange[] => {
    const record = mirror.pages.get(id);
    if (record === null) return [];
    const { title, state } = record;
    const path = mirror.files.byId(id)?.path ?? null;
    const change = (kind: StatusChange["kind"]): StatusChange[] => [
      { side: "remote", kind, id, path, title },
    ];
    if (state === "trashed") return path === null ? [] : change("deleted");
    if (state === "detached") return [];
    const blocks = mirror.blocks.remote(id);
    if (blocks === null) return change("unread");
    const base = mirror.bases.get(id);
    if (base === null) return change("new");
    const same =
      forestHash(base.blocks) === forestHash(blocks) &&
      JSON.stringify(base.page.properties) === JSON.stringify(record.page.properties);
    return same ? [] : change("edited");
  });
}
