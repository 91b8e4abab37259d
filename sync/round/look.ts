/**
 * The reading half of a run: Notion into the mirror.
 */

import { idIn } from "../../src/notion/ids.ts";
import { nameKey } from "../../src/vault/names.ts";
import { earlyWriter } from "../carry/early.ts";
import { crawl } from "../pull/crawl.ts";
import type { Found } from "../pull/progress.ts";
import { atlasIn, crawlScope, takeUpBounds, whyOutside } from "../run/bounds.ts";
import { reasons } from "../run/left.ts";
import { namedPages, unknownPaths } from "../run/named.ts";
import { policiesOf } from "../run/policies.ts";
import { readBounds } from "../run/rules.ts";
import { note, type Run } from "../run/run.ts";

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
  const pages = readable(run, heldPages(run, namedPages(mirror, paths)));
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

/** Without those that the vault's scope leaves out. One that was named itself is told so. */
function heldPages(run: Run, pages: readonly string[]): readonly string[] {
  if (run.bounds === null) return pages;
  const { mirror } = run.parts;
  const atlas = atlasIn(run);
  const keys = new Set((run.options.paths ?? []).map((path) => idIn(path) ?? nameKey(path)));
  return pages.filter((id) => {
    const why = whyOutside(run, atlas, id);
    if (why === null) return true;
    const path = mirror.files.byId(id)?.path ?? null;
    const place = path ?? atlas.get(id)?.path ?? "";
    if (keys.has(id) || keys.has(nameKey(place)) || keys.has(nameKey(place.replace(/\.md$/i, ""))))
      note(run, `outside ${id}`, {
        outcome: "refused",
        id,
        path,
        title: atlas.get(id)?.title ?? "",
        reason: `outside of the vault's scope: ${reasons[why]}`,
        next: "Change the scope in notion-mirror.yaml or .notionmirrorignore; the next pull brings what came in.",
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
  only: { readonly pages?: readonly string[]; readonly comments?: false } = {},
): Promise<void> {
  const { parts, options } = run;
  const result = await crawl(parts, {
    comments: parts.settings.comments,
    ...only,
    // Asked anew each time: a crawl meets the data sources as it goes.
    bodies: (source) => policiesOf(parts.mirror, run.parts.settings).bodies(source),
    ...(run.pulls && !run.dryRun && only.pages === undefined && wholeVault(run)
      ? { onPage: earlyWriter(run).onPage }
      : {}),
    ...(options.onFound === undefined
      ? {}
      : {
          onListed: async (found: Found) => {
            const chosen = await options.onFound?.(found);
            run.held = false;
            if (chosen === undefined) return undefined;
            run.parts = { ...run.parts, settings: { ...run.parts.settings, ...chosen } };
            run.bounds = await readBounds(run.parts);
            takeUpBounds(run);
            return crawlScope(run);
          },
        }),
    ...(options.full === undefined ? {} : { full: options.full }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    scope: crawlScope(run),
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
