/**
 * A write whose answer never came, or said nothing certain: looks whether it was applied.
 *
 * Looks at once and then more and more rarely, until it shows up or the server can't be working on it any
 * more. Never sends anything.
 */
import { blockHash } from "../../src/notion/canonical.ts";
import { isUnreachable, NotionError } from "../../src/notion/errors.ts";
import { searchLagMs } from "../../src/notion/limits.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { pageFieldsHash, pageHolds } from "../plan/properties.ts";
import { adopt } from "./adopt.ts";
import { pageFor } from "./fields.ts";
import { findCreated } from "./find-created.ts";
import { type AppendPayload, isFoundBySearch, type Payload, type PushIntent } from "./intents.ts";
import { doubtWindowDefaultMs, type PushParts } from "./parts.ts";
import { childrenOfBlock } from "./sight.ts";

export type Verdict =
  /** It was applied: the payload with what Notion made of it. */
  | { readonly kind: "applied"; readonly payload: Payload; readonly answer: Answer }
  /** Of an append only the first blocks were created, and the rest won't be. */
  | {
      readonly kind: "partial";
      readonly payload: AppendPayload;
      readonly applied: number;
      readonly answer: Answer;
    }
  /** Not applied within the window. */
  | { readonly kind: "absent" }
  /** Somebody else has written there since: what became of ours can't be told, and no longer matters. */
  | { readonly kind: "changed" }
  /** It can't be looked at now: stays in doubt. */
  | { readonly kind: "unknown"; readonly error: Error };

export interface Answer {
  readonly blocks?: readonly (BlockTree | null)[];
  readonly block?: BlockTree;
  readonly page?: Page;
}

/** One look: `absent` and `partial` may still change within the window. */
export type Look = (
  parts: PushParts,
  intent: PushIntent,
  committed: readonly string[],
) => Promise<Verdict>;

/** Ms after the first look at which it is looked again, growing. */
const looksMs = [1_000, 3_000, 8_000, 20_000, 45_000];

/** After it was sent, ms: what search alone can show is left to later runs then, as search may lag for minutes. */
const patienceWithSearchMs = 4_000;

/**
 * `deadline` is on the monotonic clock: when the window of the write ends. `error` is what came instead of
 * an answer, if anything did: a 503 may name what was committed.
 */
export async function settleDoubt(
  parts: PushParts,
  intent: PushIntent,
  deadline: number,
  error?: unknown,
): Promise<Verdict> {
  const { clock, log, signal } = parts;
  const committed = committedIds(error);
  for (let look = 0; ; look++) {
    let verdict: Verdict;
    try {
      verdict = await lookOnce(parts, intent, committed);
    } catch (cause) {
      return { kind: "unknown", error: cause instanceof Error ? cause : new Error(String(cause)) };
    }
    log("doubt", { intent: intent.id, target: intent.target, look, verdict: verdict.kind });
    const left = deadline - clock.monotonic();
    const final = verdict.kind !== "absent" && verdict.kind !== "partial";
    if (final || left <= 0) return verdict;
    if (isFoundBySearch(intent.payload) && clock.now() - intent.sentAt >= patienceWithSearchMs)
      return { kind: "unknown", error: new Error(waiting(left)) };
    try {
      await clock.sleep(Math.min(left, looksMs[look] ?? 30_000), signal);
    } catch (cause) {
      return { kind: "unknown", error: cause instanceof Error ? cause : new Error(String(cause)) };
    }
  }
}

const waiting = (leftMs: number): string =>
  `Notion's search, which alone can show it, lags: it is looked for again for ${Math.ceil(leftMs / 60_000)} min`;

/**
 * When the window of a write ends, on the monotonic clock: measured from when it was sent, not from when we
 * began to doubt, and not begun anew by a restart. A wall clock that was set back gives a whole window again.
 */
export function deadlineOf(
  parts: PushParts,
  { payload, sentAt }: Pick<PushIntent, "payload" | "sentAt">,
): number {
  const window = windowOf(parts, payload);
  const passed = Math.min(window, Math.max(0, parts.clock.now() - sentAt));
  return parts.clock.monotonic() + window - passed;
}

