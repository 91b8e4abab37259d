/**
 * What the history says, besides versions of texts, so that a run can be taken back.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";

/** Of a page's first version: taking back the run means to take back the page. */
export const madeReason = "created";

/** Of a page that gets another place or title on either side: what it was called and where it lay is in the version. */
export const movedReason = "moved";

/** Of a file that was brought back to another version before what it said was sent. */
export const unsentReason = "unsent";

/** Takes down where a page lay and what it was called. `path`: of its file. */
export function keepPlace(
  parts: {
    readonly mirror: Pick<Mirror, "history">;
    readonly clock: { now(): number };
    readonly run: string;
  },
  { page, blocks }: { readonly page: Page; readonly blocks: readonly BlockTree[] },
  path: string | null,
): void {
  const { mirror, clock, run } = parts;
  const at = clock.now();
  mirror.history.put(
    { page: page.id, path, side: "remote", at, run, reason: movedReason },
    Buffer.from(JSON.stringify({ page, blocks })),
  );
}
