/**
 * `demo --keep`: the workspace stays up and the vault is watched, until somebody presses Ctrl-C.
 */
import { join } from "node:path";
import { configName } from "../../config.ts";
import { type ExitCode, exitCodes } from "../../platform/errors.ts";
import { replaceFile } from "../../platform/files.ts";
import { token } from "../../platform/random.ts";
import { blockSaying } from "./seen.ts";
import { type Stage, say } from "./stage.ts";

/** Someone is waiting to see it: Notion is asked more often than by default. */
const pollInterval = "5s";

export async function keepWatching(stage: Stage): Promise<ExitCode> {
  const { world, folder, notion, invocation } = stage;
  await pollOften(stage);
  const { NOTION_API_BASE_URL: url = "", NOTION_API_TOKEN: secret = "" } =
    world.process.environment;
  const block = blockSaying(notion, "Mornings in the shed") ?? "";
  say(
    stage,
    `
— The workspace stays up, and the vault is watched. Nothing of it leaves this machine.

  vault  ${folder}
  url    ${url}
  token  ${secret}

  Edit any file of the vault with any editor: Notion has it about two seconds after you save.
  Edit in Notion with whatever speaks its API: the file has it within about ${pollInterval}, or,
  where both sides edit one page within a minute, after that minute (Notion tells times to the minute only).
  With the official SDK:

    import { Client } from "@notionhq/client";
    const notion = new Client({ auth: "${secret}", baseUrl: "${url}" });
    await notion.blocks.update({
      block_id: "${block}",
      bulleted_list_item: { rich_text: [{ text: { content: "Mornings in the shed, all of us" } }] },
    });

  Or in another terminal, in ${folder}:

    export NOTION_API_BASE_URL=${url} NOTION_API_TOKEN=${secret}
    notion-mirror status

  Ctrl-C stops.
`,
  );
  const process = { ...world.process, workingFolder: folder };
  const code = await invocation.runCli({ ...world, process }, ["watch"]);
  say(stage, "The workspace is gone.");
  // Being stopped is how it ends.
  return code === exitCodes.interrupted ? exitCodes.fine : code;
}

async function pollOften({ world, folder }: Stage): Promise<void> {
  const path = join(folder, configName);
  const there = (await world.files.stat(path)) === null ? "" : await world.files.read(path);
  const before = Buffer.from(there).toString("utf8");
  if (/^poll_interval:/m.test(before)) return;
  const after = Buffer.from(`${before}poll_interval: ${pollInterval}\n`);
  await replaceFile(world.files, path, after, `.${token(world.random, 10)}.nm-tmp`);
}
