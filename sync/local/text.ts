/**
 * Pages as the text of their files, and back: the one place where the engine calls the converters.
 */

import { blocksToMarkdown } from "../../converters/blocks/print.ts";
import type { Context, ConvertOptions, Flavor } from "../../converters/context.ts";
import { databaseToYaml } from "../../converters/database-yaml.ts";
import { splice } from "../../converters/markdown/splice.ts";
import { readPageFrontMatter } from "../../converters/page/read.ts";
import { updateFrontMatter } from "../../converters/page/update.ts";
import { pageToMarkdown } from "../../converters/page.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import { isWritable } from "../../src/notion/properties.ts";
import { type BlockTree, walk } from "../../src/notion/tree.ts";
import type { Database, DataSource, Page } from "../../src/notion/types.ts";
import { safeName } from "../../src/vault/names.ts";
import { type Lifted, lift } from "../lift/lift.ts";
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
  const keep = new Set(held);
  // In the front matter the title has a key of its own, whatever its property is called.
  if (held.some((key) => version.page.properties[key]?.type === "title")) keep.add("title");
  const options = { ...optionsFor(version.page, path, context, settings), keep };
  const front = updateFrontMatter(textOf(said.bytes), version.page, options);
  const sameBlocks =
    said.blocks !== null &&
    forestHash(said.blocks) === forestHash(version.blocks) &&
    subpagesOf(said.blocks) === subpagesOf(version.blocks);
  const text = sameBlocks ? front : replaceBody(front, version.blocks, options);
  return text === textOf(said.bytes) ? said.bytes : bytesOf(text);
}

/**
 * A text from before with what Notion has computed since, so that its values of then are no edits. Front matter that
 * is not there or not understood stays so.
 */
export function withComputed(
  bytes: Uint8Array,
  page: Page,
  path: string,
  context: Context,
  settings: TextSettings,
): Uint8Array {
  const options = optionsFor(page, path, context, settings);
  const text = textOf(bytes);
  const { state, properties } = readPageFrontMatter(text, options);
  if (state !== "read") return bytes;
  const typed = [...Object.entries(page.properties), ...properties].flatMap(([name, { type }]) =>
    isWritable(type) ? [name] : [],
  );
  const keep = new Set(["title", "icon", "cover", "locked", ...typed]);
  const next = updateFrontMatter(text, page, { ...options, keep });
  return next === text ? bytes : bytesOf(next);
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
  settings: TextSettings & {
    readonly relocated?: boolean;
    readonly openLinks?: readonly string[];
    readonly allowNewOptions?: boolean;
  },
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
