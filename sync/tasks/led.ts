/**
 * Settled files with links that led to nothing and lead somewhere now: an edit, though nobody touched the file.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { undashed } from "../../src/notion/ids.ts";
import type { TaskParts } from "./task.ts";

/**
 * Ids of their pages. Where nothing is sent, only of those that show in Notion what their links lead to: a path that
 * is a link which waits, and beside it one that does not, could not be told apart in the file.
 */
export function ledSomewhere({ mirror, pushes, contextFor }: TaskParts): ReadonlySet<string> {
  const led = new Set<string>();
  for (const [page, paths] of mirror.openLinks.all()) {
    const file = mirror.files.byId(page);
    if (file === null) continue;
    // Asked of every such page in every round: nothing is read of it that only its text needs.
    const { idOf } = contextFor({ page, path: file.path, dataSource: null });
    const targets = paths.flatMap((path) => idOf?.(path)?.id ?? []);
    if (targets.length === 0 || mirror.pages.get(page)?.state !== "live") continue;
    if (pushes || showsAny(mirror, page, targets)) led.add(page);
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
