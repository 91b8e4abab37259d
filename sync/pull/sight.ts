/**
 * What to make of an object that has come into sight: the one place where what Notion shows becomes what the
 * mirror holds, and where trashed, moved and detached are told apart.
 *
 * An object read by its id is the truth. A data source's query is, too, for the rows it shows. Search lags:
 * of a page that we know it is only a hint where to look.
 */
import type { PageRecord } from "../../src/mirror/mirror.ts";
import { isUnreachable } from "../../src/notion/errors.ts";
import {
  type BlockTree,
  childrenOf,
  contentOf,
  withChildren,
  withContent,
} from "../../src/notion/tree.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import { carriedOver } from "../../src/notion/whole-values.ts";
import { digest } from "./digest.ts";
import { type Run, settlesAt } from "./run.ts";
import { againAt, isOutrun, writesSoFar } from "./written.ts";

export type Via = "itself" | "query" | "search";

/** `look`: read it by its id before believing anything. */
export type Seen = "new" | "changed" | "same" | "look";

/** `writesBefore`: writes of ours when the request left. */
export function sawPage(run: Run, page: Page, via: Via, writesBefore: number): Seen {
  const { mirror } = run;
  if (isOutrun(mirror, page.id, writesBefore)) return "same";
  const now = run.clock.now();
  const known = mirror.pages.get(page.id);
  if (via === "itself") run.direct.set(page.id, run.notion.now());
  if (known === null) {
    if (page.in_trash && via !== "itself") return "look";
    mirror.pages.put(page, now);
    if (!page.in_trash) {
      run.changed.add(page.id);
      if (!isRow(page)) run.newcomers.add(page.id);
    }
    return "new";
  }
  if (via !== "itself") {
    // An older sight than ours: the index has not caught up.
    if (page.last_edited_time < known.page.last_edited_time) return "same";
    if (known.state !== "live" && via === "search") return "look";
    if (page.in_trash) return "look";
  }
  const same = page.last_edited_time === known.page.last_edited_time;
  const merged = same && !run.full ? carriedOver(page, known.page) : page;
  const equal = digest(merged) === digest(known.page);
  if (via === "search" && same && !equal && !isRow(page))
    return isAwaited(run, known) ? "same" : "look";
  if (via === "search" && same && !equal) {
    // A row's own query tells it better, values past the cut included.
    mirror.pages.put(known.page, now, known.state);
    return "same";
  }
  const state = page.in_trash ? "trashed" : "live";
  mirror.transaction(() => {
    mirror.pages.put(equal ? known.page : merged, now, state);
    const moved = JSON.stringify(page.parent) !== JSON.stringify(known.page.parent);
    if (moved || state !== known.state) {
      owe(run, "bodies", mirror.blocks.homesOf(page.id));
      if (state === "live" && !isRow(page)) run.newcomers.add(page.id);
    }
    retitle(run, page.id, "child_page", mirror.pages.get(page.id)?.title ?? "");
  });
  if (state === "trashed" && known.state !== "trashed") run.trashed.add(page.id);
  if (equal && state === known.state) return "same";
  if (state === "live") run.changed.add(page.id);
  return "changed";
}

/** It was written to just now, by us or while it was read, and is read once more, itself and its body, when that has settled. */
function isAwaited({ mirror, notion }: Run, { page, unsettled }: PageRecord): boolean {
  return unsettled && notion.now() < againAt(mirror, page.id, settlesAt(page));
}

/** Reads the page by its id. `null`: it can't be seen, and is kept as detached when we knew it. */
export async function lookAtPage(run: Run, id: string): Promise<Page | null> {
  try {
    for (;;) {
      const writesBefore = writesSoFar(run.mirror);
      const page = await run.notion.page(id, run.request);
      // A write of ours was answered meanwhile: this one may not show it yet.
      if (isOutrun(run.mirror, id, writesBefore)) continue;
      sawPage(run, page, "itself", writesBefore);
      return page;
    }
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const known = run.mirror.pages.get(id);
    if (known === null) return null;
    if (known.state === "live") {
      run.mirror.pages.setState(id, "detached");
      run.detached.add(id);
    }
    return null;
  }
}

/** A data source in a list. One in the trash is believed only when it is read itself: search shows those too. */
export function sawDataSource(run: Run, source: DataSource, via: Via): void {
  if (source.in_trash && via !== "itself") return;
  const known = run.mirror.databases.dataSource(source.id);
  if (known !== null && via !== "itself") {
    if (source.last_edited_time < known.dataSource.last_edited_time) return;
  }
  run.mirror.databases.putDataSource(source, run.clock.now());
}

/**
 * The line that shows a page or database in another page's body bears its title, and a new title gives that
 * other page no new time stamp: the line in the mirror is brought up to date here.
 */
export function retitle(
  run: Pick<Run, "mirror" | "changed">,
  id: string,
  type: "child_page" | "child_database",
  title: string,
): void {
  const { pages, blocks } = run.mirror;
  for (const home of blocks.homesOf(id)) {
    const record = pages.get(home);
    const tree = blocks.remote(home);
    if (tree === null || record === null || record.bodyEditedTime === null) continue;
    const titled = retitled(tree, id, type, title);
    if (titled === tree) continue;
    blocks.putRemote(home, titled, {
      editedTime: record.bodyEditedTime,
      unsettled: record.unsettled,
    });
    run.changed.add(home);
  }
}

/** The very same array when nothing in it changes. */
function retitled(
  blocks: readonly BlockTree[],
  id: string,
  type: "child_page" | "child_database",
  title: string,
): readonly BlockTree[] {
  let changed = false;
  const next = blocks.map((block) => {
    if (block.id === id && block.type === type && contentOf(block)["title"] !== title) {
      changed = true;
      return withContent(block, { ...contentOf(block), title });
    }
    const below = childrenOf(block);
    const inside = retitled(below, id, type, title);
    if (inside === below) return block;
    changed = true;
    return withChildren(block, inside);
  });
  return changed ? next : blocks;
}

/** Work that must not be forgotten when the engine is killed: ids by kind, in the mirror. */
export type Owed =
  /** Pages whose body is read again although their time stamp did not move. */
  | "bodies"
  /** Pages and databases met inside a body and not known yet. */
  | "pages"
  | "databases";

export const owed = (run: Pick<Run, "mirror">, kind: Owed): readonly string[] =>
  run.mirror.marks.get<readonly string[]>(`pull.owed.${kind}`) ?? [];

export function owe(run: Pick<Run, "mirror">, kind: Owed, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const before = owed(run, kind);
  const after = [...new Set([...before, ...ids])];
  if (after.length > before.length) run.mirror.marks.set(`pull.owed.${kind}`, after);
}

export function paid(run: Pick<Run, "mirror">, kind: Owed, id: string): void {
  const before = owed(run, kind);
  const after = before.filter((one) => one !== id);
  if (after.length === before.length) return;
  if (after.length === 0) run.mirror.marks.remove(`pull.owed.${kind}`);
  else run.mirror.marks.set(`pull.owed.${kind}`, after);
}

const isRow = (page: Page): boolean => page.parent.type === "data_source_id";
