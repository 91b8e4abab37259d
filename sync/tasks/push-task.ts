/**
 * The push of one page, planned: its file lifted onto the base, merged with what Notion holds, and cut into operations.
 */
import type { Base, Mirror } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { Page } from "../../src/notion/types.ts";
import type { ChangedFile } from "../local/observe.ts";
import type { MovedPage, Refusal } from "../local/structure.ts";
import { liftFile, nameSays, textOf, type Version } from "../local/text.ts";
import { withoutStandIns, withPaths } from "../local/unmade.ts";
import type { Operation } from "../plan/operations.ts";
import { type PagePlan, planPage } from "../plan/plan.ts";
import type { LocalPage } from "../plan/trees.ts";
import { echoesOf, sentTo } from "../push/intents.ts";
import { type PageOutcome, placeIn } from "../run/report.ts";
import { decide } from "./decide.ts";
import { willLeaveBehind } from "./left-behind.ts";
import { type PageCase, type Task, type TaskParts, titleValue } from "./task.ts";
import { whereIs } from "./where.ts";

export type Stay = (
  settled: boolean,
  outcome?: Pick<PageOutcome, "outcome" | "code" | "reason" | "next" | "where"> | null,
) => Task;

export function pushTask(
  parts: TaskParts,
  of: PageCase,
  sides: { readonly base: Base; readonly local: ChangedFile; readonly remote: Version },
  stay: Stay,
): Task {
  const { base, local, remote } = sides;
  const { id } = of.record;
  const refuse = (reason: string, more: Partial<PageOutcome> = {}) =>
    stay(false, { outcome: "refused", reason, where: local.path, ...more });
  const below = of.fate?.kind === "refused" ? of.fate.refusal.below : undefined;
  if (of.fate?.kind === "refused" && below === undefined) {
    const { reason, next, along } = of.fate.refusal;
    if (along === true && local.hash === of.file?.hash) return stay(false);
    return refuse(reason, { next });
  }
  const move = of.fate?.kind === "moved" ? of.fate.move : movedBelow(below);
  const context = parts.contextFor({
    page: id,
    path: local.path,
    ...(of.file === null ? {} : { before: of.file.path }),
    dataSource: of.entry?.dataSource ?? null,
  });
  const lifted = liftFile(base, local.bytes, context, {
    ...parts.settings,
    relocated: local.kind === "moved",
    openLinks: parts.mirror.openLinks.of(id),
  });
  const [error, ...further] = lifted.errors;
  if (error !== undefined)
    return refuse(error.message, {
      where: placeIn(local.path, error.line),
      notes: further,
      next: "Correct it; nothing of the page is sent until then.",
    });
  const title = lifted.title ?? move?.title ?? null;
  const isNamed = move?.title == null || lifted.title === undefined;
  if (!isNamed && !nameSays(local.path, id, lifted.title))
    return refuse(
      `the file is called ${JSON.stringify(move?.title)} now, and its title: key says ${JSON.stringify(lifted.title)}`,
      { next: "Take the title: line out, or give the file its old name." },
    );
  const update = title === null ? lifted.update : withTitle(lifted.update, base.page, title);
  const sent = sentTo(parts.mirror.journal, id);
  const echoes = echoesOf(parts.mirror.journal, id);
  const pinned = commentedBlocks(parts.mirror, id);
  const decision = parts.resolve.get(id) ?? null;
  const planned = (side: LocalPage) =>
    decide(decision, parts.settings.conflict, { base, remote, local: side }, (input) =>
      planPage({ ...input, page: id, pinned, sent, echoes }),
    );
  const whole = { update, blocks: lifted.blocks };
  const open = withoutStandIns(whole, parts.unmade);
  const after = [...open.left, ...(below === undefined ? [] : [below.path])];
  const part = after.length > 0 && parts.parents.has(id) ? planned(open.value) : null;
  const inPart = part !== null && goesAhead(part, open.value);
  const plan = inPart ? part : planned(whole);
  if (plan.refused !== null) {
    const file = { path: local.path, text: textOf(local.bytes), ...lifted };
    return refuse(plan.refused.message, {
      where: whereIs(plan.refused.block, file),
      next: "Correct it; nothing of the page is sent until then.",
    });
  }
  const operations = withPaths([...moveOperation(id, move), ...plan.operations], parts.unmade);
  if (operations.length > 0 && remote.page.is_locked && !parts.force)
    return refuse("the page is locked in Notion", {
      next: "Unlock it there, or push with --force.",
    });
  return {
    kind: "push",
    of,
    remote,
    lifted,
    foreseen: willLeaveBehind(parts.mirror, remote.page, move?.parent ?? null),
    plan,
    operations,
    whole,
    after: inPart ? [] : after,
    inPart,
  };
}

/**
 * Whether what a page says can go out before the new pages below it are made, with labels where it leads to one
 * of them: what is written on a page stands above what is made below it. Not where Notion has something to add.
 */
const goesAhead = ({ refused, conflicts, operations, merged }: PagePlan, local: LocalPage) =>
  refused === null &&
  conflicts.length === 0 &&
  operations.length > 0 &&
  forestHash(merged.file) === forestHash(local.blocks);

/** Blocks that people talk about, as far as comments are read: a block that is made anew loses them. */
const commentedBlocks = (mirror: Mirror, page: string): ReadonlySet<string> =>
  new Set(
    mirror.people
      .comments(page)
      .flatMap(({ parent }) => (parent.type === "block_id" ? [parent.block_id] : [])),
  );

type Move = Pick<MovedPage, "parent" | "title">;

/** Below a page that is made before. */
const movedBelow = (below: Refusal["below"]): Move | null =>
  below === undefined
    ? null
    : { parent: { kind: "page", id: `{${below.path}}` }, title: below.title };

function moveOperation(page: string, move: Move | null): readonly Operation[] {
  if (move === null || move.parent === null) return [];
  const { kind, id } = move.parent;
  const parent = kind === "page" ? { page_id: id } : { data_source_id: id };
  return [{ kind: "move-page", page, parent }];
}

function withTitle(update: PageUpdate, page: Page, title: string): PageUpdate {
  const name = Object.entries(page.properties).find(([, value]) => value.type === "title")?.[0];
  if (name === undefined) return update;
  return { ...update, properties: { ...update.properties, [name]: titleValue(title) } };
}
