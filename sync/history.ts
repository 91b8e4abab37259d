/**
 * The versions that were replaced: which there are, and what they say. `sync/restore.ts` brings them back.
 */
import type { HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import type { BlockTree } from "../src/notion/tree.ts";
import type { Page } from "../src/notion/types.ts";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { sidecarName } from "../src/vault/names.ts";
import { type Agreed, agreedBytes } from "./agreed.ts";
import { atlasOf } from "./local/atlas.ts";
import { printFile, textOf, type Version } from "./local/text.ts";
import { contextsNow } from "./run/context-now.ts";
import { madeReason, movedReason, unsentReason } from "./run/kept.ts";
import type { Parts } from "./run/parts.ts";

export type HistoryParts = Pick<Parts, "mirror" | "settings">;

/** What can be brought back. */
export type Restorable = HistoryEntry | Agreed;

export const isAgreed = (version: Restorable): version is Agreed => version.side === "agreed";

/**
 * The version that a page had at a moment. An entry is taken down when its version is replaced: so the version of a
 * moment is the first one taken down after it, and that of now is what was agreed on. What nobody has agreed to was
 * never the page's version. `null` for `at`: the last one before the present one.
 */
export function versionAt(mirror: Mirror, page: string, at: number | null): Restorable | null {
  const newestFirst = mirror.history.list({ page }).filter(isOfText);
  if (at === null) return newestFirst[0] ?? null;
  const then = newestFirst.filter((entry) => entry.at > at && entry.reason !== unsentReason);
  const path = mirror.files.byId(page)?.path;
  const now: Agreed | null =
    path === undefined || agreedBytes(mirror, page) === null
      ? null
      : { side: "agreed", page, path };
  return then.at(-1) ?? now;
}

/** Of every page that a run made, its first version. */
export const madeBy = (mirror: Mirror, run: string): readonly HistoryEntry[] =>
  mirror.history.list({ run }).filter(({ reason }) => reason === madeReason);

/** Of every page that a run moved or gave another title, and did not make itself, what it was before. */
export const movedBy = (mirror: Mirror, run: string): readonly HistoryEntry[] =>
  firstOf(mirror, run, ({ reason }) => reason === movedReason);

/**
 * Of every page whose text a run changed, and that it did not make itself, the version from before the change.
 * Throws `SyncError` `no_run` where it did nothing at all.
 */
export function replacedBy(mirror: Mirror, run: string): readonly HistoryEntry[] {
  if (!mirror.history.list({ run }).some((entry) => !isOfSidecar(entry)))
    throw new SyncError(`The history has nothing of run ${run}`, {
      code: "no_run",
      exitCode: exitCodes.usage,
      where: run,
      next: "notion-mirror log lists the runs that changed something.",
    });
  return firstOf(mirror, run, isOfText);
}

/** Each page's first change in the run; of two sides the one that was replaced first. */
function firstOf(
  mirror: Mirror,
  run: string,
  isOne: (entry: HistoryEntry) => boolean,
): readonly HistoryEntry[] {
  const made = new Set(madeBy(mirror, run).map(({ page }) => page));
  const first = new Map<string, HistoryEntry>();
  // Newest first: what stays is the oldest.
  for (const entry of mirror.history.list({ run }))
    if (isOne(entry) && !made.has(entry.page)) first.set(entry.page, entry);
  return [...first.values()];
}

/** The newest run that has something to take back; `null` for none. */
export const lastRun = (mirror: Mirror): string | null =>
  mirror.history.list().find((entry) => !isOfSidecar(entry))?.run ?? null;

/** Notion's version that lay beside a file in conflict: kept like any other file, but no version of the page. */
export const isOfSidecar = ({ path }: Pick<HistoryEntry, "path">): boolean =>
  path !== null && sidecarName.test(path);

const isOfText = (entry: HistoryEntry): boolean =>
  !isOfSidecar(entry) && entry.reason !== movedReason;

/** The text of an entry as a file holds it, whichever side it is of. */
export function textOfEntry(parts: HistoryParts, entry: Restorable): Uint8Array {
  const { mirror, settings } = parts;
  if (isAgreed(entry)) return agreedBytes(mirror, entry.page) ?? new Uint8Array();
  if (entry.side === "local") return mirror.history.content(entry.id);
  const path =
    mirror.files.byId(entry.page)?.path ??
    entry.path ??
    atlasOf(mirror).get(entry.page)?.path ??
    "page.md";
  const context = contextsNow(parts)(entry.page, path);
  return printFile(versionOf(mirror, entry), path, context, settings);
}

/** What Notion held, of an entry of its side. */
export const versionOf = (mirror: Mirror, { id }: HistoryEntry): Version =>
  JSON.parse(textOf(mirror.history.content(id))) as {
    readonly page: Page;
    readonly blocks: readonly BlockTree[];
  };

/** The page whose file lies, or last lay, at `path` (relative to the vault); `null` when nobody knows it. */
export function pageAt(mirror: Mirror, path: string): string | null {
  const record = mirror.files.byPath(path) ?? mirror.files.byPath(`${path}.md`);
  return record?.id ?? mirror.history.list().find((entry) => entry.path === path)?.page ?? null;
}
