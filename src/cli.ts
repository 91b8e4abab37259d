#!/usr/bin/env node
/**
 * The command line: argv → a command → an exit code.
 *
 * Loads commander and the commands' descriptions only; the engine comes with the command that runs.
 */
import { runCli } from "./main.ts";
import { endQuietly } from "./platform/process.ts";
import { realWorld } from "./world.ts";

for (const stream of [process.stdout, process.stderr]) endQuietly(stream);

void runCli(realWorld(), process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
