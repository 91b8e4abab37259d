/**
 * Operations that are one request with nothing to fill in: looked at again, then sent.
 */
import { blockHash, treeHash } from "../../src/notion/canonical.ts";
import type { RequestOptions } from "../../src/notion/client.ts";
import { isUnreachable } from "../../src/notion/errors.ts";
import type { Operation } from "../plan/operations.ts";
import { pageFieldsHash } from "../plan/properties.ts";
import { stands } from "./doubt.ts";
import { pageFor } from "./fields.ts";
import { type Push, sendOne } from "./progress.ts";
import { PlanOutdated } from "./sight.ts";

export async function stepSingle(push: Push, op: Operation): Promise<void> {
  const { notion } = push.parts;
  const signal = push.parts.signal === undefined ? {} : { signal: push.parts.signal };
  const read = { ...signal, priority: push.parts.priority ?? "person" } as const;
  switch (op.kind) {
    case "update-block": {
      const block = await push.sight.block(op.block, op.parent, sharesList(push, op.parent));
      if (blockHash(block) === blockHash(op.result)) return;
      if (blockHash(block) !== op.expected)
        throw new PlanOutdated(`Block ${op.block} was edited in Notion`);
      const payload = {
        kind: op.kind,
        block: op.block,
        from: op.expected,
        to: blockHash(op.result),
        result: op.result,
      } as const;
      const body = { [op.type]: op.update };
      const { block: answer } = await sendOne(push, {
        page: op.page,
        target: op.block,
        payload,
        send: async (options) => ({ block: await notion.updateBlock(op.block, body, options) }),
        done: (given) =>
          given.block === undefined ? payload : { ...payload, answer: given.block },
      });
      if (answer === undefined) return;
      push.updated.set(op.block, answer);
      push.sight.updated(answer);
      return;
    }
    case "trash-block": {
      const check = async () => {
        const block = await push.sight.block(op.block, op.parent, sharesList(push, op.parent));
        if (treeHash(await push.sight.subtree(block)) !== op.expected)
          throw new PlanOutdated(`Block ${op.block} was edited in Notion`);
      };
      await check();
      await sendOne(push, {
        page: op.page,
        target: op.block,
        payload: { kind: op.kind, block: op.block },
        send: async (options) => ({ block: await notion.trashBlock(op.block, options) }),
        again: () => {
          push.sight.forget(op.parent);
          return check();
        },
        done: () => ({ kind: op.kind, block: op.block }),
      });
      push.sight.trashed(op.block);
      return;
    }
    case "update-page": {
      const page = await pageFor(notion, op.page, op.update, read);
      // Only what takes a page out of the trash may find it there.
      const misplaced = page.in_trash && op.update.in_trash !== false;
      if (misplaced || pageFieldsHash(page, op.update) !== op.expected)
        throw new PlanOutdated(`The properties of page ${op.page} were edited in Notion`);
      const payload = {
        kind: op.kind,
        page: op.page,
        update: op.update,
        from: op.expected,
      } as const;
      const answer = await sendOne(push, {
        page: op.page,
        target: op.page,
        payload,
        send: async (options) => ({ page: await notion.updatePage(op.page, op.update, options) }),
        done: () => payload,
      });
      if (answer.page !== undefined) push.pages.set(op.page, answer.page);
      return;
    }
    case "move-page": {
      const page = await notion.page(op.page, read);
      if (page.in_trash) throw new PlanOutdated(`Page ${op.page} is in the trash`);
      if (stands(page, op.parent)) return;
      const payload = { kind: op.kind, page: op.page, parent: op.parent } as const;
      const answer = await sendOne(push, {
        page: op.page,
        target: op.page,
        payload,
        send: async (options) => ({ page: await notion.movePage(op.page, op.parent, options) }),
        done: () => payload,
      });
      if (answer.page !== undefined) push.pages.set(op.page, answer.page);
      return;
    }
    case "trash-page": {
      const check = async () => {
        for (const { page, expected } of op.along) await checkAlong(push, page, expected, read);
        const page = await notion.page(op.page, read);
        if (!page.in_trash && page.last_edited_time !== op.expected)
          throw new PlanOutdated(`Page ${op.page} was edited in Notion`);
        return page;
      };
      const there = await check();
      if (there.in_trash) {
        push.pages.set(op.page, there);
        return;
      }
      const payload = { kind: op.kind, page: op.page } as const;
      const answer = await sendOne(push, {
        page: op.page,
        target: op.page,
        payload,
        send: async (options) => ({
          page: await notion.updatePage(op.page, { in_trash: true }, options),
        }),
        again: async () => {
          await check();
        },
        done: () => payload,
      });
      if (answer.page !== undefined) push.pages.set(op.page, answer.page);
      return;
    }
    default:
      throw new Error(`Invariant broken: ${op.kind} is not one request`);
  }
}

/** A page that would go to the trash with another: an edit of it counts as much as one of that. */
async function checkAlong(
  push: Push,
  id: string,
  expected: string,
  options: RequestOptions,
): Promise<void> {
  try {
    const page = await push.parts.notion.page(id, options);
    if (!page.in_trash && page.last_edited_time !== expected)
      throw new PlanOutdated(`Page ${id} was edited in Notion`, id);
  } catch (error) {
    // Of one that can't be seen any more nothing can be said, and nothing of it is ours to keep.
    if (!isUnreachable(error)) throw error;
  }
}

/** Three or more blocks of one list are cheaper to check by reading the list. */
const sharesList = (push: Push, parent: string): boolean =>
  push.operations.filter(
    (op) => (op.kind === "update-block" || op.kind === "trash-block") && op.parent === parent,
  ).length >= 3;
