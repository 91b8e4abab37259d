/**
 * Pages edited within the last hour, here or there: search may lag for minutes, so each poll reads them themselves.
 *
 * The newest are read every time, the others in rotation, the longest unread first.
 */
import type { PageRef } from "../../src/mirror/mirror.ts";
import { minuteMs, type Run, settlesAt } from "./run.ts";
import { chosen } from "./scope.ts";
import { lookAtPage } from "./sight.ts";

const name = "pull.hot";
/** After the last edit, ms. */
const hotForMs = 60 * minuteMs;
/** Between two readings of a page, ms: polls that come more often leave pages out. Costs one request each. */
const againAfterMs = 45_000;
/** Readings in one poll: well below what a minute has, less what is kept for a person's saves. */
const readsMax = { newest: 25, others: 25 } as const;
/** After an import of thousands all of them are warm: the newest ones only. */
const pagesMax = 500;

/** Server's time of the last direct reading, ms, by page. */
type Reads = Readonly<Record<string, number>>;

export async function payHot(run: Run): Promise<void> {
  const lastOf = lastReads(run);
  // Whose minute was not over when they were read are read again anyway, bodies and all.
  const waiting = new Set(
    run.mirror.pages.refs({ state: "live", unsettled: true }).map(({ id }) => id),
  );
  const due = hotPages(run).filter(
    (ref) => !waiting.has(ref.id) && dueAt(ref, lastOf(ref)) <= run.notion.now(),
  );
  const others = due.slice(readsMax.newest).sort((a, b) => lastOf(a) - lastOf(b));
  for (const { id } of [...due.slice(0, readsMax.newest), ...others.slice(0, readsMax.others)])
    await lookAtPage(run, id);
}

/** Takes down what was read directly, here and for its body: once a run, at its end. */
export function noteHot(run: Run): void {
  const hot = hotPages(run);
  const lastOf = lastReads(run);
  if (hot.length > 0)
    run.mirror.marks.set(name, Object.fromEntries(hot.map((ref) => [ref.id, lastOf(ref)])));
  else if (run.mirror.marks.get(name) !== null) run.mirror.marks.remove(name);
}

function lastReads(run: Run): (ref: PageRef) => number {
  const before = run.mirror.marks.get<Reads>(name) ?? {};
  return ({ id }) => Math.max(before[id] ?? 0, run.direct.get(id) ?? 0);
}

/** Server's time at which the next hot page is owed a reading, ms; `null` for none. */
export function hotDueAt(run: Run): number | null {
  const lastOf = lastReads(run);
  const times = hotPages(run).map((ref) => dueAt(ref, lastOf(ref)));
  return times.length === 0 ? null : Math.min(...times);
}

const hotPages = (run: Run): readonly PageRef[] => {
  const editedSince = new Date(run.notion.now() - hotForMs - minuteMs).toISOString();
  const limit = run.scope.choose === null ? { limit: pagesMax } : {};
  const refs = run.mirror.pages.refs({ state: "live", editedSince, ...limit });
  return chosen(run.scope, refs).slice(0, pagesMax);
};

/** Not before its minute is over: until then an edit shows in the body alone, which is read again anyway. */
const dueAt = ({ editedTime }: PageRef, lastRead: number): number =>
  Math.max(settlesAt({ last_edited_time: editedTime }), lastRead + againAfterMs);
