/**
 * Pages and databases that blocks and properties name, in the order in which a text shows them.
 */
import type { ParsedFrontMatter } from "../../converters/page/read.ts";
import { idIn, notionUrl } from "../../src/notion/ids.ts";
import { type BlockTree, childrenOf, contentOf } from "../../src/notion/tree.ts";
import type { Page, RichText } from "../../src/notion/types.ts";
import { isOpaque } from "./protected.ts";

export interface Reference {
  /** The block itself, a block that links, a mention, or a text that is a link. */
  readonly kind: "child" | "link" | "mention" | "text" | "relation";
  readonly id: string;
  /** What the link is called, as far as that is known here. */
  readonly label: string | null;
}

/** One list for the block and one for each below it. */
export function referencesIn(block: BlockTree): readonly (readonly Reference[])[] {
  if (isOpaque(block)) return [[]];
  return [own(block), ...childrenOf(block).flatMap(referencesIn)];
}

function own(block: BlockTree): readonly Reference[] {
  switch (block.type) {
    case "child_page":
    case "child_database":
      return block.id === undefined ? [] : [{ kind: "child", id: block.id, label: null }];
    case "link_to_page": {
      const link = block.link_to_page as unknown as Readonly<Record<string, string>>;
      const id = link[link["type"] ?? "page_id"];
      return id === undefined ? [] : [{ kind: "link", id, label: null }];
    }
    default: {
      const content = contentOf(block);
      const texts = [content["rich_text"], ...listOf(content["cells"]), content["caption"]];
      return texts.flatMap((runs) => inRuns(listOf(runs) as readonly RichText[]));
    }
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A link over several runs is one. */
function inRuns(runs: readonly RichText[]): readonly Reference[] {
  const found: Reference[] = [];
  let link: string | null = null;
  for (const run of runs) {
    const id = run.type === "text" ? linked(run.text.link?.url) : null;
    const last = found.at(-1);
    if (run.type === "text" && id !== null) {
      if (id === link && last !== undefined)
        found[found.length - 1] = { ...last, label: `${last.label ?? ""}${run.text.content}` };
      else found.push({ kind: "text", id, label: run.text.content });
    } else if (run.type === "mention") {
      const mention = run.mention as unknown as Readonly<Record<string, unknown>>;
      const kind = mention["type"];
      const target = (mention[String(kind)] ?? {}) as { readonly id?: unknown };
      if ((kind === "page" || kind === "database") && typeof target.id === "string")
        found.push({ kind: "mention", id: target.id, label: run.plain_text ?? null });
    }
    link = id;
  }
  return found;
}

/** The page that a link is the exact address of. */
function linked(url: string | undefined): string | null {
  const id = url === undefined ? null : idIn(url);
  return id !== null && url === notionUrl(id) ? id : null;
}

/** Of a page's properties, in the order of their names. */
export const referencesOf = (page: Page): readonly (readonly Reference[])[] =>
  byName(
    Object.entries(page.properties).map(([name, value]) => [
      name,
      value.type === "title" ? [] : inValue(value),
    ]),
  );

export const typedReferences = ({
  properties,
}: ParsedFrontMatter): readonly (readonly Reference[])[] =>
  byName([...properties].map(([name, { value }]) => [name, value === null ? [] : inValue(value)]));

/** Only those that have any. */
const byName = (
  entries: readonly (readonly [string, readonly Reference[]])[],
): readonly (readonly Reference[])[] =>
  entries
    .filter(([, list]) => list.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, list]) => list);

function inValue(value: object): readonly Reference[] {
  const { relation, rich_text: text } = value as {
    readonly relation?: readonly { readonly id: string }[];
    readonly rich_text?: readonly RichText[];
  };
  if (Array.isArray(relation))
    return relation.map(({ id }) => ({ kind: "relation", id, label: null }));
  return inRuns(Array.isArray(text) ? (text as readonly RichText[]) : []);
}
