/**
 * A push carried out: sent, stored as Notion's new state, the file brought along, and settled.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { carriedOver, cutOff } from "../../src/notion/whole-values.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep, type StepOutcome } from "../local/apply.ts";
import { recordFor } from "../local/observe.ts";
import { bytesOf, rewriteFile, type Version } from "../local/text.ts";
import { requestsOf } from "../plan/batch.ts";
import { withHeld } from "../plan/merge-page.ts";
import type { Operation } from "../plan/operations.ts";
import type { PagePlan } from "../plan/plan.ts";
import { showInCopies } from "../pull/copies.ts";
import { retitle } from "../pull/sight.ts";
import { wroteTo } from "../pull/written.ts";
import { execute } from "../push/execute.ts";
import { isUpdated } from "../push/fields.ts";
import type { PushOutcome } from "../push/parts.ts";
import { settledBlocks } from "../push/settled.ts";
import { keepPlace } from "../run/kept.ts";
import type { Outcome, PlannedRequest } from "../run/report.ts";
import { settle } from "../run/settle.ts";
import { announce, withdraw } from "../run/writing.ts";
import { leftBehind } from "../tasks/left-behind.ts";
import { notesOf, type Say, sayer } from "../tasks/say.ts";
import type { PageCase, PushTask } from "../tasks/task.ts";
import { applyParts, type Carried, type Carry, carriedAs, dropped, isFresh } from "./carry.ts";
import { holdConflicts } from "./conflicts.ts";

export async function carryPush(carry: Carry, task: PushTask): Promise<Carried> {
  const { mirror } = carry.parts;
  const { of, plan } = task;
  const { local, base, record } = of;
  if (local === null || base === null) throw new Error("Invariant broken: a push has both sides");
  const notes = [...notesOf(task)];
  const say = sayer(of, notes);
  let after: Merged = plan.merged;
  let writes = 0;
  if (task.operations.length > 0) {
    keepRemote(carry, task.remote);
    if (of.fate?.kind === "moved")
      keepPlace({ ...carry.parts, run: carry.run }, task.remote, of.file?.path ?? null);
    const parts = await carry.pushParts();
    const before = requestsSoFar(carry);
    const pushed = withWhole(await execute(task.operations, parts), task);
    writes = pushed.writes;
    if (pushed.status !== "done") return unfinished(carry, of, pushed, say);
    after = mergedAfter(plan.merged, pushed, base.page);
    if (of.fate?.kind === "moved" && of.fate.move.parent !== null)
      notes.push(...leftBehind(task.remote.page, after.page, of.fate.move.parent));
    storeRemote(carry, task, pushed, after, requestsSoFar(carry) - before);
    if (!pushed.complete) {
      // Ids and ends of values that no answer told: the next plan learns them from the page and its tree.
      await carry.readAgain(record.id);
      return carriedAs(say("pushed", { writes }), { again: true });
    }
  }
  mirror.openLinks.put(record.id, task.lifted.openLinks);
  const context = carry.contextFor({
    page: record.id,
    path: local.path,
    ...(of.file === null ? {} : { before: of.file.path }),
    dataSource: of.entry?.dataSource ?? null,
  });
  const { settings } = carry.parts;
  const { corrected, blocks } = task.lifted;
  const said = { bytes: local.bytes, blocks: corrected ? null : blocks };
  if (task.inPart) {
    // The file stays, as an edit of what has gone out: the rest of it follows when the ids are there.
    const agreed = { page: after.page, blocks: after.base };
    const bytes = rewriteFile(said, agreed, local.path, context, settings);
    const place = recordFor({ id: record.id, hash: sha256(bytes) }, local.file);
    settle(mirror, [{ ...agreed, bytes, record: { ...place, size: -1 } }]);
    return carriedAs(say("pushed", { writes }), { again: true });
  }
  const shown = { page: after.page, blocks: after.file };
  const bytes = rewriteFile(said, shown, local.path, context, settings, after.held);
  const sameBytes = Buffer.compare(bytes, local.bytes) === 0;
  if (!sameBytes && isFresh(carry, local.file.mtimeMs))
    return carriedAs(writes === 0 ? null : say("pushed", { writes }));
  const agreed = { page: after.page, blocks: after.base };
  // What is held back is in the file and not in the base: the file goes on being looked at.
  const agreedBytes =
    plan.conflicts.length === 0
      ? bytes
      : rewriteFile({ bytes, blocks: after.file }, agreed, local.path, context, settings);
  if (!sameBytes)
    announce(mirror, [
      { path: local.path, hash: sha256(bytes), base: { ...agreed, file: agreedBytes } },
    ]);
  const written: StepOutcome = sameBytes
    ? { kind: "done", record: recordFor({ id: record.id, hash: local.hash }, local.file) }
    : await applyStep(applyParts(carry), {
        kind: "write",
        id: record.id,
        path: local.path,
        bytes,
        replaces: { hash: local.hash, bytes: local.bytes },
      });
  if (written.kind !== "done" || written.record === null) {
    withdraw(mirror, record.id);
    return dropped(written, say, writes);
  }
  const settled =
    plan.conflicts.length === 0
      ? written.record
      : { ...written.record, ...heldPlace(task, base.page), hash: sha256(agreedBytes), size: -1 };
  settle(mirror, [{ ...agreed, bytes: agreedBytes, record: settled }]);
  const copied =
    writes > 0 && showInCopies({ mirror, changed: new Set() }, record.id, task.remote.blocks);
  await holdConflicts(carry, of, local.path, after.blocks, plan.conflicts, {
    base: base.page,
    local: task.whole.update,
    remote: task.remote.page,
  });
  const quiet: Outcome = sameBytes ? "settled" : "pulled";
  const onlyMoved = of.fate?.kind === "moved" && !task.operations.some(isOfBlocks);
  const outcome: Outcome = onlyMoved
    ? "moved"
    : writes === 0
      ? quiet
      : sameBytes
        ? "pushed"
        : "merged";
  const conflict = plan.conflicts[0];
  return carriedAs(
    conflict === undefined
      ? say(outcome, { writes })
      : say("conflict", {
          writes,
          reason: plan.conflicts.map(({ message }) => message).join(" "),
          where: local.path,
          next: `notion-mirror resolve ${JSON.stringify(local.path)} --local | --remote | --both | --tool`,
        }),
    { again: copied, filesWritten: sameBytes ? 0 : 1 },
  );
}

/** A file that got another name while its title is in conflict goes on being one that was renamed. */
function heldPlace({ of, plan }: PushTask, { properties }: Page): { readonly path?: string } {
  if (of.fate?.kind !== "moved" || of.file === null) return {};
  const isHeld = plan.conflicts.some(({ key }) => properties[key]?.type === "title");
  return isHeld ? { path: of.file.path } : {};
}

