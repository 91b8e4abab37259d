/**
 * The reading half of a run: Notion into the mirror.
 */

import { crawl } from "../pull/crawl.ts";
import type { Found } from "../pull/progress.ts";
import { namedPages, unknownPaths } from "../run/named.ts";
import { policiesOf } from "../run/policies.ts";
import { note, type Run } from "../run/run.ts";
import { earlyWriter } from "./early.ts";

/** Pages that are read one by one whether they changed or not; of more, what changed is found by the ordinary crawl. */
const namedMax = 50;

/**
 * What a run reads before it looks at files: what changed, or the pages that were named. Those are read first
 * and by themselves; bodies that nothing else would read are, too.
 */
export async function lookFirst(run: Run): Promise<void> {
  const { mirror } = run.parts;
  const { paths = [], besides = false } = run.options;
  if (paths.length === 0) return besides ? undefined : look(run);
  const pages = readable(run, namedPages(mirror, paths));
  const first = pages.length <= namedMax ? pages : pages.filter((id) => isOutdated(run, id));
  if (first.length > 0) await look(run, { pages: first });
  if ((pages.length === 0 || pages.length > namedMax) && !besides) await look(run);
  for (const path of await unknownPaths(run.parts, paths))
    note(run, `unknown ${path}`, {
      outcome: "refused",
      id: null,
      path,
      title: "",
      reason: "no page and no file is called that",
      next: "`notion-mirror search WORDS` finds pages by what they say, also those without a file.",
      writes: 0,
      notes: [],
    });
}

/** Without the rows whose bodies are not to be read, which is said. */
function readable(run: Run, pages: readonly string[]): readonly string[] {
  const { mirror, settings } = run.parts;
  const policies = policiesOf(mirror, settings);
  return pages.filter((id) => {
    const record = mirror.pages.get(id);
    if (record === null || record.bodyEditedTime !== null) return true;
    const { parent } = record.page;
    if (parent.type !== "data_source_id" || policies.bodies(parent.data_source_id) !== "none")
      return true;
    note(run, `unread ${id}`, {
      outcome: "refused",
      id,
      path: null,
      title: record.title,
      reason: "notion-mirror.yaml says `bodies: none` of its data source: its text is not read",
      next: "Set it to `lazy` to read what is named, to `all` for everything.",
      writes: 0,
      notes: [],
    });
    return false;
  });
}

/** Its body was never read, or under an older time stamp. */
function isOutdated(run: Run, id: string): boolean {
  const record = run.parts.mirror.pages.get(id);
  return record === null || record.bodyEditedTime !== record.page.last_edited_time;
}

const wholeVault = ({ options }: Run) => (options.paths ?? []).length === 0;

/** Reads Notion into the mirror: what changed, or the named pages only. */
export async function look(
  run: Run,
  only: { readonly pages?: readonly string[] } = {},
): Promise<void> {
  const { parts, options } = run;
  const { roots } = parts.settings;
  const result = await crawl(parts, {
    ...only,
    // Asked anew each time: a crawl meets the data sources as it goes.
    bodies: (source) => policiesOf(parts.mirror, parts.settings).bodies(source),
    ...(run.pulls && !run.dryRun && only.pages === undefined && wholeVault(run)
      ? { onPage: earlyWriter(run).onPage }
      : {}),
    ...(options.onFound === undefined
      ? {}
      : {
          onListed: (found: Found) => {
            options.onFound?.(found);
            return undefined;
          },
        }),
    ...(options.full === undefined ? {} : { full: options.full }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(roots.length === 0
      ? {}
      : { scope: { roots, depth: null, since: null, matches: () => true } }),
  });
  for (const { id, error } of result.failures) {
    const record = parts.mirror.pages.get(id);
    note(run, `failure ${id}`, {
      outcome: "failed",
      id,
      path: parts.mirror.files.byId(id)?.path ?? null,
      title: record?.title ?? "",
      reason: `can't be read: ${error instanceof Error ? error.message : String(error)}`,
      next: "The next sync tries again.",
      writes: 0,
      notes: [],
    });
  }
}
