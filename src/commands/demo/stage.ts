/**
 * What the demo is played on: a vault in a real folder, an embedded Notion, and a narrator who types commands,
 * edits files, and checks each thing that he says.
 */
import { join } from "node:path";
import type { Notion } from "../../../fixtures/index.ts";
import { exitCodes, SyncError } from "../../platform/errors.ts";
import { replaceFile } from "../../platform/files.ts";
import { token } from "../../platform/random.ts";
import type { World } from "../../world.ts";
import type { Invocation } from "../command.ts";

export interface Stage {
  readonly invocation: Invocation;
  /** The world of the story: the embedded server's address and token. */
  readonly world: World;
  /** Absolute path of the vault. */
  readonly folder: string;
  readonly notion: Notion;
}

export const say = (stage: Pick<Stage, "world">, text: string): void =>
  stage.world.process.stdout.write(`${text}\n`);

const failed = (message: string) =>
  new SyncError(`The demo stopped: ${message}`, {
    code: "demo_failed",
    exitCode: exitCodes.failures,
    next: "This is a bug of notion-mirror, please report it. The vault is left as it is.",
  });

/** Says what has come of it, and stops the story where it has not. */
export function claim(stage: Stage, sentence: string, holds: boolean): void {
  if (!holds) throw failed(`this is not so: ${sentence}`);
  say(stage, `✓ ${sentence}`);
}

/** Shows a command line and runs it; the story ends where one does not end with `expected`. */
export async function type(
  stage: Stage,
  argv: readonly string[],
  options: { readonly expected?: number; readonly workingFolder?: string } = {},
): Promise<void> {
  const { expected = exitCodes.fine, workingFolder = stage.folder } = options;
  const quoted = argv.map((one) => (/^[\w./:=-]+$/.test(one) ? one : `'${one}'`)).join(" ");
  say(stage, `\n$ notion-mirror ${quoted}`);
  const process = { ...stage.world.process, workingFolder };
  const code = await stage.invocation.runCli({ ...stage.world, process }, argv);
  stage.invocation.signal.throwIfAborted();
  if (code !== expected)
    throw failed(`notion-mirror ${quoted} ended with exit code ${code}, not ${expected}.`);
}

/** Edits a file of the vault as an editor would: whole, by rename. */
export async function edit(stage: Stage, path: string, from: string, to: string): Promise<void> {
  const { files, random } = stage.world;
  const before = await read(stage, path);
  if (!before.includes(from)) throw failed(`${path} does not say ${JSON.stringify(from)}.`);
  const after = Buffer.from(before.replace(from, () => to));
  await replaceFile(files, join(stage.folder, path), after, `.${token(random, 10)}.nm-tmp`);
}

export const read = async (stage: Stage, path: string): Promise<string> =>
  Buffer.from(await stage.world.files.read(join(stage.folder, path))).toString("utf8");

export const isThere = async (stage: Stage, path: string): Promise<boolean> =>
  (await stage.world.files.stat(join(stage.folder, path))) !== null;

/** Every file of the vault, in reading order. */
export async function filesOf(stage: Stage, prefix = ""): Promise<readonly string[]> {
  const entries = [...(await stage.world.files.list(join(stage.folder, prefix)))].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const paths: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.kind === "folder") paths.push(...(await filesOf(stage, path)));
    else paths.push(path);
  }
  return paths;
}

export const indented = (text: string): string => text.trimEnd().replace(/^/gm, "  │ ");

/** Lines of `after` that `before` does not have. */
export function newLines(before: string, after: string): readonly string[] {
  const old = new Set(before.split("\n"));
  return after.split("\n").filter((line) => line !== "" && !old.has(line));
}
