/**
 * `demo`: the whole story in a minute, on an embedded Notion-compatible workspace.
 *
 * Every command in it is a real one, run as if typed; only Notion is pretend. The only command that opens
 * `fixtures/`, and only when it runs.
 */
import { join, resolve } from "node:path";
import { type ExitCode, exitCodes } from "../platform/errors.ts";
import type { World } from "../world.ts";
import { flag, type RunCommand } from "./command.ts";
import { keepWatching } from "./demo/keep.ts";
import { type Stage, say } from "./demo/stage.ts";
import { play } from "./demo/story.ts";

export const run: RunCommand = async (invocation): Promise<ExitCode> => {
  const { world } = invocation;
  const [named] = invocation.arguments;
  const folder =
    named === undefined ? await freeFolder(world) : resolve(world.process.workingFolder, named);
  const { startNotionServer } = await import("../../fixtures/index.ts");
  const server = await startNotionServer({ workspace: "demo" });
  try {
    const environment = {
      ...world.process.environment,
      NOTION_API_TOKEN: server.token,
      NOTION_API_BASE_URL: server.url,
    };
    const stage: Stage = {
      invocation,
      folder,
      notion: server.notion,
      world: { ...world, process: { ...world.process, environment } },
    };
    await play(stage);
    const code = flag(invocation, "keep") ? await keepWatching(stage) : exitCodes.fine;
    say(stage, `\nThe vault stays in ${folder}: open it in your editor.`);
    return code;
  } finally {
    await server.close();
  }
};

/** `notion-demo`, or `notion-demo-2` and on where that is taken. */
async function freeFolder(world: World): Promise<string> {
  for (let count = 1; ; count++) {
    const folder = join(
      world.process.workingFolder,
      count === 1 ? "notion-demo" : `notion-demo-${count}`,
    );
    if ((await world.files.stat(folder)) === null) return folder;
  }
}
