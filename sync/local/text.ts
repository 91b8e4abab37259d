/**
 * Pages as the text of their files, and back: the one place where the engine calls the converters.
 */

import { blocksToMarkdown } from "../../converters/blocks/print.ts";
import type { Context, ConvertOptions, Flavor } from "../../converters/context.ts";
import { databaseToYaml } from "../../converters/database-yaml.ts";
import { splice } from "../../converters/markdown/splice.ts";
import { retitle } from "../../converters/notion-flavor/titles.ts";
import { readPageFrontMatter } from "../../converters/page/read.ts";
import { updateFrontMatter } from "../../converters/page/update.ts";
import { markdownToPage, pageToMarkdown } from "../../converters/page.ts";
import {
  decodePath,
  encodePath,
  isPath,
  printDestination,
} from "../../converters/rich-text/destination.ts";
import { printLabel } from "../../converters/rich-text/mentions.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import {
  type BlockTree,
  childrenOf,
  walk,
  withChildren,
  withContent,
} from "../../src/notion/tree.ts";
import type { Database, DataSource, Page } from "../../src/notion/types.ts";
import { safeName } from "../../src/vault/names.ts";
import { type Lifted, lift } from "../lift/lift.ts";
import { readSettled } from "../lift/links.ts";
import { titleOf } from "./atlas.ts";

export interface Version {
  readonly page: Page;
  readonly blocks: readonly BlockTree[];
}

