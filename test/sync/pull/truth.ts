/**
 * What a workspace really holds, read by a walk of its own from the shared pages down, and how a mirror
 * differs from it.
 */
import type { Notion } from "../../../fixtures/index.ts";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { all, ask, ok } from "../../fixtures/support/ask.ts";

type Json = Record<string, unknown>;

/** Objects by id; bodies of pages as trees. */
export interface Truth {
  readonly pages: ReadonlyMap<string, { readonly page: Json; readonly body: readonly Json[] }>;
  readonly databases: ReadonlyMap<string, Json>;
}

export async function truthOf(notion: Notion): Promise<Truth> {
  const pages = new Map<string, { page: Json; body: readonly Json[] }>();
  const databases = new Map<string, Json>();

  const body = async (id: string): Promise<readonly Json[]> => {
    const blocks = (await all(notion, "GET", `/blocks/${id}/children`)) as readonly Json[];
    const trees: Json[] = [];
    for (const block of blocks) {
      if (block["type"] === "child_page") await page(String(block["id"]));
      if (block["type"] === "child_database") await database(String(block["id"]));
      const descends =
        block["has_children"] === true && !String(block["type"]).startsWith("child_");
      trees.push(descends ? { ...block, children: await body(String(block["id"])) } : block);
    }
    return trees;
  };
  const page = async (id: string) => {
    if (pages.has(id)) return;
    const { status, body: object } = await ask(notion, "GET", `/pages/${id}`);
    if (status !== 200 || object["in_trash"] === true) return;
    const { request_id: _, ...rest } = object;
    const entry = { page: rest, body: [] as readonly Json[] };
    pages.set(id, entry);
    entry.body = await body(id);
  };
  const database = async (id: string) => {
    if (databases.has(id)) return;
    const { status, body: object } = await ask(notion, "GET", `/databases/${id}`);
    if (status !== 200 || object["in_trash"] === true) return;
    databases.set(id, object);
    for (const { id: source } of object["data_sources"] as { id: string }[])
      for (const row of await all(notion, "POST", `/data_sources/${source}/query`))
        await page(String(row["id"]));
  };

  const { shared } = notion.connection;
  for (const id of shared === "all" ? notion.world.roots : shared) {
    const record = notion.world.store.get(id);
    if (record?.kind === "page") await page(id);
    else if (record?.kind === "database") await database(id);
  }
  return { pages, databases };
}

export const isInTrash = async (notion: Notion, id: string): Promise<boolean> =>
  ok(await ask(notion, "GET", `/pages/${id}`))["in_trash"] === true;

const text = (value: unknown): string =>
  JSON.stringify(value, (key, member: unknown) => {
    if (key === "request_id" || key === "expiry_time") return undefined;
    if (member !== null && typeof member === "object" && "type" in member) {
      // Who edited a page inside last and when, and whether it has a body, is that page's own affair, not its parent's.
      if (member.type === "child_page" || member.type === "child_database")
        return { ...member, last_edited_time: null, last_edited_by: null, has_children: null };
    }
    return typeof member === "string" && member.includes("X-Amz-") ? member.split("?")[0] : member;
  });

/** Sentences, one a difference; none when the mirror equals the workspace. */
export function differences(mirror: Mirror, truth: Truth): readonly string[] {
  const found: string[] = [];
  const live = new Set(mirror.pages.refs({ state: "live" }).map(({ id }) => id));
  for (const id of live)
    if (!truth.pages.has(id)) found.push(`page ${id} lives in the mirror alone`);
  for (const [id, { page, body }] of truth.pages) {
    const record = mirror.pages.get(id);
    if (record === null || record.state !== "live") {
      found.push(`page ${id} is ${record?.state ?? "missing"} in the mirror`);
      continue;
    }
    if (text(record.page) !== text(page))
      found.push(`page ${id} differs: ${apart(text(record.page), text(page))}`);
    const tree = mirror.blocks.remote(id);
    if (tree === null || text(tree) !== text(body))
      found.push(`the body of ${id} differs: ${apart(text(tree), text(body))}`);
  }
  for (const { database, state } of mirror.databases.list()) {
    const isThere = truth.databases.has(database.id);
    if (isThere !== (state === "live"))
      found.push(`database ${database.id} is ${state} in the mirror`);
  }
  for (const id of truth.databases.keys())
    if (mirror.databases.get(id) === null) found.push(`database ${id} is missing in the mirror`);
  return found;
}

/** The first place where two texts differ, with what stands around it. */
function apart(mirror: string, truth: string): string {
  let at = 0;
  while (at < mirror.length && mirror[at] === truth[at]) at++;
  const from = Math.max(0, at - 90);
  return `mirror …${mirror.slice(from, at + 60)}… truth …${truth.slice(from, at + 60)}…`;
}
