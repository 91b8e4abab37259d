/**
 * The way back: a file brought to what it held before, as an edit that the next run carries to Notion like any
 * other; or both sides at once, planned against what is there now, guarded, and to be undone in turn.
 */
import type { HistoryEntry } from "../src/mirror/mirror.ts";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { token } from "../src/platform/random.ts";
import { runCycle } from "./cycle.ts";
import { textOfEntry } from "./history.ts";
import { applyStep } from "./local/apply.ts";
import { pageFieldsHash } from "./plan/properties.ts";
import { execute } from "./push/execute.ts";
import type { Parts } from "./run/parts.ts";
import type { Report } from "./run/report.ts";
import { pushPartsOf } from "./run/self.ts";

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

export interface BroughtBack {
  readonly restored: readonly Restored[];
  readonly report: Report;
}

/**
 * Out of Notion's trash where they are in it, into their files, and from there the ordinary way to Notion.
 * @throws SyncError `not_restored` when Notion does not give a page back from its trash
 */
export async function bringBackBoth(
  parts: Parts,
  entries: readonly HistoryEntry[],
  signal?: AbortSignal,
): Promise<BroughtBack> {
  const going = signal === undefined ? {} : { signal };
  const restored: Restored[] = [];
  for (const entry of entries) {
    await takeFromTrash(parts, entry.page, signal);
    restored.push(await bringBack(parts, entry));
  }
  const paths = restored.map((one) => one.path).filter((path) => path !== "");
  const report = await runCycle(parts, { direction: "both", paths, twoWay: true, ...going });
  return { restored, report };
}

async function takeFromTrash(
  parts: Parts,
  page: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const record = parts.mirror.pages.get(page);
  if (record?.state !== "trashed") return;
  const update = { in_trash: false };
  const expected = pageFieldsHash({ ...record.page, in_trash: true }, update);
  const outcome = await execute(
    [{ kind: "update-page", page, update, expected }],
    await pushPartsOf(parts, `restore-${token(parts.random, 8)}`, signal),
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
  const going = signal === undefined ? {} : { signal };
  await runCycle(parts, { direction: "pull", paths: [page], full: true, ...going });
}

/** Writes a version over the file; what is there now goes into the history first. */
export async function bringBack(parts: RestoreParts, entry: HistoryEntry): Promise<Restored> {
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
