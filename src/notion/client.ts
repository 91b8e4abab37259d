/**
 * The endpoints that we use, typed. `NotionReader` can't change anything; only `sync/push` is handed a
 * `NotionWriter`.
 */
import type { BlockTree } from "./tree.ts";
import type {
  BlockRequest,
  Comment,
  Cover,
  CustomEmoji,
  Database,
  DataSource,
  Icon,
  Page,
  PropertyValueRequest,
  QueryFilter,
  QuerySort,
  User,
} from "./types.ts";

/** One page of a list; `incomplete` when Notion stopped at its cap of 10,000 results. */
export interface List<T> {
  readonly results: readonly T[];
  readonly nextCursor: string | null;
  readonly incomplete: boolean;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** `person` goes before `crawl` and may use the reserve of the budget. Default `crawl`. */
  readonly priority?: "person" | "crawl";
  /**
   * Called in the same turn in which the request leaves, after any waiting for the budget and again before
   * each repetition: a journal that needs "when was it sent" reads its clock here.
   */
  readonly onSend?: () => void;
}

export interface SearchRequest {
  readonly direction?: "ascending" | "descending";
  readonly object?: "page" | "data_source";
  readonly inTrash?: boolean;
  readonly query?: string;
  readonly cursor?: string;
}

export interface QueryRequest {
  readonly filter?: QueryFilter;
  readonly sorts?: readonly QuerySort[];
  readonly cursor?: string;
  /** 1–100, default 100. */
  readonly pageSize?: number;
}

/** One element of a property's full value. @see https://developers.notion.com/reference/retrieve-a-page-property */
export type PropertyItem = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every member rejects with `NotionError` (the API's own code), `TransportError` or the signal's reason. */
export interface NotionReader {
  self(options?: RequestOptions): Promise<User>;
  users(cursor?: string, options?: RequestOptions): Promise<List<User>>;
  customEmojis(cursor?: string, options?: RequestOptions): Promise<List<CustomEmoji>>;
  search(request: SearchRequest, options?: RequestOptions): Promise<List<Page | DataSource>>;
  page(id: string, options?: RequestOptions): Promise<Page>;
  /** All items, over as many requests as it takes. */
  propertyItems(
    page: string,
    property: string,
    options?: RequestOptions,
  ): Promise<readonly PropertyItem[]>;
  block(id: string, options?: RequestOptions): Promise<BlockTree>;
  children(id: string, cursor?: string, options?: RequestOptions): Promise<List<BlockTree>>;
  database(id: string, options?: RequestOptions): Promise<Database>;
  dataSource(id: string, options?: RequestOptions): Promise<DataSource>;
  query(
    dataSource: string,
    request: QueryRequest,
    options?: RequestOptions,
  ): Promise<List<Page | DataSource>>;
  comments(block: string, cursor?: string, options?: RequestOptions): Promise<List<Comment>>;
  /** Notion's wall clock, ms, as far as its answers tell (`Date` header); ours until then. */
  now(): number;
}

export type AppendPosition =
  | { readonly type: "start" }
  | { readonly type: "end" }
  | { readonly type: "after_block"; readonly after_block: { readonly id: string } };

export interface PageUpdate {
  readonly properties?: Readonly<Record<string, PropertyValueRequest>>;
  readonly icon?: Icon | null;
  readonly cover?: Cover | null;
  readonly in_trash?: boolean;
  readonly is_locked?: boolean;
}

export interface PageCreate extends PageUpdate {
  readonly parent:
    | { readonly page_id: string }
    | { readonly data_source_id: string }
    | { readonly workspace: true };
  readonly children?: readonly BlockRequest[];
}

/** The one set of calls that changes Notion. Never retried below: a write in doubt is the caller's to settle. */
export interface NotionWriter {
  /** The new first-level blocks only, in request order, whatever else the answer carries. */
  append(
    parent: string,
    children: readonly BlockRequest[],
    position: AppendPosition,
    options?: RequestOptions,
  ): Promise<readonly BlockTree[]>;
  updateBlock(
    id: string,
    update: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Promise<BlockTree>;
  trashBlock(id: string, options?: RequestOptions): Promise<BlockTree>;
  createPage(page: PageCreate, options?: RequestOptions): Promise<Page>;
  updatePage(id: string, update: PageUpdate, options?: RequestOptions): Promise<Page>;
  movePage(
    id: string,
    parent: { readonly page_id: string } | { readonly data_source_id: string },
    options?: RequestOptions,
  ): Promise<Page>;
}

/** The whole client, as the composition root hands it to a cycle; each room takes the half that it needs. */
export type NotionClient = NotionReader & NotionWriter;
