/**
 * One page: base, local and remote in; what to send, what waits for a person, and what both sides will
 * hold, out. Pure.
 */
import type { PageUpdate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { labelOf } from "./label.ts";
import { type BlockConflict, mergeTrees, type Policy, withVersion } from "./merge.ts";
import { mergePage, withHeld } from "./merge-page.ts";
import { minimise } from "./minimise.ts";
import type { Operation, UpdatePage } from "./operations.ts";
import { type Echo, prepare } from "./prepare.ts";
import { isEmptyUpdate, pageFieldsHash } from "./properties.ts";
import type { Sent } from "./sent.ts";
import type { LocalPage, PageVersion, PlanNote } from "./trees.ts";

export type { Policy };

/** One block or property on which the sides disagree. */
export interface Conflict {
  readonly kind: "block" | "property";
  /** Id of the block; name of the property, `icon` or `cover`. */
  readonly key: string;
  readonly message: string;
  /** The three versions of a block, for `resolve` and for showing. */
  readonly block?: BlockConflict;
}

export interface PlanInput {
  /** Id of the page. */
  readonly page: string;
  readonly base: PageVersion;
  readonly local: LocalPage;
  readonly remote: PageVersion;
  readonly policy: Policy;
  /** Ids of blocks that are better not made anew: they have comments. */
  readonly pinned?: ReadonlySet<string>;
  /** Opaque blocks may be deleted by taking their lines out of the file. */
  readonly deleteOpaque?: boolean;
  /** Confirmed writes that the base does not show yet (`sentTo` of `sync/push/intents.ts`). */
  readonly sent?: readonly Sent[];
  /** Writes that were given up and may still arrive (`echoesOf` there). */
  readonly echoes?: readonly Echo[];
}

export interface PagePlan {
  /** In the order in which they are to be sent; empty when the page is refused. */
  readonly operations: readonly Operation[];
  readonly conflicts: readonly Conflict[];
  /**
   * What each side will hold. The three differ only in what is held back by a conflict. New blocks are the
   * very objects in the operations, so that `settledBlocks` can give each of the three its ids.
   */
  readonly merged: {
    /** As Notion answered last, with the base's values where the sides disagree: the page of the new base. */
    readonly page: Page;
    /** What of the properties is sent. */
    readonly update: PageUpdate;
    /** Properties (or `icon`, `cover`) that are held back. */
    readonly held: readonly string[];
    /** What Notion will hold. */
    readonly blocks: readonly BlockTree[];
    /** What the file is to show. */
    readonly file: readonly BlockTree[];
    /** What both agree on. */
    readonly base: readonly BlockTree[];
  };
  readonly notes: readonly PlanNote[];
  /** Why nothing of the page may be sent; `null` when it may. */
  readonly refused: PlanNote | null;
}

export function planPage(input: PlanInput): PagePlan {
  const { page, local, remote, policy, sent = [], echoes = [] } = input;
  const trees = prepare(
    page,
    { base: input.base.blocks, local: local.blocks, remote: remote.blocks },
    sent,
    echoes,
  );
  const merged = mergeTrees(page, trees, policy);
  const held = policy === "hold" ? merged.conflicts : [];
  const least = minimise(remote.blocks, merged.blocks, {
    page,
    held: new Set(held.map(({ id }) => id)),
    ...(input.pinned === undefined ? {} : { commented: input.pinned }),
    ...(input.deleteOpaque === undefined ? {} : { deleteOpaque: input.deleteOpaque }),
  });
  const fields = mergePage(input.base.page, local.update, remote.page, policy, sentUpdate(sent));
  const notes = [...merged.notes, ...fields.notes, ...least.notes];
  const unsendable = notes.find((note) => note.kind === "unsendable");
  const heldFields = policy === "hold" ? fields.conflicts : [];
  const result: PagePlan = {
    operations: [...pageUpdate(input, fields.update), ...least.operations],
    conflicts: [
      ...held.map(
        (block): Conflict => ({
          kind: "block",
          key: block.id,
          message: `“${labelOf(block.base)}” was changed in the file and in Notion (${block.fields.join(", ")}).`,
          block,
        }),
      ),
      ...heldFields.map(
        (key): Conflict => ({
          kind: "property",
          key,
          message: `${JSON.stringify(key)} was changed in the file and in Notion.`,
        }),
      ),
    ],
    merged: {
      page: withHeld(remote.page, input.base.page, heldFields),
      update: fields.update,
      held: heldFields,
      blocks: least.blocks,
      file: withVersion(least.blocks, held, "local"),
      base: withVersion(least.blocks, held, "base"),
    },
    notes,
    refused: null,
  };
  if (unsendable === undefined) return result;
  // Nothing of a page goes out when a part of it can't: what is there stays, on both sides.
  return { ...result, operations: [], refused: unsendable };
}

function pageUpdate(input: PlanInput, update: PageUpdate): readonly UpdatePage[] {
  if (isEmptyUpdate(update)) return [];
  const expected = pageFieldsHash(input.remote.page, update);
  return [{ kind: "update-page", page: input.page, update, expected }];
}

/** What confirmed updates of the page's properties said, later ones over earlier ones. */
function sentUpdate(sent: readonly Sent[]): PageUpdate {
  let all: PageUpdate = {};
  for (const write of sent) {
    if (write.kind !== "page") continue;
    const properties = { ...all.properties, ...write.update.properties };
    all = { ...all, ...write.update, properties };
  }
  return all;
}
