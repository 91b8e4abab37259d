/**
 * Workspaces that grow at random, and what people go on doing in them: everything from one seed.
 */
import type { Notion } from "../../../fixtures/index.ts";
import type { Random } from "../../../src/platform/random.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import type { VirtualClock } from "../../support/virtual-clock.ts";

export const paragraph = (text: string, children: readonly object[] = []) => ({
  type: "paragraph",
  paragraph: {
    rich_text: [{ type: "text", text: { content: text } }],
    ...(children.length === 0 ? {} : { children }),
  },
});

const below = (random: Random, count: number) => Math.floor(random.next() * count);
export const pick = <T>(random: Random, items: readonly T[]): T =>
  items[below(random, items.length)] as T;

/** What the story knows of the workspace; trashed things stay listed, so that they can be restored. */
export interface Cast {
  readonly pages: string[];
  readonly blocks: string[];
  readonly sources: string[];
  readonly rows: string[];
}

export interface Grown extends Cast {
  readonly notion: Notion;
  readonly random: Random;
}

/** Parents of blocks: paragraphs inside paragraphs, so that some pages take several lists. */
function someBlocks(random: Random, most: number): readonly ReturnType<typeof paragraph>[] {
  return Array.from({ length: below(random, most + 1) }, (_, i) =>
    paragraph(
      `Line ${i} ${below(random, 1000)}`,
      random.next() < 0.15
        ? Array.from({ length: 1 + below(random, 4) }, (_, j) => paragraph(`Below ${j}`))
        : [],
    ),
  );
}

export async function addDatabase(grown: Grown, parent: string, title: string): Promise<string> {
  const { notion, random, sources } = grown;
  const other = sources.length > 0 && random.next() < 0.5 ? pick(random, sources) : null;
  const body = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: parent },
      title: [{ text: { content: title } }],
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Amount: { number: {} },
          Kind: { select: { options: [{ name: "A" }, { name: "B" }] } },
          Done: { checkbox: {} },
          ...(other === null
            ? {}
            : { Link: { relation: { data_source_id: other, dual_property: {} } } }),
        },
      },
    }),
  );
  const source = (body["data_sources"] as { id: string }[])[0]?.id ?? "";
  sources.push(source);
  return source;
}

export function addRow(grown: Grown, source: string): void {
  const { notion, random, rows } = grown;
  rows.push(
    notion.app.createPage({
      parent: source,
      title: `Row ${rows.length}`,
      properties: {
        Amount: { number: below(random, 100) },
        Done: { checkbox: random.next() < 0.5 },
      },
      children: someBlocks(random, 6),
    }),
  );
}

export function addPage(grown: Grown, parent: string): void {
  const { notion, random, pages, blocks } = grown;
  const id = notion.app.createPage({
    parent,
    title: `Page ${pages.length}`,
    children: someBlocks(random, 12),
  });
  pages.push(id);
  blocks.push(...(notion.world.page(id)?.children ?? []));
}

const ungrown = (notion: Notion, random: Random): Grown => ({
  notion,
  random,
  pages: [...notion.world.roots],
  blocks: [],
  sources: [],
  rows: [],
});

/** Three in ten of `count` are rows of three data sources, the others pages; edited one after another over days. */
export async function growOverDays(
  notion: Notion,
  clock: VirtualClock,
  random: Random,
  count: number,
): Promise<Grown> {
  const grown = ungrown(notion, random);
  const top = grown.pages[0] ?? "";
  for (let i = 0; i < 3; i++) await addDatabase(grown, top, `Database ${i}`);
  for (let i = 0; i < count; i++) {
    const isRow = i % 10 < 3;
    const id = notion.app.createPage({
      parent: pick(random, isRow ? grown.sources : grown.pages),
      title: `Page ${i}`,
      children: [paragraph("a", i % 7 === 0 ? [paragraph("b")] : []), paragraph("c")],
    });
    if (!isRow) grown.pages.push(id);
    if (i % 10 === 0) await clock.advance(14 * 60_000);
  }
  await clock.advance(24 * 3_600_000);
  notion.clearRequests();
  return grown;
}

/** `size` pages and rows below the shared pages at the top. */
export async function grow(notion: Notion, random: Random, size: number): Promise<Grown> {
  const grown = ungrown(notion, random);
  for (let i = 0; i < size; i++) {
    const dice = random.next();
    if (grown.sources.length === 0 || dice < 0.04)
      await addDatabase(grown, pick(random, grown.pages), `Database ${grown.sources.length}`);
    else if (dice < 0.5) addRow(grown, pick(random, grown.sources));
    else addPage(grown, pick(random, grown.pages));
  }
  notion.clearRequests();
  return grown;
}

const linkOf = (notion: Notion, source: string): string | undefined => {
  const properties = notion.world.dataSource(source)?.properties ?? [];
  return [...properties.values()].find(({ type }) => type === "relation")?.name;
};

/** One thing that somebody does. Whatever the app refuses is simply not done. */
export async function live(grown: Grown): Promise<void> {
  const { notion, random, pages, blocks, sources, rows } = grown;
  const { app } = notion;
  const steps: readonly (() => unknown)[] = [
    () => blocks.length > 0 && app.editText(pick(random, blocks), `Edited ${below(random, 9999)}`),
    () => {
      const parent = pick(random, random.next() < 0.7 ? pages : blocks.length > 0 ? blocks : pages);
      blocks.push(
        ...app.insert(parent, someBlocks(random, 3), random.next() < 0.5 ? "start" : "end"),
      );
    },
    () => blocks.length > 0 && app.remove(pick(random, blocks)),
    () => addPage(grown, pick(random, pages)),
    () => addRow(grown, pick(random, sources)),
    () => app.rename(pick(random, [...pages, ...rows]), `Renamed ${below(random, 9999)}`),
    () => app.setProperty(pick(random, rows), "Amount", { number: below(random, 1000) }),
    () => {
      // The other end of the relation changes without a new time stamp.
      const row = pick(random, rows);
      const source = notion.world.page(row)?.parent ?? "";
      const name = linkOf(notion, source);
      if (name === undefined) return;
      app.setProperty(row, name, { relation: [{ id: pick(random, rows) }] });
    },
    () => {
      const page = pick(random, pages);
      const to = pick(random, pages);
      const record = notion.world.page(to);
      const inside =
        record !== undefined && [...notion.world.ancestors(record)].some(({ id }) => id === page);
      if (page !== to && !inside && !notion.world.roots.includes(page))
        app.move(page, { parent: to });
    },
    () => app.trash(pick(random, [...pages.slice(1), ...rows])),
    () => app.restore(pick(random, [...pages, ...rows])),
    () => {
      const top = pick(random, pages);
      if (random.next() < 0.3) app.unshare(top);
    },
    () => app.share(pick(random, notion.world.roots)),
    () => random.next() < 0.2 && addDatabase(grown, pick(random, pages), "New database"),
  ];
  try {
    await pick(random, steps)();
  } catch {
    // Unshared through its parent, already in the trash, moved into itself: the app says no.
  }
}
