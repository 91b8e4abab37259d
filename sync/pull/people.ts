/**
 * Members and custom emojis of the workspace: names for mentions, people and icons.
 */

import type { List } from "../../src/notion/client.ts";
import { isUnreachable, NotionError } from "../../src/notion/errors.ts";
import type { CustomEmoji, User } from "../../src/notion/types.ts";
import type { Run } from "./run.ts";

/** A token without the capability leaves both lists as they are: names are a comfort, not content. */
export async function readPeople(run: Run): Promise<void> {
  const { notion, mirror } = run;
  const users = await all<User>((cursor) => notion.users(cursor, run.request));
  if (users !== null) mirror.people.putUsers(users);
  const emojis = await all<CustomEmoji>((cursor) => notion.customEmojis(cursor, run.request));
  if (emojis !== null) mirror.people.putEmojis(emojis);
}

async function all<T>(
  read: (cursor: string | undefined) => Promise<List<T>>,
): Promise<readonly T[] | null> {
  const found: T[] = [];
  let cursor: string | undefined;
  try {
    do {
      const list = await read(cursor);
      found.push(...list.results);
      cursor = list.nextCursor ?? undefined;
    } while (cursor !== undefined);
  } catch (error) {
    if (isUnreachable(error) || (error instanceof NotionError && error.status === 400)) return null;
    throw error;
  }
  return found;
}
