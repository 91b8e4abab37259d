/**
 * A link that is all of its paragraph: a bookmark, a child page, a file of its own.
 */

import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Attributes } from "../markdown/attributes.ts";
import { decodePath, isPath } from "../rich-text/destination.ts";
import { type FlowNode, make, type Reader } from "./converter.ts";
import { isWeb, kindOf, makeMedia, readNamed } from "./media.ts";
import { readReference } from "./references.ts";

/** A link alone in its paragraph that stands for a block; `null` when it is just a link. */
export function readLone(
  link:
    | (FlowNode & { type: "link" })
    | { readonly type: "link"; readonly url: string; readonly children: readonly never[] },
  attributes: Attributes,
  node: FlowNode,
  reader: Reader,
): BlockTree | null {
  const type = attributes["type"];
  if (type === "paragraph") return null;
  const { url } = link;
  const { context } = reader;
  // The picture of a linked image is the block.
  if (link.children.some(({ type }) => type === "image" || type === "imageReference")) return null;
  const isAuto = reader.source(link as FlowNode).startsWith("<");
  if (isAuto) return isWeb(url) ? make("bookmark", { caption: [], url }) : null;
  const label = plainOf(reader.text(link.children as never).runs);
  const reference = readReference(url, label, type, context);
  if (reference !== null) {
    reader.unknown(attributes, ["type"], node);
    return reference;
  }
  const named = readNamed(url, label);
  if (named !== null) {
    reader.unknown(attributes, [], node);
    return named;
  }
  if (!isPath(url) || !/\.\w{1,8}$/.test(url) || context.idOf?.(decodePath(url)) != null)
    return null;
  // The path of a page that is not there: no file to show.
  if (/\.(?:md|yaml)$/i.test(url) && context.holdsLink?.(url) === false) return null;
  const kind = kindOf(url);
  const name = decodePath(url).split("/").at(-1) ?? "";
  const { runs } = reader.text(link.children as never);
  const caption =
    label === name
      ? []
      : runs.map((run) =>
          run.type === "text" ? { ...run, text: { ...run.text, link: null } } : run,
        );
  return makeMedia(kind, url, attributes, caption as readonly RichText[], context);
}

const plainOf = (runs: readonly RichText[]): string =>
  runs.map((run) => (run.type === "text" ? run.text.content : (run.plain_text ?? ""))).join("");
