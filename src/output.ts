/**
 * What people and scripts read: results on stdout, progress and trouble on stderr.
 */
import { type ExitCode, exitCodes, SyncError } from "./platform/errors.ts";
import { redact } from "./platform/log.ts";
import type { Process } from "./platform/process.ts";

/** The error as the one object that `--json` prints; its shape is stable. */
export interface ErrorJson {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly where?: string;
    readonly next?: string;
    readonly exit_code: ExitCode;
  };
}

export function errorJson(error: unknown): ErrorJson {
  if (error instanceof SyncError) {
    return {
      error: {
        code: error.code,
        message: redact(error.message),
        ...(error.where === undefined ? {} : { where: error.where }),
        ...(error.next === undefined ? {} : { next: error.next }),
        exit_code: error.exitCode,
      },
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    error: { code: "internal_error", message: redact(message), exit_code: exitCodes.failures },
  };
}

/** The error as lines for a person. Anything but a `SyncError` is a bug and keeps its stack. */
export function errorText(error: unknown): string {
  if (error instanceof SyncError) {
    const next = error.next === undefined ? "" : `\n${error.next.replace(/^/gm, "  ")}`;
    return redact(`notion-mirror: ${error.message}${next}\n`);
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return redact(`notion-mirror: internal error, please report it\n${stack}\n`);
}

/** Prints an error where it belongs and returns the exit code. */
export function report({ stdout, stderr }: Process, error: unknown, json: boolean): ExitCode {
  if (json) stdout.write(`${JSON.stringify(errorJson(error))}\n`);
  else stderr.write(errorText(error));
  return error instanceof SyncError ? error.exitCode : exitCodes.failures;
}

/** `10,000`; the locale's own way would load a library of tables for one comma. */
const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");

/** `one file`, `3 files`. */
export const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${grouped(count)} ${count === 1 ? singular : plural}`;

/** Columns padded to the widest cell; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null || cell === undefined ? "" : String(cell))),
  );
  // Not `Math.max(...)`: a query may have more rows than a call takes arguments.
  const widths = header.map((name, column) =>
    cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), name.length),
  );
  const numeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join(
    "\n",
  );
}
