/**
 * Notion's objects under their Notion names, derived from the official SDK's types.
 *
 * Types only: the SDK's transport is not used. Partial objects are narrowed away (a reader that meets
 * one says so), and what newer servers may add is let through by `OpaqueBlock`.
 */
import type {
  BlockObjectRequest,
  BlockObjectResponse,
  BotUserObjectResponse,
  CommentObjectResponse,
  CustomEmojiResponse,
  DatabaseObjectResponse,
  DataSourceObjectResponse,
  PageObjectResponse,
  PartialUserObjectResponse,
  PersonUserObjectResponse,
  QueryDataSourceParameters,
  RichTextItemResponse,
  SearchParameters,
  UpdatePageParameters,
} from "@notionhq/client";

export type {
  AppendBlockChildrenParameters,
  CreatePageParameters,
  UpdateBlockParameters,
  UpdatePageParameters,
} from "@notionhq/client";

/** `Notion-Version` that the engine speaks. @see https://developers.notion.com/reference/versioning */
export type NotionVersion = "2026-03-11";

export type ApiColor = RichTextItemResponse["annotations"]["color"];
export type Annotations = RichTextItemResponse["annotations"];

type Writable<T> = T extends unknown ? Omit<T, "plain_text" | "href"> : never;
/** A run of text, a mention or an equation. `plain_text` and `href` are Notion's to compute: absent in what we make. */
export type RichText = Writable<RichTextItemResponse> & {
  readonly plain_text?: string;
  readonly href?: string | null;
};
export type TextRun = Extract<RichText, { type: "text" }>;
export type MentionRun = Extract<RichText, { type: "mention" }>;
export type EquationRun = Extract<RichText, { type: "equation" }>;

/** Types that the API names, without `transcription`, the old name of `meeting_notes`. */
export type BlockType = Exclude<BlockObjectResponse["type"], "transcription">;

/** `Content<"paragraph">` is what stands under a block's `paragraph` key. */
export type Content<T extends BlockType> =
  Extract<BlockObjectResponse, { type: T }> extends infer B
    ? T extends keyof B
      ? B[T]
      : never
    : never;

/** What the API tells of every block besides its content. All absent on a block that does not exist yet. */
export interface BlockMeta {
  readonly object?: "block";
  readonly id?: string;
  readonly parent?: BlockObjectResponse["parent"];
  readonly created_time?: string;
  readonly created_by?: PartialUserObjectResponse;
  readonly last_edited_time?: string;
  readonly last_edited_by?: PartialUserObjectResponse;
  readonly has_children?: boolean;
  readonly in_trash?: boolean;
}

/** The request type of a block, as `PATCH /v1/blocks/{id}/children` takes it. */
export type BlockRequest = BlockObjectRequest;

export type Page = PageObjectResponse;
export type Database = DatabaseObjectResponse;
export type DataSource = DataSourceObjectResponse;
export type Parent = Page["parent"];
export type Icon = NonNullable<Page["icon"]>;
export type Cover = NonNullable<Page["cover"]>;
export type PropertyValue = Page["properties"][string];
export type PropertyType = DataSource["properties"][string]["type"];
export type PropertySchema = DataSource["properties"][string];
export type User = (PersonUserObjectResponse | BotUserObjectResponse) & {
  readonly id: string;
  readonly object: "user";
  readonly name: string | null;
  readonly avatar_url: string | null;
};
export type Comment = CommentObjectResponse;
export type CustomEmoji = CustomEmojiResponse;
export type QueryFilter = NonNullable<QueryDataSourceParameters["filter"]>;
export type QuerySort = NonNullable<QueryDataSourceParameters["sorts"]>[number];
export type SearchSort = NonNullable<SearchParameters["sort"]>;
/** What `PATCH /v1/pages/{id}` takes for one property. */
export type PropertyValueRequest = NonNullable<UpdatePageParameters["properties"]>[string];
