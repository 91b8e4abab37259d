/**
 * Everything outside the program, in one value: the command line builds the real one, tests and the
 * simulation build others.
 */

import type { Download } from "./notion/download.ts";
import type { Transport } from "./notion/transport.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import { type Files, systemFiles } from "./platform/files.ts";
import { type Process, systemProcess } from "./platform/process.ts";
import { type Random, systemRandom } from "./platform/random.ts";
import { type OpenDatabase, openDatabase } from "./platform/sqlite.ts";

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly process: Process;
  readonly openDatabase: OpenDatabase;
  /** A way to the API at `baseUrl` (scheme, host and port; no `/v1`). */
  /** Reads a file that Notion hosts, at its signed address. */
  readonly download: Download;
  readonly connect: (baseUrl: string) => Promise<Transport>;
}

export function realWorld(): World {
  return {
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
    process: systemProcess(),
    openDatabase,
    download: async (url, options) =>
      (await import("./notion/download.ts")).undiciDownload(url, options),
    // undici costs as much at start-up as the rest of the program: only a command that talks to Notion loads it.
    connect: async (baseUrl) => (await import("./notion/undici.ts")).undiciTransport(baseUrl),
  };
}
