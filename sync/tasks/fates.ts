/**
 * What was done to the places of files, page by page.
 */
import type { Atlas } from "../local/atlas.ts";
import type { Structure } from "../local/structure.ts";
import type { Fate } from "./task.ts";

export function fatesOf(structure: Structure, atlas: Atlas): ReadonlyMap<string, Fate> {
  const above = aboveOutside(atlas);
  const fates = new Map<string, Fate>();
  for (const move of structure.moved) fates.set(move.file.id, { kind: "moved", move });
  for (const refusal of structure.refused)
    if (refusal.id !== null) fates.set(refusal.id, { kind: "refused", refusal });
  for (const { file, below } of structure.deleted) {
    if (above.has(file.id)) {
      for (const id of [file.id, ...below]) fates.set(id, { kind: "sheltering" });
      continue;
    }
    fates.set(file.id, { kind: "deleted", below });
    for (const id of below) fates.set(id, { kind: "covered" });
  }
  for (const file of structure.orphaned) fates.set(file.id, { kind: "orphaned" });
  return fates;
}

/** Pages and databases with something below them that the vault does not hold. */
function aboveOutside(atlas: Atlas): ReadonlySet<string> {
  const above = new Set<string>();
  for (const entry of atlas.entries) {
    if (entry.outside === null) continue;
    for (let id = entry.parent; id !== null && !above.has(id); id = atlas.get(id)?.parent ?? null)
      above.add(id);
  }
  return above;
}
