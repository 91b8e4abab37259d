/**
 * Which blocks live in the merged tree, and under which parent.
 *
 * An edit beats a deletion: what one side deleted and the other changed lives on, whole. Where both sides
 * moved a block, Notion's place wins. A block that lives keeps its container alive.
 */
import { sameContent } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { labelOf } from "./label.ts";
import { ownChildren, type PlanNote } from "./trees.ts";

/** One block, in all versions that have it. The page itself is the root, which has none. */
export interface Member {
  readonly id: string | null;
  readonly base?: BlockTree;
  readonly local?: BlockTree;
  readonly remote?: BlockTree;
  /** Where each version has it. */
  readonly baseParent?: Member;
  readonly localParent?: Member;
  readonly remoteParent?: Member;
  /** Where the merged tree has it. */
  parent: Member | null;
  alive: boolean;
}

export interface Family {
  readonly root: Member;
  /** Children of a member in one version, in that version's order. */
  readonly childrenIn: Readonly<Record<Version, ReadonlyMap<Member, readonly Member[]>>>;
  /** Who stands below a member in the merged tree, in no order. */
  readonly below: ReadonlyMap<Member, readonly Member[]>;
}

export type Version = "base" | "local" | "remote";

type Draft = { -readonly [K in keyof Member]: Member[K] };

export function familyOf(
  page: string,
  trees: Readonly<Record<Version, readonly BlockTree[]>>,
  notes: PlanNote[],
): Family {
  const root: Draft = { id: page, parent: null, alive: true };
  const byId = new Map<string, Draft>();
  const members: Draft[] = [];
  const childrenIn = {
    base: new Map<Member, readonly Member[]>(),
    local: new Map<Member, readonly Member[]>(),
    remote: new Map<Member, readonly Member[]>(),
  };
  const enter = (version: Version, blocks: readonly BlockTree[], parent: Draft) => {
    const children: Draft[] = [];
    for (const block of blocks) {
      const found = block.id === undefined ? undefined : byId.get(block.id);
      // An id that the file can only have made up, or has twice, names a new block.
      const fresh = found === undefined || found[version] !== undefined;
      const member: Draft = fresh ? { id: null, parent: null, alive: false } : found;
      if (fresh) {
        members.push(member);
        if (block.id !== undefined && version !== "local" && found === undefined) {
          member.id = block.id;
          byId.set(block.id, member);
        }
      }
      member[version] = block;
      member[`${version}Parent`] = parent;
      children.push(member);
      enter(version, ownChildren(block), member);
    }
    childrenIn[version].set(parent, children);
  };
  enter("base", trees.base, root);
  enter("remote", trees.remote, root);
  enter("local", trees.local, root);
  decide(members, root, notes);
  const below = new Map<Member, Member[]>();
  for (const member of members) {
    if (!member.alive || member.parent === null) continue;
    const siblings = below.get(member.parent);
    if (siblings === undefined) below.set(member.parent, [member]);
    else siblings.push(member);
  }
  return { root, childrenIn, below };
}

function decide(members: readonly Draft[], root: Draft, notes: PlanNote[]): void {
  for (const member of members) {
    member.parent = placeOf(member, notes);
    member.alive = lives(member);
  }
  breakCycles(members, root);
  for (const group of deletedGroups(members)) {
    const changed =
      group.members.some((member) => wasChanged(member, group)) || joined(members, group);
    if (changed) {
      for (const member of group.members) revive(member, group.by);
      noteRevival(group.top, group.by, "edited", notes);
    } else {
      for (const member of group.members) {
        if (!wasRescued(member, group)) continue;
        revive(member, group.by);
        noteRevival(member, group.by, "moved", notes);
      }
    }
  }
  // Whoever lives needs a living parent.
  for (const member of members) {
    if (!member.alive) continue;
    for (let up = member.parent; up !== null && !up.alive; up = up.parent)
      (up as Draft).alive = true;
  }
  breakCycles(members, root);
}

/** Alive without further questions: new on one side, or still on both. */
function lives({ base, local, remote }: Member): boolean {
  if (base === undefined) return true;
  return local !== undefined && remote !== undefined;
}

