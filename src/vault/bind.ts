/**
 * Making a folder a vault, and finding the vault that one stands in.
 *
 * A bound folder bears `.notion-mirror/ROOT`. An unmounted disk, an emptied or another folder does not, and
 * then nothing is read from it as if everything had been deleted.
 */
import { basename, dirname, join, resolve } from "node:path";
import { exitCodes, VaultError } from "../platform/errors.ts";
import { type Files, replaceFile, systemErrorCode, systemReason } from "../platform/files.ts";
import { type Random, token } from "../platform/random.ts";
import { cloudServiceOf } from "./cloud.ts";
import { engineFolder } from "./contain.ts";
import type { VaultBinding, VaultLocation } from "./vault.ts";

export interface BindWorld {
  readonly files: Files;
  readonly random: Random;
  readonly clock: { now(): number };
  readonly process: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly homeFolder: string;
    readonly platform: string;
  };
}

export const sentinelFile = "ROOT";
const mirrorFile = "mirror.db";

/**
 * Binds `folder`, made where it is missing, to a workspace. It must be empty but for hidden files
 * (`.git` …). Throws `VaultError`: `not_empty`, `already_bound`, `inside_vault`, `not_a_folder`, `not_writable`.
 */
export async function bindVault(
  world: BindWorld,
  folder: string,
  workspace: VaultBinding["workspace"],
): Promise<VaultLocation> {
  const { files, random, clock } = world;
  const wanted = resolve(folder);
  await checkFree(files, wanted);
  const binding: VaultBinding = {
    version: 1,
    vault: token(random, 20),
    workspace,
    boundAt: new Date(clock.now()).toISOString(),
  };
  try {
    await files.makeFolder(wanted);
    const root = await files.realPath(wanted);
    const engine = join(root, engineFolder);
    await files.makeFolder(engine, 0o700);
    const location = await locate(world, root, binding);
    await files.makeFolder(location.stateFolder, 0o700);
    const temporary = () => `.${token(random, 10)}.nm-tmp`;
    await replaceFile(files, join(engine, ".gitignore"), Buffer.from("*\n"), temporary());
    // Last: a folder that bears it has all the rest.
    const text = `${JSON.stringify(binding, null, 2)}\n`;
    await replaceFile(files, join(engine, sentinelFile), Buffer.from(text), temporary());
    await files.fsyncFolder(root);
    return location;
  } catch (error) {
    throw writeTrouble(error, wanted);
  }
}

/** The vault at `from` or in the nearest folder above it, `null` for none. Throws `VaultError` `damaged_root`. */
export async function findVault(world: BindWorld, from: string): Promise<VaultLocation | null> {
  for (let at = resolve(from); ; at = dirname(at)) {
    const binding = await readBinding(world.files, at);
    if (binding !== null) return locate(world, await world.files.realPath(at), binding);
    if (dirname(at) === at) return null;
  }
}

/**
 * Throws `VaultError` `vault_gone` (exit code of a guard) unless the folder still bears the sentinel it was
 * opened with. To be asked before anything is concluded from what the folder lacks.
 */
export async function checkBinding(files: Files, location: VaultLocation): Promise<void> {
  const now = await readBinding(files, location.root).catch(() => null);
  if (now?.vault === location.binding.vault) return;
  throw new VaultError(
    `${location.root} is not the vault it was: ${engineFolder}/${sentinelFile} is ${now === null ? "gone" : "another vault's"}`,
    {
      code: "vault_gone",
      exitCode: exitCodes.guard,
      where: location.root,
      next: "Nothing was sent or written. If the folder lies on another disk, mount it; otherwise put the folder back from a backup, or clone anew.",
    },
  );
}

