/**
 * The mirror as it is at one moment, in a file of its own: for runs that only say what they would do. They store
 * what they read in there, and neither wait for an engine that is at work nor get between what it writes.
 */
import type { OpenDatabase } from "../platform/sqlite.ts";

/** Pages of the file copied in one step: all, so that no writer in another process makes it begin anew. */
const allPages = 0x7fffffff;

/** @param from Must exist. @param to Must not. */
export async function copyMirror(
  openDatabase: OpenDatabase,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const database = openDatabase(from, { readonly: true, fileMustExist: true });
  try {
    database.pragma("busy_timeout = 5000");
    await database.backup(to, { progress: () => allPages });
  } finally {
    database.close();
  }
}
