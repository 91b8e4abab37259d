/**
 * What taking back a run means: texts that it replaced, places and titles that it changed, pages that it made.
 *
 * A page that it made goes to the trash only as the run left it. One that somebody has edited since, or that others
 * lie below, stays: the edit wins, and that is said.
 */
import { markdownToPage } from "../converters/page.ts";
import type { HistoryEntry } from "../src/mirror/mirror.ts";
import { madeBy, movedBy, replacedBy } from "./history.ts";
import { atlasOf } from "./local/atlas.ts";
import { textOf, titleInName } from "./local/text.ts";
import { type ContextNow, contextsNow } from "./run/context-now.ts";
import type { Parts } from "./run/parts.ts";
import { saysTheSame } from "./same-text.ts";
import { wasEdited } from "./tasks/edited.ts";

type UndoParts = Pick<Parts, "mirror" | "settings" | "vault">;

/** A page that a run made and that stays. */
export interface KeptPage {
  readonly page: string;
  readonly path: string;
  readonly reason: string;
}

export interface Undoing {
  readonly run: string;
  /** Texts that come back. */
  readonly entries: readonly HistoryEntry[];
  /** Titles and places that come back, where they are others now (`waysBack`). */
  readonly places: readonly HistoryEntry[];
  /** Pages that go to the trash. */
  readonly made: readonly HistoryEntry[];
  readonly kept: readonly KeptPage[];
}

/** @throws SyncError `no_run` */
export async function undoingOf(parts: UndoParts, run: string): Promise<Undoing> {
  const { mirror } = parts;
  const entries = replacedBy(mirror, run);
  const moved = movedBy(mirror, run);
  const movers = new Set(moved.map(({ page }) => page));
  // Of a page that was pushed over its earlier title is known without more.
  const retitled = entries.filter(({ page, side }) => side === "remote" && !movers.has(page));
  return { run, entries, places: [...moved, ...retitled], ...(await madeIn(parts, run)) };
}

async function madeIn(parts: UndoParts, run: string): Promise<Pick<Undoing, "made" | "kept">> {
  const { mirror } = parts;
  const there = madeBy(mirror, run).filter(
    ({ page }) => mirror.pages.get(page)?.state === "live" && mirror.files.byId(page) !== null,
  );
  if (there.length === 0) return { made: [], kept: [] };
  const contextOf = contextsNow(parts);
  const kept = new Map<string, string>();
  for (const entry of there) {
    const reason = await whyKept(parts, entry, contextOf);
    if (reason !== null) kept.set(entry.page, reason);
  }
  const atlas = atlasOf(mirror);
  const made = new Set(there.map(({ page }) => page));
  for (const { id, kind, title } of atlas.entries) {
    if (kind === "source" || (made.has(id) && !kept.has(id))) continue;
    const met = new Set([id]);
    for (let at = atlas.get(id)?.parent ?? null; at !== null && !met.has(at); ) {
      met.add(at);
      if (made.has(at) && !kept.has(at))
        kept.set(at, `${JSON.stringify(title)} lies below it, which stays`);
      at = atlas.get(at)?.parent ?? null;
    }
  }
  return {
    made: there.filter(({ page }) => !kept.has(page)),
    kept: there.flatMap(({ page, path }) => {
      const reason = kept.get(page);
      const now = mirror.files.byId(page)?.path ?? path ?? "";
      return reason === undefined ? [] : [{ page, path: now, reason }];
    }),
  };
}

/** Why the page is not what the run has left; `null`: it is. */
async function whyKept(
  { mirror, settings, vault }: UndoParts,
  entry: HistoryEntry,
  contextOf: ContextNow,
): Promise<string | null> {
  const { page } = entry;
  if (wasEdited(mirror, page)) return "it was edited in Notion since";
  const file = mirror.files.byId(page);
  const there = file === null ? null : await vault.read(file.path);
  if (file === null || there === null) return null;
  const then = Buffer.from(mirror.history.content(entry.id));
  if (Buffer.compare(then, there.bytes) === 0 && entry.path === file.path) return null;
  const { flavor } = settings;
  const read = (bytes: Uint8Array, path: string) => {
    const parsed = markdownToPage(textOf(bytes), { context: contextOf(page, path), flavor });
    return { ...parsed, title: parsed.title ?? titleInName(path, page) };
  };
  const was = read(then, entry.path ?? file.path);
  const is = read(there.bytes, file.path);
  return saysTheSame(was, is) ? null : "it was edited since";
}