/** Ms after which a write that has not shown up never will: search proves no absence sooner than it lags. */
export const windowOf = (
  { doubtWindowMs = doubtWindowDefaultMs }: Pick<PushParts, "doubtWindowMs">,
  payload: Payload,
): number => doubtWindowMs + (isFoundBySearch(payload) ? searchLagMs : 0);

/** What a 503 says was saved. @see https://developers.notion.com/reference/status-codes */
function committedIds(error: unknown): readonly string[] {
  if (!(error instanceof NotionError)) return [];
  const { committed_child_ids: children, committed_resource_id: resource } = error.additionalData;
  return [children ?? [], resource ?? []].flat();
}

const lookOnce: Look = async (parts, intent, committed) => {
  const { notion, signal, priority = "person" } = parts;
  const read = { priority, ...(signal === undefined ? {} : { signal }) };
  const { payload } = intent;
  try {
    switch (payload.kind) {
      case "append": {
        const listed = await childrenOfBlock(notion, payload.parent, read);
        return lookAppend(parts, payload, listed, committed);
      }
      case "update-block": {
        const block = await notion.block(payload.block, read);
        if (block.in_trash === true) return { kind: "changed" };
        const hash = blockHash(block);
        if (hash === payload.to)
          return { kind: "applied", payload: { ...payload, answer: block }, answer: { block } };
        return { kind: hash === payload.from ? "absent" : "changed" };
      }
      case "trash-block": {
        const block = await notion.block(payload.block, read);
        return block.in_trash === true
          ? { kind: "applied", payload, answer: { block } }
          : { kind: "absent" };
      }
      case "update-page": {
        const page = await pageFor(notion, payload.page, payload.update, read);
        if (pageHolds(page, payload.update)) return { kind: "applied", payload, answer: { page } };
        const same = pageFieldsHash(page, payload.update) === payload.from;
        return { kind: same ? "absent" : "changed" };
      }
      case "trash-page": {
        const page = await notion.page(payload.page, read);
        return page.in_trash ? { kind: "applied", payload, answer: { page } } : { kind: "absent" };
      }
      case "move-page": {
        const page = await notion.page(payload.page, read);
        return stands(page, payload.parent)
          ? { kind: "applied", payload, answer: { page } }
          : { kind: "absent" };
      }
      case "create-page": {
        const page = await findCreated(parts, intent, payload, committed);
        return page === null
          ? { kind: "absent" }
          : { kind: "applied", payload: { ...payload, id: page.id }, answer: { page } };
      }
    }
  } catch (error) {
    // What was to be changed is gone or no longer shown: ours can't have been applied to it any more.
    if (isUnreachable(error) && error.status === 404) return { kind: "changed" };
    throw error;
  }
};

function lookAppend(
  parts: PushParts,
  payload: AppendPayload,
  listed: readonly BlockTree[],
  committed: readonly string[],
): Verdict {
  const named = listed.filter((block) => block.id !== undefined && committed.includes(block.id));
  const { blocks, applied } =
    named.length === payload.blocks.length
      ? { blocks: named, applied: named.length }
      : adopt(payload.blocks, listed, new Set(payload.before), parts.self);
  if (applied === 0) return { kind: "absent" };
  // Children that went along have ids too, but only a reading of each parent would tell them.
  const created = payload.blocks.slice(0, applied).map((sent, i) => {
    const found = blocks[i];
    return found?.id === undefined ? null : ({ ...sent, id: found.id } as BlockTree);
  });
  const done: AppendPayload = {
    ...payload,
    blocks: payload.blocks.slice(0, applied),
    created: created.filter((block) => block !== null),
  };
  return applied === payload.blocks.length
    ? { kind: "applied", payload: done, answer: { blocks } }
    : { kind: "partial", payload: done, applied, answer: { blocks: blocks.slice(0, applied) } };
}

/** Whether the page stands under that parent. */
export const stands = (
  page: Page,
  parent: { readonly page_id: string } | { readonly data_source_id: string },
): boolean =>
  "page_id" in parent
    ? page.parent.type === "page_id" && page.parent.page_id === parent.page_id
    : page.parent.type === "data_source_id" && page.parent.data_source_id === parent.data_source_id;
