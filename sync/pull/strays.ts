/**
 * Pages and databases inside of blocks (a column, a toggle) of a page whose body is not read: nothing tells
 * where they lie, and so not whether the scope holds them. Their page's body is read for that alone.
 *
 * Only where a scope leaves bodies out: else every body is read, and shows who lies in it.
 */
import { readBody } from "./body.ts";
import { pageAround } from "./homes.ts";
import type { Run } from "./run.ts";
import { chosen } from "./scope.ts";

const name = "pull.strays";

/** `true` when something has a place now that had none. */
export async function placeStrays(run: Run): Promise<boolean> {
  if (run.scope.choose === null) return false;
  const { marks } = run.mirror;
  // Those whose page we can't see stay where they are until everything is looked at again.
  const hopeless = new Set(run.full ? [] : (marks.get<readonly string[]>(name) ?? []));
  const before = hopeless.size;
  const read = new Set<string>();
  let placed = false;
  for (;;) {
    // Where the time alone decides, only those that it holds need a place.
    const all = run.scope.early ? chosen(run.scope, strays(run)) : strays(run);
    const stray = all.find(({ id }) => !hopeless.has(id));
    if (stray === undefined) break;
    const home = await pageAround(run, stray.block);
    const known = home === null ? null : run.mirror.pages.get(home);
    if (home !== null && known?.state === "live" && !read.has(home)) {
      read.add(home);
      await readBody(run, home);
    }
    if (run.mirror.blocks.homesOf(stray.id).length === 0) hopeless.add(stray.id);
    else placed = true;
  }
  if (hopeless.size > before || run.full) marks.set(name, [...hopeless]);
  return placed;
}

function strays({ mirror }: Run): readonly { readonly id: string; readonly block: string }[] {
  const homes = mirror.blocks.homes();
  const refs = mirror.pages.refs();
  const known = new Set(refs.map(({ id }) => id));
  const pages = refs
    .filter(({ id, state, parentId, dataSourceId }) => {
      if (state !== "live" || parentId === null || dataSourceId !== null) return false;
      return !known.has(parentId) && !homes.has(id);
    })
    .flatMap(({ id }) => {
      const parent = mirror.pages.get(id)?.page.parent;
      return parent?.type === "block_id" ? [{ id, block: parent.block_id }] : [];
    });
  const databases = mirror.databases.list().flatMap(({ database, state }) => {
    const { id, parent } = database;
    if (state !== "live" || parent.type !== "block_id" || homes.has(id)) return [];
    return [{ id, block: parent.block_id }];
  });
  return [...pages, ...databases];
}
