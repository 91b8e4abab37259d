/**
 * The vocabulary the planner speaks and the executor obeys.
 *
 * Every write to Notion is one of these, so this union is the whole of what the engine can do to a
 * workspace. Plain readonly data: it prints, goes into the journal, compares with `toEqual`.
 */
import type { PageCreate, PageUpdate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";

export type Operation =
  | AppendBlocks
  | UpdateBlock
  | TrashBlock
  | UpdatePage
  | CreatePage
  | MovePage
  | TrashPage;

/**
 * A page that an operation names: one that Notion knows, or one that an earlier operation of the same
 * plan creates (`created` is the `path` of that `CreatePage`).
 */
export type Target = { readonly id: string } | { readonly created: string };

/**
 * Add `children` under `parent`, after the sibling `after` (`"start"`: first, `"end"`: last).
 *
 * Any length and depth: `plan/batch.ts` cuts it into requests within Notion's limits.
 * @see https://developers.notion.com/reference/patch-block-children
 */
export interface AppendBlocks {
  readonly kind: "append-blocks";
  readonly page: string;
  /** The page itself or one of its blocks. */
  readonly parent: string;
  readonly after: { readonly id: string } | "start" | "end";
  /** New blocks without ids, the very objects that the merged tree holds. */
  readonly children: readonly BlockTree[];
  /** Ids of the parent's children as the plan saw them at Notion, in order. */
  readonly expected: readonly string[];
}

/** Replace the fields in `update` (of the block's own content, as `PATCH /v1/blocks/{id}` takes them). */
export interface UpdateBlock {
  readonly kind: "update-block";
  readonly page: string;
  /** The page itself or the block that it stands in. */
  readonly parent: string;
  readonly block: string;
  readonly type: BlockTree["type"];
  readonly update: Readonly<Record<string, unknown>>;
  /** `blockHash` of the block as the plan saw it at Notion. */
  readonly expected: string;
  /** The whole block as it will be, children left out. */
  readonly result: BlockTree;
}

/** Move the block, with everything below it, to the trash. */
export interface TrashBlock {
  readonly kind: "trash-block";
  readonly page: string;
  readonly parent: string;
  readonly block: string;
  /** `treeHash` of the subtree as the plan saw it at Notion. */
  readonly expected: string;
}

export interface UpdatePage {
  readonly kind: "update-page";
  readonly page: string;
  readonly update: PageUpdate;
  /** `pageFieldsHash` (`plan/properties.ts`) of the fields that `update` names, as the plan saw them at Notion. */
  readonly expected: string;
}

export interface CreatePage {
  readonly kind: "create-page";
  /** Path of the file that asks for the page: its identity until Notion gives an id. */
  readonly path: string;
  /** What the file is known by should it get another name meanwhile. */
  readonly file?: { readonly hash: string; readonly ino: number };
  readonly create: Omit<PageCreate, "children" | "parent">;
  readonly parent:
    | { readonly page: Target }
    | { readonly dataSource: string }
    | { readonly workspace: true };
  readonly children: readonly BlockTree[];
}

export interface MovePage {
  readonly kind: "move-page";
  readonly page: string;
  readonly parent: { readonly page_id: string } | { readonly data_source_id: string };
}

export interface TrashPage {
  readonly kind: "trash-page";
  readonly page: string;
  /** `last_edited_time` of the page as the plan saw it at Notion. */
  readonly expected: string;
  /** Pages below it that go to the trash with it, and the same of each. */
  readonly along: readonly { readonly page: string; readonly expected: string }[];
}
