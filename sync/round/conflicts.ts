/**
 * Conflicts that wait for a person: a note of each in the mirror, Notion's version beside the file, and the
 * person's choice carried into the next plan.
 */
import { blocksToMarkdown } from "../../converters/blocks/print.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { childrenOf, withChildren } from "../../src/notion/tree.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep } from "../local/apply.ts";
import { bytesOf, type Version } from "../local/text.ts";
import type { Conflict } from "../plan/plan.ts";
import { conflictsIn, conflictsMark, type HeldConflict } from "../run/marks.ts";
import { applyParts, type Carry } from "./carry.ts";
import type { PageCase } from "./task.ts";

/** Takes the conflicts of a page down and lays Notion's version beside its file; or clears both away. */
export async function holdConflicts(
  carry: Carry,
  of: PageCase,
  path: string,
  remote: Version,
  conflicts: readonly Conflict[],
): Promise<void> {
  const { mirror, clock } = carry.parts;
  const { id } = of.record;
  const { [id]: before, ...others } = conflictsIn(mirror);
  if (conflicts.length === 0) {
    if (before === undefined) return;
    await clearAway(carry, before);
    mirror.marks.set(conflictsMark, others);
    return;
  }
  const sidecar = `${path.replace(/\.md$/i, "")}.conflict-${id.slice(-6)}.md`;
  const context = carry.contextFor({ page: id, path: sidecar, dataSource: null });
  const body = blocksToMarkdown(remote.blocks, { context, flavor: carry.parts.settings.flavor });
  const bytes = bytesOf(`---\nnotion_conflict_of: ${id}\n---\n\n${body}`);
  if (before !== undefined && before.sidecar !== sidecar) await clearAway(carry, before);
  const there = before?.sidecar === sidecar ? await carry.parts.vault.read(sidecar) : null;
  if (there === null || (there.hash === before?.hash && there.hash !== sha256(bytes)))
    await applyStep(applyParts(carry), {
      kind: "write",
      id,
      path: sidecar,
      bytes,
      replaces: there === null ? null : { hash: there.hash, bytes: null },
    });
  const held: HeldConflict = {
    page: id,
    path,
    sidecar,
    hash: sha256(bytes),
    conflicts: conflicts.map(({ key, message }) => ({ key, message })),
    since: before?.since ?? clock.now(),
  };
  if (JSON.stringify(held) !== JSON.stringify(before))
    mirror.marks.set(conflictsMark, { ...others, [id]: held });
}

/** What is left of a settled conflict goes to the vault's trash, a person's notes in it too. */
async function clearAway(carry: Carry, { page, sidecar }: HeldConflict): Promise<void> {
  const there = await carry.parts.vault.read(sidecar);
  if (there === null) return;
  const { hash, bytes } = there;
  await applyStep(applyParts(carry), { kind: "trash", id: page, path: sidecar, hash, bytes });
}

/**
 * The file's blocks with each contested one doubled: as Notion has it, under its id, and behind it as the
 * file has it, as a new block.
 */
export function doubled(
  blocks: readonly BlockTree[],
  conflicts: readonly Conflict[],
): readonly BlockTree[] {
  const remote = new Map(
    conflicts.flatMap(({ key, block }) => (block === undefined ? [] : [[key, block.remote]])),
  );
  const visit = (siblings: readonly BlockTree[]): readonly BlockTree[] =>
    siblings.flatMap((block) => {
      const children = childrenOf(block);
      const own = children.length === 0 ? block : withChildren(block, visit(children));
      const theirs = block.id === undefined ? undefined : remote.get(block.id);
      if (theirs === undefined) return [own];
      const { id: _, ...copy } = own;
      const kept = children.length === 0 ? theirs : withChildren(theirs, childrenOf(own));
      return [kept, withoutChildren(copy as BlockTree)];
    });
  return visit(blocks);
}

function withoutChildren(block: BlockTree): BlockTree {
  const { children: _, ...own } = block;
  return own as BlockTree;
}
