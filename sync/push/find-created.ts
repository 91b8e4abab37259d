/**
 * The page that a create of ours made, when its answer did not tell.
 */
import type { List, NotionReader, RequestOptions } from "../../src/notion/client.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import {
  type CreatePagePayload,
  intentsOf,
  isFoundBySearch,
  isUnresolved,
  type PushIntent,
} from "./intents.ts";
import { authorsOf, type PushParts } from "./parts.ts";
import { childrenOfBlock } from "./sight.ts";

/** Times are cut to the minute; ours can't be older than the minute in which it was sent. In ms. */
const slackMs = 120_000;

/**
 * By listing where it should be. Search is asked for the workspace's root only, which can't be listed, and may
 * lag: what it does not show may be there.
 */
export async function findCreated(
  parts: PushParts,
  intent: PushIntent,
  payload: CreatePagePayload,
  committed: readonly string[],
): Promise<Page | null> {
  const { notion, signal, priority = "person" } = parts;
  const read = { priority, ...(signal === undefined ? {} : { signal }) };
  const { parent } = payload;
  const isOurs = recogniser(parts, intent, payload, committed);
  if ("page_id" in parent) {
    for (const block of await childrenOfBlock(notion, parent.page_id, read)) {
      if (block.type !== "child_page" || block.id === undefined) continue;
      if (block.child_page.title !== payload.title || isSettled(parts, block.id)) continue;
      const page = await notion.page(block.id, read);
      if (isOurs(page)) return page;
    }
    return null;
  }
  if (!("data_source_id" in parent)) {
    const known = inMirror(parts, intent, isOurs);
    if (known !== null) return known;
  }
  for await (const page of newest(notion, parent, intent.sentAt - slackMs, read))
    if (isOurs(page)) return page;
  return null;
}

/**
 * Pages at the workspace's root that are looked for and that the mirror has come to know meanwhile, reading
 * Notion: they are ours, and no others to be given files.
 */
export function settleFromMirror(parts: Pick<PushParts, "mirror" | "self">): void {
  const { journal } = parts.mirror;
  for (const intent of intentsOf(journal)) {
    const { payload } = intent;
    if (!isUnresolved(intent) || !isFoundBySearch(payload)) continue;
    const page = inMirror(parts, intent, recogniser(parts, intent, payload, []));
    if (page !== null)
      journal.put({ ...intent, state: "done", payload: { ...payload, id: page.id } });
  }
}

/** Titles of pages at the workspace's root whose making is in doubt. */
export const titlesInDoubt = (journal: PushParts["mirror"]["journal"]): ReadonlySet<string> =>
  new Set(
    intentsOf(journal).flatMap((intent) =>
      isUnresolved(intent) && isFoundBySearch(intent.payload) ? [intent.payload.title] : [],
    ),
  );

type IsOurs = (page: Page) => boolean;

function recogniser(
  parts: Pick<PushParts, "mirror" | "self">,
  intent: PushIntent,
  payload: CreatePagePayload,
  committed: readonly string[],
): IsOurs {
  const others = createdIds(parts, intent.id);
  const authors = authorsOf(parts.self);
  return (page) =>
    committed.includes(page.id) ||
    (authors.includes(page.created_by.id) &&
      Date.parse(page.created_time) >= intent.sentAt - slackMs &&
      !page.in_trash &&
      (!isFoundBySearch(payload) || page.parent.type === "workspace") &&
      titleOf(page) === payload.title &&
      !isSettled(parts, page.id) &&
      !others.has(page.id));
}

/** It has a file already, or was agreed on: another one. Reading Notion alone may have met ours as well. */
const isSettled = ({ mirror }: Pick<PushParts, "mirror">, id: string): boolean =>
  mirror.files.byId(id) !== null || mirror.bases.get(id) !== null;

function inMirror(
  { mirror }: Pick<PushParts, "mirror">,
  { sentAt }: PushIntent,
  isOurs: IsOurs,
): Page | null {
  const editedSince = new Date(sentAt - slackMs).toISOString();
  for (const { id } of mirror.pages.refs({ state: "live", editedSince })) {
    const page = mirror.pages.get(id)?.page;
    if (page !== undefined && isOurs(page)) return page;
  }
  return null;
}

/** Pages that may have been created since `sinceMs`, as a data source or search lists them. */
async function* newest(
  notion: NotionReader,
  parent: Exclude<CreatePagePayload["parent"], { readonly page_id: string }>,
  sinceMs: number,
  read: RequestOptions,
): AsyncGenerator<Page> {
  const bySource = "data_source_id" in parent;
  let from: { readonly cursor?: string } = {};
  for (;;) {
    const list: List<Page | DataSource> = bySource
      ? await notion.query(
          parent.data_source_id,
          { sorts: [{ timestamp: "created_time", direction: "descending" }], ...from },
          read,
        )
      : await notion.search({ object: "page", direction: "descending", ...from }, read);
    for (const found of list.results) if (found.object === "page") yield found;
    const last = list.results.at(-1);
    // What is older by this time is older by all: a page is not edited before it is created.
    const time = bySource ? last?.created_time : last?.last_edited_time;
    if (list.nextCursor === null || time === undefined || Date.parse(time) < sinceMs) return;
    from = { cursor: list.nextCursor };
  }
}

/** Pages that other intents of ours are known to have created. */
function createdIds({ mirror }: Pick<PushParts, "mirror">, except: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id, payload } of intentsOf(mirror.journal))
    if (id !== except && payload.kind === "create-page" && payload.id !== undefined)
      ids.add(payload.id);
  return ids;
}

export function titleOf(page: Page): string {
  for (const property of Object.values(page.properties))
    if (property.type === "title")
      return property.title.map((run) => ("plain_text" in run ? run.plain_text : "")).join("");
  return "";
}
