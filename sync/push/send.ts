/**
 * One write, exactly once: intent on disk, then the request, then what became of it.
 *
 * The intent is durable before the first byte leaves. A clear answer makes it `done`; a clear refusal
 * removes it; anything else is settled by looking (`doubt.ts`), and the write is sent again only when it
 * has not shown up for as long as the server can work on a request.
 */
import type { RequestOptions } from "../../src/notion/client.ts";
import { fateOf, isBlocked, NotionError } from "../../src/notion/errors.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import { type Random, token } from "../../src/platform/random.ts";
import { type Answer, settleDoubt, windowOf } from "./doubt.ts";
import {
  intentsOf,
  isFoundBySearch,
  isUnresolved,
  type Payload,
  type PushIntent,
} from "./intents.ts";
import type { PushParts } from "./parts.ts";
import { PlanOutdated } from "./sight.ts";

/** Notion refused the write for good, and nothing of it was applied. */
export class Refused extends Error {
  override readonly name = "Refused";
  override readonly cause: Error;
  /** The new block that it was about, where Notion says. */
  readonly block: BlockTree | null;
  constructor(cause: Error, block: BlockTree | null = null) {
    super(cause.message);
    this.cause = cause;
    this.block = block;
  }
}

/** The write's fate can't be settled now. The journal has it. */
export class InDoubt extends Error {
  override readonly name = "InDoubt";
  override readonly cause: Error;
  constructor(cause: Error) {
    super(cause.message);
    this.cause = cause;
  }
}

/** The signal ended the push. Nothing is in doubt. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A write that was lost, or refused for a moment, is sent this often at most. */
const triesMax = 6;

/** Ms that a 409 is given to show up: it is an answer, so nothing is under way any more. */
const conflictWindowMs = 4_000;

export interface Write {
  readonly page: string;
  /** The block whose fate is fenced: the updated or trashed one, or the parent appended to. */
  readonly target: string;
  readonly payload: Payload;
  readonly send: (options: RequestOptions) => Promise<Answer>;
  /**
   * Looks, before it is sent again, whether it is still what was planned for: somebody may have written there
   * meanwhile. @throws PlanOutdated
   */
  readonly again?: () => Promise<void>;
  /** The payload with what the answer tells. */
  readonly done: (answer: Answer) => Payload;
}

export type Written =
  | { readonly kind: "done"; readonly intent: string; readonly answer: Answer }
  /** Only the first `applied` blocks of an append were created. */
  | {
      readonly kind: "partial";
      readonly intent: string;
      readonly answer: Answer;
      readonly applied: number;
    };

export async function write(parts: PushParts, what: Write): Promise<Written> {
  const { mirror, clock, random, run } = parts;
  const { journal } = mirror;
  const open = intentsOf(journal);
  const fenced = open.find((intent) => intent.target === what.target && isUnresolved(intent));
  if (fenced !== undefined)
    throw new InDoubt(new Error(`An earlier write to ${what.target} is still in doubt`));
  for (let tries = 1; ; tries++) {
    if (parts.signal?.aborted === true) throw new Interrupted("The push was stopped");
    const intent: PushIntent = {
      id: freshId(random, open),
      run,
      page: what.page,
      target: what.target,
      kind: what.payload.kind,
      payload: what.payload,
      state: "planned",
      sentAt: Math.floor(clock.now()),
    };
    journal.put(intent);
    const result = await once(parts, what, intent);
    if (result.kind !== "again") return result;
    if (tries >= triesMax) throw new Refused(result.error);
    await what.again?.();
  }
}

/** Chance begins anew with every process: an id that the journal holds is not taken again. */
function freshId(random: Random, open: readonly PushIntent[]): string {
  for (;;) {
    const id = token(random, 12);
    if (open.every((intent) => intent.id !== id)) return id;
  }
}

async function once(
  parts: PushParts,
  what: Write,
  intent: PushIntent,
): Promise<Written | { readonly kind: "again"; readonly error: Error }> {
  const { mirror, clock, signal, priority = "person" } = parts;
  const { journal } = mirror;
  let sent: PushIntent | null = null;
  let sentAt = 0;
  const onSend = () => {
    sent = { ...intent, state: "sent", sentAt: Math.floor(clock.now()) };
    sentAt = clock.monotonic();
    journal.put(sent);
  };
  let answer: Answer;
  try {
    answer = await what.send({
      priority,
      onSend,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    const left = sent as PushIntent | null;
    if (left === null || fateOf(error) === "no") {
      journal.remove(intent.id);
      if (left === null && signal?.aborted === true) throw new Interrupted("The push was stopped");
      throw endsAll(error) ? error : refusal(cause);
    }
    journal.put({ ...left, state: "doubtful" });
    const verdict = await settleDoubt(
      parts,
      { ...left, state: "doubtful" },
      sentAt + windowAfter(parts, left.payload, error),
      error,
    );
    switch (verdict.kind) {
      case "applied":
        journal.put({ ...left, state: "done", payload: verdict.payload });
        return { kind: "done", intent: intent.id, answer: verdict.answer };
      case "partial":
        journal.put({ ...left, state: "done", payload: verdict.payload });
        return {
          kind: "partial",
          intent: intent.id,
          answer: verdict.answer,
          applied: verdict.applied,
        };
      case "absent":
        // Sent again under another intent; this one is watched in case the server was slower than it can be.
        journal.setState(intent.id, "zombie");
        return { kind: "again", error: cause };
      case "changed":
        journal.setState(intent.id, "zombie");
        throw new PlanOutdated(`Somebody else changed ${what.target} meanwhile`);
      case "unknown":
        throw new InDoubt(verdict.error);
    }
  }
  journal.put({ ...(sent ?? intent), state: "done", payload: what.done(answer) });
  return { kind: "done", intent: intent.id, answer };
}

/** Neither this page nor any other can be pushed: the token is wrong, or Notion has blocked the connection. */
export const endsAll = (error: unknown): boolean =>
  error instanceof NotionError && (error.status === 401 || isBlocked(error));

/** A 404 for a write says that what it was planned for has gone, or is no longer ours to see. */
const refusal = (cause: Error): Error =>
  cause instanceof NotionError && cause.status === 404
    ? new PlanOutdated(cause.message)
    : new Refused(cause);

/** Jittered after a 409, so that two writers that met do not meet again. */
function windowAfter(parts: PushParts, payload: Payload, error: unknown): number {
  if (error instanceof NotionError && error.status === 409 && !isFoundBySearch(payload))
    return conflictWindowMs * (0.25 + 0.75 * parts.random.next());
  return windowOf(parts, payload);
}
