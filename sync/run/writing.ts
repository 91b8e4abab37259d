/**
 * Files that we write, announced before the first byte and settled after the last.
 *
 * A run can end between the two, and Notion can have moved on when the next one looks: then only the
 * announcement tells that what lies there is Notion's earlier version and not somebody's edit.
 */
import type { Mirror, Writing } from "../../src/mirror/mirror.ts";
import { sha256 } from "../../src/platform/hash.ts";
import type { VaultReader } from "../../src/vault/vault.ts";
import { recordFor } from "../local/observe.ts";
import { settle } from "./settle.ts";

/** To be called right before the files are written; `settle` takes the announcement back. */
export function announce(mirror: Mirror, writings: readonly Writing[]): void {
  mirror.transaction(() => {
    for (const writing of writings) mirror.writings.put(writing);
  });
}

/** The file was not written after all. */
export function withdraw(mirror: Mirror, page: string): void {
  mirror.writings.remove(page);
}

/** Settles what a run that was cut short had written. What Notion holds now is looked at as ever. */
export async function settleWritten(parts: {
  readonly mirror: Mirror;
  readonly vault: VaultReader;
}): Promise<void> {
  const { mirror, vault } = parts;
  for (const { path, hash, base } of mirror.writings.all()) {
    const there = await vault.read(path);
    if (there?.hash !== hash) {
      withdraw(mirror, base.page.id);
      continue;
    }
    const agreed = sha256(base.file);
    const record = recordFor({ id: base.page.id, hash: agreed }, there.file);
    // With a conflict the file holds more than was agreed on: it goes on being looked at.
    const watched = agreed === hash ? record : { ...record, size: -1 };
    mirror.transaction(() => {
      settle(mirror, [{ page: base.page, blocks: base.blocks, bytes: base.file, record: watched }]);
      mirror.bases.owe([base.page.id]);
    });
  }
}
