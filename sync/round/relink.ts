/**
 * Links that led to where a page was are led to where it is.
 *
 * What moved is noted in the mirror before the first file moves, and forgotten when all links are led
 * anew, so that a run cut short leaves none behind.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { undashed } from "../../src/notion/ids.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep } from "../local/apply.ts";
import { atlasBefore } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import { recordFor } from "../local/observe.ts";
import { relinkFile } from "../local/text.ts";
import type { Parts } from "../run/parts.ts";
import type { Run } from "../run/run.ts";
import { settle, settleRecords } from "../run/settle.ts";
import type { View } from "./tasks.ts";

const mark = "relocated";

/** Where a page lay, and what it was called, when links to it were last written. */
export type Former = { readonly path: string; readonly title: string };

/** Pages whose files have moved or that got another title, by id. */
export const relocated = (mirror: Mirror): ReadonlyMap<string, Former> =>
  new Map(Object.entries(mirror.marks.get<Record<string, Former>>(mark) ?? {}));

export function addRelocated(mirror: Mirror, formers: ReadonlyMap<string, Former>): void {
  if (formers.size > 0) mirror.marks.set(mark, Object.fromEntries(formers));
}

/**
 * Files that differ from what was settled by led-anew links alone: written by a run that was cut short before
 * it could settle them. They are no edits; `relink` goes on with them. `true` when there was one.
 */
export function recogniseOwn(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  { atlas, before, seen }: Pick<View, "atlas" | "before" | "seen">,
): boolean {
  if (before.size === 0) return false;
  const was = contextsOf(mirror, atlasBefore(atlas, before));
  const is = contextsOf(mirror, atlas);
  const own = seen.changed.filter((file) => {
    const base = mirror.bases.get(file.id);
    if (base === null || file.record === null || file.kind === "moved") return false;
    const dataSource = atlas.get(file.id)?.dataSource ?? null;
    const page = file.id;
    const path = before.get(page)?.path ?? file.path;
    const bytes = relinkFile(
      base,
      was({ page, path, dataSource }),
      is({ page, path: file.path, dataSource }),
      settings,
    );
    return bytes !== base.file && sha256(bytes) === file.hash;
  });
  settleRecords(
    mirror,
    own.map((file) => recordFor({ id: file.id, hash: file.hash }, file.file)),
  );
  return own.length > 0;
}

export async function relink(run: Run, { atlas, before, seen }: View): Promise<void> {
  const { parts } = run;
  const { mirror, vault, clock } = parts;
  const moved = [...before].flatMap(([id, former]) => {
    const now = atlas.get(id);
    return now === null || (now.path === former.path && now.title === former.title) ? [] : [id];
  });
  if (moved.length === 0) {
    if (before.size > 0) mirror.marks.remove(mark);
    return;
  }
  const was = contextsOf(mirror, atlasBefore(atlas, before));
  const is = contextsOf(mirror, atlas);
  const edited = new Set(seen.changed.map((file) => file.id));
  const due = new Set(mirror.bases.due());
  let left = false;
  for (const record of mirror.files.all()) {
    const entry = atlas.get(record.id);
    const base = mirror.bases.get(record.id);
    if (entry === null || base === null || entry.kind !== "page") continue;
    if (!concerns(record.id, base, moved)) continue;
    const dataSource = entry.dataSource;
    const bytes = relinkFile(
      base,
      was({ page: record.id, path: before.get(record.id)?.path ?? record.path, dataSource }),
      is({ page: record.id, path: record.path, dataSource }),
      parts.settings,
    );
    if (bytes === base.file) {
      // Its text may be older than what moved: where that was must be known when the file is looked at (again).
      left ||= entry.outside !== null || edited.has(record.id);
      continue;
    }
    if (due.has(record.id)) {
      // Its own change could not be written yet: that comes first.
      left = true;
      continue;
    }
    const step = await applyStep(
      { vault, mirror, clock, run: run.id },
      {
        kind: "write",
        id: record.id,
        path: record.path,
        bytes,
        replaces: { hash: record.hash, bytes: base.file },
      },
    );
    if (step.kind === "done" && step.record !== null) {
      settle(mirror, [{ page: base.page, blocks: base.blocks, bytes, record: step.record }]);
      run.files.written++;
    }
    // Edits outside of the scope are not looked at, and wait here for the day that they are.
    else
      left ||= edited.has(record.id) || entry.outside !== null || sha256(base.file) === record.hash;
  }
  if (!left) mirror.marks.remove(mark);
}

/** Whether the page moved itself, or mentions one that did. */
function concerns(id: string, base: object, moved: readonly string[]): boolean {
  if (moved.includes(id)) return true;
  const text = JSON.stringify({ ...base, file: null });
  return moved.some((each) => text.includes(each) || text.includes(undashed(each)));
}
