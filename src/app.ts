/**
 * The composition root: builds every part of the engine from a world and a vault, and hands them on.
 */
import { join } from "node:path";
import type { Parts, SyncSettings } from "../sync/run/parts.ts";
import { defaultSettings } from "../sync/run/parts.ts";
import { answeredStore } from "./answered.ts";
import { copyOfMirror, removeCopy } from "./apart.ts";
import { type Config, configName, readConfig } from "./config.ts";
import { type Connection, connectionOf } from "./connection.ts";
import type { Mirror } from "./mirror/mirror.ts";
import { openMirror } from "./mirror/open.ts";
import type { Trouble } from "./notion/connection.ts";
import type { NotionClient } from "./notion/notion-client.ts";
import { exitCodes, VaultError } from "./platform/errors.ts";
import { sha256 } from "./platform/hash.ts";
import { type Log, lineLog, silentLog } from "./platform/log.ts";
import { findVault } from "./vault/bind.ts";
import { createVault } from "./vault/disk.ts";
import { type Lock, takeLock } from "./vault/lock.ts";
import type { VaultLocation } from "./vault/vault.ts";
import { version } from "./version.ts";
import type { World } from "./world.ts";

export interface OfflineApp {
  readonly parts: Omit<Parts, "notion">;
  readonly location: VaultLocation;
  readonly config: Config;
  close(): Promise<void>;
}

export interface App extends OfflineApp {
  readonly parts: Parts;
}

/** The vault that the working folder lies in. @throws VaultError `no_vault` */
export async function locateVault(
  world: World,
  from = world.process.workingFolder,
): Promise<VaultLocation> {
  const location = await findVault(world, from);
  if (location !== null) return location;
  throw new VaultError(`${from} is not in a vault (no .notion-mirror/ROOT here or above).`, {
    code: "no_vault",
    exitCode: exitCodes.usage,
    where: from,
    next: "cd into a vault, or make one: notion-mirror clone FOLDER",
  });
}

/** Structured lines to stderr when `NOTION_MIRROR_LOG` is set to anything but `0`. */
function logOf(world: World): Log {
  const wanted = world.process.environment["NOTION_MIRROR_LOG"];
  return wanted === undefined || wanted === "" || wanted === "0"
    ? silentLog
    : lineLog((line) => world.process.stderr.write(line), world.clock.now);
}

const settingsOf = (config: Config): SyncSettings => ({
  ...defaultSettings,
  mode: config.mode,
  conflict: config.conflict,
  flavor: config.flavor,
  linkify: config.linkify,
  roots: config.roots,
  sources: config.sources,
  only: config.only,
  depth: config.depth,
  since: config.since,
  comments: config.comments,
  maxDelete: config.maxDelete,
  maxEdit: config.maxEdit,
  fileBytesMax: config.fileBytesMax,
});

/** Said at once, so that nobody waits without knowing for what. */
function troubleText({ reason, againInMs, givenUpInMs }: Trouble, baseUrl: string): string {
  const seconds = (ms: number) => `${Math.max(1, Math.round(ms / 1000))} s`;
  const what = reason.replace(/\.$/, "");
  return givenUpInMs === null
    ? `Notion asks to wait ${seconds(againInMs)} (${what}). Ctrl-C stops.`
    : `No good answer from ${baseUrl}: ${what}. Trying again for about ${seconds(givenUpInMs)}; Ctrl-C stops.`;
}

/** A client for the API; used alone only where there is no vault yet. */
export async function connect(
  world: World,
  connection: Connection,
  options: { readonly requestsPerMinute?: number | null; readonly mirror?: Mirror },
): Promise<NotionClient & { readonly noteAnswered: () => void }> {
  const { createNotionClient } = await import("./notion/notion-client.ts");
  const { createPacer } = await import("./notion/pacing.ts");
  const { limits } = await import("./notion/limits.ts");
  const { clock, random } = world;
  const configured = options.requestsPerMinute ?? null;
  const store =
    options.mirror === undefined
      ? null
      : answeredStore(options.mirror, clock, fingerprintOf(connection));
  const pacer = createPacer({
    clock,
    random,
    ...(configured === null
      ? {
          requestsPerMinute: store?.learnt ?? limits.requestsPerMinute,
          requestsPerMinuteMax: limits.requestsPerMinuteBusiness,
        }
      : { requestsPerMinute: configured }),
    before: store?.before ?? [],
    onAnswered: () => store?.note(pacer),
  });
  const client = createNotionClient({
    transport: await world.connect(connection.baseUrl),
    token: connection.token,
    pacer,
    clock,
    random,
    log: logOf(world),
    userAgent: `notion-mirror/${version}`,
    onTrouble: (trouble) =>
      world.process.stderr.write(`${troubleText(trouble, connection.baseUrl)}\n`),
  });
  return Object.assign(client, { noteAnswered: () => store?.end(pacer) });
}

const fingerprintOf = ({ baseUrl, token }: Connection): string => sha256(`${baseUrl}\n${token}`);

