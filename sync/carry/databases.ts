/**
 * `_database.yaml`: written from Notion only. An edit of it is put back, and the edited text kept in the history.
 */
import { plainText } from "../../src/notion/canonical.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep, type WriteFile } from "../local/apply.ts";
import { type Atlas, databaseTitlesMark } from "../local/atlas.ts";
import type { Observation } from "../local/observe.ts";
import { printDatabase } from "../local/text.ts";
import { wantedBy } from "../run/bounds.ts";
import { note, type Run } from "../run/run.ts";
import { settleGone, settleRecords } from "../run/settle.ts";

export interface DatabaseStep extends WriteFile {
  readonly title: string;
  /** A person edited the file. */
  readonly edited: boolean;
}

/** Writes the description of every database whose file does not say what Notion says. */
export async function describe(
  run: Run,
  { seen, atlas }: { readonly seen: Observation; readonly atlas: Atlas },
): Promise<void> {
  const { mirror, vault, clock } = run.parts;
  const titles = { ...mirror.marks.get<Record<string, string>>(databaseTitlesMark) };
  const wanted = wantedBy(run, atlas);
  for (const planned of databaseSteps(run, seen, atlas, wanted)) {
    const step = await overOurOwn(run, planned);
    const written = await applyStep({ vault, mirror, clock, run: run.id }, step);
    const about = { id: step.id, path: step.path, title: step.title, writes: 0, notes: [] };
    if (written.kind !== "done" || written.record === null) {
      const reason = written.kind === "done" ? "" : written.reason;
      note(run, step.id, { ...about, outcome: "failed", reason });
      continue;
    }
    titles[step.id] = step.title;
    settleRecords(mirror, [written.record]);
    run.files.written++;
    const reason =
      "the description of a database is written from Notion only; the edit is in the history";
    note(
      run,
      step.id,
      step.edited ? { ...about, outcome: "restored", reason } : { ...about, outcome: "pulled" },
    );
  }
  for (const { database, state } of mirror.databases.list()) {
    const record = mirror.files.byId(database.id);
    if (state !== "trashed" || record === null || !wanted(database.id, record.path)) continue;
    const read = await vault.read(record.path);
    if (read !== null) {
      const { hash, bytes } = read;
      const step = { kind: "trash", id: database.id, path: record.path, hash, bytes } as const;
      const trashed = await applyStep({ vault, mirror, clock, run: run.id }, step);
      if (trashed.kind !== "done") continue;
      run.files.trashed++;
    }
    settleGone(mirror, database.id);
    delete titles[database.id];
    const about = { id: database.id, path: record.path, writes: 0, notes: [] };
    note(run, database.id, { ...about, title: plainText(database.title), outcome: "trashed" });
  }
  const before = mirror.marks.get(databaseTitlesMark);
  if (JSON.stringify(before) !== JSON.stringify(titles))
    mirror.marks.set(databaseTitlesMark, titles);
}

/** A mirror that was made anew knows nothing of the description that is there: it bears the database's id. */
async function overOurOwn({ parts }: Run, step: DatabaseStep): Promise<DatabaseStep> {
  if (step.replaces !== null) return step;
  const there = await parts.vault.read(step.path);
  if (there === null || !new TextDecoder().decode(there.bytes).includes(step.id)) return step;
  const edited = there.hash !== sha256(step.bytes);
  const { hash, bytes } = there;
  return { ...step, replaces: { hash, bytes: edited ? bytes : null }, edited };
}

function databaseSteps(
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
    // It was moved to where it can't be, and waits for the person there.
    if (edit?.kind === "moved") return [];
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
