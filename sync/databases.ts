/**
 * `_database.yaml`: written from Notion only. An edit of it is put back, and the edited text kept in the history.
 */
import { sha256 } from "../src/platform/hash.ts";
import type { WriteFile } from "./local/apply.ts";
import type { Atlas } from "./local/atlas.ts";
import type { Observation } from "./local/observe.ts";
import { printDatabase } from "./local/text.ts";
import type { Run } from "./run.ts";

export interface DatabaseStep extends WriteFile {
  readonly title: string;
  /** A person edited the file. */
  readonly edited: boolean;
}

export function databaseSteps(
  run: Run,
  seen: Observation,
  atlas: Atlas,
  wanted: (id: string, path: string | null) => boolean,
): readonly DatabaseStep[] {
  const { databases, files } = run.parts.mirror;
  const edits = new Map(seen.changed.map((file) => [file.id, file]));
  const out = new Set(seen.problems.map((problem) => problem.id));
  return databases.list().flatMap(({ database, state }): DatabaseStep[] => {
    const entry = atlas.get(database.id);
    const record = files.byId(database.id);
    if (state !== "live" || entry === null || !wanted(database.id, record?.path ?? null)) return [];
    const sources = databases.dataSources(database.id).map((source) => source.dataSource);
    if (sources.length === 0 || out.has(database.id)) return [];
    const bytes = printDatabase(database, sources);
    const edit = edits.get(database.id);
    const hash = sha256(bytes);
    const there = seen.files.some((file) => file.path === (record?.path ?? entry.path));
    if (edit === undefined && record?.hash === hash && there) return [];
    return [
      {
        kind: "write",
        id: database.id,
        path: record?.path ?? entry.path,
        bytes,
        replaces: edit ?? (record !== null && there ? { hash: record.hash, bytes: null } : null),
        title: entry.title,
        edited: edit !== undefined && edit.hash !== hash,
      },
    ];
  });
}
