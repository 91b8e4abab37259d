/**
 * What people said about pages and blocks.
 *
 * Notion lists the open discussions of one page or one block a request, and no time stamp tells that one was
 * begun. So each block is asked once, when it is first met; after that, until the next full crawl, only the
 * page itself, its new blocks and those that bear comments.
 *
 * @see https://developers.notion.com/reference/list-comments
 */
import { isUnreachable, NotionError } from "../../src/notion/errors.ts";
import type { Comment } from "../../src/notion/types.ts";
import { one } from "./bodies.ts";
import { commentable, commentsRefusedMark } from "./commentable.ts";
import { report } from "./progress.ts";
import { minuteMs, type Run } from "./run.ts";

/** Requests of one run that nobody asked for by name: what changed elsewhere must not wait for hours. */
const requestsMax = 500;
/** Discussions asked for at the same time. */
const fanOut = 6;

/** @param since Comments read before this (wall clock, ms) are read again, of every block. */
export async function readComments(run: Run, since: number): Promise<void> {
  const { mirror, options } = run;
  if (options.comments === undefined || options.comments === false) return;
  if (!run.full && mirror.marks.get<number>(commentsRefusedMark) !== null) return;
  const due = mirror.people.commentsDue(since);
  let spent = 0;
  let done = 0;
  for (const id of due) {
    if (options.full !== true && spent >= requestsMax) return;
    let refused = false;
    await one(run, id, async () => {
      try {
        spent += await readCommentsOf(run, id, since);
      } catch (error) {
        if (!isRefused(error)) throw error;
        refused = true;
      }
      return false;
    });
    if (refused) return;
    report(run, { phase: "comments", done: ++done, total: due.length });
  }
}

/** Reads and stores the comments of a page; returns the requests that it took. */
export async function readCommentsOf(run: Run, id: string, since: number): Promise<number> {
  const { mirror, clock } = run;
  const startedAt = clock.now();
  const before = mirror.people.commentsReadAt(id);
  const bearing = new Set(
    mirror.people
      .comments(id)
      .flatMap(({ parent }) => (parent.type === "block_id" ? [parent.block_id] : [])),
  );
  const blocks = commentable(mirror.blocks.remote(id) ?? []).filter(
    (block) =>
      run.options.comments === true &&
      (before === null ||
        before < since ||
        bearing.has(block.id ?? "") ||
        Date.parse(block.created_time ?? "") >= before - minuteMs),
  );
  const ids = [id, ...blocks.flatMap((block) => block.id ?? [])];
  const lists: (readonly Comment[])[] = [];
  let requests = 0;
  for (let from = 0; from < ids.length; from += fanOut) {
    const part = await Promise.all(
      ids.slice(from, from + fanOut).map(async (one) => {
        const read = await list(run, one);
        requests += read.requests;
        return read.comments;
      }),
    );
    lists.push(...part);
  }
  mirror.marks.remove(commentsRefusedMark);
  mirror.people.putComments(id, lists.flat(), startedAt);
  return requests;
}

async function list(
  run: Run,
  id: string,
): Promise<{ readonly comments: readonly Comment[]; readonly requests: number }> {
  const comments: Comment[] = [];
  let requests = 0;
  let cursor: string | undefined;
  try {
    do {
      requests++;
      const part = await run.notion.comments(id, cursor, run.request);
      comments.push(...part.results);
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
  } catch (error) {
    if (error instanceof NotionError && error.code === "restricted_resource") {
      // The capability, not the object: every other request would fare the same.
      run.mirror.marks.set(commentsRefusedMark, run.clock.now());
      throw error;
    }
    // A block that went meanwhile has nothing to say; the next reading of the body tells.
    if (!isUnreachable(error)) throw error;
  }
  return { comments, requests };
}

export const isRefused = (error: unknown): boolean =>
  error instanceof NotionError && error.code === "restricted_resource";
