/**
 * The only writer of files. Each step says what it expects to find; anything else there drops the step,
 * and the page is planned again from what the person made of it.
 *
 * What gets overwritten or trashed is in the history first. Settling is left to `sync/run/settle.ts`.
 */
import type { FileRecord, Mirror } from "../../src/mirror/mirror.ts";
import { VaultError } from "../../src/platform/errors.ts";
import { systemReason } from "../../src/platform/files.ts";
import { sha256 } from "../../src/platform/hash.ts";
import type { VaultFile, VaultReader, VaultWriter } from "../../src/vault/vault.ts";
import { recordFor } from "./observe.ts";

export type FileStep = WriteFile | MoveFile | TrashFile | DiscardFile;

export interface WriteFile {
  readonly kind: "write";
  readonly id: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The file as it is to be replaced; `null`: nothing is there. `bytes` go to the history, unless they are Notion's own words. */
  readonly replaces: { readonly hash: string; readonly bytes: Uint8Array | null } | null;
  /** What the history says of them. Default: `overwritten`. */
  readonly reason?: string;
}

export interface MoveFile {
  readonly kind: "move";
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly hash: string;
}

export interface TrashFile {
  readonly kind: "trash";
  readonly id: string;
  readonly path: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** To the trash, without a version for the history: Notion's own bytes. */
export interface DiscardFile {
  readonly kind: "discard";
  readonly path: string;
  readonly hash: string;
}

export interface ApplyParts {
  readonly vault: VaultReader & VaultWriter;
  readonly mirror: Mirror;
  readonly clock: { now(): number };
  /** Id of the run, for the history. */
  readonly run: string;
}

export type StepOutcome =
  /** `record` of the file as it lies there now; `null` after trashing. */
  | { readonly kind: "done"; readonly record: FileRecord | null }
  /** Someone was faster: nothing was written. */
  | { readonly kind: "dropped"; readonly reason: string }
  /** The disk said no (full, read-only …): nothing was written. */
  | { readonly kind: "failed"; readonly reason: string };

export async function applyStep(parts: ApplyParts, step: FileStep): Promise<StepOutcome> {
  try {
    const record = await take(parts, step);
    return { kind: "done", record };
  } catch (error) {
    if (error instanceof VaultError)
      return error.code === "file_changed"
        ? { kind: "dropped", reason: error.message }
        : { kind: "failed", reason: error.message };
    const reason = systemReason(error);
    if (reason === null) throw error;
    return { kind: "failed", reason: `the file can't be written: ${reason}` };
  }
}

const swept = new WeakSet<VaultWriter>();

/** Clears away what an engine left that was cut short; once for each vault that a process opens. */
export async function sweepOnce(vault: VaultWriter): Promise<void> {
  if (swept.has(vault)) return;
  await vault.sweep();
  swept.add(vault);
}

async function take(parts: ApplyParts, step: FileStep): Promise<FileRecord | null> {
  const { vault } = parts;
  switch (step.kind) {
    case "write": {
      const replaced = step.replaces?.bytes ?? null;
      if (replaced !== null)
        keep(parts, step.id, step.path, replaced, step.reason ?? "overwritten");
      const file = await vault.write(step.path, step.bytes, step.replaces?.hash ?? null);
      return recordOf(step.id, sha256(step.bytes), file);
    }
    case "move": {
      const file = await vault.move(step.from, step.to, step.hash);
      return recordOf(step.id, step.hash, file);
    }
    case "discard":
      await vault.trash(step.path, step.hash);
      return null;
    case "trash":
      keep(parts, step.id, step.path, step.bytes, "trashed");
      await vault.trash(step.path, step.hash);
      return null;
  }
}

const recordOf = (id: string, hash: string, file: VaultFile) => recordFor({ id, hash }, file);

function keep(parts: ApplyParts, page: string, path: string, bytes: Uint8Array, reason: string) {
  const { mirror, clock, run } = parts;
  mirror.history.put({ page, path, side: "local", at: clock.now(), run, reason }, bytes);
}

/**
 * Moves in an order in which no target is taken by a file that is still to move. Where they form a ring,
 * the first of it is given way by `aside`, which names another path for it.
 */
export function orderMoves(
  moves: readonly MoveFile[],
  aside: (move: MoveFile) => string,
): readonly MoveFile[] {
  const waiting = new Map(moves.map((move) => [move.from, move]));
  const ordered: MoveFile[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      (move) => !waiting.has(move.to) || move.to === move.from,
    );
    if (free.length === 0) {
      const [first] = waiting.values();
      if (first === undefined) break;
      free.push({ ...first, to: aside(first) });
    }
    for (const move of free) {
      ordered.push(move);
      waiting.delete(move.from);
    }
  }
  return ordered;
}
