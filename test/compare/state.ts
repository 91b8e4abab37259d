/**
 * What a page holds that an edit elsewhere on it should leave alone, as the API itself tells it.
 */
import type { Notion } from "../../fixtures/index.ts";

export interface State {
  /** Ids of the page's blocks, at every depth; pages and databases on it as one block each. */
  readonly blocks: ReadonlySet<string>;
  /** Id of each block and when it was last edited. */
  readonly edited: ReadonlyMap<string, string>;
  /** Comments that the page and its blocks still show. */
  readonly comments: ReadonlySet<string>;
  /** Each coloured block and each coloured run of text, by what it says and its colour; as often as it is there. */
  readonly colours: readonly string[];
  /** Mentions of people, pages, databases and dates, by what they show. */
  readonly mentions: readonly string[];
  readonly databases: ReadonlySet<string>;
  readonly pages: ReadonlySet<string>;
}

/** Asks for one endpoint after the other, as anybody could. */
export async function stateOf(notion: Notion, page: string): Promise<State> {
  const blocks = new Set<string>();
  const edited = new Map<string, string>();
  const comments = new Set<string>();
  const colours: string[] = [];
  const mentions: string[] = [];
  const databases = new Set<string>();
  const pages = new Set<string>();
  const hear = async (id: string): Promise<void> => {
    const said = await list(notion, `/v1/comments?block_id=${id}`);
    for (const comment of said) comments.add(comment.id);
  };
  const visit = async (parent: string): Promise<void> => {
    for (const block of await list(notion, `/v1/blocks/${parent}/children?page_size=100`)) {
      blocks.add(block.id);
      edited.set(block.id, block.last_edited_time);
      if (block.type === "child_database") databases.add(block.id);
      if (block.type === "child_page") pages.add(block.id);
      look(block[block.type], colours, mentions);
      const isOwn = block.type !== "child_page" && block.type !== "child_database";
      if (isOwn) await hear(block.id);
      if (isOwn && block.has_children) await visit(block.id);
    }
  };
  await hear(page);
  await visit(page);
  return { blocks, edited, comments, colours, mentions, databases, pages };
}

/** How many of `before` are among `after` too, each as often as it is in both. */
export function kept(before: Iterable<string>, after: Iterable<string>): number {
  const left = new Map<string, number>();
  for (const one of after) left.set(one, (left.get(one) ?? 0) + 1);
  let count = 0;
  for (const one of before) {
    const there = left.get(one) ?? 0;
    if (there === 0) continue;
    left.set(one, there - 1);
    count++;
  }
  return count;
}

interface Run {
  readonly type: string;
  readonly plain_text: string;
  readonly annotations: { readonly color: string };
}

interface Listed {
  readonly id: string;
  readonly type: string;
  readonly has_children: boolean;
  readonly last_edited_time: string;
  readonly [type: string]: unknown;
}

function look(content: unknown, colours: string[], mentions: string[]): void {
  const { color, rich_text, cells } = content as {
    readonly color?: string;
    readonly rich_text?: readonly Run[];
    readonly cells?: readonly (readonly Run[])[];
  };
  const runs = [...(rich_text ?? []), ...(cells ?? []).flat()];
  const words = runs.map((run) => run.plain_text).join("");
  if (isColour(color)) colours.push(`${color}: ${words}`);
  for (const run of runs) {
    if (isColour(run.annotations.color))
      colours.push(`${run.annotations.color}: ${run.plain_text}`);
    if (run.type === "mention") mentions.push(run.plain_text);
  }
}

const isColour = (color: string | undefined) => color !== undefined && color !== "default";

async function list(notion: Notion, path: string): Promise<readonly Listed[]> {
  const results: Listed[] = [];
  for (let cursor = ""; ; ) {
    const next = cursor === "" ? "" : `&start_cursor=${cursor}`;
    const { status, body } = await notion.handle({
      method: "GET",
      path: `${path}${next}`,
      headers: { authorization: `Bearer ${notion.token}`, "notion-version": "2026-03-11" },
    });
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${body}`);
    const page = JSON.parse(body) as {
      readonly results: readonly Listed[];
      readonly next_cursor: string | null;
    };
    results.push(...page.results);
    if (page.next_cursor === null) return results;
    cursor = page.next_cursor;
  }
}
