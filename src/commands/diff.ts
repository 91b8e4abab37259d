/** `diff`: a push that sends nothing; `--ops` prints the exact requests. */
import { flag, type RunCommand } from "./command.ts";
import { runCommandCycle } from "./cycle.ts";

export const run: RunCommand = (invocation) =>
  runCommandCycle(invocation, "push", { dryRun: true, twoWay: true, ops: flag(invocation, "ops") });
