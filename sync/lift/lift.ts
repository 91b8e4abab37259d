/**
 * An edited file carried back onto its base: what the person changed, and nothing that they did not.
 *
 * Two laws: a file that says what the base says lifts to the base itself, object for object; and a lifted
 * page, printed again, says what the file said.
 */
import type { ConvertOptions, Note, Span } from "../../converters/context.ts";
import { positionOf } from "../../converters/front-matter/read.ts";
import { isRow, schemaOf } from "../../converters/page/keys.ts";
import { type ParsedFrontMatter, readPageFrontMatter } from "../../converters/page/read.ts";
import { readBody } from "../../converters/page.ts";
import type { PageUpdate } from "../../src/notion/client.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { type LiftBlocksOptions, liftBlocks } from "./blocks.ts";
import { readSettled, type SettledText } from "./links.ts";
import { noting } from "./open-links.ts";
import { liftFields } from "./properties.ts";

/** The file may have been formatted by anybody. */
export type LiftBase = SettledText;

export interface LiftOptions extends ConvertOptions, Omit<LiftBlocksOptions, "positionOf"> {
  /** Options of selects that the schema does not have are made. */
  readonly allowNewOptions?: boolean | undefined;
  /** The file was moved: its links may have been led anew from where it lies now. */
  readonly relocated?: boolean | undefined;
  /** Paths at which nothing lay when the file was settled. */
  readonly openLinks?: readonly string[] | undefined;
}

export interface Lifted {
  /** Only what differs from the base, in the API's write form. */
  readonly update: PageUpdate;
  /** The `title:` key's value, where it is a new one. */
  readonly title?: string;
  /** Unchanged blocks are the base's own objects, edited ones keep their id, new ones have none. */
  readonly blocks: readonly BlockTree[];
  /** Where each of `blocks` stands in `text`, keyed by the very object. Blocks put back have no place. */
  readonly spans: ReadonlyMap<BlockTree, Span>;
  /** `blocks` are not what the body says: some of it was put back or is not to be, as `notes` tell. */
  readonly corrected: boolean;
  /** Paths at which the file looks for a page, and where there is none. */
  readonly openLinks: readonly string[];
  /** What the file says in its front matter. */
  readonly frontMatter: ParsedFrontMatter;
  /** Things worth telling; nothing is held up by them. */
  readonly notes: readonly Note[];
  /** What could not be understood, and is not in `update`. */
  readonly errors: readonly Note[];
}

export function lift(request: {
  readonly base: LiftBase;
  readonly text: string;
  readonly options?: LiftOptions;
}): Lifted {
  const { base, text } = request;
  const given = withSchema(base.page, request.options ?? {});
  const openBefore = new Set(given.openLinks);
  const { context: noted, open } = noting(given.context ?? {});
  const options = { ...given, context: noted };
  const was = readSettled(base, options, options.relocated, openBefore);
  const inContext = { ...options, context: was.edited(text) };
  // What is at the end of an open link by now makes an edit of a text that nobody touched.
  const isSame = text === base.text && openBefore.size === 0;
  const nowMatter = isSame ? was.frontMatter : readPageFrontMatter(text, inContext);
  const fields = liftFields(base.page, was.frontMatter, nowMatter, openBefore.size > 0);
  const now = isSame ? was.body : readBody(text, nowMatter.bodyStart, inContext);
  const body = liftBlocks(base.blocks, was.body.blocks, now, {
    linkify: options.linkify,
    deleteOpaque: options.deleteOpaque,
    isChild: inContext.context.isChild,
    positionOf: (offset) => positionOf(text, offset),
  });
  const all = [...fields.notes, ...now.notes, ...body.notes];
  return {
    update: fields.update,
    ...(fields.title === undefined ? {} : { title: fields.title }),
    blocks: body.blocks,
    spans: body.spans,
    corrected: body.notes.length > 0,
    openLinks: [...open],
    frontMatter: nowMatter,
    notes: all.filter((note) => note.kind === "warning"),
    errors: all.filter((note) => note.kind === "error"),
  };
}

/** Without a schema, the row's own values tell the names and types of its properties. */
function withSchema(page: Page, options: LiftOptions): LiftOptions {
  if (options.context?.schema !== undefined || !isRow(page)) return options;
  return { ...options, context: { ...options.context, schema: schemaOf(page) } };
}
