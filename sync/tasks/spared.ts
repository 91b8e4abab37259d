/**
 * Of pages whose files are gone, those that stay all the same: somebody edited them in Notion meanwhile. So does
 * what is above an edited page, since it would take that along; what is left of the others goes piece by piece.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { Atlas } from "../local/atlas.ts";
import { wasEdited } from "./edited.ts";
import type { Fate } from "./task.ts";

type Fates = ReadonlyMap<string, Fate>;

/** The fates again, as `fatesOf` gives them, with the edits in Notion that have been read so far looked at. */
export function spare(
  fates: Fates,
  mirror: Mirror,
  atlas: Atlas,
  makesFile: (id: string) => boolean,
): Fates {
  const gone = new Set([...fates].flatMap(([id, { kind }]) => (isGone.has(kind) ? [id] : [])));
  if (gone.size === 0) return fates;
  const edited = [...gone].filter((id) => wasEdited(mirror, id));
  const spared = new Map<string, Fate>();
  for (const id of edited) spared.set(id, { kind: "spared", below: null });
  for (const id of [...edited, ...newBelow(gone, mirror, atlas, makesFile)])
    for (const above of goneAbove(id, gone, atlas))
      if (!spared.has(above))
        spared.set(above, { kind: "spared", below: atlas.get(id)?.title ?? "" });
  if (spared.size === 0) return fates;
  const below = new Map<string, string[]>();
  const isOrphaned = (id: string) => fates.get(id)?.kind === "orphaned";
  for (const id of gone) {
    if (spared.has(id) || isOrphaned(id)) continue;
    // Whatever is above a spared page is spared too: so the last of these has no spared one in between.
    const above = goneAbove(id, gone, atlas);
    const top = above.findLast((one) => !spared.has(one) && !isOrphaned(one)) ?? id;
    const list = below.get(top) ?? [];
    below.set(top, list);
    if (top !== id) list.push(id);
  }
  const next = new Map([...fates, ...spared]);
  for (const [top, ids] of below) {
    next.set(top, { kind: "deleted", below: ids });
    for (const id of ids) next.set(id, { kind: "covered" });
  }
  return next;
}

/** Orphans come back anyway; that somebody edited them is the better reason. */
const isGone: ReadonlySet<Fate["kind"]> = new Set(["deleted", "covered", "orphaned"]);

/** Those of `gone` that a page lies below, the nearest first. */
function goneAbove(id: string, gone: ReadonlySet<string>, atlas: Atlas): readonly string[] {
  const met = new Set([id]);
  const above: string[] = [];
  for (let at = atlas.get(id)?.parent ?? null; at !== null && !met.has(at); ) {
    met.add(at);
    if (gone.has(at)) above.push(at);
    at = atlas.get(at)?.parent ?? null;
  }
  return above;
}

/** Pages that came below one of `gone` in Notion and were to get their files now. */
function newBelow(
  gone: ReadonlySet<string>,
  { files, bases, blocks }: Mirror,
  atlas: Atlas,
  makesFile: (id: string) => boolean,
): readonly string[] {
  return atlas.entries.flatMap(({ id, kind, outside }) => {
    if (kind !== "page" || outside !== null || gone.has(id) || files.byId(id) !== null) return [];
    if (goneAbove(id, gone, atlas).length === 0 || bases.get(id) !== null) return [];
    return makesFile(id) && blocks.remote(id) !== null ? [id] : [];
  });
}
