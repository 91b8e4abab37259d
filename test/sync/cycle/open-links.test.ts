/**
 * Links that Notion can't hold: it gets their text, the file keeps them as typed, and there is rest.
 */
import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Engine, engine } from "../../support/app.ts";

type Json = Readonly<Record<string, unknown>>;

interface World extends Engine {
  readonly start: string;
  /** What Notion's page has: a block a line, `[text](address)` for a link, `<…>` for a mention. */
  said(title: string): string;
  /** Everything at rest: nothing is sent, nothing is written, `status` has nothing to say. */
  rests(): Promise<void>;
}

async function started(text: string): Promise<World> {
  const world = await engine({ workspace: "empty" });
  const start = [...world.notion.world.roots][0] ?? "";
  world.notion.app.insert(start, [
    ...["First.", "Second."].map((content) => ({
      type: "paragraph",
      paragraph: { rich_text: [{ text: { content } }] },
    })),
  ]);
  world.clock.advance(120_000);
  await world.sync();
  if (text !== "") world.edit("Start.md", "First.", text);
  world.requests();
  const run = (one: Json): string => {
    const { type, mention, text } = one as { type: string; mention?: Json; text?: Json };
    if (type === "mention") return `<${String(mention?.["type"])}>`;
    const url = (text?.["link"] as { url: string } | null | undefined)?.url;
    const content = String(text?.["content"]);
    return url === undefined ? content : `[${content}](${url.replace(/[0-9a-f]{32}$/, "…")})`;
  };
  return {
    ...world,
    start,
    said: (title) => {
      const titled = ({ id }: { readonly id: string }) =>
        world.mirror.pages.get(id)?.title === title;
      const page = world.mirror.pages.refs({ state: "live" }).find(titled);
      return (world.mirror.blocks.remote(page?.id ?? "") ?? [])
        .map((block) => {
          if (block.type === "child_page") return `child ${block.child_page.title}`;
          const content = (block as unknown as Record<string, { rich_text?: Json[] }>)[block.type];
          return (content?.rich_text ?? []).map(run).join("");
        })
        .join("\n");
    },
    rests: async () => {
      world.clock.advance(120_000);
      await world.sync();
      world.writes();
      const before = world.folder.read("Start.md");
      const { pages, files } = await world.sync();
      expect(pages).toEqual([]);
      expect(files.written).toBe(0);
      expect(world.writes()).toEqual([]);
      expect((await world.status()).changes).toEqual([]);
      expect(world.folder.read("Start.md")).toBe(before);
    },
  };
}

const typed = "See [it](./missing.md), [*the* pdf](docs/a.pdf), [up](#usage) and [a](url).";

