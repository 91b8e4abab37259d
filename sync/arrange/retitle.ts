/**
 * Titles that were changed in the front matter: the file is to be named after its page's title, so it gets its
 * new name before anything is sent, as if it had been renamed by hand.
 */
import { readPageFrontMatter } from "../../converters/page/read.ts";
import type { Atlas } from "../local/atlas.ts";
import { contextsOf } from "../local/context.ts";
import type { Observation } from "../local/observe.ts";
import { textOf } from "../local/text.ts";
import { wantedBy } from "../run/bounds.ts";
import type { Run } from "../run/run.ts";

/** The new titles of pages, by id. A file that was renamed too says two things, and is left to the plan. */
export function retitled(run: Run, seen: Observation, atlas: Atlas): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  if (!run.pushes) return titles;
  const { mirror } = run.parts;
  const wanted = wantedBy(run, atlas);
  let contextFor: ReturnType<typeof contextsOf> | null = null;
  for (const { kind, id, path, bytes } of seen.changed) {
    const entry = atlas.get(id);
    // Decided for Notion's: that is the title which the file is named after.
    if (decided(run, id) === "remote") continue;
    if (kind !== "changed" || entry?.kind !== "page" || !wanted(id, path)) continue;
    const record = mirror.pages.get(id);
    const base = mirror.bases.get(id);
    if (record?.state !== "live" || base === null || record.page.is_locked) continue;
    contextFor ??= contextsOf(mirror, atlas);
    const context = contextFor({ page: id, path, dataSource: entry.dataSource });
    const now = readPageFrontMatter(textOf(bytes), { context });
    const was = readPageFrontMatter(textOf(base.file), { context });
    const { title } = now;
    if (now.state !== "read" || title === undefined || title === was.title) continue;
    if (title !== entry.title) titles.set(id, title);
  }
  return titles;
}

/** Which side a person took in the conflicts of a page. */
export const decided = ({ options }: Run, id: string): string | undefined => {
  const said = options.resolve?.[id];
  return typeof said === "object" ? said.how : said;
};

/** Whether a page is one of `ids`, or lies below one: its file goes along. */
export function below(atlas: Atlas, ids: ReadonlyMap<string, unknown>): (id: string) => boolean {
  return (id) => {
    const seen = new Set<string>();
    for (let at: string | null = id; at !== null && !seen.has(at); ) {
      if (ids.has(at)) return true;
      seen.add(at);
      at = atlas.get(at)?.parent ?? null;
    }
    return false;
  };
}
