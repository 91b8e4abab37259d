/**
 * The order of siblings in the merged tree.
 *
 * Notion's order is the ground. Into it goes what the file added, moved in or moved within the list: each
 * behind the sibling that stands before it in the file. At one place, Notion's additions come first.
 */
import { type Family, type Member, movedOnBothSides } from "./family.ts";
import { keep } from "./order.ts";
import type { PlanNote } from "./trees.ts";

export function childrenInOrder(
  family: Family,
  parent: Member,
  notes: PlanNote[],
): readonly Member[] {
  const belongs = (member: Member) => member.alive && member.parent === parent;
  const versions = family.childrenIn;
  const base = versions.base.get(parent) ?? [];
  const local = (versions.local.get(parent) ?? []).filter(belongs);
  const remote = (versions.remote.get(parent) ?? []).filter(belongs);

  const inLocal = new Set(local);
  const mine = movedWithin(base, local);
  const theirs = movedWithin(base, remote);
  const order: Member[] = [];
  for (const member of remote) {
    if (!mine.has(member) || theirs.has(member) || !inLocal.has(member)) order.push(member);
  }
  for (const member of mine) {
    if (theirs.has(member) && member.remote !== undefined && !sameNeighbour(member, local, remote))
      notes.push(movedOnBothSides(member.remote));
  }

  const placed = new Set(order);
  const added = (member: Member | undefined): boolean =>
    member !== undefined && member.base === undefined && member.local === undefined;
  let anchor: Member | null = null;
  for (const member of local) {
    if (!placed.has(member)) {
      let at: number = anchor === null ? 0 : order.indexOf(anchor) + 1;
      while (added(order[at])) at++;
      order.splice(at, 0, member);
      placed.add(member);
    }
    anchor = member;
  }
  // What came from elsewhere and stands in neither list: a move that was taken back.
  for (const member of family.below.get(parent) ?? []) {
    if (belongs(member) && !placed.has(member)) order.push(member);
  }
  return order;
}

/** Members of both lists that do not keep their order: as few as possible. */
function movedWithin(before: readonly Member[], after: readonly Member[]): ReadonlySet<Member> {
  const index = new Map(before.map((member, i) => [member, i]));
  const common = after.filter((member) => index.has(member));
  const kept = new Set(
    keep(
      common.map((member) => ({ from: index.get(member) ?? -1, weight: 0, extra: 0, size: 1 })),
    ).map((i) => common[i]),
  );
  return new Set(common.filter((member) => !kept.has(member)));
}

function sameNeighbour(
  member: Member,
  local: readonly Member[],
  remote: readonly Member[],
): boolean {
  const before = (list: readonly Member[]) => list[list.indexOf(member) - 1];
  return before(local) === before(remote);
}
