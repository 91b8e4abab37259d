/**
 * Pages edited within the last hour: search may lag for minutes, so they are also read themselves, at growing
 * distances from their last edit.
 */
import type { PageRef } from "../../src/mirror/mirror.ts";
import { minuteMs, type Run, settlesAt } from "./run.ts";
import { chosen } from "./scope.ts";
import { lookAtPage } from "./sight.ts";

const name = "pull.hot";
/** After the last edit, ms: reading them costs one request each, whether they changed or not. */
const readAfter = [2, 4, 8, 16, 32, 64].map((minutes) => minutes * minuteMs);
/** The newest ones only: after an import of thousands all of them are warm. */
const pagesMax = 25;

/** Server's time of the last direct reading, ms, by page. */
type Reads = Readonly<Record<string, number>>;

export async function payHot(run: Run): Promise<void> {
  const before = run.mirror.marks.get<Reads>(name) ?? {};
  const after: Record<string, number> = {};
  const hot = hotPages(run);
  for (const ref of hot) {
    let last = before[ref.id] ?? 0;
    if (dueAt(ref, last) <= run.notion.now()) await lookAtPage(run, ref.id);
    last = Math.max(last, run.direct.get(ref.id) ?? 0);
    after[ref.id] = last;
  }
  if (hot.length > 0) run.mirror.marks.set(name, after);
  else if (Object.keys(before).length > 0) run.mirror.marks.remove(name);
}

/** Server's time at which the next hot page is owed a reading, ms; `null` for none. */
export function hotDueAt(run: Run): number | null {
  const reads = run.mirror.marks.get<Reads>(name) ?? {};
  const times = hotPages(run)
    .map((ref) => dueAt(ref, Math.max(reads[ref.id] ?? 0, run.direct.get(ref.id) ?? 0)))
    .filter(Number.isFinite);
  return times.length === 0 ? null : Math.min(...times);
}

const hotPages = (run: Run): readonly PageRef[] => {
  const since = run.notion.now() - (readAfter.at(-1) ?? 0) - minuteMs;
  const editedSince = new Date(since).toISOString();
  const limit = run.scope.choose === null ? { limit: pagesMax } : {};
  const refs = run.mirror.pages.refs({ state: "live", editedSince, ...limit });
  return chosen(run.scope, refs).slice(0, pagesMax);
};

/** The first of the distances that no reading has followed yet; `Infinity` past the last. */
function dueAt({ editedTime }: PageRef, lastRead: number): number {
  const edited = settlesAt({ last_edited_time: editedTime });
  return (
    readAfter.map((ms) => edited + ms).find((time) => time > lastRead) ?? Number.POSITIVE_INFINITY
  );
}
