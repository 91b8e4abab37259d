/**
 * The only mover of the base: what file and Notion both hold becomes the version that the next run starts from.
 *
 * Called when the file is durable and Notion has confirmed, never before. Base and file record move in one
 * transaction, so that a crash leaves either the old agreement or the new one. What lies between (file
 * already new, base old) was announced (`writing.ts`), and the next run settles it first of all.
 */
import type { FileRecord, Mirror } from "../../src/mirror/mirror.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { oweAttachments } from "../local/attachments.ts";
import { settleIntents } from "../push/intents.ts";

export interface Settlement {
  readonly page: Page;
  readonly blocks: readonly BlockTree[];
  /** Exact bytes of the file. */
  readonly bytes: Uint8Array;
  readonly record: FileRecord;
}

export function settle(mirror: Mirror, settlements: readonly Settlement[]): void {
  mirror.transaction(() => {
    for (const { page, blocks, bytes, record } of settlements) {
      mirror.bases.put(page.id, { page, blocks, file: bytes });
      mirror.files.put(record);
      mirror.writings.remove(page.id);
      settleIntents(mirror.journal, page.id);
    }
    oweAttachments(
      mirror,
      settlements.map(({ page, blocks }) => ({ id: page.id, blocks })),
    );
  });
}

/** A file without a base of its own (`_database.yaml`), or one that only moved or was touched. */
export function settleRecords(mirror: Mirror, records: readonly FileRecord[]): void {
  mirror.transaction(() => {
    for (const record of records) mirror.files.put(record);
  });
}

/** Both sides agree that the page is gone from the vault. */
export function settleGone(mirror: Mirror, id: string): void {
  mirror.transaction(() => {
    const record = mirror.files.byId(id);
    if (record !== null) mirror.files.remove(record.path);
    mirror.bases.remove(id);
    mirror.openLinks.put(id, []);
    mirror.writings.remove(id);
    mirror.bases.clearDue(id);
    settleIntents(mirror.journal, id);
  });
}
