/**
 * What the narrator sees of Notion: as someone who looks at the workspace itself, not as the engine does.
 */
import type { Notion } from "../../../fixtures/index.ts";

/** When each block was last edited, by id. What is in the trash is not there. */
export function editTimes({ world }: Notion): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const record of world.store.all())
    if (record.kind === "block" && !world.inTrash(record)) times.set(record.id, record.editedMs);
  return times;
}

/** Blocks of `before` that bear another time in `after`, or are not there. */
export function changedBlocks(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): { readonly edited: number; readonly gone: number; readonly added: number } {
  let edited = 0;
  let gone = 0;
  for (const [id, time] of before) {
    const now = after.get(id);
    if (now === undefined) gone++;
    else if (now !== time) edited++;
  }
  return { edited, gone, added: after.size - (before.size - gone) };
}

export const pagesIn = ({ world }: Notion): number =>
  [...world.store.all()].filter((record) => record.kind === "page" && !world.inTrash(record))
    .length;

/** Id of the block that says `text`; `null` when nobody does. */
export function blockSaying({ world }: Notion, text: string): string | null {
  for (const record of world.store.all())
    if (
      record.kind === "block" &&
      !world.inTrash(record) &&
      JSON.stringify(record.content).includes(text)
    )
      return record.id;
  return null;
}

export const saysInNotion = (notion: Notion, text: string): boolean =>
  blockSaying(notion, text) !== null;

export function isTrashed({ world }: Notion, page: string): boolean {
  const record = world.store.get(page);
  return record === undefined || world.inTrash(record);
}

/** Requests since the log was cleared that changed something. */
export const writesIn = ({ requests }: Notion): number =>
  requests.filter(({ method, path }) => method !== "GET" && !/\/(?:search|query)$/.test(path))
    .length;
