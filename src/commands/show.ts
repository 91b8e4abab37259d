/** `show`: prints a kept version as the text of a file. */
import { textOfEntry } from "../../sync/history.ts";
import { openOffline } from "../app.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";
import { versionTyped } from "./versions.ts";

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const entry = await versionTyped(app, invocation);
    const content = Buffer.from(textOfEntry(app.parts, entry)).toString("utf8");
    world.process.stdout.write(
      flag(invocation, "json") ? `${JSON.stringify({ ...entry, content })}\n` : content,
    );
    return exitCodes.fine;
  } finally {
    await app.close();
  }
};
