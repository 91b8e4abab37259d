/**
 * The way back: a file brought to what it held before, as an edit that the next run carries to Notion like any
 * other; or both sides at once, planned against what is there now, guarded, and to be undone in turn.
 */
import { markdownToPage } from "../converters/page.ts";
import type { HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import { token } from "../src/platform/random.ts";
import { runCycle } from "./cycle.ts";
import { type Formerly, formerlyIn } from "./formerly.ts";
import { isAgreed, isOfSidecar, type Restorable } from "./history.ts";
import { applyStep } from "./local/apply.ts";
import { oweAttachments } from "./local/attachments.ts";
import { textOf } from "./local/text.ts";
import { aboveThem, depthOf, type Going, takeFromTrash } from "./out-of-trash.ts";
import { goBack, waysBack } from "./places.ts";
import { owed } from "./pull/sight.ts";
import { type ContextNow, contextsNow } from "./run/context-now.ts";
import { unsentReason } from "./run/kept.ts";
import type { Parts } from "./run/parts.ts";
import type { PageOutcome, Report } from "./run/report.ts";
import { turnsOf } from "./run/turns.ts";
import { saysTheSame } from "./same-text.ts";
import { textToday } from "./text-today.ts";
import { strayed } from "./whereabouts.ts";

export type RestoreParts = Pick<Parts, "mirror" | "vault" | "clock" | "random" | "settings">;

export interface Restored {
  readonly page: string;
  readonly path: string;
  /** `unchanged`: the file held it already. */
  readonly outcome: "restored" | "unchanged" | "failed";
  readonly reason?: string;
  /** What to type or do next. */
  readonly next?: string;
}

/** What comes back on both sides. */
export interface BringBack {
  /** Versions of texts. */
  readonly entries: readonly Restorable[];
  /** Versions of which the title and, after a move, the place come back. */
  readonly places?: readonly HistoryEntry[];
  /** Pages that go to the trash on both sides instead, as any whose files a person deletes. */
  readonly made?: readonly HistoryEntry[];
}

export interface BroughtBack {
  readonly restored: readonly Restored[];
  readonly report: Report;
}

/**
 * Out of Notion's trash where they are in it, into their files and places, and from there the ordinary way to Notion.
 * @throws SyncError `not_restored` when Notion does not give a page back from its trash
 */
export async function bringBackBoth(
  parts: Parts,
  { entries, places = [], made = [] }: BringBack,
  going: Going = {},
): Promise<BroughtBack> {
  const before = { ...parts.notion.counts };
  const startedAt = parts.clock.now();
  const restored: Restored[] = [];
  const taken = await takeFromTrash(parts, entries, going);
  const ways = waysBack(parts.mirror, places);
  const { paths: placed, stuck } = await turnsOf(parts.mirror).take(() =>
    goBack({ ...parts, run: `undo-${token(parts.random, 8)}` }, ways),
  );
  for (const { page, path, reason, next } of stuck)
    restored.push({ page, path, outcome: "failed", reason: `not where it was: ${reason}`, next });
  // Places first, and all the way: the lines that show a page elsewhere come and go with it, and are no edits. So
  // does what an earlier run left behind.
  // The id of a database would name all its rows.
  const pages = entries.flatMap(({ page }) =>
    parts.mirror.pages.get(page) === null ? [] : [page],
  );
  const astray = await strayed(parts, pages);
  const listing = ways.flatMap((way) => (way.kind === "move" ? way.listedBy : []));
  const isAtRest = placed.size + astray.size === 0 && !isUnfinished(parts.mirror, pages);
  const first = isAtRest
    ? null
    : await runCycle(parts, {
        direction: "both",
        paths: [...new Set([...placed.keys(), ...listing, ...astray.keys(), ...pages])],
        twoWay: true,
        ...going,
      });
  const contextOf = contextsNow(parts);
  const formerly = formerlyIn(parts.mirror, stuck);
  for (const entry of [...entries].sort((a, b) => depthOf(a) - depthOf(b))) {
    const { page } = entry;
    const back = await turnsOf(parts.mirror).take(() => written(parts, entry, contextOf, formerly));
    const isBack = taken.has(page) || placed.has(page);
    restored.push(isBack && back.outcome === "unchanged" ? { ...back, outcome: "restored" } : back);
  }
  const told = new Set(restored.map(({ page }) => page));
  for (const [page, path] of placed)
    if (!told.has(page)) restored.push({ page, path, outcome: "restored" });
  for (const entry of made) {
    const kept = await turnsOf(parts.mirror).take(() => takeBack(parts, entry));
    if (kept !== null) restored.push(kept);
  }
  // A database is named by its file: its id would name all its rows.
  const paths = restored.map(({ page, path }) =>
    parts.mirror.pages.get(page) === null ? path : page,
  );
  const second = await runCycle(parts, {
    direction: "both",
    paths: [
      ...paths,
      ...made.map(({ page }) => page),
      ...aboveThem(
        parts.mirror,
        entries.filter(({ page }) => taken.has(page)),
      ),
    ],
    twoWay: true,
    ...(first === null ? {} : { run: first.run }),
    ...(made.length === 0 ? {} : { maxDelete: made.length }),
    ...going,
  });
  const report = first === null ? second : oneOf(first, second);
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
  return step.kind === "done" ? null : { page, path, outcome: "failed", reason: step.reason };
}

/** A run that was cut short has left something to be read or settled. */
function isUnfinished(mirror: Mirror, pages: readonly string[]): boolean {
  const due = new Set(mirror.bases.due());
  return owed({ mirror }, "bodies").length > 0 || pages.some((page) => due.has(page));
}

/** Two runs of one name. What the second says of a page is the last word, but for a page that it only found settled. */
function oneOf(first: Report, second: Report): Report {
  const last = second.pages.filter(({ outcome }) => outcome !== "settled" && outcome !== "pulled");
  const said = new Set(last.map(({ id, path }) => id ?? path));
  return {
    ...second,
    pages: [...first.pages.filter(({ id, path }) => !said.has(id ?? path)), ...last],
    planned: [...first.planned, ...second.planned],
    files: {
      written: first.files.written + second.files.written,
      moved: first.files.moved + second.files.moved,
      trashed: first.files.trashed + second.files.trashed,
    },
    remarks: [...new Set([...first.remarks, ...second.remarks])],
    stopped: second.stopped ?? first.stopped,
    interrupted: first.interrupted || second.interrupted,
  };
}

/** What failed, and what was brought back and the run has nothing to say about, as it had nothing left to do. */
function outcomesOf(restored: readonly Restored[], { pages }: Report): readonly PageOutcome[] {
  const said = new Set(pages.map(({ id }) => id));
  return restored
    .filter(
      ({ page, outcome }) => outcome === "failed" || (outcome === "restored" && !said.has(page)),
    )
    .map(({ page, path, outcome, reason, next }) => ({
      outcome: outcome === "failed" ? "failed" : "restored",
      id: page,
      path: path === "" ? null : path,
      title: "",
      ...(reason === undefined ? {} : { reason }),
      ...(next === undefined ? {} : { next }),
      writes: 0,
      notes: [],
    }));
}

/** Where the page's file lies, or last lay. */
const pathOf = (mirror: Mirror, version: Restorable): string | null =>
  isAgreed(version) ? version.path : (mirror.files.byId(version.page)?.path ?? version.path);

/** Writes a version over the file, in its turn; what is there now goes into the history first. */
export const bringBack = (parts: RestoreParts, entry: Restorable): Promise<Restored> =>
  turnsOf(parts.mirror).take(() => written(parts, entry, contextsNow(parts)));

export async function bringBackAll(
  parts: RestoreParts,
  entries: readonly Restorable[],
): Promise<readonly Restored[]> {
  const restored: Restored[] = [];
  for (const entry of entries) restored.push(await bringBack(parts, entry));
  return restored;
}

async function written(
  parts: RestoreParts,
  entry: Restorable,
  contextOf: ContextNow,
  formerly: Formerly | null = null,
): Promise<Restored> {
  const { mirror, vault, clock, random } = parts;
  const astray = isOfSidecar(entry)
    ? new Map<string, string>()
    : await strayed(parts, [entry.page]);
  const path = isOfSidecar(entry) ? entry.path : (astray.get(entry.page) ?? pathOf(mirror, entry));
  const answer = (outcome: Restored["outcome"], reason?: string): Restored => ({
    page: entry.page,
    path: path ?? "",
    outcome,
    ...(reason === undefined ? {} : { reason }),
  });
  if (path === null) return answer("failed", "the page has no file");
  if (mirror.pages.get(entry.page)?.state === "trashed")
    return answer("failed", "the page is in Notion's trash: restore it there first, then pull");
  const there = await vault.read(path);
  const bytes = textToday(parts, entry, contextOf, path, there);
  if (there !== null && Buffer.compare(there.bytes, bytes) === 0) return answer("unchanged");
  if (there !== null && formerly !== null && !isOfSidecar(entry)) {
    const { flavor } = parts.settings;
    const { context, hasMet } = formerly(contextOf(entry.page, path), entry.path ?? path);
    const read = (text: Uint8Array) => markdownToPage(textOf(text), { context, flavor });
    if (saysTheSame(read(bytes), read(there.bytes)) && hasMet()) return answer("unchanged");
  }
  const step = await applyStep(
    { vault, mirror, clock, run: `restore-${token(random, 8)}` },
    {
      kind: "write",
      id: entry.page,
      path,
      bytes,
      replaces: there === null ? null : { hash: there.hash, bytes: there.bytes },
      ...(there === null || there.hash === mirror.files.byPath(path)?.hash
        ? {}
        : { reason: unsentReason }),
    },
  );
  if (step.kind !== "done") return answer("failed", step.reason);
  const base = there === null ? mirror.bases.get(entry.page) : null;
  // Where the file went, the copies of its media may have gone with it: the next run looks for them.
  if (base !== null) oweAttachments(mirror, [{ id: entry.page, blocks: base.blocks }]);
  return answer("restored");
}
