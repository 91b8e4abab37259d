/**
 * A run in small: recover, read, plan, execute, settle, for one page whose file never changes by itself.
 *
 * It shows how the parts of `sync/plan` and `sync/push` are meant to be put together, and it can be killed at
 * any step: every write to the journal, every request, on its way there and back, and every settling is one.
 */
import type { Journal } from "../../src/mirror/mirror.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { NotionClient } from "../../src/notion/notion-client.ts";
import type { Transport } from "../../src/notion/transport.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Operation } from "../../sync/plan/operations.ts";
import { planPage } from "../../sync/plan/plan.ts";
import { execute } from "../../sync/push/execute.ts";
import { createdPages, echoesOf, sentTo, settleIntents } from "../../sync/push/intents.ts";
import type { PushParts } from "../../sync/push/parts.ts";
import { recover } from "../../sync/push/recover.ts";
import { settledBlocks } from "../../sync/push/settled.ts";
import { treeOf } from "./bench.ts";

/** What is on the disk: survives a kill. */
export interface Site {
  readonly id: string;
  base: { page: Page; blocks: readonly BlockTree[] };
  local: { update: PageUpdate; blocks: readonly BlockTree[] };
}

/** Kills the engine at step `at`: nothing that it waits for ever comes, nothing that it calls works. */
export class Killer {
  steps = 0;
  dead = false;
  readonly killed: Promise<void>;
  readonly #at: number;
  #tell: () => void = () => undefined;

  constructor(at = Number.POSITIVE_INFINITY) {
    this.#at = at;
    this.killed = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** Throws in a dead engine, and dies at the chosen step. */
  step(): void {
    if (!this.dead && ++this.steps < this.#at) return;
    this.dead = true;
    this.#tell();
    throw new Error("killed");
  }

  journal(journal: Journal): Journal {
    const around = <A extends unknown[], T>(call: (...given: A) => T) => {
      return (...given: A): T => {
        this.step();
        const result = call(...given);
        this.step();
        return result;
      };
    };
    return {
      open: () => journal.open(),
      put: around((intent) => journal.put(intent)),
      setState: around((id, state) => journal.setState(id, state)),
      remove: around((id) => journal.remove(id)),
    };
  }

  transport(transport: Transport): Transport {
    return async (request, signal) => {
      await this.#orNever();
      const response = await transport(request, signal);
      await this.#orNever();
      return response;
    };
  }

  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: (ms, signal) => (this.dead ? never() : clock.sleep(ms, signal)),
    };
  }

  async #orNever(): Promise<void> {
    try {
      this.step();
    } catch {
      await never();
    }
  }
}

const never = () => new Promise<never>(() => undefined);

/** Runs until both sides are equal or it can't go on; returns whether they are. */
export async function cycle(
  site: Site,
  parts: PushParts,
  client: NotionClient,
  killer: Killer = new Killer(),
): Promise<boolean> {
  const { journal } = parts.mirror;
  await recover(parts);
  for (let attempt = 0; attempt < 8; attempt++) {
    const page = await client.page(site.id);
    const remote = { page, blocks: await treeOf(client, site.id) };
    const plan = planPage({
      page: site.id,
      base: site.base,
      local: site.local,
      remote,
      policy: "hold",
      sent: sentTo(journal, site.id),
      echoes: echoesOf(journal, site.id),
    });
    if (plan.refused !== null) throw new Error(plan.refused.message);
    const outcome = await execute(plan.operations, parts);
    if (outcome.status === "changed" || outcome.status === "doubtful") continue;
    if (outcome.status !== "done") return false;
    killer.step();
    site.base = {
      page: outcome.pages.get(site.id) ?? plan.merged.page,
      blocks: settledBlocks(plan.merged.base, outcome),
    };
    site.local = { update: {}, blocks: settledBlocks(plan.merged.file, outcome) };
    // One transaction with the base, in a mirror.
    for (const intent of journal.open())
      if (intent.page === site.id && intent.state === "done")
        parts.mirror.journal.remove(intent.id);
    killer.step();
    return true;
  }
  return false;
}

/** The same for operations on whole pages: each file's page is created once, whatever happens. */
export async function pagesCycle(
  operations: readonly Operation[],
  parts: PushParts,
): Promise<ReadonlyMap<string, string>> {
  const { journal } = parts.mirror;
  await recover(parts);
  for (let attempt = 0; attempt < 8; attempt++) {
    const there = createdPages(journal);
    const left = operations
      .filter((op) => op.kind !== "create-page" || !there.has(op.path))
      .map((op): Operation => {
        if (op.kind !== "create-page" || !("page" in op.parent)) return op;
        const { page } = op.parent;
        const id = "created" in page ? there.get(page.created) : undefined;
        return id === undefined ? op : { ...op, parent: { page: { id } } };
      });
    const outcome = await execute(left, parts);
    if (outcome.status === "done") return createdPages(journal);
  }
  return createdPages(journal);
}

export { settleIntents };
