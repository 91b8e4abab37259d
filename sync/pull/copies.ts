/**
 * What a synced block says, its copies say too, on its page and on others. Those pages get no new time stamp: in the
 * mirror their copies are brought up to date when the original is.
 */
import { forestHash } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { Run } from "./run.ts";
import { originalOf } from "./tree.ts";

type Originals = ReadonlyMap<string, readonly BlockTree[]>;

/** Of the originals on the page that are not as they were `before`. `true` when a copy was not up to date. */
export function showInCopies(
  run: Pick<Run, "mirror" | "changed">,
  page: string,
  before: readonly BlockTree[],
): boolean {
  const { pages, blocks } = run.mirror;
  const were: Originals = new Map(originalsIn(before));
  if (were.size === 0) return false;
  const originals: Originals = new Map(
    [...originalsIn(blocks.remote(page) ?? [])].filter(([id, said]) => {
      const was = were.get(id);
      // A copy that was read by itself may be newer than an original that nobody has touched here.
      return was !== undefined && forestHash(was) !== forestHash(said);
    }),
  );
  const homes = new Set([...originals.keys()].flatMap((id) => blocks.copiesOf(id)));
  let shown = false;
  for (const home of homes) {
    const tree = blocks.remote(home);
    const record = pages.get(home);
    if (tree === null || record === null || record.bodyEditedTime === null) continue;
    const now = withCopies(tree, originals, new Set());
    if (now === tree) continue;
    const { bodyEditedTime: editedTime, unsettled } = record;
    blocks.putRemote(home, now, { editedTime, unsettled });
    run.changed.add(home);
    shown = true;
  }
  return shown;
}

/** Below a copy stand other pages' originals: theirs to tell. */
function* originalsIn(blocks: readonly BlockTree[]): Generator<[string, readonly BlockTree[]]> {
  for (const block of blocks) {
    if (originalOf(block) !== null) continue;
    if (block.type === "synced_block" && block.id !== undefined)
      yield [block.id, childrenOf(block)];
    yield* originalsIn(childrenOf(block));
  }
}

/** The very same array when nothing in it changes. `above`: originals on the way down, which no copy shows again. */
function withCopies(
  blocks: readonly BlockTree[],
  originals: Originals,
  above: ReadonlySet<string>,
): readonly BlockTree[] {
  let changed = false;
  const next = blocks.map((block) => {
    const source = originalOf(block);
    const original = block.type === "synced_block" ? (source ?? block.id) : undefined;
    if (source !== null && above.has(source)) return block;
    const said = source === null ? undefined : originals.get(source);
    const before = childrenOf(block);
    const after =
      said === undefined
        ? withCopies(
            before,
            originals,
            original === undefined ? above : new Set(above).add(original),
          )
        : forestHash(said) === forestHash(before)
          ? before
          : said;
    if (after === before) return block;
    changed = true;
    return withChildren(block, after);
  });
  return changed ? next : blocks;
}
