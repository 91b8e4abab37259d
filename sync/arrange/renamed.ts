/**
 * New files that got another name or place between the request that makes their page and the day that they get
 * its id: known by their bytes, or as the same file of the file system. Without this the page would be made twice.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { NewFile, Observation } from "../local/observe.ts";
import {
  type CreatePagePayload,
  intentsOf,
  isUnresolved,
  type PushIntent,
} from "../push/intents.ts";

/** What is in the journal about a file that lies elsewhere by now follows it. */
export function followRenamed(
  mirror: Pick<Mirror, "journal" | "transaction">,
  seen: Observation,
): void {
  const { journal } = mirror;
  const open = intentsOf(journal).filter(
    (intent) => isUnresolved(intent) || intent.state === "done",
  );
  const taken = new Set(open.map(({ page }) => page));
  mirror.transaction(() => {
    for (const intent of open) {
      const { payload } = intent;
      if (payload.kind !== "create-page" || payload.file === undefined) continue;
      const at = seen.created.find(({ path }) => path === payload.path);
      // An editor may have replaced or rewritten it since: it is the one unless another one is more so.
      if (at !== undefined && isSame(payload, at)) continue;
      const now = seen.created.find((file) => !taken.has(file.path) && isSame(payload, file));
      if (now === undefined) continue;
      taken.add(now.path);
      for (const each of open)
        if (each.page === payload.path) journal.put(moved(each, payload.path, now.path));
    }
  });
}

const isSame = ({ file }: CreatePagePayload, { hash, file: stat }: NewFile): boolean =>
  file !== undefined && (file.hash === hash || (file.ino !== 0 && file.ino === stat.ino));

/** All that was sent for the page: its making, and what was put on it. */
function moved(intent: PushIntent, from: string, to: string): PushIntent {
  const { payload } = intent;
  return {
    ...intent,
    page: to,
    target: intent.target === from ? to : intent.target,
    payload:
      payload.kind === "create-page"
        ? { ...payload, path: to, was: payload.was ?? payload.path }
        : payload,
  };
}