/**
 * Notion's answer to an update of the page shows 25 of a relation or of people. What was not updated is as it
 * was; the rest makes the answer incomplete.
 */
function withWhole(pushed: PushOutcome, { of, plan, remote }: PushTask): PushOutcome {
  const answered = pushed.pages.get(of.record.id);
  if (answered === undefined || cutOff(answered).length === 0) return pushed;
  const updated = new Set(
    cutOff(answered).filter((name) => isUpdated(answered, plan.merged.update, name)),
  );
  const whole = carriedOver(answered, remote.page, updated);
  const pages = new Map(pushed.pages).set(of.record.id, whole);
  return { ...pushed, pages, complete: pushed.complete && cutOff(whole).length === 0 };
}

const isOfBlocks = (operation: Operation): boolean =>
  operation.kind === "append-blocks" ||
  operation.kind === "update-block" ||
  operation.kind === "trash-block";

type Merged = PagePlan["merged"];

/** The plan's trees, with the ids and answers of what was sent in them. */
function mergedAfter(merged: Merged, pushed: PushOutcome, base: Page): Merged {
  const answered = pushed.pages.get(merged.page.id);
  return {
    ...merged,
    page: answered === undefined ? merged.page : withHeld(answered, base, merged.held),
    blocks: settledBlocks(merged.blocks, pushed),
    file: settledBlocks(merged.file, pushed),
    base: settledBlocks(merged.base, pushed),
  };
}