async function readBinding(files: Files, folder: string): Promise<VaultBinding | null> {
  const path = join(folder, engineFolder, sentinelFile);
  let text: string;
  try {
    text = Buffer.from(await files.read(path)).toString("utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
  try {
    const value = JSON.parse(text) as Partial<VaultBinding> | null;
    if (
      value?.version === 1 &&
      typeof value.vault === "string" &&
      typeof value.workspace?.id === "string"
    )
      return value as VaultBinding;
  } catch {
    // Not JSON: said below, as for JSON of another shape.
  }
  throw new VaultError(`${path} can't be read as this version writes it`, {
    code: "damaged_root",
    exitCode: exitCodes.guard,
    where: path,
    next: "If a newer notion-mirror made it, use that one; otherwise put the file back from a backup.",
  });
}

async function checkFree(files: Files, folder: string): Promise<void> {
  const stat = await files.stat(folder);
  const refuse = (code: string, message: string, next: string) =>
    new VaultError(message, { code, exitCode: exitCodes.usage, where: folder, next });
  if (stat !== null && stat.kind !== "folder" && stat.kind !== "link")
    throw refuse(
      "not_a_folder",
      `${folder} is a file`,
      "Name a folder that is empty or not there yet.",
    );
  for (let at = dirname(folder); ; at = dirname(at)) {
    if ((await readBinding(files, at).catch(() => null)) !== null)
      throw refuse(
        "inside_vault",
        `${folder} lies inside the vault ${at}`,
        "Choose a folder outside of it.",
      );
    if (dirname(at) === at) break;
  }
  if (stat === null) return;
  const bound = await readBinding(files, folder);
  if (bound !== null)
    throw refuse(
      "already_bound",
      `${folder} is a vault already, of workspace ${bound.workspace.name ?? bound.workspace.id}`,
      `Go on with it: cd ${folder} && notion-mirror sync`,
    );
  let entries: Awaited<ReturnType<Files["list"]>>;
  try {
    entries = await files.list(folder);
  } catch (error) {
    throw writeTrouble(error, folder);
  }
  const foreign = entries.map((entry) => entry.name).filter((name) => !isHidden(name));
  if (foreign.length > 0)
    throw refuse(
      "not_empty",
      `${folder} is not empty: ${foreign.sort().slice(0, 3).join(", ")}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ""}`,
      "Choose a folder that is empty or not there yet; files can be moved in after the first pull.",
    );
}

/** What a folder may hold before it is bound: `.git`, `.gitignore`, `.DS_Store`, an editor's settings, leftovers of a bind cut short. */
const isHidden = (name: string) => name.startsWith(".");

async function locate(
  world: BindWorld,
  root: string,
  binding: VaultBinding,
): Promise<VaultLocation> {
  const service = await cloudServiceOf(world.files, root);
  const stateFolder =
    service === null
      ? join(root, engineFolder)
      : join(userStateFolder(world), "vaults", `${basename(root)}-${binding.vault}`);
  return {
    root,
    stateFolder,
    mirrorPath: join(stateFolder, mirrorFile),
    binding,
    remark:
      service === null
        ? null
        : `The vault lies in ${service}, which would tear a database apart: the mirror is kept in ${stateFolder}`,
  };
}

function userStateFolder({ process }: BindWorld): string {
  const { environment, homeFolder, platform } = process;
  if (platform === "win32")
    return join(
      environment["LOCALAPPDATA"] || join(homeFolder, "AppData", "Local"),
      "notion-mirror",
    );
  if (platform === "darwin")
    return join(homeFolder, "Library", "Application Support", "notion-mirror");
  return join(
    environment["XDG_STATE_HOME"] || join(homeFolder, ".local", "state"),
    "notion-mirror",
  );
}

function writeTrouble(error: unknown, folder: string): unknown {
  const code = systemErrorCode(error);
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS" && code !== "ENOTDIR") return error;
  return new VaultError(`${folder} can't be written: ${systemReason(error)}`, {
    code: "not_writable",
    exitCode: exitCodes.failures,
    where: folder,
    next: "Give yourself the right to write there, or choose another folder.",
    cause: error,
  });
}
