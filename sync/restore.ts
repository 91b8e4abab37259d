/**
 * The way back: a file brought to what it held before, as an edit that the next run carries to Notion like any
 * other; or both sides at once, planned against what is there now, guarded, and to be undone in turn.
 */
import type { HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { token } from "../src/platform/random.ts";
import { runCycle } from "./cycle.ts";
import { isOfSidecar, textOfEntry } from "./history.ts";
import { applyStep } from "./local/apply.ts";
import { pageFieldsHash } from "./plan/properties.ts";
import { execute } from "./push/execute.ts";
import type { CycleOptions, Parts } from "./run/parts.ts";
import type { PageOutcome, Report } from "./run/report.ts";
import { pushPartsOf } from "./run/self.ts";
import { turnsOf } from "./run/turns.ts";

export type RestoreParts = Pick<Parts, "mirror" | "vault" | "clock" | "random" | "settings">;

export interface Restored {
  readonly page: string;
  readonly path: string;
  /** The entry of the history that is in the file now. */
  readonly entry: HistoryEntry;
  /** `unchanged`: the file held it already. */
  readonly outcome: "restored" | "unchanged" | "failed";
  readonly reason?: string;
}

/** `besides`: another run of this engine reads Notion. */
export type Going = Pick<CycleOptions, "besides" | "signal">;

export interface BroughtBack {
  readonly restored: readonly Restored[];
  readonly report: Report;
}

/**
 * Out of Notion's trash where they are in it, into their files, and from there the ordinary way to Notion.
 * `made`: pages that go to the trash on both sides instead, as any whose files a person deletes.
 * @throws SyncError `not_restored` when Notion does not give a page back from its trash
 */
export async function bringBackBoth(
  parts: Parts,
  entries: readonly HistoryEntry[],
  going: Going = {},
  made: readonly HistoryEntry[] = [],
): Promise<BroughtBack> {
  const before = { ...parts.notion.counts };
  const startedAt = parts.clock.now();
  const restored: Restored[] = [];
  // What lies below a page comes out of the trash with it.
  for (const entry of [...entries].sort((a, b) => depthOf(a) - depthOf(b))) {
    const taken = await takeFromTrash(parts, entry.page, going);
    const back = await bringBack(parts, entry);
    restored.push(taken && back.outcome === "unchanged" ? { ...back, outcome: "restored" } : back);
  }
  for (const entry of made) {
    const kept = await turnsOf(parts.mirror).take(() => takeBack(parts, entry));
    if (kept !== null) restored.push(kept);
  }
  // A database is named by its file: its id would name all its rows.
  const paths = restored.map(({ page, path }) =>
    parts.mirror.pages.get(page) === null ? path : page,
  );
  const report = await runCycle(parts, {
    direction: "both",
    paths: [...paths, ...made.map(({ page }) => page)],
    twoWay: true,
    ...(made.length === 0 ? {} : { maxDelete: made.length }),
    ...going,
  });
  const { counts } = parts.notion;
  return {
    restored,
    report: {
      ...report,
      startedAt,
      pages: [...outcomesOf(restored, report), ...report.pages],
      requests: {
        reads: (counts?.reads ?? 0) - (before.reads ?? 0),
        writes: (counts?.writes ?? 0) - (before.writes ?? 0),
      },
      files: {
        ...report.files,
        written: report.files.written + restored.filter((one) => one.outcome === "restored").length,
      },
    },
  };
}

/** Of pages that a run made, those that are still there: what taking them back would move to the trash. */
export const stillThere = (
  mirror: Mirror,
  made: readonly HistoryEntry[],
): readonly HistoryEntry[] =>
  made.filter(
    ({ page }) => mirror.pages.get(page)?.state === "live" && mirror.files.byId(page) !== null,
  );

/** The page's file goes to the vault's trash, as it is now. `null`, or what is said of one that stays. */
async function takeBack(parts: Parts, entry: HistoryEntry): Promise<Restored | null> {
  const { page } = entry;
  const { mirror, vault, clock, random } = parts;
  const path = mirror.files.byId(page)?.path;
  const there = path === undefined ? null : await vault.read(path);
  if (path === undefined || there === null) return null;
  const step = await applyStep(
    { vault, mirror, clock, run: `undo-${token(random, 8)}` },
    { kind: "trash", id: page, path, hash: there.hash, bytes: there.bytes },
  );
  return step.kind === "done"
    ? null
    : { page, path, entry, outcome: "failed", reason: step.reason };
}

const depthOf = ({ path }: HistoryEntry): number => path?.split("/").length ?? 0;

/** What was brought back and the run has nothing to say about, as it had nothing left to do. */
const outcomesOf = (restored: readonly Restored[], { pages }: Report): readonly PageOutcome[] =>
  restored
    .filter((one) => one.outcome !== "unchanged" && !pages.some((page) => page.id === one.page))
    .map(({ page, path, outcome, reason }) => ({
      outcome: outcome === "failed" ? "failed" : "restored",
      id: page,
      path: path === "" ? null : path,
      title: "",
      ...(reason === undefined ? {} : { reason }),
      writes: 0,
      notes: [],
    }));

/** `true`: the page was in the trash, and is not any more. */
async function takeFromTrash(parts: Parts, page: string, going: Going): Promise<boolean> {
  const readAgain = () => runCycle(parts, { direction: "pull", paths: [page], ...going });
  if (parts.mirror.pages.get(page)?.state !== "trashed") return false;
  await readAgain();
  const record = parts.mirror.pages.get(page);
  if (record?.state !== "trashed") return true;
  const update = { in_trash: false };
  const expected = pageFieldsHash({ ...record.page, in_trash: true }, update);
  const outcome = await turnsOf(parts.mirror).take(async () =>
    execute(
      [{ kind: "update-page", page, update, expected }],
      await pushPartsOf(parts, `restore-${token(parts.random, 8)}`, going.signal),
    ),
  );
  if (outcome.status !== "done") {
    const [why] = outcome.operations;
    const reason = why !== undefined && "reason" in why ? `: ${why.reason}` : "";
    throw new SyncError(`Notion did not give the page back from its trash${reason}.`, {
      code: "not_restored",
      exitCode: exitCodes.failures,
      where: page,
      next: "Restore it in Notion, then: notion-mirror pull --full",
    });
  }
  await readAgain();
  return true;
}

/** Where the page's file lies, or last lay. */
const pathOf = (mirror: Mirror, { page, path }: HistoryEntry): string | null =>
  mirror.files.byId(page)?.path ?? path;

/** Writes a version over the file, in its turn; what is there now goes into the history first. */
export const bringBack = (parts: RestoreParts, entry: HistoryEntry): Promise<Restored> =>
  turnsOf(parts.mirror).take(() => written(parts, entry));

async function written(parts: RestoreParts, entry: HistoryEntry): Promise<Restored> {
  const { mirror, vault, clock, random } = parts;
  const path = isOfSidecar(entry) ? entry.path : pathOf(mirror, entry);
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
