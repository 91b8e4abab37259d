/**
 * `clone`: bind a new folder to a workspace, or to some of its pages, and pull it for the first time.
 *
 * Nothing is left behind when there is nothing to mirror: the folder is made only once something is shared.
 */
import { join, resolve } from "node:path";
import type { Found } from "../../sync/pull/progress.ts";
import type { CycleOptions } from "../../sync/run/parts.ts";
import { exitCodeOf } from "../../sync/run/report.ts";
import { connect, defaultFolder, openOnline, workspaceOf } from "../app.ts";
import { configName, connectionOf } from "../config.ts";
import { idIn } from "../notion/ids.ts";
import { limits } from "../notion/limits.ts";
import type { NotionClient } from "../notion/notion-client.ts";
import { counted } from "../output.ts";
import { ConfigError, exitCodes, SyncError } from "../platform/errors.ts";
import { replaceFile } from "../platform/files.ts";
import { token } from "../platform/random.ts";
import { startProgress } from "../progress.ts";
import { bindVault } from "../vault/bind.ts";
import type { World } from "../world.ts";
import { flag, type RunCommand } from "./command.ts";
import { attend, phases, printReport } from "./cycle.ts";

/** URLs and ids first, then at most one folder. @throws ConfigError */
function targets(given: readonly string[]): {
  readonly roots: readonly string[];
  readonly folder: string | null;
} {
  const roots: string[] = [];
  let folder: string | null = null;
  for (const one of given) {
    const id = idIn(one);
    if (id !== null) roots.push(id);
    else if (/^https?:/.test(one) || folder !== null) {
      throw new ConfigError(
        `${one} is neither a Notion URL, an id nor the one folder to clone into.`,
        {
          code: "bad_target",
          exitCode: exitCodes.usage,
          next: "notion-mirror clone [URL or id]… [folder]",
        },
      );
    } else folder = one;
  }
  return { roots, folder };
}

/** @throws SyncError `nothing_shared` with the steps to share something */
async function checkShared(
  notion: NotionClient,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (roots.length > 0) return;
  const found = await notion.search({}, { signal, priority: "person" });
  if (found.results.length > 0) return;
  throw new SyncError("The token works, but nothing is shared with it.", {
    code: "nothing_shared",
    exitCode: exitCodes.permission,
    next: [
      "In Notion, open the top page that you want here, then ••• → Connections → add your integration.",
      "Everything below that page comes with it. Then run clone again; nothing was written.",
      "A personal access token needs no sharing: it sees what you see.",
    ].join("\n"),
  });
}

/** What was found and what reading it will take, as people plan their coffee. */
function estimate(found: Found, configured: number | null): string {
  const perMinute = configured ?? limits.requestsPerMinute;
  const minutes = Math.ceil(found.requests / perMinute);
  const time =
    minutes < 60
      ? `${minutes} min`
      : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  return `Found ${counted(found.pages, "page")} and ${counted(found.databases, "database")} (${counted(found.rows, "row")}); about ${counted(found.requests, "request")} to go, ${time} at ${perMinute} a minute. Newest pages come first; Ctrl-C stops, notion-mirror pull goes on.`;
}

async function writeConfig(world: World, root: string, roots: readonly string[]): Promise<void> {
  const lines = [
    "# Every key is optional; these are the defaults. The README tells what they mean.",
    "# mode: two-way",
    "# conflict: hold",
    "# flavor: plain",
    "# linkify: true",
    "# push_delay: 2s",
    "# poll_interval: 1m",
    ...(roots.length > 0 ? ["roots:", ...roots.map((id) => `  - ${id}`)] : []),
  ];
  await replaceFile(
    world.files,
    join(root, configName),
    Buffer.from(`${lines.join("\n")}\n`),
    `.${token(world.random, 10)}.nm-tmp`,
  );
}

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const { stderr } = world.process;
  const json = flag(invocation, "json");
  const { roots, folder } = targets(invocation.arguments);
  const connection = connectionOf(world.process.environment);
  const notion = await connect(world, connection, {});
  const workspace = await workspaceOf(notion, signal);
  await checkShared(notion, roots, signal);
  const wanted =
    folder === null
      ? defaultFolder(world, workspace.name)
      : resolve(world.process.workingFolder, folder);
  const location = await bindVault(world, wanted, workspace);
  await writeConfig(world, location.root, roots);
  if (!json) stderr.write(`Cloning ${workspace.name ?? "the workspace"} into ${location.root}\n`);
  if (location.remark !== null) stderr.write(`${location.remark}\n`);

  const app = await openOnline(world, { location, locked: true, signal });
  const progress = await startProgress(stderr, world.clock);
  const desk = await attend(app, world, signal);
  try {
    const { runCycle } = await import("../../sync/cycle.ts");
    const options: CycleOptions = {
      direction: "pull",
      full: true,
      signal,
      onFound: (found) => {
        if (!json) stderr.write(`${estimate(found, app.config.requestsPerMinute)}\n`);
      },
      onProgress: ({ phase, done, total }) => progress.update(done, total ?? done, phases[phase]),
    };
    const report = await runCycle(app.parts, options);
    progress.stop();
    if (json) world.process.stdout.write(`${JSON.stringify(report)}\n`);
    else {
      printReport(world.process, report, {
        listed: report.pages.filter((page) => page.outcome !== "pulled"),
      });
      stderr.write(`Next: cd ${location.root} && notion-mirror status\n`);
    }
    return exitCodeOf(report);
  } finally {
    progress.stop();
    await desk.close();
    await app.close();
  }
};
