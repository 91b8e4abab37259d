/**
 * The endpoints over a connection: paths, bodies and the shape of what comes back.
 *
 * Tolerant on purpose: keys that we have not met stay in the objects, a list may be shorter than asked for,
 * a cursor is opaque. What an answer must have is checked here once, so that no room below meets half an object.
 */
import { exitCodes, SyncError } from "../platform/errors.ts";
import type { List, NotionReader, NotionWriter, PropertyItem, RequestOptions } from "./client.ts";
import {
  type ApiRequest,
  type ConnectionParts,
  connect,
  type Json,
  type RequestCounts,
} from "./connection.ts";
import { limits } from "./limits.ts";
import type { BlockTree } from "./tree.ts";
import type { Comment, CustomEmoji, Database, DataSource, Page, User } from "./types.ts";

/** A client that tells what it has sent. */
export type NotionClient = NotionReader &
  NotionWriter & { readonly counts: Readonly<RequestCounts> };

export function createNotionClient(parts: ConnectionParts): NotionClient {
  const { send, counts, now } = connect(parts);
  const { log } = parts;

  const read = (path: string, options?: RequestOptions) =>
    send({ kind: "read", method: "GET", path }, options);
  const write = (
    method: ApiRequest["method"],
    path: string,
    body?: Json,
    options?: RequestOptions,
  ) => send({ kind: "write", method, path, ...(body === undefined ? {} : { body }) }, options);
  const list = async <T>(answer: Promise<Json>, isWhole: (item: Json) => boolean) =>
    listOf<T>(await answer, isWhole, (count) => log("partial-objects", { count }));

  return {
    counts,
    now,
    self: async (options) => whole<User>(await read("users/me", options), "user"),
    users: (cursor, options) => list<User>(read(`users${page(cursor)}`, options), hasId),
    customEmojis: (cursor, options) =>
      list<CustomEmoji>(read(`custom_emojis${page(cursor)}`, options), hasId),
    search: ({ query, object, inTrash, direction, cursor }, options) => {
      const body: Json = {
        ...(query === undefined ? {} : { query }),
        ...searchFilter(object, inTrash),
        ...(direction === undefined ? {} : { sort: { timestamp: "last_edited_time", direction } }),
        ...(cursor === undefined ? {} : { start_cursor: cursor }),
        page_size: limits.pageSizeMax,
      };
      return list<Page | DataSource>(
        send({ kind: "read", method: "POST", path: "search", body }, options),
        hasProperties,
      );
    },
    page: async (id, options) => whole<Page>(await read(`pages/${id}`, options), "page"),
    propertyItems: async (id, property, options) => {
      const items: PropertyItem[] = [];
      let cursor: string | undefined;
      do {
        const answer = await read(`pages/${id}/properties/${property}${page(cursor)}`, options);
        if (answer["object"] !== "list") return [withoutRequestId(answer) as PropertyItem];
        const part = listOf<PropertyItem>(answer, () => true);
        items.push(...part.results);
        cursor = part.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return items;
    },
    block: async (id, options) => whole<BlockTree>(await read(`blocks/${id}`, options), "block"),
    children: (id, cursor, options) =>
      list<BlockTree>(read(`blocks/${id}/children${page(cursor)}`, options), hasType),
    database: async (id, options) =>
      whole<Database>(await read(`databases/${id}`, options), "database"),
    dataSource: async (id, options) =>
      whole<DataSource>(await read(`data_sources/${id}`, options), "data_source"),
    query: (id, { filter, sorts, cursor, pageSize }, options) => {
      const body: Json = {
        ...(filter === undefined ? {} : { filter }),
        ...(sorts === undefined || sorts.length === 0 ? {} : { sorts }),
        ...(cursor === undefined ? {} : { start_cursor: cursor }),
        page_size: pageSize ?? limits.pageSizeMax,
      };
      return list<Page | DataSource>(
        send({ kind: "read", method: "POST", path: `data_sources/${id}/query`, body }, options),
        hasProperties,
      );
    },
    comments: (id, cursor, options) =>
      list<Comment>(read(`comments${page(cursor, { block_id: id })}`, options), hasId),

    append: async (parent, children, position, options) => {
      const body = { children, position };
      const answer = await write("PATCH", `blocks/${parent}/children`, body, options);
      // With a position the answer goes on with the siblings that follow: only the first are ours.
      return listOf<BlockTree>(answer, () => true).results.slice(0, children.length);
    },
    updateBlock: async (id, update, options) =>
      withoutRequestId(
        await write("PATCH", `blocks/${id}`, update, options),
      ) as unknown as BlockTree,
    trashBlock: async (id, options) =>
      withoutRequestId(
        await write("DELETE", `blocks/${id}`, undefined, options),
      ) as unknown as BlockTree,
    createPage: async (create, options) =>
      withoutRequestId(await write("POST", "pages", { ...create }, options)) as unknown as Page,
    updatePage: async (id, update, options) =>
      withoutRequestId(
        await write("PATCH", `pages/${id}`, { ...update }, options),
      ) as unknown as Page,
    movePage: async (id, parent, options) =>
      withoutRequestId(
        await write("POST", `pages/${id}/move`, { parent: typed(parent) }, options),
      ) as unknown as Page,
  };
}

/** `?start_cursor=…&page_size=100`; the server's default size is the same, so without a cursor it is left out. */
function page(cursor: string | undefined, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(more);
  if (cursor !== undefined) query.set("start_cursor", cursor);
  query.set("page_size", String(limits.pageSizeMax));
  return `?${query}`;
}

function searchFilter(object: string | undefined, inTrash: boolean | undefined): Json {
  if (object === undefined && inTrash === undefined) return {};
  return {
    filter: {
      ...(object === undefined ? {} : { property: "object", value: object }),
      ...(inTrash === undefined ? {} : { in_trash: inTrash }),
    },
  };
}

/** The move endpoint wants its parent's `type` beside the id. @see https://developers.notion.com/reference/move-page */
const typed = (parent: { readonly page_id: string } | { readonly data_source_id: string }): Json =>
  "page_id" in parent ? { type: "page_id", ...parent } : { type: "data_source_id", ...parent };

const hasId = (item: Json) => typeof item["id"] === "string";
const hasType = (item: Json) => hasId(item) && typeof item["type"] === "string";
const hasProperties = (item: Json) => hasId(item) && typeof item["properties"] === "object";

const wholeness: Readonly<Record<string, (item: Json) => boolean>> = {
  user: hasId,
  page: hasProperties,
  data_source: hasProperties,
  block: hasType,
  database: (item) => hasId(item) && Array.isArray(item["data_sources"]),
};

/** The object without its envelope. Rejects a partial one: a token that may not read gets `{ object, id }`. */
function whole<T>(answer: Json, object: string): T {
  if (answer["object"] === object && wholeness[object]?.(answer))
    return withoutRequestId(answer) as T;
  if (answer["object"] === object && hasId(answer))
    throw new SyncError(`Notion shows only the id of ${object} ${answer["id"]}, not its content`, {
      code: "partial_object",
      exitCode: exitCodes.permission,
      next: "In the connection's settings, under Capabilities, switch on “Read content”.",
    });
  throw new SyncError(
    `Expected the answer to be a ${object}, got ${JSON.stringify(answer["object"])}`,
    { code: "unexpected_answer", exitCode: exitCodes.failures },
  );
}

function listOf<T>(
  answer: Json,
  isWhole: (item: Json) => boolean,
  onPartial?: (count: number) => void,
): List<T> {
  const { results } = answer;
  if (!Array.isArray(results))
    throw new SyncError(`Expected a list, got ${JSON.stringify(answer["object"])}`, {
      code: "unexpected_answer",
      exitCode: exitCodes.failures,
    });
  const items = results.filter((item) => isWhole(item as Json));
  if (items.length < results.length) onPartial?.(results.length - items.length);
  const more = answer["has_more"] === true;
  const cursor = answer["next_cursor"];
  const status = answer["request_status"] as { readonly type?: string } | undefined;
  const nextCursor = more && typeof cursor === "string" ? cursor : null;
  return {
    results: items as T[],
    nextCursor,
    // A list that says "more" and names no way on is as incomplete as one that reached the cap.
    incomplete: status?.type === "incomplete" || (more && nextCursor === null),
  };
}

function withoutRequestId(answer: Json): Json {
  const { request_id: _, ...rest } = answer;
  return rest;
}
