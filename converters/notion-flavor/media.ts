/**
 * Images, files, audio, video, PDFs, bookmarks and embeds: an image with a plain caption is Markdown's, all
 * else a tag around its caption.
 */
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import { withoutLoneBreak } from "../blocks/breaks.ts";
import { make, type Print } from "../blocks/converter.ts";
import {
  baseName,
  captionOf,
  type MediaType,
  makeMedia,
  plainCaption,
  sourceOf,
} from "../blocks/media.ts";
import { printDestination } from "../rich-text/destination.ts";
import { printLabel } from "../rich-text/mentions.ts";
import { places } from "../rich-text/place.ts";
import { type BoxForm, below, printTagged, runsOf } from "./box.ts";

export const printMedia: Print<MediaType> = (block, printer) => {
  const content = contentOf(block as BlockTree);
  const caption = captionOf(content);
  const { src, hosted } = sourceOf(content, printer.context);
  const label = plainCaption(caption);
  if (block.type === "image" && label !== null && hosted === null && src !== "")
    return `![${printLabel(label, false, true)}](${printDestination(src, false)})`;
  const name = typeof content["name"] === "string" ? content["name"] : null;
  const saysName = block.type === "file" && name !== baseName(src);
  const given = { source: src, hosted, name: saysName ? name : null };
  return printTagged(block.type, given, printer.inline(caption, places.own), [], printer);
};

export const printLinked: Print<"bookmark" | "embed"> = (block, printer) => {
  const { url, caption } = block.type === "bookmark" ? block.bookmark : block.embed;
  const text = printer.inline(caption ?? [], places.own);
  return printTagged(block.type, { source: url }, text, [], printer);
};

const media = (type: MediaType): BoxForm => ({
  text: "whole",
  known: ["source", "hosted", "name"],
  close(box, { context }) {
    const caption = withoutLoneBreak(runsOf(box));
    return [
      makeMedia(type, box.attributes["source"] ?? "", box.attributes, caption, context),
      ...below(box),
    ];
  },
});

const linked = (type: "bookmark" | "embed"): BoxForm => ({
  text: "whole",
  known: ["source"],
  close: (box) => [
    make(type, { caption: withoutLoneBreak(runsOf(box)), url: box.attributes["source"] ?? "" }),
    ...below(box),
  ],
});

export const mediaBoxes = {
  image: media("image"),
  video: media("video"),
  audio: media("audio"),
  file: media("file"),
  pdf: media("pdf"),
  bookmark: linked("bookmark"),
  embed: linked("embed"),
} as const;
