/**
 * What can go wrong, by what the reader can do about it.
 *
 * A `SyncError` is expected trouble: the command line prints it as one line and a next step. Anything
 * else that is thrown is a bug and is printed with its stack. Trouble with a single page is not thrown
 * at all: it is a value in the report, and the cycle goes on.
 */

/** Exit codes, as users and scripts rely on them. */
export const exitCodes = {
  fine: 0,
  failures: 1,
  usage: 2,
  conflicts: 3,
  permission: 4,
  guard: 5,
  schema: 6,
  baseMissing: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface ErrorDetails {
  /** Stable, machine readable: `no_token`, `vault_locked` … */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** What to type or do next, as one line or several. */
  readonly next?: string;
  /** A file, `file:line`, or the id or URL of an object. */
  readonly where?: string;
  readonly cause?: unknown;
}

export class SyncError extends Error {
  override readonly name: string = "SyncError";
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly next: string | undefined;
  readonly where: string | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.exitCode = details.exitCode;
    this.next = details.next;
    this.where = details.where;
  }
}

/** Wrong arguments, environment or `notion-mirror.yaml`. */
export class ConfigError extends SyncError {
  override readonly name = "ConfigError";
}

/** The folder of Markdown: not ours, not writable, locked, gone. */
export class VaultError extends SyncError {
  override readonly name = "VaultError";
}

/** The SQLite file: damaged, newer than we are, missing its base. */
export class MirrorError extends SyncError {
  override readonly name = "MirrorError";
}

/** A guard of the sync rules stopped the run before it sent or wrote anything more. Exit code 5. */
export class GuardError extends SyncError {
  override readonly name = "GuardError";
}

/** The user asked to stop (SIGINT, SIGTERM). Exit code 130. */
export class InterruptedError extends SyncError {
  override readonly name = "InterruptedError";
}

/** Stops at a state that the code proves impossible. Stays on in production. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
