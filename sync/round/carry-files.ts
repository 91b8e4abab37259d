/**
 * Notion's side carried into the vault: files written in batches, and trashed with their pages.
 */
import type { FileRecord, Mirror } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep } from "../local/apply.ts";
import { recordFor } from "../local/observe.ts";
import { printFile, rewriteFile } from "../local/text.ts";
import type { PageOutcome } from "../run/report.ts";
import { type Settlement, settle, settleGone } from "../run/settle.ts";
import { announce, withdraw } from "../run/writing.ts";
import { dropCopies } from "./attach.ts";
import { applyParts, type Carried, type Carry, dropped, isFresh, sayer } from "./carry.ts";
import { holdConflicts } from "./conflicts.ts";
import type { Fate, Task } from "./task.ts";

type WriteTask = Extract<Task, { kind: "write" }>;
type RemoveTask = Extract<Task, { kind: "remove" }>;

/** Files written at the same time, and settled in one transaction. */
const batchSize = 32;

export async function* carryWrites(
  carry: Carry,
  tasks: readonly WriteTask[],
): AsyncGenerator<{ readonly task: WriteTask; readonly carried: Carried }> {
  for (let from = 0; from < tasks.length; from += batchSize) {
    const batch = tasks.slice(from, from + batchSize);
    const settlements: Settlement[] = [];
    const results = await Promise.all(
      batch.map(async (task) => {
        const { carried, settlement } = await carryWrite(carry, task);
        if (settlement !== null) settlements.push(settlement);
        return { task, carried };
      }),
    );
    const { mirror } = carry.parts;
    mirror.transaction(() => {
      const overtaken = settlements.filter((settlement) => !isLatest(mirror, settlement));
      settle(mirror, settlements);
      mirror.bases.owe(overtaken.map(({ page }) => page.id));
    });
    yield* results;
  }
}

/** Notion is read beside the writing of files: a newer version may have come in since this one was taken. */
function isLatest(mirror: Mirror, { page, blocks }: Settlement): boolean {
  const remote = mirror.blocks.remote(page.id);
  return (
    remote !== null &&
    forestHash(remote) === forestHash(blocks) &&
    JSON.stringify(mirror.pages.get(page.id)?.page) === JSON.stringify(page)
  );
}

async function carryWrite(
  carry: Carry,
  task: WriteTask,
): Promise<{ carried: Carried; settlement: Settlement | null }> {
  const { of, version } = task;
  const { record, entry, base, file, local } = of;
  if (entry === null) throw new Error("Invariant broken: a page that is written has a place");
  const say = sayer(of);
  const context = carry.contextFor({
    page: record.id,
    path: entry.path,
    dataSource: entry.dataSource,
  });
  const bytes =
    base === null
      ? printFile(version, entry.path, context, carry.parts.settings)
      : rewriteFile(
          { bytes: base.file, blocks: base.blocks },
          version,
          entry.path,
          context,
          carry.parts.settings,
        );
  const done = (outcome: PageOutcome | null, settled: FileRecord, written: number) => ({
    carried: { outcome, again: false, filesWritten: written, filesTrashed: 0 },
    settlement: { ...version, bytes, record: settled },
  });
  await holdConflicts(carry, of, entry.path, version, []);
  // Both sides hold the same: no byte is written. A page met without a base has its file adopted.
  if (local !== null) {
    const kept = recordFor({ id: record.id, hash: local.hash }, local.file);
    const { carried, settlement } = done(say("settled"), kept, 0);
    return { carried, settlement: { ...settlement, bytes: local.bytes } };
  }
  const gone = of.fate !== null;
  if (file !== null && !gone && sha256(bytes) === file.hash) return done(null, file, 0);
  const there =
    carry.restMs === 0 || file === null ? null : await carry.parts.vault.stat(entry.path);
  if (there !== null && there.mtimeMs !== file?.mtimeMs && isFresh(carry, there.mtimeMs))
    return {
      carried: { outcome: null, again: false, filesWritten: 0, filesTrashed: 0 },
      settlement: null,
    };
  const { mirror } = carry.parts;
  announce(mirror, [
    {
      path: entry.path,
      hash: sha256(bytes),
      base: { page: version.page, blocks: version.blocks, file: bytes },
    },
  ]);
  const written = await applyStep(applyParts(carry), {
    kind: "write",
    id: record.id,
    path: entry.path,
    bytes,
    replaces: file === null || base === null || gone ? null : { hash: file.hash, bytes: base.file },
  });
  if (written.kind !== "done" || written.record === null) {
    withdraw(mirror, record.id);
    return { carried: dropped(written, say), settlement: null };
  }
  return done(
    of.fate === null ? say("pulled") : say("restored", { reason: whyBack[of.fate.kind] }),
    written.record,
    1,
  );
}

/** Why a file that was taken away is there again. */
const whyBack = {
  orphaned: "files of pages below it are still there: delete its folder too if the page is to go",
  sheltering:
    "pages below it that are outside of the vault's scope would go to the trash with it: delete it in Notion",
  deleted: "the page was edited in Notion meanwhile",
  covered: "its page is still there",
  moved: "its page is still there",
  refused: "its page is still there",
} as const satisfies Record<Fate["kind"], string>;

export async function carryRemove(carry: Carry, task: RemoveTask): Promise<Carried> {
  const { of, file } = task;
  const say = sayer(of);
  if ((await carry.parts.vault.stat(file.path)) === null) {
    // Gone on both sides already.
    settleGone(carry.parts.mirror, of.record.id);
    return { outcome: null, again: false, filesWritten: 0, filesTrashed: 0 };
  }
  const step = await applyStep(applyParts(carry), {
    kind: "trash",
    id: of.record.id,
    path: file.path,
    hash: file.hash,
    bytes: of.base?.file ?? new Uint8Array(),
  });
  if (step.kind !== "done") return dropped(step, say);
  settleGone(carry.parts.mirror, of.record.id);
  await dropCopies(carry, of.record.id, file.path);
  return { outcome: say("trashed"), again: false, filesWritten: 0, filesTrashed: 1 };
}