/** The version that the push replaces can be brought back. */
function keepRemote({ parts, run }: Carry, { page, blocks }: Version): void {
  parts.mirror.history.put(
    {
      page: page.id,
      path: null,
      side: "remote",
      at: parts.clock.now(),
      run,
      reason: "pushed over",
    },
    bytesOf(JSON.stringify({ page, blocks })),
  );
}

/** Of all runs: one that reads beside this one only makes it look dearer. */
function requestsSoFar({ parts }: Carry): number {
  const { reads = 0, writes = 0 } = parts.notion.counts ?? {};
  return reads + writes;
}

/** What Notion holds after the push, as the mirror's last sight of it: to be read once more after the minute. */
function storeRemote(
  carry: Carry,
  task: PushTask,
  pushed: PushOutcome,
  after: Merged,
  requests: number,
): void {
  const { mirror, notion, clock } = carry.parts;
  const answered = pushed.pages.get(task.of.record.id) ?? task.remote.page;
  const page: Page = { ...answered, last_edited_time: lastEdit(pushed, answered, notion.now()) };
  mirror.transaction(() => {
    mirror.pages.put(page, clock.now());
    mirror.blocks.putRemote(page.id, after.blocks, {
      editedTime: page.last_edited_time,
      unsettled: true,
    });
    // The lines that show its title elsewhere get no new time stamp, and nothing else of those pages changed.
    const title = mirror.pages.get(page.id)?.title ?? "";
    retitle({ mirror, changed: new Set() }, page.id, "child_page", title);
    wroteTo(mirror, page.id, notion.now(), requests);
  });
}

/** The newest time in Notion's answers; a deletion tells none, so then the minute that the server is in. */
function lastEdit(pushed: PushOutcome, page: Page, now: number): string {
  const times = [...pushed.created.values(), ...pushed.updated.values()]
    .map((block: BlockTree) => block.last_edited_time ?? "")
    .concat(page.last_edited_time);
  if (pushed.created.size === 0 && pushed.updated.size === 0 && pushed.writes > 0)
    times.push(new Date(Math.floor(now / 60_000) * 60_000).toISOString());
  return times.reduce((a, b) => (a > b ? a : b));
}

async function unfinished(
  carry: Carry,
  of: PageCase,
  pushed: PushOutcome,
  say: Say,
): Promise<Carried> {
  const { writes } = pushed;
  const broken = pushed.operations.find(
    (operation) => operation.kind !== "done" && operation.kind !== "left",
  );
  switch (pushed.status) {
    case "changed":
      await carry.readAgain(of.record.id);
      return carriedAs(
        say("failed", {
          writes,
          reason: broken?.kind === "changed" ? broken.reason : "the page was edited in Notion",
          next: "The next sync looks at it anew.",
        }),
        { again: true },
      );
    case "refused":
    case "failed":
    case "doubtful": {
      const message =
        broken !== undefined && "error" in broken ? broken.error.message : "no reason given";
      return carriedAs(
        say("failed", {
          writes,
          reason: {
            refused: `Notion refused it: ${message}`,
            failed: `Notion could not be asked: ${message}`,
            doubtful: `a write has no clear answer yet: ${message}`,
          }[pushed.status],
          ...(of.local === null ? {} : { where: of.local.path }),
          next:
            pushed.status === "refused"
              ? "Correct the file; what was not sent is sent then."
              : "The next sync finds out whether it was applied, before it sends anything more.",
        }),
      );
    }
    default:
      return carriedAs(null, { interrupted: true });
  }
}

export const requestsFor = (operations: readonly Operation[]): readonly PlannedRequest[] =>
  requestsOf(operations).map(({ method, path, body }) => ({ method, path, body }));
