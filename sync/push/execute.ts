/**
 * The only writer to Notion: one page's operations, in order, each checked, journalled, sent, recorded.
 *
 * One at a time: a page has one writer. What stands before an operation that can't be done ends the push of
 * the page, so that nothing is deleted before everything new is there. Throws only what ends the whole run.
 */
import { NotionError } from "../../src/notion/errors.ts";
import { TransportError } from "../../src/notion/transport.ts";
import { type PlannedRequest, requestsOf } from "../plan/batch.ts";
import type { Operation } from "../plan/operations.ts";
import { stepAppend, stepCreate } from "./creating.ts";
import { intentsOf, isUnresolved } from "./intents.ts";
import type { OperationOutcome, PushOutcome, PushParts } from "./parts.ts";
import { begin, createdTrees, isComplete, learnRest, type Push } from "./progress.ts";
import { recoverIntents } from "./recover.ts";
import { endsAll, InDoubt, Interrupted, Refused } from "./send.ts";
import { PlanOutdated } from "./sight.ts";
import { stepSingle } from "./single.ts";

export async function execute(
  operations: readonly Operation[],
  parts: PushParts,
): Promise<PushOutcome> {
  const push = begin(operations, parts);
  const outcomes: OperationOutcome[] = operations.map(() => ({ kind: "left" }));
  const requests = requestsOf(operations);
  let status: PushOutcome["status"] = "done";
  let current = 0;
  try {
    await resolveEarlier(operations, parts);
    for (const [index, request] of requests.entries()) {
      current = request.operation;
      await step(push, index, request);
      if (requests[index + 1]?.operation !== current) outcomes[current] = { kind: "done" };
    }
  } catch (error) {
    const outcome = outcomeOf(error, parts.signal?.aborted === true);
    if (outcome === null) throw error;
    status = outcome.kind === "left" ? "interrupted" : outcome.kind;
    outcomes[current] = outcome;
  }
  if (status === "done") await learnQuietly(push);
  return {
    status,
    operations: outcomes,
    created: createdTrees(push),
    updated: push.updated,
    pages: push.pages,
    complete: isComplete(push),
    intents: push.intents,
    writes: push.writes,
  };
}

/** All is written: what can't be learnt now is learnt when the page is read. */
async function learnQuietly(push: Push): Promise<void> {
  try {
    await learnRest(push);
  } catch (error) {
    if (outcomeOf(error, push.parts.signal?.aborted === true) === null) throw error;
  }
}

function step(push: Push, index: number, request: PlannedRequest): Promise<void> {
  const op = push.operations[request.operation];
  if (op === undefined) throw new RangeError(`no operation ${request.operation}`);
  switch (request.kind) {
    case "append":
      return stepAppend(push, index, request, op);
    case "create-page":
      return stepCreate(push, index, request, op);
    default:
      return stepSingle(push, op);
  }
}

/** The fence: what is in doubt on these pages is settled before anything more is sent there. */
async function resolveEarlier(operations: readonly Operation[], parts: PushParts): Promise<void> {
  const pages = new Set(operations.map((op) => ("page" in op ? op.page : op.path)));
  const open = intentsOf(parts.mirror.journal).filter(
    (intent) => isUnresolved(intent) && pages.has(intent.page),
  );
  if (open.length === 0) return;
  const { doubtful } = await recoverIntents(parts, open);
  if (doubtful > 0) throw new InDoubt(new Error("An earlier write to this page is still in doubt"));
  throw new PlanOutdated("An earlier write to this page was settled just now");
}

function outcomeOf(error: unknown, stopped: boolean): OperationOutcome | null {
  if (error instanceof PlanOutdated)
    return {
      kind: "changed",
      reason: error.message,
      ...(error.page === null ? {} : { page: error.page }),
    };
  if (error instanceof Refused)
    return {
      kind: "refused",
      error: error.cause,
      ...(error.block === null ? {} : { block: error.block }),
    };
  if (error instanceof InDoubt) return { kind: "doubtful", error: error.cause };
  if (error instanceof Interrupted || stopped) return { kind: "left" };
  // What is thrown by a reading: trouble with this page, unless no page can be read with this token.
  if (error instanceof TransportError) return { kind: "failed", error };
  if (error instanceof NotionError && !endsAll(error)) return { kind: "failed", error };
  return null;
}
