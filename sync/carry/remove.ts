/**
 * Files that are gone: their pages go to Notion's trash, or the files come back.
 */

import { wroteTo } from "../pull/written.ts";
import { execute } from "../push/execute.ts";
import type { Parts } from "../run/parts.ts";
import type { Run } from "../run/run.ts";
import { settleGone } from "../run/settle.ts";
import { wasEdited } from "../tasks/edited.ts";
import { sayer } from "../tasks/say.ts";
import { trashOf } from "../tasks/sending.ts";
import type { DeleteTask, PageCase } from "../tasks/task.ts";
import { dropCopies } from "./attach.ts";
import { type Carried, type Carry, carriedAs } from "./carry.ts";

export async function carryDelete(carry: Carry, task: DeleteTask): Promise<Carried> {
  const { mirror, vault, clock } = carry.parts;
  const { of, below } = task;
  const say = sayer(of);
  const { id } = of.record;
  // Looked at once more: an editor that saves by renaming takes a file away for a moment.
  if (of.file !== null && (await vault.stat(of.file.path)) !== null)
    return carriedAs(null, { again: true });
  const pages = [id, ...below.map((record) => record.id)];
  const justRead = new Set<string>();
  for (const each of pages) {
    // Its time stamp is cut to the minute: what was read within that minute may have been edited in it since.
    if (mirror.pages.get(each)?.unsettled !== true) continue;
    await carry.readAgain(each);
    if (wasEdited(mirror, each)) return carriedAs(null, { again: true });
    justRead.add(each);
  }
  for (const each of pages) keep(carry.parts, carry.run, each);
  const operation = trashOf({
    of: { record: (justRead.has(id) ? mirror.pages.get(id) : null) ?? of.record },
    below: below.filter((record) => !justRead.has(record.id)),
  });
  const pushed = await execute([operation], await carry.pushParts());
  if (pushed.status === "changed") {
    const [changed] = pushed.operations;
    await carry.readAgain(changed?.kind === "changed" ? (changed.page ?? id) : id);
    return carriedAs(null, { again: true });
  }
  if (pushed.status !== "done") {
    const [operation] = pushed.operations;
    const reason =
      operation !== undefined && "error" in operation ? operation.error.message : "interrupted";
    return carriedAs(
      say("failed", { writes: pushed.writes, reason: `can't be trashed: ${reason}` }),
    );
  }
  const page = pushed.pages.get(id);
  if (of.file !== null) await dropCopies(carry, id, of.file.path);
  mirror.transaction(() => {
    if (page !== undefined) mirror.pages.put(page, clock.now());
    else mirror.pages.setState(id, "trashed");
    wroteTo(mirror, id, carry.parts.notion.now());
    settleGone(mirror, id);
  });
  for (const { id: each } of below) {
    // Only the page itself tells that it went along.
    await carry.readAgain(each);
    if (mirror.pages.get(each)?.state !== "live") settleGone(mirror, each);
  }
  return carriedAs(say("trashed", { writes: pushed.writes }));
}

/** The file of a row that needs none is gone: nothing is agreed on any more, and the page stays as it is. */
export function forget({ parts, id: run }: Run, { record }: PageCase): void {
  keep(parts, run, record.id);
  settleGone(parts.mirror, record.id);
}

/** The file as it was last settled can be brought back. */
function keep(parts: Pick<Parts, "mirror" | "clock">, run: string, id: string): void {
  const { mirror, clock } = parts;
  const base = mirror.bases.get(id);
  const path = mirror.files.byId(id)?.path ?? null;
  if (base === null) return;
  const at = clock.now();
  mirror.history.put({ page: id, path, side: "local", at, run, reason: "deleted" }, base.file);
}
