/**
 * Links that led to where a page was are led to where it is.
 *
 * What moved is noted in the mirror before the first file moves, and forgotten when all links are led
 * anew, so that a run cut short leaves none behind.
 */
import type { Base, Mirror } from "../../src/mirror/mirror.ts";
import { undashed } from "../../src/notion/ids.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { withNothingAt } from "../lift/open-links.ts";
import { applyStep } from "../local/apply.ts";
import { type Atlas, atlasBefore } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import { recordFor } from "../local/observe.ts";
import { relinkFile } from "../local/relinking.ts";
import { textOf } from "../local/text.ts";
import type { Parts } from "../run/parts.ts";
import { filesOf } from "../run/policies.ts";
import type { Run } from "../run/run.ts";
import { settle } from "../run/settle.ts";
import { announce, withdraw } from "../run/writing.ts";
import type { View } from "./view.ts";

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
 * it could settle them. They are no edits, and are settled here. `true` when there was one.
 */
export function recogniseOwn(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  { atlas, before, seen }: Pick<View, "atlas" | "before" | "seen">,
): boolean {
  if (before.size === 0) return false;
  const relinked = relinking({ mirror, settings }, atlas, before);
  const own = seen.changed.filter((file) => {
    const base = mirror.bases.get(file.id);
    if (base === null || file.record === null || file.kind === "moved") return false;
    const bytes = relinked(file.id, file.path, base);
    return bytes !== base.file && sha256(bytes) === file.hash;
  });
  settle(
    mirror,
    own.flatMap(({ id, bytes, hash, file }) => {
      const base = mirror.bases.get(id);
      if (base === null) return [];
      return [
        { page: base.page, blocks: base.blocks, bytes, record: recordFor({ id, hash }, file) },
      ];
    }),
  );
  // Notion's side is looked at as ever.
  mirror.bases.owe(own.map(({ id }) => id));
  return own.length > 0;
}

/** What a page's settled file is once its links lead to where pages lie now. */
function relinking(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  atlas: Atlas,
  before: ReadonlyMap<string, Former>,
): (page: string, path: string, base: Base) => Uint8Array {
  const was = contextsOf(mirror, atlasBefore(atlas, before));
  const hasFile = filesOf(mirror, settings, atlas);
  const is = contextsOf(mirror, atlas, new Map(), hasFile);
  return (page, path, base) => {
    const dataSource = atlas.get(page)?.dataSource ?? null;
    const then = { page, path: before.get(page)?.path ?? path, dataSource };
    const open = new Set(mirror.openLinks.of(page));
    const now = withNothingAt(is({ page, path, dataSource }), open);
    return relinkFile(base, withNothingAt(was(then), open), now, settings, hasFile);
  };
}

const earlyMark = "written_early";

/** Notes files that were written while there was still much to be found: what they link to may have had no place. */
export function addEarly(mirror: Mirror, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const before = mirror.marks.get<readonly string[]>(earlyMark) ?? [];
  mirror.marks.set(earlyMark, [...before, ...ids]);
}

export async function relink(run: Run, { atlas, before, seen }: View): Promise<void> {
  const { parts } = run;
  const { mirror, vault, clock } = parts;
  const moved = [...before].flatMap(([id, former]) => {
    const now = atlas.get(id);
    return now === null || (now.path === former.path && now.title === former.title) ? [] : [id];
  });
  const early = new Set(mirror.marks.get<readonly string[]>(earlyMark) ?? []);
  if (moved.length + early.size === 0) {
    if (before.size > 0) mirror.marks.remove(mark);
    return;
  }
  const relinked = relinking(parts, atlas, before);
  const edited = new Set(seen.changed.map((file) => file.id));
  const due = new Set(mirror.bases.due());
  const concerned = concerning(new Set(moved));
  let left = false;
  const waiting: string[] = [];
  for (const record of mirror.files.all()) {
    const { id } = record;
    const entry = atlas.get(id);
    if (entry?.kind !== "page" || (moved.length === 0 && !early.has(id))) continue;
    const base = mirror.bases.get(id);
    if (base === null) continue;
    const isConcerned = moved.length > 0 && concerned(id, base);
    if (!isConcerned && !(early.has(id) && hasLinks(base.file))) continue;
    const bytes = relinked(id, record.path, base);
    if (bytes === base.file) {
      // Its text may be older than what moved: where that was must be known when the file is looked at (again).
      left ||= isConcerned && (entry.outside !== null || edited.has(id));
      continue;
    }
    const wait = () => {
      left ||= isConcerned;
      if (early.has(id)) waiting.push(id);
    };
    if (due.has(id)) {
      // Its own change could not be written yet: that comes first.
      wait();
      continue;
    }
    const { page, blocks } = base;
    announce(mirror, [
      { path: record.path, hash: sha256(bytes), base: { page, blocks, file: bytes } },
    ]);
    const step = await applyStep(
      { vault, mirror, clock, run: run.id },
      {
        kind: "write",
        id,
        path: record.path,
        bytes,
        replaces: { hash: record.hash, bytes: base.file },
      },
    );
    if (step.kind === "done" && step.record !== null) {
      settle(mirror, [{ page, blocks, bytes, record: step.record }]);
      run.files.written++;
      continue;
    }
    withdraw(mirror, id);
    // Edits outside of the scope are not looked at, and wait here for the day that they are.
    if (edited.has(id) || entry.outside !== null || sha256(base.file) === record.hash) wait();
  }
  if (!left) mirror.marks.remove(mark);
  if (waiting.length === 0) mirror.marks.remove(earlyMark);
  else mirror.marks.set(earlyMark, waiting);
}

const hasLinks = (file: Uint8Array): boolean =>
  /\]\(<?(?:notion:\/\/|[^)]*\.(?:md|yaml)\b)/.test(textOf(file));

const ids = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g;

/** Whether a page moved itself, or names one that did. */
function concerning(moved: ReadonlySet<string>): (id: string, base: object) => boolean {
  const names = new Set([...moved].map(undashed));
  return (id, base) =>
    moved.has(id) ||
    (JSON.stringify({ ...base, file: null }).match(ids) ?? []).some((one) =>
      names.has(undashed(one)),
    );
}
