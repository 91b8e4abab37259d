/** `pull`: one cycle, direction `pull`. */
import type { RunCommand } from "./command.ts";
import { runCommandCycle } from "./cycle.ts";

export const run: RunCommand = (invocation) => runCommandCycle(invocation, "pull");
