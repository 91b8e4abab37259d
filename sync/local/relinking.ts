/**
 * The links of a settled file led to where their targets are: from the place of before to that of today, from an id
 * to the file that there is now, from a file that there never will be to the id.
 */
import type { Context } from "../../converters/context.ts";
import { retitle } from "../../converters/notion-flavor/titles.ts";
import { readPageFrontMatter } from "../../converters/page/read.ts";
import { markdownToPage } from "../../converters/page.ts";
import {
  decodePath,
  encodePath,
  isPath,
  printDestination,
} from "../../converters/rich-text/destination.ts";
import { printLabel } from "../../converters/rich-text/mentions.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import { dashed, notionUrl } from "../../src/notion/ids.ts";
import { type BlockTree, childrenOf, withChildren, withContent } from "../../src/notion/tree.ts";
import { readSettled } from "../lift/links.ts";
import { bytesOf, type TextSettings, textOf, type Version } from "./text.ts";

/**
 * A text that would then say something else (a link within code, say) comes back as it is.
 *
 * @param hasFile Links to pages without one name them by id.
 */
export function relinkFile(
  base: Version & { readonly file: Uint8Array },
  formerly: Context,
  now: Context,
  { flavor }: TextSettings,
  hasFile: (id: string) => boolean,
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
  const bodyStart = readPageFrontMatter(sourced, { context: before }).bodyStart;
  const relinked = sourced.replaceAll(links, (...match) => {
    const [whole, label, angled, bare, linkTo] = match as (string | undefined)[];
    const isText = (match.at(-2) as number) >= bodyStart;
    const destination = angled ?? bare ?? "";
    const link: Link = {
      whole: whole ?? "",
      label: label ?? "",
      url: isText ? destination.replaceAll("&amp;", "&") : destination,
      isLinkTo: linkTo !== undefined,
      isAlone: isText && isAlone(match),
      isText,
    };
    return isPath(link.url) ? fromPath(link, before, after, hasFile) : fromId(link, after);
  });
  if (relinked === text) return bytes;
  const says = (given: string, context: Context) => {
    const { blocks, frontMatter } = markdownToPage(given, { context, flavor });
    const typed = [...frontMatter.properties].map(([name, { value }]) => [name, value]);
    return forestHash(blocks.map(untitled)) + JSON.stringify(typed);
  };
  return says(text, before) === says(relinked, after) ? bytesOf(relinked) : bytes;
}

interface Link {
  readonly whole: string;
  readonly label: string;
  readonly url: string;
  /** The attribute of a block that links to a page follows. */
  readonly isLinkTo: boolean;
  /** It is all of its line. */
  readonly isAlone: boolean;
  /** It stands in the body. */
  readonly isText: boolean;
}

function isAlone(match: readonly unknown[]): boolean {
  const [whole, at, text] = [match[0], match.at(-2), match.at(-1)] as [string, number, string];
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return /^[\s>]*$/.test(before) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(at + whole.length));
}

function fromPath(
  { whole, label, url, isLinkTo, isAlone, isText }: Link,
  before: Context,
  after: Context,
  hasFile: (id: string) => boolean,
): string {
  const [target = "", anchor] = url.split(/(?=#)/);
  const path = decodePath(target);
  const attribute = isLinkTo ? linkToPage : "";
  const copy = copyAt(path, before, after);
  if (copy !== null) return `[${label}](${printDestination(encodePath(copy), false)})${attribute}`;
  const found = before.idOf?.(path) ?? null;
  if (found === null) return whole;
  const { id, kind } = found;
  const isMention = printed(before.title?.(id) ?? null) === label;
  // What is a block of its own bears its target's title, whatever it is called here: it was held back, or is old.
  const isBlock = isText && isAlone && (isLinkTo || before.isChild?.(id) !== false);
  // A link that bears its target's title is a mention of it, and goes on bearing it.
  const named = isMention || isBlock ? printed(after.title?.(id) ?? null) : null;
  const to = (destination: string) =>
    `[${named ?? label}](${printDestination(destination, false)})`;
  const now = after.pathOf?.(id) ?? null;
  if (now === null) {
    if (hasFile(id) || anchor !== undefined) return whole;
    if (isLinkTo) return to(`notion://link_to_${kind}/${id}`);
    if (isAlone && before.isChild?.(id) !== false) return to(`notion://child_${kind}/${id}`);
    return to(isMention || !isText ? `notion://${kind}/${id}` : notionUrl(id));
  }
  if (now === path && (named ?? label) === label) return whole;
  return `${to(`${encodePath(now)}${anchor ?? ""}`)}${attribute}`;
}

/** Links to what had no file when they were written. */
function fromId({ whole, label, url, isLinkTo }: Link, after: Context): string {
  const [, role, , key] = byId.exec(url) ?? [];
  const id = key === undefined ? null : dashed(key);
  const path = id === null || isLinkTo ? null : (after.pathOf?.(id) ?? null);
  if (id === null || path === null) return whole;
  const title = printed(after.title?.(id) ?? null) ?? label;
  return `[${title}](${printDestination(encodePath(path), false)})${role === "link_to_" ? linkToPage : ""}`;
}

const byId = /^notion:\/\/(child_|link_to_)?(page|database)\/([^\s/?#]+)$/;

const linkToPage = '<!--{type="link_to_page"}-->';

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
const links =
  /\[((?:[^[\]\\]|\\.)*)\]\((?:<([^<>\n]*)>|((?:[^()<>\s]|\([^()<>\s]*\))*))\)(<!--\{type="link_to_page"\}-->)?/g;
