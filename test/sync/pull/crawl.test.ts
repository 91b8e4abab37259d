import { describe, expect, test } from "vitest";
import { type BlockTree, childrenOf, walk } from "../../../src/notion/tree.ts";
import { type Side, side } from "./support.ts";

const paragraph = (text: string, children: readonly object[] = []) => ({
  type: "paragraph",
  paragraph: {
    rich_text: [{ type: "text", text: { content: text } }],
    ...(children.length === 0 ? {} : { children }),
  },
});

/** A workspace with one shared page at its top, settled long ago. */
function withRoot(options: Parameters<typeof side>[0] = {}): Side & { readonly root: string } {
  const here = side({ workspace: "empty", start: Date.UTC(2026, 10, 1, 8, 0, 0), ...options });
  const root = here.mirror.pages.refs()[0]?.id ?? here.notion.world.roots[0];
  if (root === undefined) throw new Error("the empty workspace has no page");
  return { ...here, root };
}

const texts = (blocks: readonly BlockTree[] | null): string[] =>
  [...walk(blocks ?? [])].map((block) =>
    block.type === "paragraph"
      ? block.paragraph.rich_text.map((run) => run.plain_text).join("")
      : block.type,
  );

const hour = 3_600_000;

describe("the first crawl", () => {
  test("brings pages inside pages, with their bodies", async () => {
    const { notion, mirror, root, clock, crawl } = withRoot();
    notion.app.insert(root, [paragraph("one", [paragraph("two")])]);
    const child = notion.app.createPage({
      parent: root,
      title: "Child",
      children: [paragraph("three")],
    });
    await clock.advance(hour);
    const result = await crawl();
    expect(result).toMatchObject({ failures: [], remarks: [], complete: true, trashed: [] });
    expect(new Set(result.changed)).toEqual(new Set([root, child]));
    expect(texts(mirror.blocks.remote(root))).toEqual(["one", "two", "child_page"]);
    expect(texts(mirror.blocks.remote(child))).toEqual(["three"]);
    expect(mirror.pages.get(child)).toMatchObject({ title: "Child", parentId: root });
  });

  test("reads a synced copy with the original's children, and no copy within itself forever", async () => {
    const { notion, mirror, root, clock, crawl } = withRoot();
    const [original] = notion.app.insert(root, [
      {
        type: "synced_block",
        synced_block: { synced_from: null, children: [paragraph("shared")] },
      },
    ]);
    notion.app.insert(root, [
      {
        type: "synced_block",
        synced_block: { synced_from: { type: "block_id", block_id: original } },
      },
    ]);
    await clock.advance(hour);
    expect((await crawl()).complete).toBe(true);
    const [first, copy] = mirror.blocks.remote(root) ?? [];
    if (first === undefined || copy === undefined) throw new Error("two synced blocks expected");
    expect(texts(childrenOf(first))).toEqual(["shared"]);
    expect(texts(childrenOf(copy))).toEqual(["shared"]);
    expect(childrenOf(copy)[0]?.id).toBe(childrenOf(first)[0]?.id);
  });
});

describe("nothing changed", () => {
  test("costs one request and changes nothing", async () => {
    const { notion, root, clock, crawl, sent } = withRoot();
    notion.app.insert(root, [paragraph("one")]);
    await clock.advance(3 * hour);
    await crawl();
    sent();
    const result = await crawl();
    expect(sent()).toEqual(["POST /v1/search"]);
    expect(result).toMatchObject({ changed: [], trashed: [], detached: [], complete: true });
    expect(result.dueAt).toBeNull();
  });
});

