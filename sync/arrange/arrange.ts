/**
 * Brings the places of files in order before anything is planned: what a person moved is taken as it is now,
 * and what got another name or parent in Notion follows it.
 */
import type { FileRecord, Mirror } from "../../src/mirror/mirror.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import type { MoveFile } from "../local/apply.ts";
import { type Atlas, type Override, titleOf } from "../local/atlas.ts";
import { type Observation, observe, recordFor } from "../local/observe.ts";
import { type SourceOf, type Structure, structureOf, stuckIn } from "../local/structure.ts";
import { createdPages, settleIntents } from "../push/intents.ts";
import {
  atlasIn,
  filesOutside,
  missingOutside,
  noteFilesOutside,
  noteMissingOutside,
  wantedBy,
  within,
} from "../run/bounds.ts";
import { keepPlace } from "../run/kept.ts";
import { note, type Run } from "../run/run.ts";
import { settleGone, settleRecords } from "../run/settle.ts";
import { carryMove, movesOf, takeAlong } from "./moves.ts";
import { addRelocated, type Former, recogniseOwn, relocated } from "./relink.ts";
import { followRenamed } from "./renamed.ts";
import { takeNotionsNames } from "./renamed-back.ts";
import { below, decided, retitled } from "./retitle.ts";
import type { View } from "./view.ts";

export async function arrange(run: Run, first: Observation): Promise<Omit<View, "unmade">> {
  const { mirror } = run.parts;
  const hasDecided = run.options.resolve !== undefined && !run.dryRun;
  const observed =
    hasDecided && (await takeNotionsNames(run, first, atlasIn(run)))
      ? await observe(run.parts)
      : first;
  if (!run.dryRun) followRenamed(mirror, observed);
  const adopting = adoptingIn(run, observed);
  const byPath = new Set(adopting.values());
  const foreign = observed.created.map((file) => file.path).filter((path) => !byPath.has(path));
  const plain = atlasIn(run, foreign);
  const before = new Map(relocated(mirror));
  const { seen, left } = within(run.bounds, broughtIn(run, observed, plain, before), plain);
  for (const each of left) run.left.set(each.path, each);
  const structure = structureOf(seen, recordsThere(mirror), plain, sourcesOf(plain, mirror));
  const overrides = new Map<string, Override>();
  for (const file of structure.carried) overrides.set(file.id, { path: file.path, title: null });
  for (const { file, title, above, parent } of structure.moved) {
    const path = { path: file.path, title: decided(run, file.id) === "remote" ? null : title };
    overrides.set(file.id, parent === null ? path : { ...path, parent: above });
  }
  const titles = retitled(run, seen, plain);
  for (const [id, title] of titles) overrides.set(id, { path: null, title });
  for (const id of [...overrides.keys(), ...mirror.bases.due()]) remember(mirror, before, id);
  const atlas = overrides.size === 0 ? plain : atlasIn(run, foreign, overrides);
  if (run.dryRun) {
    await follow(run, seen, { atlas, before, titles, structure });
    return { seen, atlas, structure, before, adopting };
  }
  addRelocated(mirror, before);
  const adopted = adopt(mirror, seen, structure);
  const moved = await follow(run, seen, { atlas, before, titles, structure });
  const own = recogniseOwn(run.parts, { atlas, before, seen });
  if (!adopted && !moved && !own) return { seen, atlas, structure, before, adopting };
  // Records and files are where they belong now: what is left to see is what people did to texts.
  const { seen: now } = within(run.bounds, await observe(run.parts), atlas);
  // What an earlier run began with new files goes on where they lie now.
  followRenamed(mirror, now);
  const goingOn = adoptingIn(run, now);
  const goOn = new Set(goingOn.values());
  return {
    seen: { ...now, problems: seen.problems },
    atlas,
    structure: structureOf(
      now,
      recordsThere(mirror),
      atlasIn(
        run,
        now.created.map((file) => file.path).filter((path) => !goOn.has(path)),
      ),
      sourcesOf(atlas, mirror),
    ),
    before,
    adopting: goingOn,
  };
}

/**
 * Files that went away while the vault did not hold their pages are no deletions: those whose pages it holds
 * now get new files, and links to the old ones lead there. Takes down which others are gone.
 */
function broughtIn(
  run: Run,
  seen: Observation,
  atlas: Atlas,
  before: Map<string, Former>,
): Observation {
  const { mirror } = run.parts;
  const isOutside = (id: string) => (atlas.get(id)?.outside ?? null) !== null;
  const missing = new Set(seen.missing.map(({ id }) => id));
  const back = new Set(
    [...missingOutside(mirror), ...filesOutside(mirror)].filter(
      (id) => missing.has(id) && !isOutside(id),
    ),
  );
  noteMissingOutside(mirror, [...missing].filter(isOutside));
  const outside =
    run.bounds === null ? [] : mirror.files.all().flatMap(({ id }) => (isOutside(id) ? [id] : []));
  noteFilesOutside(mirror, outside);
  if (back.size === 0) return seen;
  for (const id of back) {
    remember(mirror, before, id);
    settleGone(mirror, id);
  }
  return { ...seen, missing: seen.missing.filter(({ id }) => !back.has(id)) };
}

