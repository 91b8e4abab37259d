/** Paths as a person types them, from the working folder; as the engine names them, from the vault's root. */
import { relative, resolve, sep } from "node:path";
import { idIn } from "../notion/ids.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import type { World } from "../world.ts";

/** URLs and ids stay as they are. @throws ConfigError `outside_vault` */
export function vaultPath(world: World, root: string, typed: string): string {
  if (idIn(typed) !== null) return typed;
  const path = relative(root, resolve(world.process.workingFolder, typed))
    .split(sep)
    .join("/")
    .normalize("NFC");
  if (path !== ".." && !path.startsWith("../")) return path === "" ? "." : path;
  throw new ConfigError(`${typed} lies outside of the vault ${root}.`, {
    code: "outside_vault",
    exitCode: exitCodes.usage,
    where: typed,
    next: "Name files and folders of the vault, or pages by their URL or id.",
  });
}
