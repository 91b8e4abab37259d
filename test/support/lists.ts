/**
 * How many requests a page's lists of blocks take.
 */
import { limits } from "../../src/notion/limits.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";

/** For a list of blocks and all below it. */
export const listsOf = (blocks: readonly BlockTree[]): number =>
  Math.ceil(blocks.length / limits.pageSizeMax) + listsBelow(blocks);

/** For what is below the blocks. */
export const listsBelow = (blocks: readonly BlockTree[]): number =>
  blocks.reduce(
    (sum, block) => sum + (childrenOf(block).length === 0 ? 0 : listsOf(childrenOf(block))),
    0,
  );
