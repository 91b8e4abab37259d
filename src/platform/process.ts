/**
 * The process and its surroundings, as a parameter: environment, identity, streams, signals.
 */
import { readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns, 80 when unknown. */
  readonly width: number;
}

export interface ProcessIdentity {
  readonly pid: number;
  /** Names this boot of this machine; two processes with other ids never ran at once here. */
  readonly bootId: string;
  /** When the process started, in the kernel's own unit, as text; pids are used again. */
  readonly startedAt: string;
  readonly host: string;
}

export interface Process {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly homeFolder: string;
  readonly platform: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly identity: ProcessIdentity;
  /** `false` only when the process is provably gone; `true` when it lives or that can't be known. */
  isAlive(identity: ProcessIdentity): boolean;
  /** Calls back once per SIGINT, SIGTERM or SIGHUP; returns how to stop listening. */
  onSignal(callback: (signal: string) => void): () => void;
  /**
   * Runs a command line in the system's shell, on this process's own terminal, with more environment. Resolves with
   * its exit code; `null` when it could not be run or was killed.
   */
  run(command: string, environment: Readonly<Record<string, string>>): Promise<number | null>;
  /** Resolves with what the user typed, `null` when stdin is not a terminal. */
  ask(question: string): Promise<string | null>;
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
}

/** Fields 3 and 22 of /proc/PID/stat: the state, and the start time in clock ticks; `""` where there is none. */
function statOf(pid: number): { readonly state: string; readonly startedAt: string } {
  const stat = readOr(`/proc/${pid}/stat`, "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", startedAt: fields[19] ?? "" };
}

/** Who reads along may stop doing so (`notion-mirror log | head`): what is still written goes nowhere, and no word of it. */
export function endQuietly(stream: Pick<NodeJS.WriteStream, "on">): void {
  stream.on("error", (error: Error & { readonly code?: string }) => {
    if (error.code !== "EPIPE") throw error;
  });
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTerminal() {
      return stream.isTTY === true;
    },
    get width() {
      return stream.columns ?? 80;
    },
  };
}

export function systemProcess(): Process {
  const identity: ProcessIdentity = {
    pid: process.pid,
    bootId: readOr("/proc/sys/kernel/random/boot_id", "").trim(),
    startedAt: statOf(process.pid).startedAt,
    host: hostname(),
  };
  return {
    environment: process.env,
    workingFolder: process.cwd(),
    homeFolder: homedir(),
    platform: process.platform,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    identity,
    isAlive: (other) => {
      if (other.host !== identity.host) return true;
      if (other.bootId !== "" && identity.bootId !== "" && other.bootId !== identity.bootId)
        return false;
      try {
        process.kill(other.pid, 0);
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
      }
      const { state, startedAt } = statOf(other.pid);
      // It has ended, and nobody has asked how: it does nothing any more.
      if (state === "Z" || state === "X") return false;
      return startedAt === "" || other.startedAt === "" || startedAt === other.startedAt;
    },
    onSignal: (callback) => {
      const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
      for (const signal of signals) process.on(signal, callback);
      return () => {
        for (const signal of signals) process.off(signal, callback);
      };
    },
    run: async (command, environment) => {
      const { spawn } = await import("node:child_process");
      const env = { ...process.env, ...environment };
      const child = spawn(command, { shell: true, stdio: "inherit", env });
      return new Promise((resolve) => {
        child.on("error", () => resolve(null));
        child.on("exit", (code) => resolve(code));
      });
    },
    ask: async (question) => {
      if (process.stdin.isTTY !== true) return null;
      const { createInterface } = await import("node:readline/promises");
      const prompt = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await prompt.question(question);
      } finally {
        prompt.close();
      }
    },
  };
}
