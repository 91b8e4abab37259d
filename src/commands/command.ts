/**
 * What a command is to the command line, and what it is handed.
 *
 * Descriptions are plain data, so that `--help` loads no engine; the code behind a command is imported
 * only when it runs.
 */
import type { ExitCode } from "../platform/errors.ts";
import type { World } from "../world.ts";

export interface OptionSpec {
  /** Commander's notation: `-n, --dry-run`, `--limit <n>`. */
  readonly flags: string;
  readonly summary: string;
  /** May be given several times: its value is the list. */
  readonly repeatable?: boolean;
}

export interface CommandSpec {
  readonly name: string;
  /** Commander's notation: `[paths...]`, `<words...>`. */
  readonly arguments?: string;
  readonly summary: string;
  readonly options?: readonly OptionSpec[];
  readonly load: () => Promise<{ readonly run: RunCommand }>;
}

export interface Invocation {
  readonly world: World;
  readonly arguments: readonly string[];
  /** By commander's camel-case name: `dryRun`, `json`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Runs another command line, as if typed: for commands that tell a story. */
  readonly runCli: (world: World, argv: readonly string[]) => Promise<ExitCode>;
}

export type RunCommand = (invocation: Invocation) => Promise<ExitCode>;

export const flag = (invocation: Invocation, name: string): boolean =>
  invocation.options[name] === true;

/** What an option that may be given several times was given. */
export function texts(invocation: Invocation, name: string): readonly string[] {
  const value = invocation.options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function text(invocation: Invocation, name: string): string | undefined {
  const value = invocation.options[name];
  return typeof value === "string" ? value : undefined;
}
