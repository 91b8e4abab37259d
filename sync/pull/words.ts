/**
 * Search past its cap: where neither end of the listing reaches the middle, titles are asked for word by word.
 *
 * What search never shows is still found, by walking down from what it does; but a walk takes a request a
 * page, a word one for a hundred. Words are taken from the titles that are known, the commonest first, as
 * long as they bring something new.
 */
import type { List } from "../../src/notion/client.ts";
import { limits } from "../../src/notion/limits.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import { report } from "./progress.ts";
import type { Run } from "./run.ts";
import { note } from "./search.ts";
import { writesSoFar } from "./written.ts";

const name = "pull.search.words";
/** Words asked for at most. */
const wordsMax = 100;
/** Words in a row that bring less than a tenth of news: the rest is left to the walk. */
const barrenMax = 3;
/** Pages of one word's results without any news, after which it is left. */
const idlePagesMax = 3;

export async function searchByWords(run: Run): Promise<void> {
  const { marks } = run.mirror;
  const before = marks.get<{ of: number; asked: readonly string[] }>(name);
  const asked = before?.of === run.startedAt ? [...before.asked] : [];
  let barren = 0;
  for (const word of commonWords(run)) {
    if (asked.includes(word)) continue;
    const { seen, fresh } = await searchWord(run, word);
    asked.push(word);
    marks.set(name, { of: run.startedAt, asked });
    barren = fresh * 10 < seen ? barren + 1 : 0;
    if (barren >= barrenMax || asked.length >= wordsMax) return;
  }
}

async function searchWord(run: Run, query: string): Promise<{ seen: number; fresh: number }> {
  let seen = 0;
  let fresh = 0;
  let idle = 0;
  let cursor: string | null = null;
  do {
    const writesBefore = writesSoFar(run.mirror);
    const list: List<Page | DataSource> = await run.notion.search(
      { query, direction: "descending", ...(cursor === null ? {} : { cursor }) },
      run.request,
    );
    const isNew = ({ id, object }: Page | DataSource) =>
      object === "page" && run.mirror.pages.get(id) === null;
    const found = list.results.filter(isNew).length;
    note(run, list.results, writesBefore, () => undefined);
    seen += list.results.length;
    fresh += found;
    idle = found === 0 ? idle + 1 : 0;
    report(run, { phase: "discover", done: seen, total: null });
    cursor = list.nextCursor;
  } while (cursor !== null && idle < idlePagesMax);
  return { seen, fresh };
}

/** Words of the titles of pages that are no rows, the commonest first; those in most titles would meet the cap, too. */
function commonWords(run: Run): readonly string[] {
  const counts = new Map<string, number>();
  const refs = run.mirror.pages.refs({ state: "live" });
  let titles = 0;
  for (const { id, dataSourceId } of refs) {
    if (dataSourceId !== null) continue;
    titles++;
    const title = run.mirror.pages.get(id)?.title.toLowerCase() ?? "";
    for (const word of new Set(title.match(/[\p{L}\p{N}]+/gu) ?? []))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const tooCommon = Math.min(titles / 2, limits.queryResultsMax / 2);
  return [...counts]
    .filter(([, count]) => count > 1 && count <= tooCommon)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word]) => word);
}
