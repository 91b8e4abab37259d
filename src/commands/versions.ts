/** Which version a person means: `#12` or `12`, the one of a time, the one agreed on, or the one before it. */
import { type Agreed, type Astray, astray } from "../../sync/agreed.ts";
import { pageAt, type Restorable, versionAt } from "../../sync/history.ts";
import type { OfflineApp } from "../app.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { type Invocation, text } from "./command.ts";
import { vaultPath } from "./paths.ts";

const unknown = (
  message: string,
  where: string,
  next = "notion-mirror log lists the versions that the history holds, with their numbers.",
) => new ConfigError(message, { code: "unknown_version", exitCode: exitCodes.usage, where, next });

/** What is named: one version, or the files that are missing in a folder. */
export interface Typed {
  readonly versions: readonly Restorable[];
  /** `null` for one version. */
  readonly folder: {
    readonly path: string;
    /** Files in it that say something else than was agreed on. They stay. */
    readonly edited: readonly string[];
  } | null;
}

/** What the first argument and `--at` name. @throws ConfigError `unknown_version` */
export async function versionsTyped(app: OfflineApp, invocation: Invocation): Promise<Typed> {
  const [name = ""] = invocation.arguments;
  if (numberIn(name) === null && text(invocation, "at") === undefined) {
    const path = vaultPath(invocation.world, app.location.root, name);
    const folder = await missingIn(app, path);
    if (folder !== null) return folder;
  }
  return { versions: [await versionTyped(app, invocation)], folder: null };
}

/** The one that the first argument and `--at` name. @throws ConfigError `unknown_version` */
export async function versionTyped(app: OfflineApp, invocation: Invocation): Promise<Restorable> {
  const { mirror } = app.parts;
  const [name = ""] = invocation.arguments;
  const at = text(invocation, "at");
  const number = numberIn(name);
  if (number !== null) {
    const entry = mirror.history.list().find((one) => one.id === number);
    if (entry === undefined) throw unknown(`The history holds no version #${number}.`, name);
    return entry;
  }
  const time = at === undefined ? null : Date.parse(at);
  if (Number.isNaN(time))
    throw unknown(`Expected --at to be a time such as 2026-11-20T09:30, got ${at}`, at ?? "");
  const path = vaultPath(invocation.world, app.location.root, name);
  const strays = await astray(app.parts);
  const stray = strayAt(strays, path) ?? strayAt(strays, `${path}.md`);
  const page = stray?.page ?? pageAt(mirror, path);
  if (page === null) throw unknown(`The history knows no page at ${name}.`, name);
  if (time === null) {
    const agreed = stray ?? ofPage(strays, page);
    if (agreed !== null) return agreed;
  }
  const version = versionAt(mirror, page, time);
  if (version !== null) return version;
  throw time === null && mirror.files.byId(page) !== null
    ? unknown(`${name} is what was agreed on, and the history holds no version before.`, name)
    : unknown(`The history holds no such version of ${name}.`, name);
}

const numberIn = (name: string): number | null => {
  const number = /^#?(\d+)$/.exec(name)?.[1];
  return number === undefined ? null : Number(number);
};

/** The page of a file that is not what was agreed on. @throws ConfigError `file_moved` */
function strayAt({ missing, edited, moved }: Astray, path: string): Agreed | null {
  const found = [...edited, ...missing].find((one) => one.path === path);
  if (found !== undefined) return found;
  const gone = moved.find((one) => one.path === path);
  if (gone === undefined) return null;
  throw new ConfigError(`${path} was moved to ${gone.to}, and that is not sent yet.`, {
    code: "file_moved",
    exitCode: exitCodes.usage,
    where: path,
    next: `Move it back; what its text was is brought back by: notion-mirror restore ${JSON.stringify(gone.to)}`,
  });
}

const ofPage = ({ missing, edited }: Astray, page: string): Agreed | null =>
  [...edited, ...missing].find((one) => one.page === page) ?? null;

/** `null`: no folder is named, or nothing is missing in it and it bears the name of a page. */
async function missingIn(app: OfflineApp, path: string): Promise<Typed | null> {
  const { files } = app.parts.mirror;
  if (files.byPath(path) !== null) return null;
  const isIn = (other: string) =>
    path === "." || other.startsWith(`${path}/`) || other === `${path}.md`;
  if (!files.all().some((file) => file.path !== `${path}.md` && isIn(file.path))) return null;
  const { missing, edited } = await astray(app.parts);
  const versions = missing.filter((one) => isIn(one.path));
  if (versions.length === 0 && files.byPath(`${path}.md`) !== null) return null;
  return {
    versions,
    folder: { path, edited: edited.flatMap((one) => (isIn(one.path) ? [one.path] : [])) },
  };
}
