/** `push`: one cycle, direction `push`. */
import type { RunCommand } from "./command.ts";
import { runCommandCycle } from "./cycle.ts";

export const run: RunCommand = (invocation) => runCommandCycle(invocation, "push");