/** Without files that went away outside of the scope. */
function recordsThere(mirror: Mirror): readonly FileRecord[] {
  const gone = new Set(missingOutside(mirror));
  return mirror.files.all().filter(({ id }) => !gone.has(id));
}

/** New files whose pages an earlier run made, by id: the run ended before the file had it. */
function adoptingIn(run: Run, seen: Observation): ReadonlyMap<string, string> {
  const { journal } = run.parts.mirror;
  const there = new Set(seen.created.map((file) => file.path));
  const adopting = new Map<string, string>();
  for (const [path, id] of createdPages(journal)) {
    if (there.has(path)) adopting.set(id, path);
    // The file is gone or elsewhere: the page is one like any other now.
    else if (!run.dryRun) settleIntents(journal, path);
  }
  return adopting;
}

/** Takes down where the page was and what it was called when it was last settled. */
function remember(mirror: Mirror, before: Map<string, Former>, id: string): void {
  if (before.has(id)) return;
  const path = mirror.files.byId(id)?.path;
  if (path === undefined) return;
  const base = mirror.bases.get(id);
  before.set(id, {
    path,
    title: base === null ? (mirror.databases.get(id) === null ? "" : path) : titleOf(base.page),
  });
}

/** The first source of a database, a later source itself, `null` for a page. */
export const sourcesOf =
  (atlas: Atlas, mirror: Mirror): SourceOf =>
  (id) => {
    const kind = atlas.get(id)?.kind;
    if (kind === "source") return id;
    if (kind !== "database") return null;
    return mirror.databases.get(id)?.database.data_sources[0]?.id ?? null;
  };

/** Files that moved along with a folder: their records follow, nothing else does. */
function adopt(mirror: Mirror, seen: Observation, structure: Structure): boolean {
  const records = structure.carried.flatMap((file) => {
    const { record } = file;
    if (record === null) return [];
    // An edit that came along must go on looking like one.
    return [
      file.hash === record.hash ? recordFor(record, file.file) : { ...record, path: file.path },
    ];
  });
  settleRecords(mirror, records);
  return records.length > 0 && seen.changed.length > 0;
}

/** What lies below a page that was named and goes elsewhere goes along: nobody else has the folder any more. */
function wantedOrBelow(run: Run, atlas: Atlas): (id: string, path: string | null) => boolean {
  const named = wantedBy(run, atlas);
  if ((run.options.paths ?? []).length === 0) return named;
  const going = run.parts.mirror.files.all().flatMap(({ id, path }) => {
    const to = atlas.get(id)?.path;
    return to !== undefined && to !== path && named(id, path) ? [[id, to] as const] : [];
  });
  const goesAlong = below(atlas, new Map(going));
  return (id, path) => named(id, path) || (atlas.get(id)?.outside === null && goesAlong(id));
}

/** Where a page was and what it was called can be brought back. What only went along with a folder has no say. */
function keepFormer({ parts, id: run }: Run, move: MoveFile): void {
  const { mirror } = parts;
  const base = mirror.bases.get(move.id);
  const now = mirror.pages.get(move.id);
  if (base === null || now === null) return;
  const isSame =
    titleOf(base.page) === now.title &&
    canonicalJson(base.page.parent) === canonicalJson(now.page.parent);
  if (!isSame) keepPlace({ ...parts, run }, base, move.from);
}

interface Following {
  readonly atlas: Atlas;
  readonly before: Map<string, Former>;
  readonly titles: ReadonlyMap<string, string>;
  readonly structure: Structure;
}

/** Files go where their pages went in Notion, and those that got another title here to their name; `true` when one did. */
async function follow(
  run: Run,
  seen: Observation,
  { atlas, before, titles, structure }: Following,
): Promise<boolean> {
  const { mirror, vault, clock } = run.parts;
  if (!run.pulls && titles.size === 0) return false;
  const wanted = run.pulls ? wantedOrBelow(run, atlas) : below(atlas, titles);
  const moves = movesOf(run, seen, atlas, wanted, stuckIn(structure, atlas));
  for (const move of moves) remember(mirror, before, move.id);
  if (!run.dryRun) addRelocated(mirror, before);
  // New files first: one that lies where its page is about to be has its folder in the next run, whatever happens.
  let moved = !run.dryRun && (await takeAlong(run, seen.created, moves, atlas));
  for (const move of moves) {
    const about = { id: move.id, path: move.to, title: move.title, writes: 0, notes: [] };
    const reason = `was ${move.from}`;
    if (run.dryRun) {
      note(run, `move ${move.id}`, { ...about, outcome: "moved", reason });
      continue;
    }
    keepFormer(run, move);
    const record = await carryMove({ vault, mirror, clock, run: run.id }, move);
    if (record === null) continue;
    settleRecords(mirror, [record]);
    note(run, `move ${move.id}`, { ...about, outcome: "moved", reason });
    run.files.moved++;
    moved = true;
  }
  return moved;
}