describe("a link that leads to no page", () => {
  test("goes out as its text, and the file keeps it", async () => {
    const world = await started(typed);
    const { pages } = await world.sync();
    expect(world.writes()).toHaveLength(1);
    expect(world.said("Start")).toBe("See it, the pdf, up and a.\nSecond.");
    const [page] = pages;
    expect(page?.outcome).toBe("pushed");
    const line = world.folder.read("Start.md").split("\n").indexOf(typed) + 1;
    expect(
      page?.notes.map(({ kind, code, line, message }) => ({ kind, code, line, message })),
    ).toEqual(
      [
        ["./missing.md", "leads to no page of this vault"],
        ["docs/a.pdf", "leads to no page of this vault"],
        ["#usage", "is no address that Notion takes"],
        ["url", "leads to no page of this vault"],
      ].map(([url, why]) => ({
        kind: "warning",
        code: "link_not_sent",
        line,
        message: `${url} ${why}: Notion gets its text alone`,
      })),
    );
    expect(world.folder.read("Start.md")).toContain(typed);
    await world.rests();
  });

  test("typed around words that Notion has already, sends nothing", async () => {
    const world = await started("[First](missing.md).");
    const { pages } = await world.sync();
    expect(world.writes()).toEqual([]);
    expect(pages.map(({ outcome, notes }) => [outcome, notes.length])).toEqual([["settled", 1]]);
    await world.rests();
  });

  test("is told what it lacks, where it is an address without a scheme", async () => {
    const world = await started("At [home](www.example.com).");
    const { pages } = await world.sync();
    expect(pages[0]?.notes[0]?.message).toBe(
      "www.example.com has no https:// before it: Notion gets its text alone",
    );
    expect(world.said("Start")).toBe("At home.\nSecond.");
    await world.rests();
  });

  test("keeps its looks, and its place in lists, tables, headings and alone on a line", async () => {
    const world = await started(
      "# [A](a.md)\n\n- **[b](#b)**\n\n| [c](c) |\n| --- |\n| [d](../d.md) |\n\n[e](e.md)\n\n> [f](./f)\n\n[r]\n\n[r]: r.md",
    );
    const { pages } = await world.sync();
    expect(pages.map(({ outcome, notes }) => [outcome, notes.length])).toEqual([["pushed", 7]]);
    expect(world.said("Start")).toBe("A\nb\n\ne\nf\nr\nSecond.");
    await world.rests();
  });

  test("in a new file goes out as its text", async () => {
    const world = await started("");
    world.save("Start/New.md", `${typed}\n\n[alone](gone.md)\n`);
    const { pages } = await world.sync();
    expect(pages.map(({ path, notes }) => [path, notes.length])).toEqual([
      ["Start/New.md", 5],
      ["Start.md", 0],
    ]);
    expect(world.writes()).toEqual(["POST /v1/pages"]);
    expect(world.said("New")).toBe("See it, the pdf, up and a.\nalone");
    expect(world.folder.read("Start/New.md")).toContain(`${typed}\n\n[alone](gone.md)\n`);
    await world.rests();
  });

  test("stays when other words of its block are edited", async () => {
    const world = await started(typed);
    await world.sync();
    world.writes();
    world.edit("Start.md", "See [it]", "Look at [it]");
    await world.sync();
    expect(world.writes()).toHaveLength(1);
    expect(world.said("Start")).toBe("Look at it, the pdf, up and a.\nSecond.");
    expect(world.folder.read("Start.md")).toContain(typed.replace("See", "Look at"));
    await world.rests();
  });

  test("stays when another block is edited, here or in Notion", async () => {
    const world = await started(typed);
    await world.sync();
    world.writes();
    world.edit("Start.md", "Second.", "Second, here.");
    await world.sync();
    expect(world.writes()).toHaveLength(1);
    const [, second] = world.mirror.blocks.remote(world.start) ?? [];
    world.clock.advance(120_000);
    world.notion.app.editText(second?.id ?? "", "Second, there.");
    await world.sync();
    expect(world.folder.read("Start.md")).toContain(`${typed}\n\nSecond, there.\n`);
    await world.rests();
  });

  test("is gone when its block is edited in Notion, and in the history", async () => {
    const world = await started(typed);
    await world.sync();
    const [first] = world.mirror.blocks.remote(world.start) ?? [];
    world.clock.advance(120_000);
    world.notion.app.editText(first?.id ?? "", "See nothing.");
    await world.sync();
    expect(world.folder.read("Start.md")).toContain("\nSee nothing.\n\nSecond.\n");
    const kept = world.mirror.history
      .list({ page: world.start })
      .filter(({ side }) => side === "local")
      .map(({ id }) =>
        new TextDecoder().decode(world.mirror.history.content(id) ?? new Uint8Array()),
      );
    expect(kept.some((text) => text.includes(typed))).toBe(true);
    await world.rests();
  });
});

