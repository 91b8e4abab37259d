/**
 * Pages and databases that turned up although no body shows them: restored or shared again, which gives the
 * page above no new time stamp. Its body is owed.
 */
import { isUnreachable } from "../../src/notion/errors.ts";
import type { Run } from "./run.ts";
import { owe } from "./sight.ts";

/** Pages inside blocks whose page must be asked for, one request a level: more wait for the next run. */
const climbsMax = 25;

/** Puts every living page that no body shows in line. */
export function countHomeless(run: Run): void {
  const homes = run.mirror.blocks.homes();
  for (const { id, parentId, dataSourceId } of run.mirror.pages.refs({ state: "live" }))
    if (dataSourceId === null && parentId !== null && !homes.has(id)) run.newcomers.add(id);
}

/** `true` when bodies are owed now that were not before. */
export async function lookForHomes(run: Run): Promise<boolean> {
  const { pages, databases, blocks } = run.mirror;
  let found = false;
  let climbs = 0;
  for (const id of run.newcomers) {
    run.newcomers.delete(id);
    const parent = pages.get(id)?.page.parent ?? databases.get(id)?.database.parent;
    if (parent === undefined) continue;
    const home =
      parent.type === "page_id"
        ? parent.page_id
        : parent.type === "block_id" && blocks.homesOf(id).length === 0 && climbs++ < climbsMax
          ? await pageAround(run, parent.block_id)
          : null;
    if (home === null || blocks.homesOf(id).includes(home)) continue;
    if (pages.get(home)?.bodyEditedTime == null) continue;
    owe(run, "bodies", [home]);
    found = true;
  }
  return found;
}

/** The page that the block is in: one request a level. `null` where that can't be seen. */
export async function pageAround(run: Run, block: string): Promise<string | null> {
  try {
    for (let id = block; ; ) {
      const { parent } = await run.notion.block(id, run.request);
      if (parent?.type === "page_id") return parent.page_id;
      if (parent?.type !== "block_id") return null;
      id = parent.block_id;
    }
  } catch (error) {
    if (isUnreachable(error)) return null;
    throw error;
  }
}
