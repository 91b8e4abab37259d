/**
 * `clone`: bind a new folder to a workspace, or to some of its pages, and pull it for the first time.
 *
 * Nothing is left behind when there is nothing to mirror: the folder is made only once something is shared.
 */
import { join, resolve } from "node:path";
import type { ScopeRules } from "../../sync/local/bounds.ts";
import type { CycleOptions } from "../../sync/run/parts.ts";
import { exitCodeOf } from "../../sync/run/report.ts";
import { connect, defaultFolder, openOnline, workspaceOf } from "../app.ts";
import { type Config, configName, editConfig } from "../config.ts";
import { flavors } from "../config-keys.ts";
import { connectionOf } from "../connection.ts";
import type { RequestOptions } from "../notion/client.ts";
import { isUnreachable } from "../notion/errors.ts";
import { idIn } from "../notion/ids.ts";
import type { NotionClient } from "../notion/notion-client.ts";
import { ConfigError, exitCodes, SyncError } from "../platform/errors.ts";
import { replaceFile } from "../platform/files.ts";
import { token } from "../platform/random.ts";
import { startProgress } from "../progress.ts";
import { bindVault } from "../vault/bind.ts";
import type { World } from "../world.ts";
import { announcement, choose, estimate } from "./choice.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { attend, phases, printReport } from "./cycle.ts";
import { scopeOptions } from "./scope.ts";

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

/** @throws SyncError `nothing_shared` or `root_not_shared` with the steps to share something */
async function checkShared(
  notion: NotionClient,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const request = { signal, priority: "person" } as const;
  for (const id of roots) {
    if (await isShown(notion, id, request)) continue;
    throw new SyncError(`The token can't see ${id}: it is not shared with it, or in the trash.`, {
      code: "root_not_shared",
      exitCode: exitCodes.permission,
      next: stepsToShare.join("\n"),
    });
  }
  if (roots.length > 0) return;
  const found = await notion.search({}, request);
  if (found.results.length > 0) return;
  throw new SyncError("The token works, but nothing is shared with it.", {
    code: "nothing_shared",
    exitCode: exitCodes.permission,
    next: stepsToShare.join("\n"),
  });
}

const stepsToShare = [
  "In Notion, open the top page that you want here, then ••• → Connections → add your integration.",
  "Everything below that page comes with it. Then run clone again; nothing was written.",
  "A personal access token needs no sharing: it sees what you see.",
];

async function isShown(
  notion: NotionClient,
  id: string,
  request: RequestOptions,
): Promise<boolean> {
  for (const read of [notion.page, notion.database]) {
    try {
      if (!(await read(id, request)).in_trash) return true;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
  }
  return false;
}

type NewConfig = Partial<ScopeRules> & {
  readonly bodies?: Readonly<Record<string, string>>;
  readonly rows?: Readonly<Record<string, string>>;
  readonly flavor?: Config["flavor"];
};

/** @throws ConfigError */
function flavorOf(invocation: Invocation): Config["flavor"] | null {
  const given = invocation.options["flavor"];
  if (given === undefined) return null;
  const found = flavors.find((one) => one === given);
  if (found !== undefined) return found;
  throw new ConfigError(
    `Expected --flavor to be one of ${flavors.join(", ")}, got ${String(given)}`,
    {
      code: "bad_flavor",
      exitCode: exitCodes.usage,
      next: "notion-mirror clone --flavor notion [folder]",
    },
  );
}

const template = [
  "# Every key is optional; these are the defaults. The README tells what they mean.",
  "# mode: two-way",
  "# conflict: hold",
  "# flavor: plain",
  "# linkify: true",
  "# push_delay: 2s",
  "# poll_interval: 1m",
  "# files: { max_size: 100MB }",
  "# merge_tool: vimdiff",
  "# comments: false",
  "",
].join("\n");

/** Sets what is given in the vault's configuration, and leaves everything else in it as it is. */
async function writeConfig(world: World, root: string, changes: NewConfig): Promise<void> {
  const { files } = world;
  const path = join(root, configName);
  const there = (await files.stat(path)) !== null;
  const before = there ? Buffer.from(await files.read(path)).toString("utf8") : template;
  const given = Object.entries(changes).filter(
    ([, value]) =>
      value !== null && !(typeof value === "object" && Object.keys(value).length === 0),
  );
  const after = await editConfig(before, Object.fromEntries(given));
  if (there && after === before) return;
  await replaceFile(files, path, Buffer.from(after), `.${token(world.random, 10)}.nm-tmp`);
}

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const { stderr } = world.process;
  const json = flag(invocation, "json");
  const { roots, folder } = targets(invocation.arguments);
  const scope = scopeOptions(invocation);
  const flavor = flavorOf(invocation);
  const connection = connectionOf(world.process.environment);
  const notion = await connect(world, connection, {});
  const workspace = await workspaceOf(notion, signal);
  await checkShared(notion, roots, signal);
  const wanted =
    folder === null
      ? defaultFolder(world, workspace.name)
      : resolve(world.process.workingFolder, folder);
  const location = await bindVault(world, wanted, workspace);
  await writeConfig(world, location.root, {
    roots,
    ...scope,
    ...(flavor === null ? {} : { flavor }),
  });
  if (!json) stderr.write(`Cloning ${workspace.name ?? "the workspace"} into ${location.root}\n`);
  if (location.remark !== null) stderr.write(`${location.remark}\n`);

  const app = await openOnline(world, { location, locked: true, signal });
  let progress = await startProgress(stderr, world.clock);
  const unasked = json || flag(invocation, "yes") || flag(invocation, "all") || !stderr.isTerminal;
  const asks = !unasked && scope === null && roots.length === 0;
  const desk = await attend(app, world, signal);
  try {
    const { runCycle } = await import("../../sync/cycle.ts");
    const options: CycleOptions = {
      direction: "pull",
      full: true,
      signal,
      holdFiles: asks,
      onFound: async (found) => {
        const { requestsPerMinute } = app.config;
        progress.stop();
        if (!json) stderr.write(`${estimate(found, requestsPerMinute)}\n`);
        if (!asks) {
          if (!json) stderr.write(`${announcement(found, requestsPerMinute)}\n`);
          return undefined;
        }
        const now = world.clock.now();
        const choice = await choose(world.process, found, { now, perMinute: requestsPerMinute });
        const chosen = Object.entries(choice.sources);
        const keyed = (key: "bodies" | "rows") =>
          Object.fromEntries(
            chosen.flatMap(([id, { [key]: value }]) => (value === undefined ? [] : [[id, value]])),
          );
        await writeConfig(world, location.root, {
          ...choice.rules,
          bodies: keyed("bodies"),
          rows: keyed("rows"),
        });
        progress = await startProgress(stderr, world.clock);
        return { ...choice.rules, sources: { ...app.parts.settings.sources, ...choice.sources } };
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
