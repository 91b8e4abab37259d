/**
 * The way back: files brought to what they held before, each as an edit that the next run carries to Notion
 * like any other.
 */
import type { HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import type { BlockTree } from "../src/notion/tree.ts";
import type { Page } from "../src/notion/types.ts";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { token } from "../src/platform/random.ts";
import { applyStep } from "./local/apply.ts";
import { atlasOf } from "./local/atlas.ts";
import { contextsOf } from "./local/context.ts";
import { printFile, textOf } from "./local/text.ts";
import type { Parts } from "./run/parts.ts";

export type HistoryParts = Pick<Parts, "mirror" | "vault" | "clock" | "random" | "settings">;

export interface Restored {
  readonly page: string;
  readonly path: string;
  /** The entry of the history that is in the file now. */
  readonly entry: HistoryEntry;
  /** `unchanged`: the file held it already. */
  readonly outcome: "restored" | "unchanged" | "failed";
  readonly reason?: string;
}

/**
 * Brings a page's file back: to what it held at `at` (wall clock, ms), or to the version before the present one.
 * Throws `SyncError` `no_version` when there is none.
 */
export async function restore(
  parts: HistoryParts,
  page: string,
  options: { readonly at?: number } = {},
): Promise<Restored> {
  const entry = versionAt(parts.mirror, page, options.at ?? null);
  if (entry === null)
    throw new SyncError("There is no earlier version of this page in the history", {
      code: "no_version",
      exitCode: exitCodes.failures,
      where: parts.mirror.files.byId(page)?.path ?? page,
      next: "notion-mirror log PATH lists the versions that there are.",
    });
  return bringBack(parts, entry);
}

/**
 * The entry that a page had at a moment. An entry is taken down when its version is replaced: so the version of a
 * moment is the first one taken down after it, and the last before the present one is the newest.
 */
export function versionAt(mirror: Mirror, page: string, at: number | null): HistoryEntry | null {
  const newestFirst = mirror.history.list({ page });
  if (at === null) return newestFirst[0] ?? null;
  return newestFirst.filter((entry) => entry.at > at).at(-1) ?? null;
}

/** Takes back what a run did: the file of every page that it changed is brought to what it held before. */
export async function undo(parts: HistoryParts, run: string): Promise<readonly Restored[]> {
  const restored: Restored[] = [];
  for (const entry of replacedBy(parts.mirror, run)) restored.push(await bringBack(parts, entry));
  return restored;
}

/** Of every page that a run changed, the version from before the change. Throws `SyncError` `no_run`. */
export function replacedBy(mirror: Mirror, run: string): readonly HistoryEntry[] {
  const first = new Map<string, HistoryEntry>();
  // Newest first: what stays is each page's first change in the run, and of two sides the one replaced first.
  for (const entry of mirror.history.list({ run })) first.set(entry.page, entry);
  if (first.size === 0)
    throw new SyncError(`The history has nothing of run ${run}`, {
      code: "no_run",
      exitCode: exitCodes.usage,
      where: run,
      next: "notion-mirror log lists the runs that changed something.",
    });
  return [...first.values()];
}

/** The newest run that has something to take back; `null` for none. */
export const lastRun = (mirror: Mirror): string | null => mirror.history.list()[0]?.run ?? null;

/** The text of an entry as a file holds it, whichever side it is of. */
export function textOfEntry(parts: HistoryParts, entry: HistoryEntry): Uint8Array {
  const { mirror, settings } = parts;
  const content = mirror.history.content(entry.id);
  if (entry.side === "local") return content;
  const version = JSON.parse(textOf(content)) as {
    readonly page: Page;
    readonly blocks: readonly BlockTree[];
  };
  const atlas = atlasOf(mirror);
  const place = atlas.get(entry.page);
  const path = mirror.files.byId(entry.page)?.path ?? entry.path ?? place?.path ?? "page.md";
  const dataSource = place?.dataSource ?? null;
  const context = contextsOf(mirror, atlas)({ page: entry.page, path, dataSource });
  return printFile(version, path, context, settings);
}

/** Writes a version over the file; what is there now goes into the history first. */
export async function bringBack(parts: HistoryParts, entry: HistoryEntry): Promise<Restored> {
  const { mirror, vault, clock, random } = parts;
  const path = mirror.files.byId(entry.page)?.path ?? entry.path;
  const answer = (outcome: Restored["outcome"], reason?: string): Restored => ({
    page: entry.page,
    path: path ?? "",
    entry,
    outcome,
    ...(reason === undefined ? {} : { reason }),
  });
  if (path === null) return answer("failed", "the page has no file");
  if (mirror.pages.get(entry.page)?.state === "trashed")
    return answer("failed", "the page is in Notion's trash: restore it there first, then pull");
  const bytes = textOfEntry(parts, entry);
  const there = await vault.read(path);
  if (there !== null && Buffer.compare(there.bytes, bytes) === 0) return answer("unchanged");
  const step = await applyStep(
    { vault, mirror, clock, run: `restore-${token(random, 8)}` },
    {
      kind: "write",
      id: entry.page,
      path,
      bytes,
      replaces: there === null ? null : { hash: there.hash, bytes: there.bytes },
    },
  );
  return step.kind === "done" ? answer("restored") : answer("failed", step.reason);
}
