/**
 * Objects that fail again and again: after three runs they are left alone until a full crawl, so that one
 * broken page costs the others nothing.
 */
import { isBlocked, isRateLimit, NotionError } from "../../src/notion/errors.ts";
import { TransportError } from "../../src/notion/transport.ts";
import type { Run } from "./run.ts";

const name = "pull.parked";
const triesMax = 3;

type Tries = Readonly<Record<string, number>>;
const tries = (run: Run): Tries => run.mirror.marks.get<Tries>(name) ?? {};

export function park(run: Run, id: string): void {
  const before = tries(run);
  run.mirror.marks.set(name, { ...before, [id]: (before[id] ?? 0) + 1 });
}

export function parked(run: Run): ReadonlySet<string> {
  if (run.options.full === true) return new Set();
  return new Set(
    Object.entries(tries(run))
      .filter(([, count]) => count >= triesMax)
      .map(([id]) => id),
  );
}

export function unpark(run: Run, id: string): void {
  const { [id]: count, ...rest } = tries(run);
  if (count !== undefined) run.mirror.marks.set(name, rest);
}

/** Trouble that is not this object's own: no other request would fare better. */
export function isFatal(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted) return true;
  if (error instanceof TransportError) return true;
  if (isRateLimit(error)) return isBlocked(error);
  if (error instanceof NotionError) return error.status === 401 || error.code === "network_blocked";
  return true;
}
