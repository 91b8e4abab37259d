/**
 * Waiting for what other processes and engines do, in real time, with an end.
 */
import { systemClock } from "../../src/platform/clock.ts";

const patienceMs = 30_000;
const stepMs = 20;

/** Resolves once `done` says so. @throws after 30 seconds, naming `what` did not come. */
export async function until(done: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += stepMs) {
    if (done()) return;
    await systemClock.sleep(stepMs);
  }
  throw new Error(`Waited in vain: ${what}`);
}
