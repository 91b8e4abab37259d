/**
 * Real pages and blocks (L1, L3): every recorded tree, every recorded block alone, and every recorded page as a
 * whole file prints, reads back equal, and prints the same bytes again.
 */
import { describe, expect, test } from "vitest";
import {
  blocksToMarkdown,
  markdownToBlocks,
  markdownToPage,
  pageToMarkdown,
  upgradeBlock,
} from "../../converters/index.ts";
import { isRow, schemaOf } from "../../converters/page/keys.ts";
import { canonicalIcon, plainText, withoutSignature } from "../../src/notion/canonical.ts";
import { canonicalProperty, emptyValue, isWritable } from "../../src/notion/properties.ts";
import { type BlockTree, contentOf, countBlocks } from "../../src/notion/tree.ts";
import type { Cover, Page, RichText } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import { placesOf } from "../../src/vault/paths.ts";
import { titleInName } from "../../sync/local/text.ts";
import { comparable } from "../support/comparable.ts";
import { recordedLines, recordedTrees } from "../support/recordings.ts";

const trees = recordedTrees();
const lines = recordedLines<BlockTree>("blocks.ndjson");
const pages = recordedLines<Page>("pages.ndjson");

/** The workspace's custom emoji, as far as the page uses them. */
function emojiOf(value: unknown): (name: string) => string | null {
  const found = new Map<string, string>();
  for (const [, id = "", name = ""] of JSON.stringify(value).matchAll(
    /"custom_emoji":\{"id":"([^"]+)","name":"([^"]+)"/g,
  ))
    found.set(name, id);
  return (name) => found.get(name) ?? null;
}

// Skipped where the recordings are not at hand; the notice above says so.
describe.skipIf(trees.length === 0)("recorded trees", () => {
  test.each(trees.map((tree) => [tree.file, tree] as const))(
    "%s reads back equal and prints the same bytes again",
    (_file, { blocks }) => {
      const text = blocksToMarkdown(blocks);
      const back = markdownToBlocks(text);
      expect(back.blocks.map(comparable)).toEqual(blocks.map(comparable));
      expect(blocksToMarkdown(back.blocks)).toBe(text);
      expect(back.warnings).toEqual([]);
    },
  );

  test("three of four print without any tag or attribute comment", () => {
    const isPlain = (text: string) =>
      !/<[a-z!/]/.test(text.replaceAll("\\<", "").replace(/<https?:[^>]*>/g, ""));
    const plain = trees.filter(({ blocks }) =>
      isPlain(blocksToMarkdown(blocks, { context: { emoji: emojiOf(blocks) } })),
    );
    const total = trees.reduce((sum, { blocks }) => sum + countBlocks(blocks), 0);
    console.error(
      `${trees.length} trees of ${total} blocks, of which ${plain.length} trees print without a tag`,
    );
    expect(plain.length / trees.length).toBeGreaterThanOrEqual(0.75);
  });
});

/** Rows and columns read back only inside their parents; the recordings have these apart from each other. */
const parts = new Set(["table_row", "column"]);

/** A block that stands apart from its children, within the parent that it cannot be without. */
function standing(block: BlockTree): BlockTree {
  if (!parts.has(block.type)) return block;
  const { cells } = contentOf(block) as { readonly cells?: readonly unknown[] };
  const [type, content, children] =
    cells === undefined
      ? (["column_list", {}, [block, block]] as const)
      : ([
          "table",
          { table_width: cells.length, has_column_header: true, has_row_header: false },
          [block],
        ] as const);
  return { type, [type]: content, children } as unknown as BlockTree;
}

// Skipped where the recordings are not at hand; the notice above says so.
describe.skipIf(lines.length === 0)("recorded blocks", () => {
  test("read back equal one by one, and print the same bytes again", () => {
    const counts = new Map<string, number>();
    const wrong: unknown[] = [];
    for (const line of lines) {
      const alone = upgradeBlock(line);
      const block = standing(alone);
      const text = blocksToMarkdown([block]);
      const back = markdownToBlocks(text);
      counts.set(alone.type, (counts.get(alone.type) ?? 0) + 1);
      const isSame =
        canonicalJson(back.blocks.map(comparable)) === canonicalJson([comparable(block)]);
      if (!isSame || blocksToMarkdown(back.blocks) !== text || back.warnings.length > 0)
        wrong.push({ given: comparable(block), back: back.blocks.map(comparable), text });
    }
    const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
    console.error(`${total} blocks: ${JSON.stringify(Object.fromEntries(counts))}`);
    expect(total).toBe(lines.length);
    expect(wrong).toEqual([]);
  }, 180_000);
});

const titleOf = (page: Page): string => {
  const value = Object.values(page.properties).find(({ type }) => type === "title");
  return value?.type === "title" ? plainText(value.title as readonly RichText[]) : "";
};
const coverOf = (cover: Cover | null | undefined) => {
  const { type, ...rest } = (cover ?? { type: "none" }) as { readonly type: string };
  const { url = "" } = ((rest as Record<string, unknown>)[type] ?? {}) as { readonly url?: string };
  return [type, type === "file" ? withoutSignature(url) : url];
};

/** What the whole file says differently from the page; nothing when all came back. */
function differences(page: Page, blocks: readonly BlockTree[]): readonly string[] {
  const context = { schema: schemaOf(page), emoji: emojiOf(page) };
  const title = titleOf(page);
  const node = { id: page.id, kind: "page", title, parent: null } as const;
  const path = placesOf([node]).get(page.id)?.path ?? "";
  const name = titleInName(path, page.id);
  const file = pageToMarkdown(page, blocks, { context, ...(name === title ? {} : { title }) });
  const said = markdownToPage(file, { context });
  const wrong: string[] = [];
  const check = (what: string, back: unknown, given: unknown) => {
    const [a, b] = [canonicalJson(back ?? null), canonicalJson(given ?? null)];
    if (a !== b) wrong.push(`${page.id} ${what}: ${a} for ${b}`);
  };
  check("notes", said.notes, []);
  check("id", said.notionId, page.id);
  check("title", said.title ?? name, title);
  check("icon", canonicalIcon(said.icon), canonicalIcon(page.icon));
  check("cover", coverOf(said.cover), coverOf(page.cover));
  check("locked", said.locked ?? false, page.is_locked ?? false);
  check("blocks", said.blocks.map(comparable), blocks.map(comparable));
  for (const [key, value] of isRow(page) ? Object.entries(page.properties) : []) {
    if (!isWritable(value.type) || value.type === "title") continue;
    const back = said.values[key] ?? emptyValue(value.type);
    check(key, back && canonicalProperty(back), canonicalProperty(value));
  }
  return wrong;
}

// Skipped where the recordings are not at hand; the notice above says so.
describe.skipIf(trees.length === 0 || pages.length === 0)("recorded pages as whole files", () => {
  test("read back with their own blocks", () => {
    const whole = trees.flatMap(({ page, blocks }) => (page === null ? [] : [{ page, blocks }]));
    console.error(`${whole.length} pages with their blocks`);
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.flatMap(({ page, blocks }) => differences(page, blocks))).toEqual([]);
  }, 60_000);

  test("read back one by one, each with the blocks of some tree", () => {
    const small = trees.filter(({ blocks }) => countBlocks(blocks) <= 12);
    const counts = new Map<string, number>();
    const wrong = pages.flatMap((page, index) => {
      const kind = page.parent.type;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return differences(page, small[index % small.length]?.blocks ?? []);
    });
    console.error(`${pages.length} pages: ${JSON.stringify(Object.fromEntries(counts))}`);
    expect(wrong).toEqual([]);
  }, 120_000);
});
