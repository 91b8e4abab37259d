/**
 * One page, whole: the object where it may be stale, values past the cut, the tree; stored in one step.
 *
 * Settled means that an edit after this reading will show another time stamp. Times are cut to the minute, so
 * a page read within the minute of its last edit is read once more when that minute is over.
 */

import { isUnreachable } from "../../src/notion/errors.ts";
import { searchLagMs } from "../../src/notion/limits.ts";
import { type BlockTree, walk } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { completed, cutOff } from "../../src/notion/whole-values.ts";
import { commentable } from "./commentable.ts";
import { showInCopies } from "./copies.ts";
import { digest } from "./digest.ts";
import { type Run, settlesAt } from "./run.ts";
import { lookAtPage, owe, paid } from "./sight.ts";
import { readTree, type TreeRead } from "./tree.ts";
import { isOutrun, readSince, writesSoFar } from "./written.ts";

/** Rounds of reading a page that is being edited all the while; then it stays unsettled. */
const roundsMax = 3;

/**
 * Reads and stores the page's body. `false`: the page can't be read now (trashed, detached or failed), which
 * the run has noted.
 */
export async function readBody(run: Run, id: string): Promise<boolean> {
  const { mirror } = run;
  let page: Page | null = mirror.pages.get(id)?.page ?? null;
  for (let round = 1; ; round++) {
    if (page === null || mayBeStale(run, page)) page = await lookAtPage(run, id);
    if (page === null || page.in_trash) return false;
    const read = await readAround(run, page);
    if (read === "gone") return false;
    const { whole, tree, startedAt } = read;
    if (isOutrun(mirror, id, read.writesBefore)) {
      // Pushed to while it was read: the mirror holds the newer state, which is read once more after its minute.
      paid(run, "bodies", id);
      return true;
    }
    const newer: Page | undefined = mirror.pages.get(id)?.page;
    if (newer !== undefined && isLater(newer, page) && round < roundsMax) {
      // Something else has seen a later state while this one was read.
      page = newer;
      continue;
    }
    const before = mirror.blocks.remote(id);
    if (before !== null && tree.requests > 1 && lost(before, tree.blocks) && round < roundsMax) {
      // Something is missing, and the lists were not read in one moment: was it deleted, or is the page being edited?
      const again: Page | null = await lookAtPage(run, id);
      if (again === null || again.in_trash) return false;
      if (again.last_edited_time !== page.last_edited_time) {
        page = again;
        continue;
      }
    }
    store(run, whole, tree, { startedAt, before });
    const sum = run.bodies[page.parent.type === "data_source_id" ? "row" : "page"];
    sum.read++;
    sum.lists += tree.requests;
    sum.blocks += commentable(tree.blocks).length;
    return true;
  }
}

const isLater = (one: Page, other: Page): boolean => one.last_edited_time > other.last_edited_time;

/** A sight through search of a page edited lately: the object may be older than the body that is about to be read. */
function mayBeStale(run: Run, page: Page): boolean {
  const readAt = run.direct.get(page.id);
  if (readAt !== undefined) return false;
  if (page.parent.type === "data_source_id") return false;
  return run.notion.now() < settlesAt(page) + searchLagMs;
}

async function readAround(
  run: Run,
  page: Page,
): Promise<{ whole: Page; tree: TreeRead; startedAt: number; writesBefore: number } | "gone"> {
  const startedAt = run.notion.now();
  const writesBefore = writesSoFar(run.mirror);
  try {
    const whole = cutOff(page).length === 0 ? page : await completed(run.notion, page, run.request);
    return {
      whole,
      tree: await readTree(run.notion, page.id, run.request),
      startedAt,
      writesBefore,
    };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    // The listing of a trashed page answers 404 as that of an unshared one: only the page itself tells.
    const now = await lookAtPage(run, page.id);
    if (now === null || now.in_trash) return "gone";
    throw error;
  }
}

function store(
  run: Run,
  page: Page,
  tree: TreeRead,
  { startedAt, before }: { startedAt: number; before: readonly BlockTree[] | null },
): void {
  const { mirror } = run;
  const { id } = page;
  const pageReadAt = run.direct.get(id) ?? mirror.pages.get(id)?.seenAt ?? Number.NEGATIVE_INFINITY;
  const unsettled = settlesAt(page) > Math.min(startedAt, pageReadAt);
  mirror.transaction(() => {
    mirror.pages.put(page, run.clock.now());
    mirror.blocks.putRemote(id, tree.blocks, { editedTime: page.last_edited_time, unsettled });
    owe(run, "pages", strangers(run, tree.blocks, before ?? [], "child_page"));
    owe(run, "databases", strangers(run, tree.blocks, before ?? [], "child_database"));
    if (before !== null) showInCopies(run, id, before);
    paid(run, "bodies", id);
  });
  readSince(mirror, id);
  if (before === null || digest(before) !== digest(tree.blocks)) run.changed.add(id);
}

/**
 * Children that must be read themselves: those that we do not know (as living), and those that were here
 * before and are no longer: trashed, moved or unshared, which only they can tell.
 */
function strangers(
  run: Run,
  now: readonly BlockTree[],
  before: readonly BlockTree[],
  type: "child_page" | "child_database",
): readonly string[] {
  const { pages, databases } = run.mirror;
  const here = idsOf(now, type);
  const isKnown = (id: string) =>
    (type === "child_page" ? pages.get(id)?.state : databases.get(id)?.state) === "live";
  const unknown = [...here].filter((id) => !isKnown(id));
  const gone = [...idsOf(before, type)].filter((id) => !here.has(id) && isKnown(id));
  return [...unknown, ...gone];
}

function idsOf(blocks: readonly BlockTree[], type: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const block of walk(blocks))
    if (block.type === type && block.id !== undefined) ids.add(block.id);
  return ids;
}

/** Whether a block of `before` is not in `after`. */
function lost(before: readonly BlockTree[], after: readonly BlockTree[]): boolean {
  const ids = new Set<string | undefined>();
  for (const block of walk(after)) ids.add(block.id);
  for (const block of walk(before)) if (!ids.has(block.id)) return true;
  return false;
}
