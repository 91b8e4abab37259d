/**
 * Images, files, audio, video, PDFs; bookmarks, embeds, link previews.
 */
import { withoutSignature } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { type Attributes, printAttributes } from "../markdown/attributes.ts";
import {
  decodePath,
  encodePath,
  isAutolink,
  isPath,
  printDestination,
} from "../rich-text/destination.ts";
import { printLabel } from "../rich-text/mentions.ts";
import { places } from "../rich-text/place.ts";
import { make, type Print, type Printer } from "./converter.ts";
import { isHosted } from "./hosted.ts";

export type MediaType = "image" | "video" | "audio" | "file" | "pdf";

interface Source {
  /** As written: a path (percent-encoded) or a URL. */
  readonly src: string;
  /** Says `"true"` where neither form nor host tells that Notion hosts it. */
  readonly hosted: string | null;
}

export function sourceOf(content: Readonly<Record<string, unknown>>, context: Context): Source {
  const type = content["type"] === "file" || "file" in content ? "file" : "external";
  const file = content[type] as { readonly url?: string } | undefined;
  const url = file?.url ?? "";
  if (type === "external")
    return { src: url, hosted: isPath(url) || isHosted(url) ? "false" : null };
  const bare = withoutSignature(url);
  const path = context.attachmentPath?.(bare) ?? (isPath(bare) ? bare : null);
  if (path !== null) return { src: encodePath(path), hosted: null };
  return { src: bare, hosted: isHosted(bare) ? null : "true" };
}

export function readSource(src: string, hosted: string | undefined, context: Context): object {
  const isOurs = hosted === undefined ? isPath(src) || isHosted(src) : hosted === "true";
  if (!isOurs) return { type: "external", external: { url: src } };
  const path = isPath(src) ? decodePath(src) : src;
  return { type: "file", file: { url: context.attachmentUrl?.(path) ?? path } };
}

export const captionOf = (content: Readonly<Record<string, unknown>>): readonly RichText[] =>
  (content["caption"] as readonly RichText[] | undefined) ?? [];

/** The caption as a plain string, if it is one run without formatting and without what a label can't hold. */
export function plainCaption(caption: readonly RichText[]): string | null {
  let text = "";
  for (const run of caption) {
    const a = run.annotations as Partial<NonNullable<RichText["annotations"]>> | undefined;
    if (run.type === "text" && run.text.content === "") continue;
    if (run.type !== "text" || (run.text.link ?? null) !== null) return null;
    if (a !== undefined && (a.bold || a.italic || a.strikethrough || a.underline || a.code))
      return null;
    if (a?.color !== undefined && a.color !== "default") return null;
    text += run.text.content;
  }
  // A label keeps no space but a plain one.
  return /[[\]]|[^\S ]|^ | $| {2}/.test(text) ? null : text;
}

export const baseName = (path: string): string => decodePath(path).split("/").at(-1) ?? "";

const kinds: readonly [MediaType, RegExp][] = [
  ["video", /\.(?:mp4|mov|webm|mkv|avi|m4v|mpe?g|wmv|ogv)$/i],
  ["audio", /\.(?:mp3|wav|ogg|oga|m4a|flac|aac|opus)$/i],
  ["pdf", /\.pdf$/i],
];

/** What a lone link to a local file is. */
export const kindOf = (path: string): MediaType =>
  kinds.find(([, pattern]) => pattern.test(decodePath(path)))?.[0] ?? "file";

function printTag(
  name: string,
  attributes: Readonly<Record<string, string | null>>,
  caption: readonly RichText[],
  printer: Printer,
): string {
  return `<${name}${printAttributes(attributes)}>${printer.inline(caption, places.line)}</${name}>`;
}

export const printMedia: Print<MediaType> = (block, printer) => {
  const content = contentOf(block as BlockTree);
  const caption = captionOf(content);
  const { src, hosted } = sourceOf(content, printer.context);
  const name = typeof content["name"] === "string" ? content["name"] : null;
  const text = plainCaption(caption);
  if (block.type === "image") {
    if (text !== null && hosted === null && src !== "")
      return `![${printLabel(text, false)}](${printDestination(src, false)})`;
    return printTag("image", { src, hosted }, caption, printer);
  }
  const label = baseName(src);
  const isLocal = isPath(src) && hosted === null && kindOf(src) === block.type;
  const saysName = block.type === "file" && name !== null && name !== label;
  if (
    isLocal &&
    text !== null &&
    text !== label &&
    !saysName &&
    plainCaption([plain(label)]) !== null
  )
    return `[${printLabel(text === "" ? label : text, false)}](${printDestination(src, false)})`;
  return printTag(block.type, { src, hosted, name: saysName ? name : null }, caption, printer);
};

const plain = (content: string): RichText =>
  ({ type: "text", text: { content, link: null } }) as unknown as RichText;

export function makeMedia(
  type: MediaType,
  src: string,
  attributes: Attributes,
  caption: readonly RichText[],
  context: Context,
): BlockTree {
  const source = readSource(src, attributes["hosted"], context);
  if (type !== "file") return make(type, { caption, ...source });
  return make(type, { caption, ...source, name: attributes["name"] ?? baseName(src) });
}

export const isMedia = (name: string): name is MediaType =>
  name === "image" || name === "video" || name === "audio" || name === "file" || name === "pdf";

export const isWeb = (url: string): boolean => /^https?:/i.test(url) && isAutolink(url);

export const printBookmark: Print<"bookmark"> = (block, printer) => {
  const { url, caption } = block.bookmark;
  const isBare =
    isWeb(url) && (caption ?? []).every((run) => run.type === "text" && run.text.content === "");
  return isBare ? `<${url}>` : printTag("bookmark", { url }, caption ?? [], printer);
};

const isEmpty = (caption: readonly RichText[] | undefined): boolean =>
  (caption ?? []).every((run) => run.type === "text" && run.text.content === "");

/** A link that says what it is: `[embed](https://…)`, which every viewer shows. */
const named = (name: "embed" | "link_preview", url: string): string =>
  `[${printLabel(name, false)}](${printDestination(url, false)})`;

export const printEmbed: Print<"embed"> = (block, printer) => {
  const { url, caption } = block.embed;
  return isWeb(url) && isEmpty(caption)
    ? named("embed", url)
    : printTag("embed", { url }, caption ?? [], printer);
};

export const printLinkPreview: Print<"link_preview"> = (block, printer) => {
  const { url } = block.link_preview;
  return isWeb(url) ? named("link_preview", url) : printTag("link_preview", { url }, [], printer);
};

/** The block that a lone link with this label is; `null` when it is just a link. */
export function readNamed(url: string, label: string): BlockTree | null {
  if (!isWeb(url)) return null;
  if (label === "embed") return make("embed", { caption: [], url });
  return label === "link_preview" ? make("link_preview", { url }) : null;
}
