/**
 * What one run did, as plain data: the command line prints it, `--json` prints it whole, tests compare it.
 *
 * Trouble with a page is an outcome here, never an exception: a run goes on with the next page.
 */
import type { Note } from "../../converters/context.ts";
import { type ExitCode, exitCodes } from "../../src/platform/errors.ts";
import type { Outside } from "../local/bounds.ts";

export type Direction = "pull" | "push" | "both";

export interface Report {
  /** Names the run in the history and in `undo`. */
  readonly run: string;
  readonly direction: Direction;
  readonly dryRun: boolean;
  /** Wall clock, ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Pages and files that something happened to or was found about; untouched ones are not listed. */
  readonly pages: readonly PageOutcome[];
  /** Every request that was sent, or that a dry run would send, in order. */
  readonly planned: readonly PlannedRequest[];
  readonly requests: { readonly reads: number; readonly writes: number };
  readonly files: { readonly written: number; readonly moved: number; readonly trashed: number };
  /** Sentences about the run as a whole: what was left alone, and why. */
  readonly remarks: readonly string[];
  /** Files, edited, new or gone, that a pull left as they are; `remarks` names them. */
  readonly unsent: number;
  /** The guard that held the whole run or its pushing back; `null` when none did. */
  readonly stopped: GuardStop | null;
  readonly interrupted: boolean;
}

/** One request, as it is or would be sent. */
export interface PlannedRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From `/v1/…` on; a page or block that does not exist yet stands as `{label}`. */
  readonly path: string;
  readonly body?: unknown;
}

/** What became of a page in this run. A dry run uses the same words for what would become of it. */
export type Outcome =
  /** Notion's version was written to the file. */
  | "pulled"
  /** The file's edits were sent. */
  | "pushed"
  /** Both sides had changed and both got the other's edits. */
  | "merged"
  /** Both sides had come to the same; nothing was sent or written. */
  | "settled"
  /** A new file became a page. */
  | "created"
  /** The page got another place or name, on either side. */
  | "moved"
  /** To the trash, on either side. */
  | "trashed"
  /** The file was put back, since taking it away means nothing that could be done. */
  | "restored"
  /** Notion no longer shows the page to us; its file stays. */
  | "detached"
  /** Held back by a rule: read `reason`. */
  | "refused"
  | "conflict"
  | "failed";

/** `file:line`, or the file alone where no line is known. */
export const placeIn = (path: string, line: number | null | undefined): string =>
  line === null || line === undefined ? path : `${path}:${line}`;

export interface PageOutcome {
  readonly outcome: Outcome;
  /** `null` for a file that is no page yet. */
  readonly id: string | null;
  /** Relative to the vault; `null` for a page without a file. */
  readonly path: string | null;
  readonly title: string;
  /** `base_missing`: what both sides last agreed on is lost, so that nothing can be merged. */
  readonly code?: "base_missing";
  /** One sentence: why it was refused or failed, or what a reader should know. */
  readonly reason?: string;
  /** `file:line` or the id of a block. */
  readonly where?: string;
  /** What to type or do next. */
  readonly next?: string;
  /** Writes sent (planned, in a dry run) for this page. */
  readonly writes: number;
  /** What conversions could not keep. */
  readonly notes: readonly Note[];
}

export interface GuardStop {
  /** Stable: `first_push`, `deletions`, `emptied_page`, `mass_edit`, `git`, `folder`, `redflag` … */
  readonly code: string;
  readonly message: string;
  readonly next: string;
  /** What `--confirm` takes to let exactly this plan through. */
  readonly hash: string | null;
}

/** Progress of a running cycle, for a bar on a terminal and for `status`. */
export interface Progress {
  readonly phase:
    | "recover"
    | "discover"
    | "fetch"
    | "comments"
    | "observe"
    | "plan"
    | "push"
    | "write";
  readonly done: number;
  /** `null` while it is not known. */
  readonly total: number | null;
}

/** The exit code that a run's report stands for: the gravest thing in it. */
export function exitCodeOf(report: Report): ExitCode {
  if (report.interrupted) return exitCodes.interrupted;
  if (report.stopped !== null) return exitCodes.guard;
  if (report.pages.some((page) => page.code === "base_missing")) return exitCodes.baseMissing;
  const outcomes = new Set(report.pages.map((page) => page.outcome));
  if (outcomes.has("failed") || outcomes.has("refused")) return exitCodes.failures;
  if (outcomes.has("conflict")) return exitCodes.conflicts;
  return exitCodes.fine;
}

/** What differs where, from the mirror and the folder alone: no request is sent. */
export interface Status {
  /** Files with edits to push, new and deleted ones; pages with a version to write; what waits for a person. */
  readonly changes: readonly StatusChange[];
  readonly pages: {
    readonly live: number;
    readonly withBody: number;
    /** Rows whose text is read when asked for; the others without text are still to be read. */
    readonly lazy: number;
    readonly detached: number;
  };
  /** Writes whose fate is not known yet. */
  readonly doubts: number;
  /** Wall clock, ms, of the last run that ended. */
  readonly lastRunAt: number | null;
  /** What the vault's scope leaves out; `null` where it leaves out nothing. */
  readonly scope: ScopeStatus | null;
  /** Lines about the state of the engine itself: a guard that holds, a watcher that had to fall back to scanning. */
  readonly remarks: readonly string[];
}

export interface ScopeStatus {
  /** The rules, as the configuration has them. */
  readonly rules: string;
  /** Pages and databases that have no file (or keep an old one), by the first rule that leaves them out. */
  readonly outside: Readonly<Partial<Record<Outside, number>>>;
  /** Files that lie in the vault all the same, and are left alone. */
  readonly left: readonly { readonly path: string; readonly why: Outside }[];
}

export interface StatusChange {
  readonly side: "local" | "remote" | "both";
  readonly kind: "edited" | "new" | "deleted" | "moved" | "conflict" | "problem" | "unread";
  readonly id: string | null;
  readonly path: string | null;
  readonly title: string;
  readonly reason?: string;
  /** `file:line`. */
  readonly where?: string;
  /** What a push would warn of: edits that are put back or not kept. */
  readonly notes?: readonly Note[];
}
