/**
 * A block with its children as one readonly value: the shape of a page's body in every room.
 *
 * It is the API's own block object with the children under `children`, so that a block read from
 * Notion, one parsed from Markdown (no `id`) and one kept in the mirror are the same type.
 */
import type { BlockMeta, BlockType, Content } from "./types.ts";

type Nested = { readonly children?: readonly BlockTree[] };

export type TreeOf<T extends BlockType> = BlockMeta & { readonly type: T } & {
  readonly [K in T]: Content<T>;
} & Nested;

/** Every block type that the API names. */
export type KnownBlock = { [T in BlockType]: TreeOf<T> }[BlockType];

/**
 * A block, of a type that the API names. A type that we have not met has the same shape at run time:
 * `isKnownType` tells, and `contentOf` reads either.
 */
export type BlockTree = KnownBlock;

const knownTypes = {
  paragraph: true,
  heading_1: true,
  heading_2: true,
  heading_3: true,
  heading_4: true,
  bulleted_list_item: true,
  numbered_list_item: true,
  to_do: true,
  toggle: true,
  quote: true,
  callout: true,
  code: true,
  equation: true,
  divider: true,
  breadcrumb: true,
  table_of_contents: true,
  bookmark: true,
  embed: true,
  image: true,
  video: true,
  audio: true,
  file: true,
  pdf: true,
  link_preview: true,
  link_to_page: true,
  child_page: true,
  child_database: true,
  synced_block: true,
  column_list: true,
  column: true,
  table: true,
  table_row: true,
  tab: true,
  template: true,
  meeting_notes: true,
  unsupported: true,
} as const satisfies Record<BlockType, true>;

export const blockTypes = Object.keys(knownTypes) as readonly BlockType[];

export const isKnownType = (type: string): type is BlockType => Object.hasOwn(knownTypes, type);

/** What stands under the block's type key, as plain JSON; `{}` when a server left it out. */
export function contentOf(block: BlockTree): Readonly<Record<string, unknown>> {
  const content = (block as unknown as Record<string, unknown>)[block.type];
  return content !== null && typeof content === "object"
    ? (content as Record<string, unknown>)
    : {};
}

/** The same block with other content. */
export function withContent<B extends BlockTree>(
  block: B,
  content: Readonly<Record<string, unknown>>,
): B {
  return { ...block, [block.type]: content };
}

export const childrenOf = (block: BlockTree): readonly BlockTree[] => block.children ?? [];

export function withChildren<B extends BlockTree>(block: B, children: readonly BlockTree[]): B {
  return { ...block, children };
}

/** Every block of the forest, parents before their children, in document order. */
export function* walk(blocks: readonly BlockTree[]): Generator<BlockTree> {
  for (const block of blocks) {
    yield block;
    yield* walk(childrenOf(block));
  }
}

export function countBlocks(blocks: readonly BlockTree[]): number {
  let count = 0;
  for (const _ of walk(blocks)) count++;
  return count;
}
