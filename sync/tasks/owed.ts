/**
 * Pages that are to have a file and have none, though nothing about them changed in Notion.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { Atlas } from "../local/atlas.ts";
import { policiesOf } from "../run/policies.ts";
import type { Run } from "../run/run.ts";

/** Mark: data sources whose rows were no files when a run last looked. */
const withoutFilesMark = "rows_without_files";

/** Rows that were to be kept in the mirror only and are files from now on are due, however long ago they were read. */
export function oweFiles({ parts: { mirror, settings } }: Run, atlas: Atlas): void {
  const { withoutFiles } = policiesOf(mirror, settings);
  const before = mirror.marks.get<readonly string[]>(withoutFilesMark) ?? [];
  if (JSON.stringify(before) === JSON.stringify(withoutFiles)) return;
  const isFiles = before.some((id) => !withoutFiles.includes(id));
  mirror.transaction(() => {
    if (isFiles)
      mirror.bases.owe(
        atlas.entries
          .filter(({ id, kind }) => kind === "page" && mirror.files.byId(id) === null)
          .map(({ id }) => id),
      );
    if (withoutFiles.length === 0) mirror.marks.remove(withoutFilesMark);
    else mirror.marks.set(withoutFilesMark, withoutFiles);
  });
}

/** Pages that are read and have no file: where a scope leaves pages out, one may have come into it. */
export function withoutFile(mirror: Mirror, atlas: Atlas): readonly string[] {
  const there = new Set(mirror.files.all().map(({ id }) => id));
  return mirror.pages
    .refs({ state: "live" })
    .filter(({ id, bodyEditedTime }) => {
      if (bodyEditedTime === null || there.has(id)) return false;
      return atlas.get(id)?.outside === null;
    })
    .map(({ id }) => id);
}
