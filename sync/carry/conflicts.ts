/**
 * Conflicts that wait for a person: a note of each in the mirror, Notion's version beside the file, and the
 * person's choice carried into the next plan.
 */
import { blocksToMarkdown } from "../../converters/blocks/print.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep } from "../local/apply.ts";
import { bytesOf } from "../local/text.ts";
import type { Conflict } from "../plan/plan.ts";
import { conflictsIn, conflictsMark, type HeldConflict } from "../run/marks.ts";
import type { PageCase } from "../tasks/task.ts";
import { applyParts, type Carry } from "./carry.ts";
import { type ContestedSides, contestedFrontMatter, heldValue } from "./contested-values.ts";

/** Conflicts of a page that are settled: the note of them goes, and so does what lies beside its file. */
export async function clearConflicts(carry: Carry, id: string): Promise<void> {
  const { mirror } = carry.parts;
  const { [id]: before, ...others } = conflictsIn(mirror);
  if (before === undefined) return;
  await clearAway(carry, before);
  mirror.marks.set(conflictsMark, others);
}

/** Takes the conflicts of a page down and lays Notion's version, `blocks`, beside its file; or clears both away. */
export async function holdConflicts(
  carry: Carry,
  of: PageCase,
  path: string,
  blocks: readonly BlockTree[],
  conflicts: readonly Conflict[],
  sides: ContestedSides,
): Promise<void> {
  const { mirror, clock } = carry.parts;
  const { id } = of.record;
  if (conflicts.length === 0) return clearConflicts(carry, id);
  const { [id]: before, ...others } = conflictsIn(mirror);
  const sidecar = `${path.replace(/\.md$/i, "")}.conflict-${id.slice(-6)}.md`;
  const context = carry.contextFor({
    page: id,
    path: sidecar,
    dataSource: of.entry?.dataSource ?? null,
  });
  const body = blocksToMarkdown(blocks, { context, flavor: carry.parts.settings.flavor });
  const front = contestedFrontMatter(conflicts, sides.remote, context);
  const bytes = bytesOf(`---\nnotion_conflict_of: ${id}\n${front}---\n\n${body}`);
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
    conflicts: conflicts.map((conflict) => heldValue(conflict, sides, context)),
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
