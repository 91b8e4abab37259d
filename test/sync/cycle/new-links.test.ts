/**
 * Links to files that become pages in the same run: they arrive as links and mentions, whatever leads to what.
 */
import { describe, expect, test } from "vitest";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";

interface World extends Engine {
  readonly start: string;
  /** Text of the page's blocks, top to bottom: `<title>` for a mention, `[text](title)` for a link. */
  said(path: string): Promise<readonly string[]>;
}

type Json = Readonly<Record<string, unknown>>;

async function started(): Promise<World> {
  const world = await engine({ workspace: "empty" });
  const start = [...world.notion.world.roots][0] ?? "";
  world.notion.app.insert(start, [
    { type: "paragraph", paragraph: { rich_text: [{ text: { content: "First." } }] } },
  ]);
  world.clock.advance(120_000);
  await world.sync();
  world.requests();
  const titleOf = (id: string): string =>
    world.mirror.pages.get(id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))
      ?.title ?? `no page ${id}`;
  const run = (one: Json): string => {
    const { type, mention, text } = one as { type: string; mention?: Json; text?: Json };
    if (type === "mention")
      return `<${titleOf(String((mention?.["page"] as Json | undefined)?.["id"]))}>`;
    const url = (text?.["link"] as { url: string } | null | undefined)?.url;
    if (url === undefined) return String(text?.["content"]);
    const id = /^https:\/\/www\.notion\.so\/([0-9a-f]{32})$/.exec(url)?.[1];
    return `[${String(text?.["content"])}](${id === undefined ? url : titleOf(id)})`;
  };
  return {
    ...world,
    start,
    said: async (path) => {
      const id = /notion_id: (\S+)/.exec(world.folder.read(path))?.[1] ?? "";
      const { results } = await world.parts.notion.children(id);
      return results.map((block) => {
        if (block.type === "child_page") return `child ${block.child_page.title}`;
        const content = (block as unknown as Record<string, { rich_text?: Json[] }>)[block.type];
        return (content?.rich_text ?? []).map(run).join("");
      });
    },
  };
}

/** The files say what they said, with their ids; nothing more is sent. */
async function expectRest(world: World, saved: Readonly<Record<string, string>>): Promise<void> {
  world.clock.advance(120_000);
  await world.sync();
  world.writes();
  const { pages } = await world.sync();
  expect(pages).toEqual([]);
  expect(world.writes()).toEqual([]);
  expect((await world.status()).changes).toEqual([]);
  for (const [path, text] of Object.entries(saved))
    expect(world.folder.read(path).replace(/^---\n.*?\n---\n+/s, "")).toContain(text.trim());
}

const creates = (writes: readonly string[]) => writes.filter((one) => one === "POST /v1/pages");

