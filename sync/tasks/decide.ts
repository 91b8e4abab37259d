/**
 * A person's word on conflicts, carried into the plan of a page.
 *
 * A whole page takes one side by policy. Single conflicts are settled by making the versions agree before they
 * are merged: the base takes Notion's version of a block, so that what the file is to say is its only edit.
 */
import type { Base, FileRecord } from "../../src/mirror/mirror.ts";
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { ChangedFile, Observation } from "../local/observe.ts";
import type { Conflict, PagePlan, PlanInput } from "../plan/plan.ts";
import { propertyOf } from "../plan/properties.ts";
import type { LocalPage, PageVersion } from "../plan/trees.ts";
import type { Decision } from "../run/parts.ts";
import { doubled, withBothTexts } from "./doubled.ts";

type Sides = Pick<PlanInput, "base" | "local" | "remote">;
type Ask = (input: Sides & Pick<PlanInput, "policy">) => PagePlan;

/** @param decision `null`: nobody has said anything; `policy` decides */
export function decide(
  decision: Decision | null,
  policy: PlanInput["policy"],
  sides: Sides,
  ask: Ask,
): PagePlan {
  if (decision === null) return ask({ ...sides, policy });
  const { how, keys, seen } = decision;
  if (how === "merged")
    return ask({
      ...sides,
      base: agreedOn(sides.base, seen ?? sides.remote, new Set(keys ?? [])),
      policy: "hold",
    });
  if (keys === null && how !== "both") return ask({ ...sides, policy: how });
  const held = ask({ ...sides, policy: "hold" }).conflicts;
  const settled = keys === null ? held : held.filter(({ key }) => keys.includes(key));
  const names = new Set(settled.map(({ key }) => key));
  if (how === "both") {
    const blocks = doubled(sides.local.blocks, settled);
    const update = withBothTexts(sides.local.update, sides.remote.page, settled);
    const local = { update, blocks };
    if (keys === null) return ask({ ...sides, local, policy: "local" });
    return ask({
      ...sides,
      local,
      base: agreedOn(sides.base, sides.remote, names),
      policy: "hold",
    });
  }
  // What the policy would make of these alone: fields that do not conflict come together as ever.
  const chosen = ask({ ...sides, policy: how }).merged;
  const local: LocalPage = {
    update: how === "local" ? sides.local.update : without(sides.local.update, settled),
    blocks: replaced(sides.local.blocks, chosen.blocks, names),
  };
  return ask({ ...sides, local, base: agreedOn(sides.base, sides.remote, names), policy: "hold" });
}

/**
 * A file in conflict that says what both sides had before: to be told from one that nobody touched, where a
 * person has decided so.
 */
export function asSettled(
  { files }: Observation,
  record: FileRecord | null,
  base: Base | null,
): ChangedFile | null {
  const file = files.find(({ path }) => path === record?.path);
  if (file === undefined || record === null || base === null) return null;
  const { id, path, hash } = record;
  return { kind: "changed", id, path, bytes: base.file, hash, file, record };
}

/** The base with the named blocks and properties as `seen` has them. */
function agreedOn(base: PageVersion, seen: PageVersion, keys: ReadonlySet<string>): PageVersion {
  let { page } = base;
  for (const key of keys) {
    if (key === "icon") page = { ...page, icon: seen.page.icon };
    else if (key === "cover") page = { ...page, cover: seen.page.cover };
    else {
      const value = propertyOf(seen.page, key);
      const name = Object.keys(page.properties).find(
        (one) => one === key || page.properties[one]?.id === key,
      );
      if (value !== undefined && name !== undefined)
        page = { ...page, properties: { ...page.properties, [name]: value } };
    }
  }
  return { page, blocks: replaced(base.blocks, seen.blocks, keys) };
}

/** The named blocks with the content that they have in `from`, in their own places and with their own children. */
function replaced(
  blocks: readonly BlockTree[],
  from: readonly BlockTree[],
  keys: ReadonlySet<string>,
): readonly BlockTree[] {
  const others = new Map<string, BlockTree>();
  const gather = (block: BlockTree): void => {
    if (block.id !== undefined && keys.has(block.id)) others.set(block.id, block);
    childrenOf(block).forEach(gather);
  };
  from.forEach(gather);
  if (others.size === 0) return blocks;
  const visit = (block: BlockTree): BlockTree => {
    const children = childrenOf(block);
    const other = block.id === undefined ? undefined : others.get(block.id);
    const below = children.map(visit);
    if (other === undefined) return children.length === 0 ? block : withChildren(block, below);
    const { children: _, ...own } = other;
    return below.length === 0 ? (own as BlockTree) : withChildren(own as BlockTree, below);
  };
  return blocks.map(visit);
}

function without(update: LocalPage["update"], settled: readonly Conflict[]): LocalPage["update"] {
  const keys = new Set(settled.filter(({ kind }) => kind === "property").map(({ key }) => key));
  const { properties, icon, cover, ...rest } = update;
  const left = Object.entries(properties ?? {}).filter(([key]) => !keys.has(key));
  return {
    ...rest,
    ...(left.length === 0 ? {} : { properties: Object.fromEntries(left) }),
    ...(icon === undefined || keys.has("icon") ? {} : { icon }),
    ...(cover === undefined || keys.has("cover") ? {} : { cover }),
  };
}