export interface TextSettings {
  readonly flavor: Flavor;
  readonly linkify: boolean;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** The whole file of a page that lies at `path`. */
export function printFile(
  version: Version,
  path: string,
  context: Context,
  settings: TextSettings,
): Uint8Array {
  const options = optionsFor(version.page, path, context, settings);
  return bytesOf(pageToMarkdown(version.page, version.blocks, options));
}

/** A file, and the body that it says; `null` for one that is printed anew in any case. */
export interface Said {
  readonly bytes: Uint8Array;
  readonly blocks: readonly BlockTree[] | null;
}

/**
 * The file brought to show `version`: what says the same already stays as its author wrote it, so that where
 * nothing differs the very bytes come back. `held`: properties that are left as the file has them.
 */
export function rewriteFile(
  said: Said,
  version: Version,
  path: string,
  context: Context,
  settings: TextSettings,
  held: readonly string[] = [],
): Uint8Array {
  const options = { ...optionsFor(version.page, path, context, settings), keep: new Set(held) };
  const front = updateFrontMatter(textOf(said.bytes), version.page, options);
  const sameBlocks =
    said.blocks !== null &&
    forestHash(said.blocks) === forestHash(version.blocks) &&
    subpagesOf(said.blocks) === subpagesOf(version.blocks);
  const text = sameBlocks ? front : replaceBody(front, version.blocks, options);
  return text === textOf(said.bytes) ? said.bytes : bytesOf(text);
}

/** The front matter as it is, and of the body only the lines of what differs. */
function replaceBody(text: string, blocks: readonly BlockTree[], options: ConvertOptions): string {
  const { bodyStart } = readPageFrontMatter(text, options);
  const body = text.slice(bodyStart);
  const printed = () => blocksToMarkdown(blocks, options);
  const next = body.trim() === "" ? `\n${printed()}` : splice(body, blocks, options);
  return text.slice(0, bodyStart) + (blocks.length === 0 && next.trim() === "" ? "" : next);
}

function optionsFor(page: Page, path: string, context: Context, { flavor }: TextSettings) {
  const title = titleOf(page);
  return { context, flavor, ...(titleInName(path, page.id) === title ? {} : { title }) };
}

/**
 * The settled file with its relative links led from where their targets were to where they are. A text that would
 * then say something else (a link within code, say) comes back as it is.
 */
export function relinkFile(
  base: Version & { readonly file: Uint8Array },
  formerly: Context,
  now: Context,
  { flavor }: TextSettings,
): Uint8Array {
  const bytes = base.file;
  const text = textOf(bytes);
  const settled = { page: base.page, blocks: base.blocks, text };
  const { context: before } = readSettled(settled, { context: formerly, flavor });
  // What is a child is no matter of paths.
  const after = before.isChild === undefined ? now : { ...now, isChild: before.isChild };
  const titled = flavor === "notion" ? retitle(text, before, after) : text;
  const sourced = titled.replaceAll(sources, (whole, name: string, src: string) => {
    const copy = isPath(src) ? copyAt(decodePath(src), before, after) : null;
    return copy === null ? whole : `${name}="${encodePath(copy)}"`;
  });
  const relinked = sourced.replaceAll(
    links,
    (whole, label: string, angled?: string, bare?: string) => {
      const [target = "", anchor] = (angled ?? bare ?? "").split(/(?=#)/);
      if (!isPath(target)) return whole;
      const path = decodePath(target);
      const copy = copyAt(path, before, after);
      if (copy !== null) return `[${label}](${printDestination(encodePath(copy), false)})`;
      const id = before.idOf?.(path)?.id ?? null;
      const now = id === null ? null : (after.pathOf?.(id) ?? null);
      if (id === null || now === null) return whole;
      // A link that bears its target's title is a mention of it, and goes on bearing it.
      const named =
        printed(before.title?.(id) ?? null) === label ? printed(after.title?.(id) ?? null) : null;
      if (now === path && (named ?? label) === label) return whole;
      const destination = printDestination(`${encodePath(now)}${anchor ?? ""}`, false);
      return `[${named ?? label}](${destination})`;
    },
  );
  if (relinked === text) return bytes;
  const says = (given: string, context: Context) => {
    const { blocks, frontMatter } = markdownToPage(given, { context, flavor });
    const typed = [...frontMatter.properties].map(([name, { value }]) => [name, value]);
    return forestHash(blocks.map(untitled)) + JSON.stringify(typed);
  };
  return says(text, before) === says(relinked, after) ? bytesOf(relinked) : bytes;
}

/** Where the local copy lies that `path` led to; `null` for a path that leads to none. */
function copyAt(path: string, before: Context, after: Context): string | null {
  const url = before.attachmentUrl?.(path) ?? null;
  return url === null ? null : (after.attachmentPath?.(url) ?? null);
}

/** Where tags of media name their file. */
const sources = /\b(src|source)="([^"\n]*)"/g;

/** A child page or database is who it is, whatever it is called; so are those below the block. */
function untitled(block: BlockTree): BlockTree {
  const children = childrenOf(block).map(untitled);
  const bare =
    block.type === "child_page" || block.type === "child_database"
      ? withContent(block, { title: block.id ?? "" })
      : block;
  return children.length === 0 ? bare : withChildren(bare, children);
}

/** A title as the text of a link. */
const printed = (title: string | null): string | null =>
  title === null ? null : printLabel(title.trim() === "" ? "Untitled" : title, false);

/** Inline links, in Markdown and in the front matter, with their destinations in angle brackets or bare. */
const links = /\[((?:[^[\]\\]|\\.)*)\]\((?:<([^<>\n]*)>|((?:[^()<>\s]|\([^()<>\s]*\))*))\)/g;

/** Titles of child pages and databases in order: their hash alone does not tell two of them apart. */
const subpagesOf = (blocks: readonly BlockTree[]): string =>
  [...walk(blocks)]
    .filter((block) => block.type === "child_page" || block.type === "child_database")
    .map((block) => block.id)
    .join();

export const printDatabase = (database: Database, sources: readonly DataSource[]): Uint8Array =>
  bytesOf(databaseToYaml(database, sources));

/** What the person made of the page: the base with the edits of the file in it. */
export function liftFile(
  base: Version & { readonly file: Uint8Array },
  bytes: Uint8Array,
  context: Context,
  settings: TextSettings & { readonly relocated?: boolean },
): Lifted {
  return lift({
    base: { page: base.page, blocks: base.blocks, text: textOf(base.file) },
    text: textOf(bytes),
    options: { context, ...settings },
  });
}

/** The title that a file's name stands for: its stem, without the id that only kept it apart from others. */
export function titleInName(path: string, id: string): string {
  const stem = (path.split("/").at(-1) ?? "").replace(/\.md$/i, "");
  const found = / \(([0-9a-f]{6,32})\)$/.exec(stem);
  return found?.[1] !== undefined && id.replaceAll("-", "").endsWith(found[1])
    ? stem.slice(0, found.index)
    : stem;
}

/** Whether the file's name is as good for `title` as any that we would choose. */
export const nameSays = (path: string, id: string, title: string): boolean => {
  const name = titleInName(path, id);
  return name === title || name === safeName(title);
};
