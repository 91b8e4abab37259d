/**
 * One run: observe both sides, plan, ask the guards, execute, settle, page by page; and what came of it.
 *
 * The order is what keeps it safe: writes in doubt are settled first, everything is planned before the
 * first write, and a page's base moves only when its file is durable and Notion has confirmed. All but the
 * reading of Notion is done in this run's turn: a push need not wait for a crawl that is under way.
 */

import { sweepOnce } from "./local/apply.ts";
import { settleFromMirror, titlesInDoubt } from "./push/find-created.ts";
import { recover } from "./push/recover.ts";
import { checkFolder } from "./round/gate.ts";
import { lookFirst } from "./round/look.ts";
import { oneRound } from "./round/round.ts";
import { takeUpBounds } from "./run/bounds.ts";
import { lastRunMark } from "./run/marks.ts";
import type { RunCycle } from "./run/parts.ts";
import type { Progress } from "./run/report.ts";
import { type Run, reportOf, startRun } from "./run/run.ts";
import { pushPartsOf } from "./run/self.ts";
import { turnsOf } from "./run/turns.ts";
import { settleWritten } from "./run/writing.ts";

/** Rounds in one run, when pages or files keep changing under our hands. */
const roundsMax = 3;

export const runCycle: RunCycle = async (parts, options) => {
  const run = await startRun(parts, options);
  const stopped = await checkFolder(parts.files, parts.vault.root);
  if (stopped !== null) return reportOf(run, stopped);
  try {
    // A dry run reads Notion as any other and forgets it all: what it saw must not change what the next one does.
    await (run.dryRun ? parts.mirror.tentatively(() => phases(run)) : phases(run));
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    run.interrupted = true;
  }
  if (!run.dryRun && !run.interrupted) parts.mirror.marks.set(lastRunMark, parts.clock.now());
  return reportOf(run, run.stopped);
};

async function phases(run: Run): Promise<void> {
  const { parts, options } = run;
  const progress = (phase: Progress["phase"], done = 0, total: number | null = null) =>
    options.onProgress?.({ phase, done, total });
  const turns = turnsOf(parts.mirror);
  await turns.take(async () => {
    options.signal?.throwIfAborted();
    run.rebound = takeUpBounds(run);
    if (!run.dryRun) await sweepOnce(parts.vault);
    await settleWritten(parts);
    if (run.pushes && !run.dryRun && parts.mirror.journal.open().length > 0) {
      progress("recover");
      await recover(await pushPartsOf(parts, run.id, options.signal));
    }
  });
  if (run.pulls) await lookFirst(run);
  await turns.take(async () => {
    if (!run.dryRun && titlesInDoubt(parts.mirror.journal).size > 0)
      settleFromMirror(await pushPartsOf(parts, run.id, options.signal));
    for (let round = 1; ; round++) {
      options.signal?.throwIfAborted();
      const again = await oneRound(run, progress);
      if (!again || round === roundsMax || run.dryRun) return;
    }
  });
}