function placeOf(member: Member, notes: PlanNote[]): Member | null {
  const { baseParent, localParent, remoteParent } = member;
  if (remoteParent === undefined) return localParent ?? baseParent ?? null;
  if (localParent === undefined || baseParent === undefined) return remoteParent;
  if (remoteParent === baseParent) return localParent;
  if (localParent !== baseParent && localParent !== remoteParent && member.remote !== undefined)
    notes.push(movedOnBothSides(member.remote));
  return remoteParent;
}

export const movedOnBothSides = (block: BlockTree): PlanNote => ({
  kind: "note",
  code: "moved_both",
  message: `“${labelOf(block)}” was moved on both sides: Notion's place was taken.`,
  block,
});

/** Two blocks that were moved into each other: Notion's places are taken. */
function breakCycles(members: readonly Draft[], root: Draft): void {
  for (const member of members) {
    const seen = new Set<Member>();
    let up: Draft | null = member;
    while (up !== null && up !== root && !seen.has(up)) {
      seen.add(up);
      up = up.parent as Draft | null;
    }
    if (up === null || up === root) continue;
    for (const one of seen) {
      const draft = one as Draft;
      if (draft.remoteParent !== undefined) draft.parent = draft.remoteParent;
      else if (draft.baseParent !== undefined) draft.parent = draft.baseParent;
    }
  }
}

/** What one side deleted together: the topmost block and all below it that went with it. */
interface Deleted {
  readonly by: "local" | "remote";
  readonly top: Member;
  readonly members: readonly Draft[];
}

function deletedGroups(members: readonly Draft[]): readonly Deleted[] {
  const groups: Deleted[] = [];
  for (const by of ["local", "remote"] as const) {
    const gone = members.filter(
      (member) =>
        member.base !== undefined &&
        member[by] === undefined &&
        member[by === "local" ? "remote" : "local"] !== undefined,
    );
    const set = new Set<Member>(gone);
    const topOf = (member: Member): Member => {
      const up = member.baseParent;
      return up !== undefined && set.has(up) ? topOf(up) : member;
    };
    const byTop = new Map<Member, Draft[]>();
    for (const member of gone) {
      const top = topOf(member);
      byTop.set(top, [...(byTop.get(top) ?? []), member]);
    }
    for (const [top, below] of byTop) groups.push({ by, top, members: below });
  }
  return groups;
}

/** Whether the other side edited the block. That it only moved it does not save it. */
function wasChanged(member: Member, group: Deleted): boolean {
  const other = group.by === "local" ? member.remote : member.local;
  return member.base !== undefined && other !== undefined && !sameContent(member.base, other);
}

/** Whether the other side put something into what was deleted. */
function joined(members: readonly Member[], group: Deleted): boolean {
  const inside = new Set<Member>(group.members);
  return members.some(
    (member) =>
      !inside.has(member) && member.alive && member.parent !== null && inside.has(member.parent),
  );
}

function revive(member: Draft, deletedBy: "local" | "remote"): void {
  member.alive = true;
  const parent = deletedBy === "local" ? member.remoteParent : member.localParent;
  if (parent !== undefined) member.parent = parent;
}

/**
 * Whether the other side moved the block away: out of a container that was deleted, or, if the file did it,
 * at all.
 */
function wasRescued(member: Member, group: Deleted): boolean {
  const parent = group.by === "local" ? member.remoteParent : member.localParent;
  if (parent === undefined || parent === member.baseParent) return false;
  if ((group.members as readonly Member[]).includes(parent)) return false;
  return member !== group.top || group.by === "remote";
}

function noteRevival(
  member: Member,
  deletedBy: "local" | "remote",
  what: "edited" | "moved",
  notes: PlanNote[],
): void {
  const block = deletedBy === "local" ? member.remote : member.local;
  if (block === undefined) return;
  const [deleted, changed] =
    deletedBy === "local" ? ["the file", "Notion"] : ["Notion", "the file"];
  notes.push({
    kind: "note",
    code: what === "edited" ? "edit_beats_delete" : "move_beats_delete",
    message: `“${labelOf(block)}” was deleted in ${deleted} and ${what} in ${changed}: it was kept.`,
    block,
  });
}
