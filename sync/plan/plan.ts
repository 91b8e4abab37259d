/**
 * One page: base, local and remote in; what to send, what waits for a person, and what both sides will
 * hold, out.
 */
import { forestHash } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { minimise } from "./minimise.ts";
import type { Operation } from "./operations.ts";
import { isEmptyUpdate, pageFieldsHash } from "./properties.ts";
import type { LocalPage, PageVersion, PlanNote } from "./trees.ts";

/** What to do where both sides changed the same thing in different ways. */
export type Policy = "hold" | "local" | "remote";

/** One block or property on which the sides disagree. */
export interface Conflict {
  readonly kind: "block" | "property";
  /** Id of the block; name of the property, `icon` or `cover`. */
  readonly key: string;
  readonly message: string;
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
}

export interface PagePlan {
  /** In the order in which they are to be sent; empty when the page is refused. */
  readonly operations: readonly Operation[];
  readonly conflicts: readonly Conflict[];
  /** What Notion will hold. New blocks are the very objects in the operations. */
  readonly merged: {
    readonly page: Page;
    readonly update: PageUpdate;
    readonly blocks: readonly BlockTree[];
  };
  readonly notes: readonly PlanNote[];
  /** Why nothing of the page may be sent; `null` when it may. */
  readonly refused: string | null;
}

export function planPage(input: PlanInput): PagePlan {
  const { page, base, local, remote } = input;
  if (forestHash(base.blocks) !== forestHash(remote.blocks))
    return refuse(input, "The page was edited in Notion since its file was written. Pull first.");
  const { operations, blocks, notes } = minimise(remote.blocks, local.blocks, {
    page,
    ...(input.pinned === undefined ? {} : { commented: input.pinned }),
    ...(input.deleteOpaque === undefined ? {} : { deleteOpaque: input.deleteOpaque }),
  });
  const unsendable = notes.find((note) => note.kind === "unsendable");
  if (unsendable !== undefined) return { ...refuse(input, unsendable.message), notes };
  const pageUpdate: Operation[] = isEmptyUpdate(local.update)
    ? []
    : [
        {
          kind: "update-page",
          page,
          update: local.update,
          expected: pageFieldsHash(remote.page, local.update),
        },
      ];
  return {
    operations: [...pageUpdate, ...operations],
    conflicts: [],
    merged: { page: remote.page, update: local.update, blocks },
    notes,
    refused: null,
  };
}

const refuse = (input: PlanInput, message: string): PagePlan => ({
  operations: [],
  conflicts: [],
  merged: { page: input.remote.page, update: {}, blocks: input.remote.blocks },
  notes: [],
  refused: message,
});
