/**
 * A page as a file: front matter and body, in both directions.
 */
import type { BlockTree } from "../src/notion/tree.ts";
import type { Cover, Icon, Page, PropertyValueRequest } from "../src/notion/types.ts";
import { blocksToMarkdown } from "./blocks/print.ts";
import { parseBlocks } from "./blocks/read.ts";
import type { ConvertOptions, Note, Span } from "./context.ts";
import { type PrintPageOptions, printFrontMatter } from "./page/print.ts";
import { type ParsedFrontMatter, readPageFrontMatter } from "./page/read.ts";

export function pageToMarkdown(
  page: Page,
  blocks: readonly BlockTree[],
  options: PrintPageOptions = {},
): string {
  const body = blocksToMarkdown(blocks, options);
  return printFrontMatter(page, options) + (body === "" ? "" : `\n${body}`);
}

export interface MarkdownToPageOptions extends ConvertOptions {
  /** Options of selects that the schema does not have are made. */
  readonly allowNewOptions?: boolean | undefined;
}

export interface ParsedPage {
  readonly notionId: string | null;
  /** The `title:` key; the file's name says the title otherwise. */
  readonly title?: string;
  /** `null` for an empty key, absent where there is no key. */
  readonly icon?: Icon | null;
  readonly cover?: Cover | null;
  readonly locked?: boolean;
  /** By property name, in the form that the API takes. Values that were not understood are not here. */
  readonly values: Readonly<Record<string, PropertyValueRequest>>;
  /** Keys that are no property of the page, as typed: kept in the file, never sent. */
  readonly unknown: ReadonlyMap<string, unknown>;
  readonly blocks: readonly BlockTree[];
  /** Places in the whole text, keyed by the very objects in `blocks`. */
  readonly spans: ReadonlyMap<BlockTree, Span>;
  /** Offset of the body. */
  readonly bodyStart: number;
  readonly notes: readonly Note[];
  readonly frontMatter: ParsedFrontMatter;
}

export function markdownToPage(text: string, options: MarkdownToPageOptions = {}): ParsedPage {
  const frontMatter = readPageFrontMatter(text, options);
  const { notionId, title, icon, cover, locked, unknown, bodyStart } = frontMatter;
  const values = [...frontMatter.properties].flatMap(([name, { value }]) =>
    value === null ? [] : [[name, value] as const],
  );
  const body = readBody(text, bodyStart, options);
  return {
    notionId,
    ...(title === undefined ? {} : { title }),
    ...(icon === undefined ? {} : { icon }),
    ...(cover === undefined ? {} : { cover }),
    ...(locked === undefined ? {} : { locked }),
    values: Object.fromEntries(values),
    unknown,
    blocks: body.blocks,
    spans: body.spans,
    bodyStart,
    notes: [...frontMatter.notes, ...body.notes],
    frontMatter,
  };
}

export interface ParsedBody {
  readonly blocks: readonly BlockTree[];
  readonly spans: ReadonlyMap<BlockTree, Span>;
  readonly notes: readonly Note[];
}

/** The body's blocks, with places and lines of the whole text. */
export function readBody(
  text: string,
  bodyStart: number,
  options: ConvertOptions = {},
): ParsedBody {
  const body = bodyStart === 0 ? text : text.slice(bodyStart);
  const { blocks, spans, warnings } = parseBlocks(body, options);
  if (bodyStart === 0) return { blocks, spans, notes: warnings };
  const moved = new Map<BlockTree, Span>();
  for (const [block, { start, end }] of spans)
    moved.set(block, { start: start + bodyStart, end: end + bodyStart });
  const lines = text.slice(0, bodyStart).match(/\r\n|\n|\r/g)?.length ?? 0;
  const notes = warnings.map((note) =>
    note.line === undefined ? note : { ...note, line: note.line + lines },
  );
  return { blocks, spans: moved, notes };
}
