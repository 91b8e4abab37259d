/**
 * What is about to change, read again just before it is written.
 *
 * One or two requests a write: the block itself, or the list that it stands in when that serves several
 * writes. A list is kept for some seconds and follows our own writes, so that a plan of many operations in
 * one place reads it once.
 */
import type { NotionReader } from "../../src/notion/client.ts";
import { isUnreachable } from "../../src/notion/errors.ts";
import { limits } from "../../src/notion/limits.ts";
import { type BlockTree, withChildren } from "../../src/notion/tree.ts";
import type { Clock } from "../../src/platform/clock.ts";

/** Notion does not hold what the plan was made for. */
export class PlanOutdated extends Error {
  override readonly name = "PlanOutdated";
  /** The page that is not what was planned for; `null`: the one that is being written to. */
  readonly page: string | null;
  constructor(message: string, page: string | null = null) {
    super(message);
    this.page = page;
  }
}

/** Ms for which a list that was read counts as seen just now. */
const freshMs = 10_000;

/** Longer lists are not read through: the anchor alone is looked at. */
const listMax = 2 * limits.pageSizeMax;

export interface Sight {
  /** Ids of the children of `parent`, checked against what the plan saw (`expected`) and our own writes since. */
  siblings(
    parent: string,
    expected: readonly string[],
    anchor: string | null,
  ): Promise<readonly string[]>;
  /** The block as it is now, without children. `inList`: reading the whole list of `parent` is worth it. */
  block(id: string, parent: string, inList: boolean): Promise<BlockTree>;
  /** The block with everything below it. */
  subtree(block: BlockTree): Promise<BlockTree>;
  /** Ids of the children of a block that we have made ourselves. */
  idsBelow(parent: string): Promise<readonly string[]>;
  /** The list of `parent` is read anew when it is asked for next. */
  forget(parent: string): void;
  /** Our own writes. */
  appended(parent: string, after: string | "start" | "end", blocks: readonly BlockTree[]): void;
  updated(block: BlockTree): void;
  trashed(id: string): void;
}

interface Seen {
  blocks: readonly BlockTree[];
  readonly at: number;
}

export function createSight(
  notion: NotionReader,
  clock: Clock,
  read: { readonly signal?: AbortSignal; readonly priority: "person" | "crawl" },
): Sight {
  const lists = new Map<string, Seen>();
  /** What a parent should hold: the plan's view, then our own writes on top. */
  const models = new Map<string, readonly string[]>();

  const fresh = (parent: string): Seen | undefined => {
    const seen = lists.get(parent);
    return seen !== undefined && clock.monotonic() - seen.at < freshMs ? seen : undefined;
  };
  const list = async (parent: string): Promise<readonly BlockTree[]> => {
    const known = fresh(parent);
    if (known !== undefined) return known.blocks;
    const blocks = await gone(() => childrenOfBlock(notion, parent, read), parent);
    lists.set(parent, { blocks, at: clock.monotonic() });
    return blocks;
  };
  const change = (edit: (blocks: readonly BlockTree[]) => readonly BlockTree[]) => {
    for (const seen of lists.values()) seen.blocks = edit(seen.blocks);
  };

  return {
    siblings: async (parent, expected, anchor) => {
      const model = models.get(parent) ?? expected;
      if (!models.has(parent)) models.set(parent, expected);
      if (model.length > listMax) {
        if (anchor !== null) {
          const block = await gone(() => notion.block(anchor, read), anchor);
          if (block.in_trash === true) throw new PlanOutdated(`Block ${anchor} was deleted`);
        }
        return model;
      }
      const ids = (await list(parent)).map((block) => block.id ?? "");
      if (ids.join() !== model.join())
        throw new PlanOutdated(`The blocks under ${parent} are not the ones that were planned for`);
      return ids;
    },
    block: async (id, parent, inList) => {
      const listed = inList || fresh(parent) !== undefined ? await list(parent) : null;
      const block =
        listed === null
          ? await gone(() => notion.block(id, read), id)
          : listed.find((sibling) => sibling.id === id);
      if (block === undefined || block.in_trash === true)
        throw new PlanOutdated(`Block ${id} is no longer there`);
      return block;
    },
    subtree: (block) => gone(() => subtreeOf(notion, block, read), block.id ?? ""),
    idsBelow: async (parent) => (await list(parent)).map((block) => block.id ?? ""),
    forget: (parent) => {
      lists.delete(parent);
    },
    appended: (parent, after, blocks) => {
      const insert = <T>(siblings: readonly T[], added: readonly T[], at: number): readonly T[] =>
        after === "start"
          ? [...added, ...siblings]
          : at < 0
            ? [...siblings, ...added]
            : [...siblings.slice(0, at + 1), ...added, ...siblings.slice(at + 1)];
      const model = models.get(parent);
      if (model !== undefined)
        models.set(
          parent,
          insert(
            model,
            blocks.map((block) => block.id ?? ""),
            model.indexOf(after),
          ),
        );
      const seen = lists.get(parent);
      if (seen !== undefined)
        seen.blocks = insert(
          seen.blocks,
          blocks,
          seen.blocks.findIndex((block) => block.id === after),
        );
    },
    updated: (block) => {
      change((blocks) => blocks.map((other) => (other.id === block.id ? block : other)));
    },
    trashed: (id) => {
      change((blocks) => blocks.filter((block) => block.id !== id));
      for (const [parent, model] of models)
        models.set(
          parent,
          model.filter((other) => other !== id),
        );
    },
  };
}

/** An object that can't be found or seen any more is a reason to read and plan again, not an error. */
async function gone<T>(read: () => Promise<T>, id: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isUnreachable(error) && error.status === 404)
      throw new PlanOutdated(`Notion no longer shows ${id}`);
    throw error;
  }
}

interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly priority: "person" | "crawl";
}

/** All children of a block or page, first level. */
export async function childrenOfBlock(
  notion: NotionReader,
  parent: string,
  options: ReadOptions,
): Promise<readonly BlockTree[]> {
  const blocks: BlockTree[] = [];
  let cursor: string | undefined;
  do {
    const page = await notion.children(parent, cursor, options);
    blocks.push(...page.results);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return blocks;
}

async function subtreeOf(
  notion: NotionReader,
  block: BlockTree,
  options: ReadOptions,
): Promise<BlockTree> {
  const leaf = block.type === "child_page" || block.type === "child_database";
  if (block.id === undefined || block.has_children !== true || leaf) return block;
  const children: BlockTree[] = [];
  for (const child of await childrenOfBlock(notion, block.id, options))
    children.push(await subtreeOf(notion, child, options));
  return withChildren(block, children);
}
