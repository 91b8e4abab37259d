/**
 * What the journal holds of a write: enough to find out, after a crash too, whether it was applied.
 *
 * Life of an intent: `planned` → `sent` → `done` (removed when the base moves), or → `doubtful` → `done` or
 * `zombie`: not applied within the doubt window, sent again, and watched for a day in case it comes after all.
 */
import type { Intent, Journal } from "../../src/mirror/mirror.ts";
import { blockHash } from "../../src/notion/canonical.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Echo } from "../plan/prepare.ts";
import type { Sent } from "../plan/sent.ts";

export type Payload =
  | AppendPayload
  | UpdateBlockPayload
  | TrashBlockPayload
  | UpdatePagePayload
  | CreatePagePayload
  | MovePagePayload
  | TrashPagePayload;

export interface AppendPayload {
  readonly kind: "append";
  readonly parent: string;
  readonly after: { readonly id: string } | "start" | "end";
  /** What the request creates, without ids. */
  readonly blocks: readonly BlockTree[];
  /** Ids that stood under the parent before. */
  readonly before: readonly string[];
  /** Ids of whom the new blocks may bear the name. */
  readonly authors: readonly string[];
  /** Once done: the blocks with their ids, as far as they are known. */
  readonly created?: readonly BlockTree[];
}

export interface UpdateBlockPayload {
  readonly kind: "update-block";
  readonly block: string;
  /** `blockHash` before and after. */
  readonly from: string;
  readonly to: string;
  readonly result: BlockTree;
  readonly answer?: BlockTree;
}

export interface TrashBlockPayload {
  readonly kind: "trash-block";
  readonly block: string;
}

export interface UpdatePagePayload {
  readonly kind: "update-page";
  readonly page: string;
  readonly update: PageUpdate;
  /** `pageFieldsHash` before. */
  readonly from: string;
}

export interface CreatePagePayload {
  readonly kind: "create-page";
  readonly path: string;
  /** What the file is known by should it get another name meanwhile. */
  readonly file?: { readonly hash: string; readonly ino: number };
  /** Where it lay when the request was sent, if that was elsewhere. */
  readonly was?: string;
  readonly title: string;
  readonly parent:
    | { readonly page_id: string }
    | { readonly data_source_id: string }
    | { readonly workspace: true };
  readonly blocks: readonly BlockTree[];
  /** Once done. */
  readonly id?: string;
}

export interface MovePagePayload {
  readonly kind: "move-page";
  readonly page: string;
  readonly parent: { readonly page_id: string } | { readonly data_source_id: string };
}

export interface TrashPagePayload {
  readonly kind: "trash-page";
  readonly page: string;
}

export type PushIntent = Omit<Intent, "payload"> & { readonly payload: Payload };

/** Intents of this room in the journal. */
export const intentsOf = (journal: Journal, page?: string): readonly PushIntent[] =>
  (journal.open() as readonly PushIntent[]).filter(
    (intent) => page === undefined || intent.page === page,
  );

export const isUnresolved = (intent: PushIntent): boolean =>
  intent.state === "sent" || intent.state === "doubtful";

/** A page at the workspace's root, which can't be listed: only search shows it. */
export const isFoundBySearch = (payload: Payload): payload is CreatePagePayload =>
  payload.kind === "create-page" && "workspace" in payload.parent;

/**
 * Writes to the page that are confirmed but not in its base yet, in the order in which they were sent:
 * what `planPage` takes as `sent`. Normally none; after a push that ended half-way, what it had done.
 */
export function sentTo(journal: Journal, page: string): readonly Sent[] {
  return intentsOf(journal, page)
    .filter((intent) => intent.state === "done")
    .map(({ payload }): Sent | null => {
      switch (payload.kind) {
        case "append":
          return {
            kind: "append",
            parent: payload.parent,
            after: payload.after,
            blocks: payload.created ?? payload.blocks,
          };
        case "update-block":
          return { kind: "update", block: payload.answer ?? payload.result };
        case "trash-block":
          return { kind: "trash", block: payload.block };
        case "update-page":
          return { kind: "page", update: payload.update };
        default:
          return null;
      }
    })
    .filter((sent) => sent !== null);
}

/** Writes to the page that were given up and may still arrive: what `planPage` takes as `echoes`. */
export function echoesOf(journal: Journal, page: string): readonly Echo[] {
  const echoes: Echo[] = [];
  for (const { state, payload } of intentsOf(journal, page)) {
    if (state !== "zombie") continue;
    if (payload.kind === "update-block")
      echoes.push({ kind: "update", block: payload.block, hash: payload.to });
    if (payload.kind === "append") {
      const { parent, before, authors } = payload;
      echoes.push({
        kind: "append",
        parent,
        before,
        hashes: payload.blocks.map(blockHash),
        authors,
      });
    }
  }
  return echoes;
}

/** Removes the page's confirmed writes: call it in the transaction that moves its base. */
export function settleIntents(journal: Journal, page: string): void {
  for (const intent of intentsOf(journal, page)) {
    if (intent.state === "done") journal.remove(intent.id);
  }
}

/** Ids of pages that were created for files whose `notion_id` may not be on disk yet, by path. */
export function createdPages(journal: Journal): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const { state, payload } of intentsOf(journal)) {
    if (state === "done" && payload.kind === "create-page" && payload.id !== undefined)
      pages.set(payload.path, payload.id);
  }
  return pages;
}
