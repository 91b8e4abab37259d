/**
 * Three trees → the one that both sides should hold.
 *
 * Blocks are the same when they bear the same id. First it is decided which blocks live and under which
 * parent (`family.ts`), then in which order they stand (`sequence.ts`), then what each of them says
 * (`merge-block.ts`). Where the sides disagree about a block and the policy is `hold`, Notion keeps its
 * version and the file keeps its own; the base keeps the old one, so that the conflict is found again.
 */
import { forestHash, sameContent, treeHash } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { withChildren } from "../../src/notion/tree.ts";
import { familyOf, type Member } from "./family.ts";
import { labelOf } from "./label.ts";
import { mergeBlock, withOwn } from "./merge-block.ts";
import { childrenInOrder } from "./sequence.ts";
import { isSyncedCopy, ownChildren, type PlanNote, rejoin } from "./trees.ts";
import { uniteAdded } from "./unite.ts";

/** What to do where both sides changed the same thing in different ways. */
export type Policy = "hold" | "local" | "remote";

export interface Trees {
  readonly base: readonly BlockTree[];
  readonly local: readonly BlockTree[];
  readonly remote: readonly BlockTree[];
}

export interface BlockConflict {
  /** Id of the block. */
  readonly id: string;
  readonly fields: readonly string[];
  readonly base: BlockTree;
  readonly local: BlockTree;
  readonly remote: BlockTree;
}

export interface Merged {
  /** What Notion should hold. */
  readonly blocks: readonly BlockTree[];
  /** What is held back, by id: children are merged like all others, but of a whole table. */
  readonly conflicts: readonly BlockConflict[];
  readonly notes: readonly PlanNote[];
}

export function mergeTrees(page: string, trees: Trees, policy: Policy): Merged {
  if (forestHash(trees.base) === forestHash(trees.remote) && sameIds(trees.base, trees.remote))
    return { blocks: named(trees.local, trees.remote), conflicts: [], notes: [] };
  const conflicts: BlockConflict[] = [];
  const notes: PlanNote[] = [];
  const family = familyOf(page, { ...trees, local: uniteAdded(page, trees) }, notes);
  const build = (parent: Member): readonly BlockTree[] =>
    childrenInOrder(family, parent, notes).map((member) => blockOf(member));
  const blockOf = (member: Member): BlockTree => {
    const { base, local, remote } = member;
    if (local === undefined && remote === undefined)
      throw new Error("Invariant broken: a block that lives is on one side");
    if (base === undefined || local === undefined || remote === undefined) {
      const only = remote ?? (local as BlockTree);
      // Both added the very same block: it is one.
      return rejoin(only, inside(member, only));
    }
    if (isSyncedCopy(remote)) {
      noteCopy(base, local, notes);
      return remote;
    }
    const whole = wholeTable(base, local, remote);
    if (whole !== null) {
      conflicts.push(conflictOf(["table_width"], base, local, remote));
      return policy === "local" ? local : remote;
    }
    const merged = mergeBlock(base, local, remote, policy === "local" ? "local" : "remote");
    if (merged.conflicts.length > 0)
      conflicts.push(conflictOf(merged.conflicts, base, local, remote));
    const own =
      merged.conflicts.length > 0 && policy === "hold" ? withOwn(remote, remote) : merged.block;
    const kept = sameContent(own, remote) && own.type === remote.type ? remote : own;
    return rejoin(kept, inside(member, kept));
  };
  const inside = (member: Member, block: BlockTree): readonly BlockTree[] =>
    isSyncedCopy(block) ? ownChildren(block) : build(member);
  return { blocks: build(family.root), conflicts, notes };
}

/** Same ids in the same places: content equal, so nothing happened at Notion. */
const sameIds = (a: readonly BlockTree[], b: readonly BlockTree[]): boolean =>
  a.length === b.length &&
  a.every((block, i) => {
    const other = b[i];
    return (
      other !== undefined &&
      block.id === other.id &&
      sameIds(ownChildren(block), ownChildren(other))
    );
  });

/** The local tree with Notion's own objects where nothing was edited: nothing to merge, nothing to compare twice. */
function named(local: readonly BlockTree[], remote: readonly BlockTree[]): readonly BlockTree[] {
  const byId = new Map<string, BlockTree>();
  const collect = (blocks: readonly BlockTree[]) => {
    for (const block of blocks) {
      if (block.id !== undefined) byId.set(block.id, block);
      collect(ownChildren(block));
    }
  };
  collect(remote);
  const visit = (blocks: readonly BlockTree[]): readonly BlockTree[] =>
    blocks.map((block) => {
      const there = block.id === undefined ? undefined : byId.get(block.id);
      if (there === undefined) return rejoin(block, visit(ownChildren(block)));
      if (isSyncedCopy(there)) return there;
      const own = sameContent(there, block) ? there : withOwn(there, block);
      return rejoin(own, visit(ownChildren(block)));
    });
  return visit(local);
}

/** One side gave the table another width and the other side edited it too: rows of both can't stand in one table. */
function wholeTable(base: BlockTree, local: BlockTree, remote: BlockTree): BlockTree | null {
  if (base.type !== "table" || local.type !== "table" || remote.type !== "table") return null;
  const widths = [base, local, remote].map((block) => block.table.table_width);
  if (new Set(widths).size === 1) return null;
  const [b, l, r] = [base, local, remote].map(treeHash);
  return b === l || b === r || l === r ? null : base;
}

const conflictOf = (
  fields: readonly string[],
  base: BlockTree,
  local: BlockTree,
  remote: BlockTree,
): BlockConflict => ({ id: remote.id ?? "", fields, base, local, remote });

function noteCopy(base: BlockTree, local: BlockTree, notes: PlanNote[]): void {
  if (forestHash(base.children ?? []) === forestHash(local.children ?? [])) return;
  notes.push({
    kind: "refused",
    code: "copy_edited",
    message: `“${labelOf(local)}” is the copy of a synced block: edit the original.`,
    block: local,
  });
}

/** The tree with another version of the blocks that are held back. */
export function withVersion(
  blocks: readonly BlockTree[],
  conflicts: readonly BlockConflict[],
  version: "base" | "local",
): readonly BlockTree[] {
  if (conflicts.length === 0) return blocks;
  const held = new Map(conflicts.map((conflict) => [conflict.id, conflict]));
  const visit = (siblings: readonly BlockTree[]): readonly BlockTree[] =>
    siblings.map((block) => {
      const conflict = block.id === undefined ? undefined : held.get(block.id);
      if (conflict === undefined) {
        const children = ownChildren(block);
        return children.length === 0 ? block : rejoin(block, visit(children));
      }
      const other = conflict[version];
      if (conflict.fields.includes("table_width")) return { ...other, id: conflict.id };
      const own = withOwn(block, other);
      const children = ownChildren(block);
      return children.length === 0 ? own : withChildren(own, visit(children));
    });
  return visit(blocks);
}
