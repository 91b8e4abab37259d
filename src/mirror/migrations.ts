/**
 * Brings a mirror to the schema of today, from any earlier one.
 */
import { exitCodes, MirrorError } from "../platform/errors.ts";
import type { Database } from "../platform/sqlite.ts";
import { damagedMirror } from "./errors.ts";
import { migrations } from "./schema.ts";

/** "NMIR": tells a mirror from any other SQLite file. */
export const applicationId = 0x4e4d4952;

export const schemaVersion = migrations.length;

/**
 * Takes the steps that are missing, each in a transaction of its own; returns how many there were.
 * `afterwards` runs in the last one's. Throws a `MirrorError` for a file that is newer than we are or not a mirror.
 */
export function migrate(database: Database, path: string, afterwards: () => void): number {
  const version = database.pragma("user_version", { simple: true }) as number;
  if (version === 0) refuseForeign(database, path);
  else if (database.pragma("application_id", { simple: true }) !== applicationId)
    throw notAMirror(path);
  if (version > schemaVersion) {
    throw new MirrorError(
      `The mirror has schema ${version}; this version of notion-mirror knows up to ${schemaVersion}`,
      {
        code: "mirror_newer",
        exitCode: exitCodes.guard,
        next: "Update notion-mirror: the mirror was last used by a newer one.",
        where: path,
      },
    );
  }
  if (version < 0) throw damagedMirror(path, `schema version ${version}`);
  for (const [step, sql] of migrations.entries()) {
    if (step < version) continue;
    database
      .transaction(() => {
        // Another process may have taken the step while we waited for the lock.
        if ((database.pragma("user_version", { simple: true }) as number) > step) return;
        database.exec(sql);
        database.pragma(`application_id = ${applicationId}`);
        database.pragma(`user_version = ${step + 1}`);
        if (step + 1 === schemaVersion) afterwards();
      })
      .immediate();
  }
  return schemaVersion - version;
}

function refuseForeign(database: Database, path: string): void {
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
  if (tables.n > 0) throw notAMirror(path);
}

const notAMirror = (path: string): MirrorError =>
  new MirrorError("This SQLite file is not a mirror of notion-mirror", {
    code: "not_a_mirror",
    exitCode: exitCodes.guard,
    next: "Choose another path, or move that file away.",
    where: path,
  });
