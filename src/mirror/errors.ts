/**
 * What SQLite complains of, said so that a person knows what to do next.
 */
import { exitCodes, MirrorError } from "../platform/errors.ts";

/** `"SQLITE_CORRUPT"`, `"SQLITE_FULL"` …, extended codes included; `null` for what SQLite did not throw. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && error.code.startsWith("SQLITE_") ? error.code : null;
}

interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

const damaged: Explanation = {
  code: "mirror_damaged",
  message: "The mirror is damaged",
  next: "Move it away and run `notion-mirror pull --full`: it is read anew from Notion, your files stay as they are.\nHistory and unsent work lie in the damaged file: keep it.",
};

/** By the first part of the code that matches; the order matters. */
const explanations: readonly (readonly [prefix: string, Explanation])[] = [
  ["SQLITE_CORRUPT", damaged],
  ["SQLITE_NOTADB", damaged],
  [
    "SQLITE_FULL",
    {
      code: "disk_full",
      message: "The disk is full: the mirror could not be written",
      next: "Free some space and run the command again; nothing was left half done.",
    },
  ],
  [
    "SQLITE_READONLY",
    {
      code: "mirror_readonly",
      message: "The mirror can't be written",
      next: "Make the file and its folder writable for you.",
    },
  ],
  [
    "SQLITE_CANTOPEN",
    {
      code: "mirror_unreadable",
      message: "The mirror can't be opened",
      next: "Check that the path is a file, and that you may read and write it and its folder.",
    },
  ],
  [
    "SQLITE_BUSY",
    {
      code: "mirror_busy",
      message: "Another program holds the mirror",
      next: "Close what else has it open, then run the command again.",
    },
  ],
  [
    "SQLITE_LOCKED",
    {
      code: "mirror_busy",
      message: "Another statement holds the mirror",
      next: "Run the command again.",
    },
  ],
  [
    "SQLITE_IOERR",
    {
      code: "mirror_io",
      message: "Reading or writing the mirror failed",
      next: "Check the disk; if the vault lies on a network share, move it to a local one.",
    },
  ],
];

/** `error` as a `MirrorError` where SQLite's file or disk is the trouble; anything else as it was. */
export function explained(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  const match = explanations.find(([prefix]) => code.startsWith(prefix));
  if (match === undefined) return error;
  const { message, next, code: ours } = match[1];
  const detail = error instanceof Error ? error.message : String(error);
  return new MirrorError(`${message} (${detail})`, {
    code: ours,
    exitCode: exitCodes.guard,
    next,
    where: path,
    cause: error,
  });
}

export const damagedMirror = (path: string, detail: string, cause?: unknown): MirrorError =>
  new MirrorError(`${damaged.message} (${detail})`, {
    code: damaged.code,
    exitCode: exitCodes.guard,
    next: damaged.next,
    where: path,
    cause,
  });

type Method = (...parameters: never[]) => unknown;

/** The same methods; what they throw is explained. */
export function explaining<T extends object>(table: T, path: string): T {
  const wrapped = Object.entries(table).map(([name, method]: [string, Method]) => [
    name,
    (...parameters: never[]) => {
      try {
        return method(...parameters);
      } catch (error) {
        throw explained(error, path);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
