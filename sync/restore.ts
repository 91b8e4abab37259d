/**
 * Versions brought back on both sides: out of Notion's trash where they are in it, into their files, and from
 * there the ordinary way to Notion, planned against what is there now, guarded, and to be undone in turn.
 */
import type { HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { token } from "../src/platform/random.ts";
import { runCycle } from "./cycle.ts";
import { bringBack, type Restored } from "./history.ts";
import { pageFieldsHash } from "./plan/properties.ts";
import { execute } from "./push/execute.ts";
import type { Parts } from "./run/parts.ts";
import type { Report } from "./run/report.ts";
import { pushPartsOf } from "./run/self.ts";

/** The page whose file lies, or last lay, at `path` (relative to the vault); `null` when nobody knows it. */
export function pageAt(mirror: Mirror, path: string): string | null {
  const record = mirror.files.byPath(path) ?? mirror.files.byPath(`${path}.md`);
  return record?.id ?? mirror.history.list().find((entry) => entry.path === path)?.page ?? null;
}

export interface BroughtBack {
  readonly restored: readonly Restored[];
  readonly report: Report;
}

/** @throws SyncError `not_restored` when Notion does not give a page back from its trash */
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
