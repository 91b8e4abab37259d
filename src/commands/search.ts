/** `search`: full text of the mirror, best hits first. */
import { openOffline } from "../app.ts";
import { searchText } from "../mirror/search.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";
import { number } from "./cycle.ts";

const defaultLimit = 20;

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const limit = number(invocation, "limit", "--limit") ?? defaultLimit;
    const hits = searchText(app.parts.mirror, invocation.arguments.join(" "), limit);
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(hits)}\n`);
    else {
      for (const hit of hits) {
        world.process.stdout.write(
          `${hit.path ?? hit.title}\n    ${hit.snippet.replaceAll("\n", " ")}\n`,
        );
      }
      if (hits.length === 0) world.process.stderr.write("Nothing found.\n");
    }
    return exitCodes.fine;
  } finally {
    await app.close();
  }
};
