/**
 * A seeded corpus for the converters: pages of mixed blocks in the API's shapes, formatted as people format.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import { countBlocks, walk } from "../../src/notion/tree.ts";
import { type Random, seededRandom } from "../../src/platform/random.ts";
import { vocabulary } from "./vocabulary.ts";

export interface MixedPage {
  readonly id: string;
  readonly blocks: readonly BlockTree[];
}

export interface MixedCorpus {
  readonly pages: readonly MixedPage[];
  readonly blockCount: number;
}

/** What people write between words, some of it syntax elsewhere. */
const spices = [
  "(see above)",
  "snake_case_name",
  "C&A",
  "5 * 3",
  "a < b",
  "$5",
  "50 %",
  "e.g.",
  "don't",
  "größer",
  "v1.2.3",
  "[draft]",
  "#12",
  "~10",
  "🚀",
];
const weights: Readonly<Record<string, number>> = {
  paragraph: 34,
  bulleted_list_item: 18,
  numbered_list_item: 8,
  to_do: 8,
  heading_1: 2,
  heading_2: 5,
  heading_3: 4,
  toggle: 3,
  quote: 3,
  callout: 3,
  code: 3,
  divider: 2,
  equation: 1,
  image: 2,
  bookmark: 1,
  table: 1,
  column_list: 0.5,
};

/** Pages of 3 to 400 blocks, until there are `blocks` of them; the same for the same seed. */
export function mixedCorpus(blocks: number, seed = 1): MixedCorpus {
  const random = seededRandom(seed);
  const pages: MixedPage[] = [];
  let blockCount = 0;
  while (blockCount < blocks) {
    // Most pages are short: the mean is about 50.
    const wanted = 3 + Math.floor(random.next() ** 7 * 397);
    const page = mixedPage(random, Math.min(wanted, blocks - blockCount));
    blockCount += countBlocks(page.blocks);
    pages.push(page);
  }
  return { pages, blockCount };
}

/** All blocks of a corpus on one page. */
export const onePage = (corpus: MixedCorpus): MixedPage => ({
  id: "00000000-0000-4000-8000-0000000000ff",
  blocks: corpus.pages.flatMap((page) => page.blocks),
});

/** What `GET /blocks/ID/children` answers, by parent. */
export function childrenByParent(pages: readonly MixedPage[]): Map<string, readonly BlockTree[]> {
  const found = new Map<string, readonly BlockTree[]>();
  const bare = ({ children: _, ...block }: BlockTree) => block as BlockTree;
  for (const page of pages) {
    found.set(page.id, page.blocks.map(bare));
    for (const block of walk(page.blocks))
      if (block.children !== undefined) found.set(block.id ?? "", block.children.map(bare));
  }
  return found;
}

