/**
 * What the converters may ask about the workspace, outside of a round: as the mirror has it now.
 */
import type { Context } from "../../converters/context.ts";
import { atlasOf } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import type { Parts } from "./parts.ts";
import { filesOf } from "./policies.ts";

/** For a page whose file lies at `path`. */
export function contextNow(
  { mirror, settings }: Pick<Parts, "mirror" | "settings">,
  page: string,
  path: string,
): Context {
  const atlas = atlasOf(mirror);
  const contextFor = contextsOf(mirror, atlas, new Map(), filesOf(mirror, settings, atlas));
  return contextFor({ page, path, dataSource: atlas.get(page)?.dataSource ?? null });
}