/** Works with what is being opened, and closes it whatever comes of that. */
export async function using<A extends { close(): Promise<void> }, T>(
  opening: Promise<A>,
  work: (app: A) => T | Promise<T>,
): Promise<T> {
  const app = await opening;
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

export interface OpenOptions {
  readonly location?: VaultLocation;
  /** Take the vault's lock: for everything that writes to the mirror, the folder or Notion. */
  readonly locked: boolean;
  /** On a copy of the mirror that goes when all is closed: for what only says what it would do. Needs no lock. */
  readonly apart?: boolean;
}

/** The engine without the network. @throws VaultError, MirrorError, ConfigError */
export async function openOffline(world: World, options: OpenOptions): Promise<OfflineApp> {
  const location = options.location ?? (await locateVault(world));
  const config = await readConfig(world.files, location.root);
  // That of a vault in a cloud folder is not there on another computer than the one that made it.
  if (options.locked) await world.files.makeFolder(location.stateFolder, 0o700);
  const lock: Lock | null = options.locked ? await takeLock(world, location.stateFolder) : null;
  const copy = options.apart === true ? await copyOfMirror(world, location) : null;
  const letGo = async () => {
    if (copy !== null) await removeCopy(world, copy);
    await lock?.release();
  };
  try {
    const { clock, random, files } = world;
    const mirror = openMirror({
      openDatabase: world.openDatabase,
      path: copy ?? location.mirrorPath,
      clock,
    });
    const vault = createVault({
      files,
      clock,
      random,
      root: location.root,
      cloud: location.remark !== null,
      platform: world.process.platform,
    });
    const settings = settingsOf(config);
    checkFlavor(mirror, config, location, options.locked);
    return {
      parts: { clock, random, files, mirror, vault, settings, log: logOf(world) },
      location,
      config,
      close: async () => {
        mirror.close();
        await letGo();
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}

/** The whole engine, bound to the workspace that the vault was cloned from. */
export async function openOnline(
  world: World,
  options: OpenOptions & { readonly signal?: AbortSignal },
): Promise<App> {
  const connection = connectionOf(world.process.environment);
  const offline = await openOffline(world, options);
  try {
    const notion = await connect(world, connection, {
      requestsPerMinute: offline.config.requestsPerMinute,
      mirror: offline.parts.mirror,
    });
    await checkWorkspace(offline, notion, connection, options.signal);
    const { download } = world;
    return {
      ...offline,
      parts: { ...offline.parts, notion, download },
      close: async () => {
        notion.noteAnswered();
        await offline.close();
      },
    };
  } catch (error) {
    await offline.close();
    throw error;
  }
}

const writtenIn = "flavor";

/** Files read in another flavor than they were written in would seem to be edited. @throws VaultError */
function checkFlavor(
  mirror: Mirror,
  { flavor }: Config,
  location: VaultLocation,
  mayWrite: boolean,
): void {
  const known = mirror.marks.get<string>(writtenIn) ?? (mirror.files.count() > 0 ? "plain" : null);
  if (known === null || known === flavor) {
    if (mayWrite && mirror.marks.get(writtenIn) === null) mirror.marks.set(writtenIn, flavor);
    return;
  }
  throw new VaultError(
    `The files of this vault are written in the flavor ${known}, but ${configName} says ${flavor}.`,
    {
      code: "other_flavor",
      exitCode: exitCodes.guard,
      where: location.root,
      next: `Nothing was read or written. Set \`flavor: ${known}\` again, or clone anew: notion-mirror clone --flavor ${flavor} FOLDER`,
    },
  );
}

const seenToken = "seen-token";

/** Asks who the token is once a token, not once a run: a quiet sync costs a single request. */
async function checkWorkspace(
  { parts, location }: OfflineApp,
  notion: NotionClient,
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<void> {
  const fingerprint = fingerprintOf(connection);
  if (parts.mirror.marks.get<string>(seenToken) === fingerprint) return;
  const workspace = await workspaceOf(notion, signal);
  if (workspace.id !== location.binding.workspace.id) {
    throw new VaultError(
      `This vault mirrors ${location.binding.workspace.name ?? location.binding.workspace.id}, but the token belongs to ${workspace.name ?? workspace.id}.`,
      {
        code: "other_workspace",
        exitCode: exitCodes.guard,
        where: location.root,
        next: "Nothing was read or written. Set NOTION_API_TOKEN to a token of the vault's workspace, or clone the other one into its own folder.",
      },
    );
  }
  parts.mirror.marks.set(seenToken, fingerprint);
}

export async function workspaceOf(
  notion: NotionClient,
  signal?: AbortSignal,
): Promise<{ readonly id: string; readonly name: string | null }> {
  const self = await notion.self({
    priority: "person",
    ...(signal === undefined ? {} : { signal }),
  });
  const bot = self.type === "bot" && "workspace_id" in self.bot ? self.bot : null;
  return { id: bot?.workspace_id ?? self.id, name: bot?.workspace_name ?? null };
}

/** Where `clone` puts a vault when no folder is named. */
export const defaultFolder = (world: World, workspace: string | null): string =>
  join(
    world.process.workingFolder,
    (workspace ?? "notion").replace(/[^\p{L}\p{N}._ -]+/gu, "-").trim() || "notion",
  );
