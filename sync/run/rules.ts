/**
 * The rules of the vault's scope, read from its files. Apart from what applies them: a quiet look must not
 * load the engine.
 */
import { join } from "node:path";
import { type Bounds, boundsOf, ignoreFile } from "../local/bounds.ts";
import type { Parts } from "./parts.ts";

/** The vault's rules as its files have them now; `null` where they leave nothing out. */
export async function readBounds({
  files,
  vault,
  settings,
}: Pick<Parts, "files" | "vault" | "settings">): Promise<Bounds | null> {
  const path = join(vault.root, ignoreFile);
  const there = (await files.stat(path)) !== null;
  const ignored = there ? Buffer.from(await files.read(path)).toString("utf8") : "";
  const { roots, only, depth, since } = settings;
  return boundsOf({ roots, only, depth, since }, ignored);
}