describe("when something comes to lie where it leads", () => {
  test("a new file, the link is sent", async () => {
    const world = await started("See [it](Start/New.md) and [the New](Start/New.md).");
    await world.sync();
    await world.rests();
    world.save("Start/New.md", "Text.\n");
    const { pages } = await world.sync();
    expect(world.writes().toSorted()).toEqual(
      ["PATCH /v1/blocks/…", "POST /v1/pages"].map((one) =>
        expect.stringMatching(one.replace("…", ".*")),
      ),
    );
    expect(pages.map(({ outcome }) => outcome).toSorted()).toEqual(["created", "merged"]);
    expect(world.said("Start")).toBe(
      "See [it](https://www.notion.so/…) and [the New](https://www.notion.so/…).\nSecond.\nchild New",
    );
    await world.rests();
  });

  test("a new file beside a link that stays open, that one alone is sent", async () => {
    const world = await started("");
    world.save("Start/A.md", "To [B](B.md), [B again](B.md) and [C](C.md).\n");
    await world.sync();
    await world.rests();
    world.save("Start/B.md", "B.\n");
    await world.sync();
    expect(world.said("A")).toBe("To <page>, [B again](https://www.notion.so/…) and C.");
    expect(world.folder.read("Start/A.md")).toContain(
      "To [B](B.md), [B again](B.md) and [C](C.md).",
    );
    await world.rests();
    rmSync(`${world.folder.path}/Start/B.md`);
    world.save("Start/C.md", "C.\n");
    await world.sync();
    expect(world.said("A")).toBe("To <page>, [B again](https://www.notion.so/…) and <page>.");
  });

  test("a page made in Notion, the link is sent", async () => {
    const world = await started("See [the paper](Start/Paper.md).");
    await world.sync();
    await world.rests();
    world.notion.app.createPage({ parent: world.start, title: "Paper" });
    world.clock.advance(120_000);
    await world.sync();
    await world.sync();
    expect(world.said("Start")).toBe(
      "See [the paper](https://www.notion.so/…).\nSecond.\nchild Paper",
    );
    await world.rests();
  });

  test("and Notion's edits of other blocks are only pulled, the file keeps the link", async () => {
    const world = await started("");
    world.save("Start/A.md", "To [it](New.md).\n\nHere.\n");
    await world.sync();
    await world.rests();
    const titled = ({ id }: { readonly id: string }) => world.mirror.pages.get(id)?.title === "A";
    const id = world.mirror.pages.refs({ state: "live" }).find(titled)?.id ?? "";
    const [, here] = world.mirror.blocks.remote(id) ?? [];
    world.notion.app.createPage({ parent: world.start, title: "New" });
    world.notion.app.editText(here?.id ?? "", "There.");
    world.clock.advance(120_000);
    await world.sync({ direction: "pull" });
    expect(world.folder.read("Start/A.md")).toContain("To [it](New.md).\n\nThere.\n");
    expect(world.said("A")).toBe("To it.\nThere.");
    await world.sync();
    expect(world.folder.read("Start/A.md")).toContain("To [it](New.md).\n\nThere.\n");
    expect(world.said("A")).toBe("To [it](https://www.notion.so/…).\nThere.");
    await world.rests();
  });

  test("as the line of a new page, a pull leaves the file to the next push", async () => {
    const world = await started("See [it](Start/New.md).");
    await world.sync();
    const [, second] = world.mirror.blocks.remote(world.start) ?? [];
    world.clock.advance(120_000);
    world.notion.app.createPage({ parent: world.start, title: "New" });
    world.notion.app.editText(second?.id ?? "", "Changed.");
    const { pages } = await world.sync({ direction: "pull" });
    // The line of the new page and the link that waits would bear one path.
    expect(pages.map(({ path, outcome }) => [path, outcome])).toEqual([
      ["Start.md", "refused"],
      ["Start/New.md", "pulled"],
    ]);
    await world.sync();
    expect(world.folder.read("Start.md")).toContain(
      "See [it](Start/New.md).\n\nChanged.\n\n[New](Start/New.md)\n",
    );
    expect(world.said("Start")).toBe("See [it](https://www.notion.so/…).\nChanged.\nchild New");
    await world.rests();
  });

  test("in a property of text, the link is sent", async () => {
    const world = await engine({ workspace: "demo" });
    await world.sync();
    world.clock.advance(120_000);
    await world.sync();
    const path = world.folder
      .list()
      .find((one) => world.folder.read(one).includes("\nNotes: Call before noon."));
    if (path === undefined) throw new Error("The demo has no such row");
    const notes = "Notes: See [the list](List.md) first.";
    world.edit(path, "Notes: Call before noon.", `${notes} Call before noon.`);
    world.writes();
    const { pages } = await world.sync();
    expect(pages.map((page) => [page.path, page.outcome, page.notes[0]?.message])).toEqual([
      [path, "pushed", "Notes: List.md leads to no page of this vault: Notion gets its text alone"],
    ]);
    expect(world.writes()).toHaveLength(1);
    expect(world.folder.read(path)).toContain(notes);
    world.clock.advance(120_000);
    await world.sync();
    expect((await world.sync()).pages).toEqual([]);
    world.save(path.replace(/[^/]+$/, "List.md"), "A row.\n");
    world.writes();
    await world.sync();
    expect(world.writes().toSorted()).toEqual([
      expect.stringMatching("PATCH /v1/pages/"),
      "POST /v1/pages",
    ]);
    expect(world.folder.read(path)).toContain(notes);
    world.clock.advance(120_000);
    await world.sync();
    expect((await world.sync()).pages).toEqual([]);
  });
});

describe("an odd link that Notion holds", () => {
  test("is left as it is, and goes along with an edit of its block", async () => {
    const world = await started("");
    world.notion.app.insert(world.start, [
      {
        type: "paragraph",
        paragraph: {
          rich_text: [
            { text: { content: "Up to " } },
            { text: { content: "usage", link: { url: "#usage" } } },
          ],
        },
      },
    ]);
    world.clock.advance(120_000);
    await world.sync();
    expect(world.folder.read("Start.md")).toContain("Up to [usage](#usage)");
    await world.rests();
    world.edit("Start.md", "Up to", "Back to");
    await world.sync();
    expect(world.said("Start")).toBe("First.\nSecond.\nBack to [usage](#usage)");
    await world.rests();
  });
});
