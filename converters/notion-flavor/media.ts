/**
 * Images, files, audio, video, PDFs, bookmarks and embeds: an image with a plain caption is Markdown's, all
 * else a tag around its caption.
 */
import { plainText } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { withoutLoneBreak } from "../blocks/breaks.ts";
import { make, type Print, type Printer } from "../blocks/converter.ts";
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
  if (block.type === "image" && hosted === null && src !== "") {
    const label = labelOf(caption, printer);
    if (label !== null) return `![${label}](${printDestination(src, false)})`;
  }
  const name = typeof content["name"] === "string" ? content["name"] : null;
  const saysName = block.type === "file" && name !== baseName(src);
  const given = { source: src, hosted, name: saysName ? name : null };
  return printTagged(block.type, given, printer.inline(caption, places.own), [], printer);
};

/** The caption between brackets; `null` where more than marks of emphasis stands in it. */
function labelOf(caption: readonly RichText[], printer: Printer): string | null {
  const plain = plainCaption(caption);
  if (plain !== null) return printLabel(plain, false, true);
  const hasMarksOnly = caption.every(
    (run) =>
      run.type === "text" &&
      (run.text.content === "" ||
        ((run.text.link ?? null) === null &&
          !run.annotations?.underline &&
          !run.annotations?.code &&
          (run.annotations?.color ?? "default") === "default")),
  );
  if (!hasMarksOnly || /[\n\r]|^\s|\s$|\s\s/.test(plainText(caption))) return null;
  const label = printer.inline(caption, places.line);
  return label.replace(/\\[\s\S]/g, "").includes("<") ? null : label;
}

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
