/**
 * What pushing is handed, and what it reports.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { NotionReader, NotionWriter } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Log } from "../../src/platform/log.ts";
import type { Random } from "../../src/platform/random.ts";

export interface PushParts {
  readonly notion: NotionReader & NotionWriter;
  readonly mirror: Pick<Mirror, "bases" | "files" | "journal" | "pages">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Names the run in the journal. */
  readonly run: string;
  readonly self: Self;
  /** Ms after which a write that has not shown up never will. Default 90,000. Search's lag comes on top. */
  readonly doubtWindowMs?: number;
  readonly signal?: AbortSignal;
  /** Default `person`. */
  readonly priority?: "person" | "crawl";
}

/**
 * Whose name our writes bear. A bot writes under an id of its own, so that whatever it created is ours; with
 * a personal token the id is a person's, who may have typed the same thing elsewhere. What Notion says of a
 * token does not tell the two apart when a person authorised the bot: then it may be either.
 */
export interface Self {
  /** The bot's id, or the person's. */
  readonly id: string;
  readonly kind: "bot" | "person";
  /** The person who authorised the bot, where there is one. */
  readonly owner?: string;
}

/** Ids that a block of ours may bear. */
export const authorsOf = ({ id, owner }: Self): readonly string[] =>
  owner === undefined ? [id] : [id, owner];

/** The longest that Notion works on one request, with a margin. */
export const doubtWindowDefaultMs = 90_000;

/** What became of one operation. */
export type OperationOutcome =
  | { readonly kind: "done" }
  /** Nothing of it was sent, or not all: what stood before it ended the push of the page. */
  | { readonly kind: "left" }
  /** Notion no longer has what the plan was made for: read the page and plan again. */
  | {
      readonly kind: "changed";
      readonly reason: string;
      /** Another page than the one that was to be written to. */
      readonly page?: string;
    }
  /** Notion refused it for good; nothing of this request was applied. */
  | { readonly kind: "refused"; readonly error: Error; readonly block?: BlockTree }
  /** Notion could not be asked what is there now; nothing of it was sent. */
  | { readonly kind: "failed"; readonly error: Error }
  /** Its fate is not known yet; the journal has it and `recover` will settle it. */
  | { readonly kind: "doubtful"; readonly error: Error };

export interface PushOutcome {
  /** The gravest of the operations' outcomes; `interrupted` when the signal ended the push. */
  readonly status: "done" | "changed" | "refused" | "failed" | "doubtful" | "interrupted";
  /** One for each operation, in order. */
  readonly operations: readonly OperationOutcome[];
  /** What Notion answered for new blocks, keyed by the very objects in the operations (children included where known). */
  readonly created: ReadonlyMap<BlockTree, BlockTree>;
  /** What Notion answered for updated blocks, by id. */
  readonly updated: ReadonlyMap<string, BlockTree>;
  /** Pages that were created (by `path`) and updated (by id), as Notion answered last. */
  readonly pages: ReadonlyMap<string, Page>;
  /** Every new block has its id. If not, read the page's tree before planning it again. */
  readonly complete: boolean;
  /** Ids of confirmed intents in the journal: remove them in the transaction that moves the base. */
  readonly intents: readonly string[];
  readonly writes: number;
}
