/**
 * What an earlier run left in the journal, settled before anything new is sent.
 */
import { deadlineOf, settleDoubt } from "./doubt.ts";
import { intentsOf, isUnresolved, type PushIntent } from "./intents.ts";
import type { PushParts } from "./parts.ts";

export interface Recovery {
  /** Writes that turned out to have been applied, wholly or in part. */
  readonly applied: number;
  /** Writes that never were: the next plan has them again. */
  readonly absent: number;
  /** Writes that could not be looked at: nothing may be sent to their targets. */
  readonly doubtful: number;
}

/** How long a write that was sent again is watched in case the first one comes after all, in ms. */
const watchMs = 24 * 3_600_000;

/**
 * At the start of a run. Waits out the rest of the doubt window of what is still unsettled; what search alone
 * can show is looked for once and stays in doubt until its window ends.
 */
export async function recover(parts: PushParts): Promise<Recovery> {
  const { journal } = parts.mirror;
  const open = intentsOf(journal);
  for (const intent of open) {
    // It was decided, and not one byte of it left.
    if (intent.state === "planned") journal.remove(intent.id);
    if (intent.state === "zombie" && parts.clock.now() - intent.sentAt > watchMs)
      journal.remove(intent.id);
  }
  return recoverIntents(parts, open.filter(isUnresolved));
}

export async function recoverIntents(
  parts: PushParts,
  intents: readonly PushIntent[],
): Promise<Recovery> {
  const { journal } = parts.mirror;
  let applied = 0;
  let absent = 0;
  let doubtful = 0;
  for (const intent of intents) {
    const verdict = await settleDoubt(parts, intent, deadlineOf(parts, intent));
    switch (verdict.kind) {
      case "applied":
      case "partial":
        journal.put({ ...intent, state: "done", payload: verdict.payload });
        applied++;
        break;
      case "absent":
      case "changed":
        journal.setState(intent.id, "zombie");
        absent++;
        break;
      case "unknown":
        journal.setState(intent.id, "doubtful");
        doubtful++;
        break;
    }
  }
  return { applied, absent, doubtful };
}