function mixedPage(random: Random, size: number): MixedPage {
  let left = size;
  const below = (count: number) => Math.floor(random.next() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const mint = () => {
    const hex = () =>
      below(2 ** 32)
        .toString(16)
        .padStart(8, "0");
    return `${hex()}-0000-4000-8000-${hex()}${hex().slice(0, 4)}`;
  };
  const id = mint();

  const words = (count: number): string =>
    Array.from({ length: count }, () =>
      random.next() < 0.04 ? pick(spices) : pick(vocabulary),
    ).join(" ");
  const annotated = (more: object) => ({
    bold: false,
    italic: false,
    strikethrough: false,
    underline: false,
    code: false,
    color: "default",
    ...more,
  });
  const run = (content: string, more: object = {}, url: string | null = null) => ({
    type: "text",
    text: { content, link: url === null ? null : { url } },
    annotations: annotated(more),
    plain_text: content,
    href: url,
  });
  /** One formatted run between two plain ones in every third text. */
  const text = (length: number): object[] => {
    if (random.next() < 0.65) return [run(words(length))];
    const inner = words(1 + below(3));
    const style = below(10);
    const formatted =
      style < 3
        ? run(inner, { bold: true })
        : style < 5
          ? run(inner, { italic: true })
          : style < 7
            ? run(inner, { code: true })
            : style < 9
              ? run(inner, {}, `https://example.com/${pick(vocabulary)}/${below(1000)}`)
              : run(inner, pick([{ strikethrough: true }, { underline: true }, { color: "red" }]));
    return [run(`${words(length >> 1)} `), formatted, run(` ${words(length >> 1)}`)];
  };

  function typeOf(): string {
    let at = random.next() * Object.values(weights).reduce((sum, one) => sum + one, 0);
    for (const [type, weight] of Object.entries(weights)) {
      at -= weight;
      if (at < 0) return type;
    }
    return "paragraph";
  }

  function finish(type: string, content: object, children: BlockTree[]): BlockTree {
    return {
      object: "block",
      id: mint(),
      parent: { type: "page_id", page_id: id },
      created_time: "2026-01-02T03:04:00.000Z",
      last_edited_time: "2026-01-02T03:04:00.000Z",
      has_children: children.length > 0,
      in_trash: false,
      type,
      [type]: content,
      ...(children.length > 0 ? { children } : {}),
    } as unknown as BlockTree;
  }

  function several(count: number, depth: number): BlockTree[] {
    const blocks: BlockTree[] = [];
    while (left > 0 && blocks.length < count) blocks.push(block(depth));
    return blocks;
  }

  function block(depth: number): BlockTree {
    left--;
    const type = typeOf();
    // A quote of nothing but empty toggles ends notion-to-md with an error, so that quotes hold none.
    const nests = /list_item$|to_do|toggle|callout/.test(type) && depth < 3;
    const children = () =>
      nests && random.next() < (type === "toggle" ? 0.8 : 0.18)
        ? several(1 + below(4), depth + 1)
        : [];
    const rich = (more: object = {}, length = 6 + below(20)) => ({
      rich_text: text(length),
      color: random.next() < 0.02 ? "blue_background" : "default",
      ...more,
    });
    switch (type) {
      case "heading_1":
      case "heading_2":
      case "heading_3":
        return finish(type, rich({ is_toggleable: false }, 2 + below(5)), []);
      case "to_do":
        return finish(type, rich({ checked: random.next() < 0.4 }, 3 + below(8)), children());
      case "callout":
        return finish(
          type,
          rich({ icon: { type: "emoji", emoji: "💡" }, color: "gray_background" }),
          children(),
        );
      case "code":
        return finish(
          type,
          {
            caption: [],
            language: pick(["typescript", "python", "shell", "plain text"]),
            rich_text: [
              run(Array.from({ length: 2 + below(12) }, () => `  ${words(4)};`).join("\n")),
            ],
          },
          [],
        );
      case "divider":
        return finish(type, {}, []);
      case "equation":
        return finish(type, { expression: "e = \\frac{m c^2}{\\sqrt{1 - v^2}}" }, []);
      case "image":
        return finish(
          type,
          {
            type: "external",
            external: { url: `https://example.com/pictures/${below(1000)}.png` },
            caption: random.next() < 0.5 ? [] : [run(words(4))],
          },
          [],
        );
      case "bookmark":
        return finish(type, { url: `https://example.com/${words(1)}`, caption: [] }, []);
      case "table": {
        const width = 2 + below(3);
        const rows: BlockTree[] = [];
        for (let i = 0; i < 3 + below(4) && left > 0; i++) {
          left--;
          const cells = Array.from({ length: width }, () => text(2));
          rows.push(finish("table_row", { cells }, []));
        }
        if (rows.length === 0) return finish("paragraph", rich(), []);
        return finish(
          type,
          { table_width: width, has_column_header: true, has_row_header: false },
          rows,
        );
      }
      case "column_list": {
        if (depth > 0 || left < 4) return finish("paragraph", rich(), []);
        left -= 2;
        const columns = [1, 2].map(() => finish("column", {}, several(1 + below(3), 2)));
        return finish(type, {}, columns);
      }
      default:
        return finish(type, rich(), children());
    }
  }

  return { id, blocks: several(Number.POSITIVE_INFINITY, 0) };
}
