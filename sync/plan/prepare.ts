/**
 * Makes three versions comparable before they are merged: our own confirmed writes become part of the base,
 * ids that were not known yet are filled in, and late echoes of our own writes are not taken for edits.
 */
import { blockHash, sameContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf } from "../../src/notion/tree.ts";
import type { Trees } from "./merge.ts";
import { withOwn } from "./merge-block.ts";
import { matchIds, recogniseSent, type Sent, withSent } from "./sent.ts";
import { ownChildren, placesOf, rejoin } from "./trees.ts";

/**
 * A write of ours that was given up and sent again. Should the first one arrive after all, what it does is
 * nobody's edit.
 */
export type Echo =
  /** `hash`: `blockHash` of what it would have made of the block. */
  | { readonly kind: "update"; readonly block: string; readonly hash: string }
  | {
      readonly kind: "append";
      readonly parent: string;
      /** `blockHash` of each block. */
      readonly hashes: readonly string[];
      /** Ids that stood under the parent before. */
      readonly before: readonly string[];
      /** Ids of whom our writes may bear the name. */
      readonly authors: readonly string[];
    };

export function prepare(
  page: string,
  trees: Trees,
  sent: readonly Sent[],
  echoes: readonly Echo[],
): Trees {
  const base = withSent(page, trees.base, sent);
  const local = recogniseSent(page, trees.local, sent);
  const remote = withoutEchoes(page, base, trees.remote, echoes);
  return learnIds(page, { base, local, remote });
}

/**
 * Blocks inside a new one get ids that no answer tells. Once the page has been read, they are known by their
 * place: the base's blocks without id are given those of the blocks that stand there, and the file's too.
 */
function learnIds(page: string, trees: Trees): Trees {
  if (!lacksIds(trees.base)) return trees;
  const taken = new Set(placesOf(page, trees.base).keys());
  const theirs = placesOf(page, trees.remote);
  const given = new Map<BlockTree, BlockTree>();
  const pools = new Map<string, BlockTree[]>();
  const learn = (siblings: readonly BlockTree[], parent: string): readonly BlockTree[] => {
    const there =
      parent === page ? trees.remote : ownChildren(theirs.get(parent)?.block ?? nothing);
    const pool = there.filter((block) => !taken.has(block.id ?? ""));
    const matched = siblings.some((block) => block.id === undefined)
      ? matchIds(siblings, pool)
      : siblings;
    return matched.map((block, i) => {
      const children = ownChildren(block);
      const whole =
        block.id === undefined || children.length === 0
          ? block
          : rejoin(block, learn(children, block.id));
      const was = siblings[i];
      if (was !== undefined && was.id === undefined && whole.id !== undefined) {
        given.set(was, whole);
        pools.set(parent, [...(pools.get(parent) ?? []), whole]);
      }
      return whole;
    });
  };
  const base = learn(trees.base, page);
  // A block that the file left as it was is the base's own object; an edited one is matched like a sent one.
  const visit = (siblings: readonly BlockTree[], parent: string): readonly BlockTree[] => {
    const same = siblings.map((block) => given.get(block) ?? block);
    const used = new Set(same.map((block) => block.id));
    const pool = (pools.get(parent) ?? []).filter((block) => !used.has(block.id));
    return matchIds(same, pool).map((block) => {
      const children = ownChildren(block);
      return block.id === undefined || children.length === 0
        ? block
        : rejoin(block, visit(children, block.id));
    });
  };
  return { base, local: visit(trees.local, page), remote: trees.remote };
}

const nothing = { type: "divider", divider: {} } as BlockTree;

const lacksIds = (blocks: readonly BlockTree[]): boolean =>
  blocks.some((block) => block.id === undefined || lacksIds(ownChildren(block)));

/** The remote tree without what late copies of our own writes did to it. */
function withoutEchoes(
  page: string,
  base: readonly BlockTree[],
  remote: readonly BlockTree[],
  echoes: readonly Echo[],
): readonly BlockTree[] {
  if (echoes.length === 0) return remote;
  const old = placesOf(page, base);
  const twins = twinsOf(page, old, remote, echoes);
  const visit = (siblings: readonly BlockTree[]): readonly BlockTree[] =>
    siblings
      .filter((block) => block.id === undefined || !twins.has(block.id))
      .map((block) => {
        const agreed = block.id === undefined ? undefined : old.get(block.id)?.block;
        const late =
          agreed !== undefined &&
          !sameContent(agreed, block) &&
          echoes.some(
            (echo) =>
              echo.kind === "update" && echo.block === block.id && echo.hash === blockHash(block),
          );
        const own = late ? withOwn(block, agreed) : block;
        const children = ownChildren(block);
        return children.length === 0 ? own : rejoin(own, visit(children));
      });
  return visit(remote);
}

/** Second copies of blocks that we appended, untouched since: their first copies are in the base. */
function twinsOf(
  page: string,
  old: ReadonlyMap<string, { readonly block: BlockTree; readonly parent: string }>,
  remote: readonly BlockTree[],
  echoes: readonly Echo[],
): ReadonlySet<string> {
  const twins = new Set<string>();
  const places = placesOf(page, remote);
  for (const echo of echoes) {
    if (echo.kind !== "append") continue;
    const siblings =
      echo.parent === page ? remote : childrenOf(places.get(echo.parent)?.block ?? nothing);
    for (const hash of echo.hashes) {
      const first = siblings.find(
        (block) =>
          block.id !== undefined &&
          old.has(block.id) &&
          !echo.before.includes(block.id) &&
          echo.authors.includes(block.created_by?.id ?? ""),
      );
      const twin = siblings.find(
        (block) =>
          block.id !== undefined &&
          !old.has(block.id) &&
          !twins.has(block.id) &&
          !echo.before.includes(block.id) &&
          echo.authors.includes(block.created_by?.id ?? "") &&
          echo.authors.includes(block.last_edited_by?.id ?? "") &&
          blockHash(block) === hash,
      );
      if (first !== undefined && twin?.id !== undefined) twins.add(twin.id);
    }
  }
  return twins;
}
