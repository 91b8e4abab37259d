/**
 * A tag with inline Markdown inside, alone on its line → its block.
 */

import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Attributes } from "../markdown/attributes.ts";
import type { NotionLeaf } from "../markdown/tree.ts";
import { readColor } from "./attributes.ts";
import { make, type Reader } from "./converter.ts";
import { isMedia, makeMedia } from "./media.ts";
import { readParagraph } from "./text.ts";

interface Leaf {
  readonly name: string;
  readonly attributes: Attributes;
  readonly runs: readonly RichText[];
  readonly node: NotionLeaf;
}

/** `null` for a tag that stands for no block by itself. */
export function readLeaf(leaf: Leaf, reader: Reader): BlockTree | null {
  const { name, attributes, runs, node } = leaf;
  const known = (...names: string[]) => reader.unknown(attributes, names, node);
  if (isMedia(name)) {
    known("src", "hosted", "name");
    return makeMedia(name, attributes["src"] ?? "", attributes, runs, reader.context);
  }
  switch (name) {
    case "p":
      known("color", "icon");
      return readParagraph({ runs, attributes: {}, rest: [] }, [], attributes, reader);
    case "bookmark":
    case "embed":
      known("url");
      return make(name, { caption: runs, url: attributes["url"] ?? "" });
    case "link_preview":
      known("url");
      return make(name, { url: attributes["url"] ?? "" });
    case "table_of_contents":
      known("color");
      return make(name, { color: readColor(attributes) });
    case "breadcrumb":
      known();
      return make(name, {});
    default:
      return null;
  }
}
