/** `conflicts`: pages where both sides changed the same thing, each with Notion's version beside the file. */
import { type HeldValue, listConflicts } from "../../sync/run/marks.ts";
import { openOffline } from "../app.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";

/** One conflict under its number, with what each side says. */
function shown({ message, base, local, remote }: HeldValue, index: number): string {
  const says = (who: string, text: string | undefined) =>
    text === undefined
      ? ""
      : `      ${who}  ${text === "" ? "(empty)" : text.replaceAll("\n", "\n                ")}\n`;
  return ` ${String(index + 1).padStart(2)}  ${message}\n${says("both had", base)}${says("the file", local)}${says("Notion  ", remote)}`;
}

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const conflicts = listConflicts(app.parts.mirror);
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(conflicts)}\n`);
    else {
      for (const held of conflicts) {
        world.process.stdout.write(
          `${held.path}\n${held.conflicts.map(shown).join("")}    Notion's version: ${held.sidecar}\n`,
        );
      }
      if (conflicts.length > 0) {
        world.process.stderr.write(
          "Settle: notion-mirror resolve PATH --local | --remote | --both | --tool, or make both sides equal.\n",
        );
      } else world.process.stderr.write("No conflicts.\n");
    }
    return conflicts.length > 0 ? exitCodes.conflicts : exitCodes.fine;
  } finally {
    await app.close();
  }
};
