/**
 * A merge tool run on four files, as git runs its own: BASE, LOCAL, REMOTE and MERGED are in its environment and
 * stand in its command line, and what it leaves in MERGED counts.
 */
import { join } from "node:path";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { token } from "../platform/random.ts";
import type { World } from "../world.ts";

/** Tools that need no more than their name. */
const presets: Readonly<Record<string, string>> = {
  code: 'code --wait --merge "$LOCAL" "$REMOTE" "$BASE" "$MERGED"',
  codium: 'codium --wait --merge "$LOCAL" "$REMOTE" "$BASE" "$MERGED"',
  vimdiff: 'vim -f -d -c "4wincmd w | wincmd J" "$LOCAL" "$BASE" "$REMOTE" "$MERGED"',
  nvimdiff: 'nvim -f -d -c "4wincmd w | wincmd J" "$LOCAL" "$BASE" "$REMOTE" "$MERGED"',
  meld: 'meld --output "$MERGED" "$LOCAL" "$BASE" "$REMOTE"',
};

const names = ["BASE", "LOCAL", "REMOTE", "MERGED"] as const;

export type MergeTexts = Readonly<Record<Lowercase<(typeof names)[number]>, string>>;

/**
 * The command line of the tool: configured, or from the environment.
 * @throws ConfigError `no_merge_tool`, `bad_merge_tool`
 */
export function toolCommand(world: World, configured: string | null): string {
  const tool = (configured ?? world.process.environment["NOTION_MIRROR_MERGE_TOOL"] ?? "").trim();
  const known = `Name one of ${Object.keys(presets).join(", ")}, or a command with $BASE, $LOCAL, $REMOTE and $MERGED in it.`;
  if (tool === "")
    throw new ConfigError("No merge tool is configured.", {
      code: "no_merge_tool",
      exitCode: exitCodes.usage,
      next: `Set merge_tool in notion-mirror.yaml, or NOTION_MIRROR_MERGE_TOOL. ${known}`,
    });
  const command = presets[tool] ?? tool;
  if (!/\$\{?MERGED\b/.test(command))
    throw new ConfigError(`The merge tool is not told which file to write: ${tool}`, {
      code: "bad_merge_tool",
      exitCode: exitCodes.usage,
      next: known,
    });
  return command;
}

export interface Merged {
  /** What the tool left in MERGED. */
  readonly text: string;
  /** Of the tool; `null` when it could not be run or was killed. */
  readonly exitCode: number | null;
  /** Absolute path of MERGED. */
  readonly path: string;
  /** Removes the files. */
  readonly clear: () => Promise<void>;
}

/** @param parent an existing folder for the temporary one */
export async function runTool(
  world: World,
  command: string,
  parent: string,
  texts: MergeTexts,
): Promise<Merged> {
  const { files } = world;
  const folder = join(parent, `merge-${token(world.random, 8)}`);
  await files.makeFolder(folder, 0o700);
  const paths = new Map(names.map((name) => [name, join(folder, `${name}.md`)] as const));
  for (const [name, path] of paths)
    await files.writeNew(path, Buffer.from(texts[name.toLowerCase() as keyof MergeTexts]), 0o600);
  const variables = Object.fromEntries(paths);
  const exitCode = await world.process.run(commandFor(world, command, variables), variables);
  const path = paths.get("MERGED") ?? "";
  const left = (await files.stat(path)) === null ? texts.merged : await files.read(path);
  return {
    text: Buffer.from(left).toString("utf8"),
    exitCode,
    path,
    clear: async () => {
      for (const { name } of await files.list(folder)) await files.remove(join(folder, name));
      await files.removeFolder(folder);
    },
  };
}

/** Shells but that of Windows put the variables in themselves. */
const commandFor = (
  world: World,
  command: string,
  variables: Readonly<Record<string, string>>,
): string =>
  world.process.platform !== "win32"
    ? command
    : command.replaceAll(/"?\$(?:\{(\w+)\}|(\w+))"?/g, (whole, braced?: string, bare?: string) => {
        const path = variables[braced ?? bare ?? ""];
        return path === undefined ? whole : `"${path}"`;
      });
