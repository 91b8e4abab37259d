/** `show`: prints a kept version as the text of a file. */
import { textOfEntry } from "../../sync/history.ts";
import { openOffline } from "../app.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand, text } from "./command.ts";
import { vaultPath } from "./paths.ts";
import { versionNamed } from "./versions.ts";

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const entry = versionNamed(
      app.parts.mirror,
      invocation.arguments[0] ?? "",
      text(invocation, "at"),
      (typed) => vaultPath(world, app.location.root, typed),
    );
    const content = Buffer.from(textOfEntry(app.parts, entry)).toString("utf8");
    world.process.stdout.write(
      flag(invocation, "json") ? `${JSON.stringify({ ...entry, content })}\n` : content,
    );
    return exitCodes.fine;
  } finally {
    await app.close();
  }
};