describe("what changed", () => {
  /** Crawled once, three hours after its last edit. */
  async function crawled() {
    const here = withRoot();
    const [block = ""] = here.notion.app.insert(here.root, [paragraph("one")]);
    const child = here.notion.app.createPage({ parent: here.root, title: "Child" });
    await here.clock.advance(3 * hour);
    await here.crawl();
    here.sent();
    return { ...here, block, child };
  }

  test("an edited page is read again, the others are not", async () => {
    const { notion, mirror, root, block, clock, crawl, sent } = await crawled();
    notion.app.editText(block, "two");
    await clock.advance(90_000);
    expect((await crawl()).changed).toEqual([root]);
    expect(sent().filter((line) => line.includes("/children"))).toEqual([
      `GET /v1/blocks/${root}/children`,
    ]);
    expect(texts(mirror.blocks.remote(root))).toEqual(["two", "child_page"]);
  });

  test("an edit within the minute of the reading is seen after that minute, with one more reading", async () => {
    const { notion, mirror, root, block, clock, crawl, sent } = await crawled();
    notion.app.editText(block, "two");
    await clock.advance(5_000);
    expect((await crawl()).changed).toEqual([root]);
    expect(mirror.pages.get(root)?.unsettled).toBe(true);
    notion.app.editText(block, "three");
    sent();
    expect((await crawl()).changed).toEqual([]);
    expect(sent()).toEqual(["POST /v1/search"]);
    await clock.advance(60_000);
    expect((await crawl()).changed).toEqual([root]);
    expect(texts(mirror.blocks.remote(root))).toEqual(["three", "child_page"]);
    expect(mirror.pages.get(root)?.unsettled).toBe(false);
    sent();
    expect((await crawl()).changed).toEqual([]);
    expect(sent()).toEqual(["POST /v1/search"]);
  });

  test("says when the next reading is owed", async () => {
    const { notion, block, clock, crawl } = await crawled();
    notion.app.editText(block, "two");
    const edited = clock.now();
    await clock.advance(5_000);
    const { dueAt } = await crawl();
    expect(dueAt).toBe(Math.floor(edited / 60_000) * 60_000 + 60_000);
  });

  test("a page in the trash is trashed, and only because it says so itself", async () => {
    const { notion, mirror, child, clock, crawl } = await crawled();
    notion.app.trash(child);
    // Nothing else tells: the trash is looked through every ten minutes.
    await clock.advance(11 * 60_000);
    expect(await crawl()).toMatchObject({ trashed: [child], detached: [] });
    expect(mirror.pages.get(child)?.state).toBe("trashed");
  });

  test("a page that is no longer shared is detached and keeps its body", async () => {
    const { notion, mirror, root, child, clock, crawl } = await crawled();
    const before = mirror.blocks.remote(child);
    notion.app.unshare(root);
    await clock.advance(90_000);
    expect(await crawl({ full: true })).toMatchObject({
      trashed: [],
      detached: expect.arrayContaining([root, child]),
    });
    expect(mirror.pages.get(child)?.state).toBe("detached");
    expect(mirror.blocks.remote(child)).toEqual(before);
    notion.app.share(root);
    await crawl({ full: true });
    expect(mirror.pages.get(child)?.state).toBe("live");
  });

  test("a page restored from the trash lives again", async () => {
    const { notion, mirror, child, clock, crawl } = await crawled();
    notion.app.trash(child);
    await clock.advance(11 * 60_000);
    await crawl();
    expect(mirror.pages.get(child)?.state).toBe("trashed");
    notion.app.restore(child);
    await clock.advance(90_000);
    expect((await crawl()).changed).toContain(child);
    expect(mirror.pages.get(child)?.state).toBe("live");
  });

  test("a moved page is known by its new parent, and both bodies are read again", async () => {
    const { notion, mirror, root, child, clock, crawl } = await crawled();
    const other = notion.app.createPage({ parent: root, title: "Other" });
    await clock.advance(90_000);
    await crawl();
    notion.app.move(child, { parent: other });
    await clock.advance(90_000);
    const result = await crawl({ full: true });
    expect(result.trashed).toEqual([]);
    expect(mirror.pages.get(child)).toMatchObject({ parentId: other, state: "live" });
    expect(texts(mirror.blocks.remote(other))).toEqual(["child_page"]);
    expect(texts(mirror.blocks.remote(root))).toEqual(["one", "child_page"]);
  });
});

describe("named pages", () => {
  test("are read at once, and nothing else is", async () => {
    const { notion, mirror, root, clock, crawl, sent } = withRoot();
    notion.app.insert(root, [paragraph("one")]);
    await clock.advance(hour);
    const result = await crawl({ pages: [root] });
    expect(result.changed).toEqual([root]);
    expect(sent()).toEqual([`GET /v1/pages/${root}`, `GET /v1/blocks/${root}/children`]);
    expect(texts(mirror.blocks.remote(root))).toEqual(["one"]);
  });
});
