/**
 * Notion's side carried into the vault: files written in batches, and trashed with their pages.
 */
import type { Mirror, Writing } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { withNothingAt } from "../lift/open-links.ts";
import { applyStep } from "../local/apply.ts";
import { recordFor } from "../local/observe.ts";
import { printFile, rewriteFile } from "../local/text.ts";
import type { PageOutcome } from "../run/report.ts";
import { type Settlement, settle, settleGone } from "../run/settle.ts";
import { announce, withdraw } from "../run/writing.ts";
import { sayer } from "../tasks/say.ts";
import type { Fate, Task } from "../tasks/task.ts";
import { dropCopies } from "./attach.ts";
import { applyParts, type Carried, type Carry, carriedAs, dropped, isFresh } from "./carry.ts";
import { clearConflicts } from "./conflicts.ts";

type WriteTask = Extract<Task, { kind: "write" }>;
type RemoveTask = Extract<Task, { kind: "remove" }>;

/** Files announced in one transaction, written at the same time, and settled in one. */
const batchSize = 32;

/** What came of a task; `settlement`: on what both sides agree now, `null` for nothing. */
interface Result {
  readonly carried: Carried;
  readonly settlement: Settlement | null;
}

/** A file that is to be written. */
interface Due {
  readonly writing: Writing;
  readonly replaces: { readonly hash: string; readonly bytes: Uint8Array } | null;
}

export async function* carryWrites(
  carry: Carry,
  tasks: readonly WriteTask[],
): AsyncGenerator<{ readonly task: WriteTask; readonly carried: Carried }> {
  const { mirror } = carry.parts;
  for (let from = 0; from < tasks.length; from += batchSize) {
    const batch = tasks.slice(from, from + batchSize);
    const looked = await Promise.all(
      batch.map(async (task) => ({ task, found: await lookAtFile(carry, task) })),
    );
    announce(
      mirror,
      looked.flatMap(({ found }) => ("writing" in found ? [found.writing] : [])),
    );
    const results = await Promise.all(
      looked.map(async ({ task, found }) => ({
        task,
        ...("writing" in found ? await writeFile(carry, task, found) : found),
      })),
    );
    const settlements = results.flatMap(({ settlement }) => settlement ?? []);
    mirror.transaction(() => {
      const overtaken = settlements.filter((settlement) => !isLatest(mirror, settlement));
      settle(mirror, settlements);
      mirror.bases.owe(overtaken.map(({ page }) => page.id));
    });
    for (const { task, carried } of results) yield { task, carried };
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

/** Settles what needs no writing. */
async function lookAtFile(carry: Carry, task: WriteTask): Promise<Result | Due> {
  const { of, version } = task;
  const { record, entry, base, file, local } = of;
  if (entry === null) throw new Error("Invariant broken: a page that is written has a place");
  const { path, dataSource } = entry;
  const { settings } = carry.parts;
  const open = new Set(carry.parts.mirror.openLinks.of(record.id));
  const context = withNothingAt(carry.contextFor({ page: record.id, path, dataSource }), open);
  const bytes =
    base === null
      ? printFile(version, path, context, settings)
      : rewriteFile({ bytes: base.file, blocks: base.blocks }, version, path, context, settings);
  await clearConflicts(carry, task.of.record.id);
  // Both sides hold the same: no byte is written. A page met without a base has its file adopted.
  if (local !== null) {
    const kept = recordFor({ id: record.id, hash: local.hash }, local.file);
    const settlement = { ...version, bytes: local.bytes, record: kept };
    return { carried: carriedAs(sayer(of)("settled")), settlement };
  }
  const gone = of.fate !== null;
  if (file !== null && !gone && sha256(bytes) === file.hash)
    return { carried: carriedAs(null), settlement: { ...version, bytes, record: file } };
  const there = carry.restMs === 0 || file === null ? null : await carry.parts.vault.stat(path);
  if (there !== null && there.mtimeMs !== file?.mtimeMs && isFresh(carry, there.mtimeMs))
    return { carried: carriedAs(null), settlement: null };
  return {
    writing: {
      path,
      hash: sha256(bytes),
      base: { page: version.page, blocks: version.blocks, file: bytes },
    },
    replaces: file === null || base === null || gone ? null : { hash: file.hash, bytes: base.file },
  };
}

async function writeFile(
  carry: Carry,
  { of, version }: WriteTask,
  { writing, replaces }: Due,
): Promise<Result> {
  const { id } = of.record;
  const { path, base } = writing;
  const say = sayer(of);
  const written = await applyStep(applyParts(carry), {
    kind: "write",
    id,
    path,
    bytes: base.file,
    replaces,
  });
  if (written.kind !== "done" || written.record === null) {
    withdraw(carry.parts.mirror, id);
    return { carried: dropped(written, say), settlement: null };
  }
  const outcome = of.fate === null ? say("pulled") : say("restored", whyBack(of.fate));
  return {
    carried: carriedAs(outcome, { filesWritten: 1 }),
    settlement: { ...version, bytes: base.file, record: written.record },
  };
}

/** Why a file that was taken away is there again. */
function whyBack(fate: Fate): Pick<PageOutcome, "reason" | "next"> {
  const reason = reasonOf(fate);
  return fate.kind === "spared"
    ? { reason, next: "Delete it once more if it is to go all the same." }
    : { reason };
}

function reasonOf(fate: Fate): string {
  switch (fate.kind) {
    case "orphaned":
      return "files of pages below it are still there: delete its folder too if the page is to go";
    case "sheltering":
      return "pages below it that are outside of the vault's scope would go to the trash with it: delete it in Notion";
    case "spared":
      return fate.below === null
        ? "the page was edited in Notion meanwhile"
        : `the page ${JSON.stringify(fate.below)} below it was edited in Notion meanwhile, and would go to the trash with it`;
    case "deleted":
    case "covered":
    case "moved":
    case "refused":
      return "its page is still there";
  }
}

export async function carryRemove(carry: Carry, task: RemoveTask): Promise<Carried> {
  const { of, file } = task;
  const say = sayer(of);
  if ((await carry.parts.vault.stat(file.path)) === null) {
    // Gone on both sides already.
    settleGone(carry.parts.mirror, of.record.id);
    return carriedAs(null);
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
  return carriedAs(say("trashed"), { filesTrashed: 1 });
}
