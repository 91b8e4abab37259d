/**
 * A page's body: block children, down to the leaves, as one tree.
 *
 * Lists are read at the same time as far as `fanOut` lets them; one list is read in order. Pages and databases
 * inside are blocks here, not descended into: they have bodies of their own.
 */
import type { NotionReader, RequestOptions } from "../../src/notion/client.ts";
import { isUnreachable } from "../../src/notion/errors.ts";
import { type BlockTree, contentOf, withChildren } from "../../src/notion/tree.ts";

export interface TreeRead {
  readonly blocks: readonly BlockTree[];
  /** Lists asked for, pages of lists counted. */
  readonly requests: number;
}

export interface TreeOptions extends RequestOptions {
  /** Lists read at the same time. */
  readonly fanOut?: number;
}

export async function readTree(
  notion: Pick<NotionReader, "children">,
  page: string,
  { fanOut = 6, ...options }: TreeOptions = {},
): Promise<TreeRead> {
  const slots = semaphore(fanOut);
  let requests = 0;

  const list = async (id: string): Promise<readonly BlockTree[]> => {
    const blocks: BlockTree[] = [];
    let cursor: string | undefined;
    do {
      const part = await slots(() => {
        requests++;
        return notion.children(id, cursor, options);
      });
      blocks.push(...part.results);
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return blocks;
  };

  /** `above`: ids on the way down. A synced block may hold a copy of itself: its second sight ends there. */
  const below = async (
    blocks: readonly BlockTree[],
    above: ReadonlySet<string>,
  ): Promise<readonly BlockTree[]> =>
    Promise.all(
      blocks.map(async (block) => {
        if (!descends(block) || block.id === undefined) return block;
        const source = originalOf(block);
        if (above.has(block.id) || (source !== null && above.has(source)))
          return withChildren(block, []);
        const inside = new Set(above).add(block.id);
        if (source !== null) inside.add(source);
        return withChildren(block, await below(await childrenOf(block, block.id, source), inside));
      }),
    );

  const childrenOf = async (
    block: BlockTree,
    id: string,
    source: string | null,
  ): Promise<readonly BlockTree[]> => {
    try {
      return await list(id);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      // A copy's own list may fail where its original's is readable; an original that is not shared leaves it empty.
      if (source !== null) return list(source).catch(emptyIfUnreachable);
      if (block.type === "unsupported") return [];
      throw error;
    }
  };

  return { blocks: await below(await list(page), new Set([page])), requests };
}

const emptyIfUnreachable = (error: unknown): readonly BlockTree[] => {
  if (isUnreachable(error)) return [];
  throw error;
};

const descends = (block: BlockTree): boolean =>
  block.has_children === true && block.type !== "child_page" && block.type !== "child_database";

/** The block that a synced copy shows; `null` for any other. */
export function originalOf(block: BlockTree): string | null {
  if (block.type !== "synced_block") return null;
  const from = contentOf(block)["synced_from"] as { readonly block_id?: string } | null | undefined;
  return from?.block_id ?? null;
}

/** Runs at most `size` works at a time, in the order asked. */
function semaphore(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = size;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
