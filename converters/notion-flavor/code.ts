/**
 * Code: the fence bears the API's own name of the language, spaces and all.
 */
import type { Code } from "mdast";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Print, Reader } from "../blocks/converter.ts";
import { languageOf, slugOf } from "../blocks/languages.ts";
import { printFence, readCode as readFence } from "../blocks/literal.ts";
import type { Attributes } from "../markdown/attributes.ts";

export const printCode: Print<"code"> = (block, printer) => {
  const { language } = block.code;
  const isName = languageOf(language) === language;
  return printFence(block, printer, isName ? language : slugOf(language));
};

export function readCode(node: Code, attributes: Attributes, reader: Reader): BlockTree {
  const { lang, meta } = node;
  const named = typeof meta === "string" ? languageOf(`${lang ?? ""} ${meta}`.trim()) : null;
  const plain: Code = named === null ? node : { ...node, lang: slugOf(named), meta: null };
  return readFence(plain, attributes, reader);
}