describe("a link to a file that is new too", () => {
  test("is a text link, and with the title of the page a mention", async () => {
    const world = await started();
    const saved = {
      "Start/A.md": "See [B](B.md) and [the other](B.md).\n",
      "Start/B.md": "Text of B.\n",
    };
    for (const [path, text] of Object.entries(saved)) world.save(path, text);
    await world.sync();
    expect(await world.said("Start/A.md")).toEqual(["See <B> and [the other](B)."]);
    expect(world.writes()).toEqual(["POST /v1/pages", "POST /v1/pages"]);
    await expectRest(world, saved);
  });

  test("leads up and down", async () => {
    const world = await started();
    const saved = {
      "Start/New.md": "Below: [Deep](New/Deep.md).\n\nThe end.\n",
      "Start/New/Deep.md": "Above: [New](../New.md).\n",
    };
    for (const [path, text] of Object.entries(saved)) world.save(path, text);
    await world.sync();
    expect(await world.said("Start/New.md")).toEqual(["Below: <Deep>.", "The end.", "child Deep"]);
    expect(await world.said("Start/New/Deep.md")).toEqual(["Above: <New>."]);
    expect(world.writes()).toHaveLength(3);
    await expectRest(world, saved);
  });

  test("leads in a circle", async () => {
    const world = await started();
    const saved = {
      "Start/A.md": "- to [B](B.md)\n  - deep: [B](B.md)\n\n[B](B.md)\n",
      "Start/B.md": "to [C](C.md)\n",
      "Start/C.md": "to [A](A.md) and [itself](C.md)\n",
    };
    for (const [path, text] of Object.entries(saved)) world.save(path, text);
    const { pages } = await world.sync();
    expect(await world.said("Start/A.md")).toEqual(["to <B>", "<B>"]);
    expect(await world.said("Start/B.md")).toEqual(["to <C>"]);
    expect(await world.said("Start/C.md")).toEqual(["to <A> and [itself](C)"]);
    expect(creates(world.writes())).toHaveLength(3);
    expect(pages.filter(({ outcome }) => outcome === "refused" || outcome === "failed")).toEqual(
      [],
    );
    await expectRest(world, saved);
  });

  test("goes by the title that the file gives itself", async () => {
    const world = await started();
    world.save("Start/A.md", "See [The book](B.md) and [B](B.md).\n");
    world.save("Start/B.md", "---\ntitle: The book\n---\n\nText.\n");
    await world.sync();
    await world.sync();
    expect(await world.said("Start/A.md")).toEqual(["See <The book> and [B](The book)."]);
    await expectRest(world, {});
  });

  test("stands in a page that was there before", async () => {
    const world = await started();
    world.save("Start/Old.md", "Old text.\n");
    await world.sync();
    world.clock.advance(120_000);
    await world.sync();
    world.writes();
    world.edit("Start/Old.md", "Old text.", "Old text, see [New](New.md).");
    world.save("Start/New.md", "New text.\n");
    await world.sync();
    expect(await world.said("Start/Old.md")).toEqual(["Old text, see <New>."]);
    expect(world.writes()).toHaveLength(2);
    await expectRest(world, { "Start/Old.md": "Old text, see [New](New.md)." });
  });

  test("stands in the page above it: what was written there stays above the new page", async () => {
    const world = await started();
    world.edit("Start.md", "First.", "First.\n\nSee [New](Start/New.md).");
    world.save("Start/New.md", "New text.\n");
    await world.sync();
    expect(await world.said("Start.md")).toEqual(["First.", "See <New>.", "child New"]);
    await expectRest(world, {
      "Start.md": "First.\n\nSee [New](Start/New.md).\n\n[New](Start/New.md)",
    });
  });

  test("alone in its paragraph on the page above is that page's line", async () => {
    const world = await started();
    world.edit("Start.md", "First.", "First.\n\n[New](Start/New.md)\n\nLast.");
    world.save("Start/New.md", "[Deep](New/Deep.md)\n\nNew text.\n");
    world.save("Start/New/Deep.md", "Deep text.\n");
    await world.sync();
    expect(await world.said("Start.md")).toEqual(["First.", "Last.", "child New"]);
    expect(await world.said("Start/New.md")).toEqual(["New text.", "child Deep"]);
    await expectRest(world, { "Start.md": "First.\n\nLast.\n\n[New](Start/New.md)" });
  });

  test("is not sent before that file can be a page", async () => {
    const world = await started();
    world.save("Start/Old.md", "Old text.\n");
    await world.sync();
    world.edit("Start/Old.md", "Old text.", "See [New](New.md).");
    world.save("Start/New.md", "---\nicon: [\n---\n\nNew text.\n");
    const { pages } = await world.sync();
    expect(pages.map(({ path, outcome }) => `${path}: ${outcome}`).sort()).toEqual([
      "Start/New.md: refused",
      "Start/Old.md: refused",
    ]);
    expect(await world.said("Start/Old.md")).toEqual(["Old text."]);
    world.save("Start/New.md", "New text.\n");
    await world.sync();
    expect(await world.said("Start/Old.md")).toEqual(["See <New>."]);
    await expectRest(world, { "Start/Old.md": "See [New](New.md)." });
  });

  test("is a relation in the front matter of a row", async () => {
    const world = await started();
    const made = ok(
      await ask(world.notion, "POST", "/databases", {
        parent: { type: "page_id", page_id: world.start },
        title: [{ text: { content: "Tasks" } }],
        initial_data_source: { properties: { Name: { title: {} } } },
      }),
    );
    const source = (made["data_sources"] as { id: string }[])[0]?.id ?? "";
    const next = { data_source_id: source, type: "single_property", single_property: {} };
    ok(
      await ask(world.notion, "PATCH", `/data_sources/${source}`, {
        properties: { Next: { relation: next } },
      }),
    );
    world.notion.app.createPage({ parent: source, title: "There" });
    world.clock.advance(120_000);
    await world.sync({ full: true });
    world.writes();
    const rows: Readonly<Record<string, string>> = {
      One: 'Next:\n  - "[Two](Two.md)"\n  - "[There](There.md)"',
      Two: 'Next: "[One](One.md)"',
    };
    for (const [name, next] of Object.entries(rows))
      world.save(`Start/Tasks/${name}.md`, `---\n${next}\n---\n\nText.\n`);
    await world.sync();
    expect(world.writes()).toHaveLength(3);
    await expectRest(world, {});
    const id = (title: string) =>
      /notion_id: (\S+)/.exec(world.folder.read(`Start/Tasks/${title}.md`))?.[1] ?? title;
    const nextOf = async (title: string) => {
      const { properties } = await world.parts.notion.page(id(title));
      return (properties["Next"] as { relation: { id: string }[] }).relation.map((to) => to.id);
    };
    expect([...(await nextOf("One"))].sort()).toEqual([id("Two"), id("There")].sort());
    expect(await nextOf("Two")).toEqual([id("One")]);
    expect(world.folder.read("Start/Tasks/One.md")).toContain("[Two](Two.md)");
  });
});

test("a link alone in its paragraph leads to a page whose name has spaces", async () => {
  const world = await started();
  world.save("Start/Order oak.md", "Oak.\n");
  await world.sync();
  world.save("Start/List.md", "[Order oak](Order%20oak.md)\n\n[the order](Order%20oak.md)\n");
  await world.sync();
  expect(await world.said("Start/List.md")).toEqual(["<Order oak>", "[the order](Order oak)"]);
});
