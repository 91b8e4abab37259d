/**
 * Settled files with links that led to nothing and lead somewhere now: an edit, though nobody touched the file.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { undashed } from "../../src/notion/ids.ts";
import type { Atlas } from "../local/atlas.ts";
import type { TaskParts } from "./task.ts";

/**
 * Ids of their pages. Where nothing is sent, only of those that show in Notion what their links lead to: a path that
 * is a link which waits, and beside it one that does not, could not be told apart in the file.
 */
export function ledSomewhere(
  { mirror, pushes, contextFor }: TaskParts,
  atlas: Atlas,
): ReadonlySet<string> {
  const led = new Set<string>();
  for (const [page, paths] of mirror.openLinks.all()) {
    const file = mirror.files.byId(page);
    if (file === null || mirror.pages.get(page)?.state !== "live") continue;
    const dataSource = atlas.get(page)?.dataSource ?? null;
    const { idOf } = contextFor({ page, path: file.path, dataSource });
    const targets = paths.flatMap((path) => idOf?.(path)?.id ?? []);
    if (targets.length > 0 && (pushes || showsAny(mirror, page, targets))) led.add(page);
  }
  return led;
}

function showsAny(mirror: Mirror, page: string, targets: readonly string[]): boolean {
  const shown = JSON.stringify([
    mirror.blocks.remote(page),
    mirror.pages.get(page)?.page.properties,
  ]).replaceAll("-", "");
  return targets.some((id) => shown.includes(undashed(id)));
}
