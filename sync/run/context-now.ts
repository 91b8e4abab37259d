/**
 * What the converters may ask about the workspace, outside of a round: as the mirror has it now.
 */
import type { Context } from "../../converters/context.ts";
import { type Atlas, atlasOf } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import type { Parts } from "./parts.ts";
import { filesOf } from "./policies.ts";

/** For a page whose file lies at `path`. */
export type ContextNow = (page: string, path: string) => Context;

/** For as many pages as are asked about: what it takes of the whole mirror is read once, when the first one is. */
export function contextsNow({ mirror, settings }: Pick<Parts, "mirror" | "settings">): ContextNow {
  let known: { atlas: Atlas; contextFor: ReturnType<typeof contextsOf> } | null = null;
  const look = () => {
    const atlas = atlasOf(mirror);
    const hasFile = filesOf(mirror, settings, atlas);
    return { atlas, contextFor: contextsOf(mirror, atlas, new Map(), hasFile) };
  };
  return (page, path) => {
    known ??= look();
    const dataSource = known.atlas.get(page)?.dataSource ?? null;
    return known.contextFor({ page, path, dataSource });
  };
}
