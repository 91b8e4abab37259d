/**
 * Carrying tasks out: what both ways of it share.
 */
import type { Context } from "../../converters/context.ts";
import type { ApplyParts, StepOutcome } from "../local/apply.ts";
import type { ContextRequest } from "../local/context.ts";
import type { UnmadePages } from "../local/unmade.ts";
import type { PushParts } from "../push/parts.ts";
import type { Parts } from "../run/parts.ts";
import type { PageOutcome } from "../run/report.ts";
import type { Say } from "../tasks/say.ts";

export interface Carry {
  readonly parts: Parts;
  readonly run: string;
  readonly contextFor: (request: ContextRequest) => Context;
  /** New files, and the ids of those whose pages have been made by now. */
  readonly unmade: UnmadePages;
  readonly pushParts: () => Promise<PushParts>;
  /** Ms a file must have been left alone before it is rewritten. */
  readonly restMs: number;
  /** Reads the page from Notion into the mirror, now. */
  readonly readAgain: (page: string) => Promise<void>;
}

/** `again`: somebody changed the page or its file under our hands; plan it anew. */
export interface Carried {
  readonly outcome: PageOutcome | null;
  readonly again: boolean;
  readonly filesWritten: number;
  readonly filesTrashed: number;
  /** Of a new page: not all of its text is there yet, and nothing is to be made below it before. */
  readonly unfinished?: boolean;
  readonly interrupted?: boolean;
}

/** By default no file was touched and nothing is to be planned anew. */
export const carriedAs = (outcome: PageOutcome | null, more: Partial<Carried> = {}): Carried => ({
  outcome,
  again: false,
  filesWritten: 0,
  filesTrashed: 0,
  ...more,
});

export const applyParts = ({ parts, run }: Carry): ApplyParts => ({
  vault: parts.vault,
  mirror: parts.mirror,
  clock: parts.clock,
  run,
});

/** Somebody is at the file: it was saved a moment ago, and not by us. A time far ahead says that clocks differ. */
export const isFresh = (carry: Carry, mtimeMs: number): boolean =>
  Math.abs(carry.parts.clock.now() - mtimeMs) < carry.restMs;

export function dropped(step: StepOutcome, say: Say, writes = 0): Carried {
  const reason = step.kind === "done" ? "" : step.reason;
  const failed = say("failed", { writes, reason, next: "The next sync looks at it anew." });
  return carriedAs(failed, { again: step.kind === "dropped" });
}
