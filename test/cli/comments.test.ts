/**
 * What people said: read when asked for, found by search and SQL, and kept where it is when blocks move.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, ok } from "../fixtures/support/ask.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { terminal } from "../support/terminal.ts";

const text = (content: string) => [{ type: "text", text: { content } }];
const paragraph = (content: string) => ({ paragraph: { rich_text: text(content) } });
const everything = ["read_content", "update_content", "insert_content"] as const;

/** A page `Talk` of paragraphs, in a vault that reads comments. */
async function talk(blocks: readonly object[]) {
  const clock = hurriedClock();
  const screen = terminal({ workspace: "empty", clock });
  const { notion, folder } = screen;
  const [home = ""] = notion.world.roots;
  const page = notion.app.createPage({ parent: home, title: "Talk" });
  const ids = notion.app.insert(page, blocks as never);
  await clock.sleep(180_000);
  const vault = join(folder.path, "notes");
  const type = (argv: readonly string[], token = notion.token) =>
    screen.type(argv, {
      ...(existsSync(vault) ? { workingFolder: vault } : {}),
      world: { clock },
      environment: { NOTION_API_TOKEN: token },
    });
  expect(await type(["clone", "notes"])).toMatchObject({ code: 0 });
  const later = () => clock.sleep(180_000);
  const configure = (yaml: string) => folder.write("notes/notion-mirror.yaml", yaml);
  const path = "notes/Start/Talk.md";
  const edit = (change: (file: string) => string) => folder.write(path, change(folder.read(path)));
  const askedFor = () =>
    notion.requests.filter((one) => one.path.startsWith("/v1/comments")).length;
  return { ...screen, clock, home, page, ids, type, later, configure, path, edit, askedFor };
}

describe("comments: true", () => {
  test("reads those of pages and of blocks; search and sql find them", async () => {
    const { type, notion, page, ids, configure, askedFor, later } = await talk(
      ["one", "two", "three"].map(paragraph),
    );
    notion.app.comment({ parent: page }, "A word about the zeppelin");
    const { discussion } = notion.app.comment({ parent: ids[1] ?? "" }, "Is two right?");
    notion.app.comment({ discussion }, "It is, says the walrus");
    expect(askedFor()).toBe(0);
    expect((await type(["search", "walrus"])).stderr).toContain("Nothing found");

    configure("comments: true\n");
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    // Start, Talk and its three blocks.
    expect(askedFor()).toBe(5);
    expect((await type(["search", "walrus"])).stdout).toMatch(
      /^Start\/Talk\.md\n.*says the walrus/,
    );
    expect((await type(["search", "zeppelin", "--json"])).json()).toHaveLength(1);
    const sql = await type([
      "sql",
      "SELECT page_path, block_text, author, text FROM comments WHERE block_id IS NOT NULL",
      "--json",
    ]);
    expect(sql.stdout).toContain("Is two right?");
    expect(sql.stdout).toContain('"two"');

    notion.clearRequests();
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    expect(askedFor()).toBe(0);

    // An edited page is asked again, of its blocks only those that bear comments; a new one once.
    await later();
    notion.app.insert(page, [paragraph("four")] as never);
    await later();
    notion.clearRequests();
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    expect(askedFor()).toBe(3);

    // A resolved discussion goes, a new one on an old block comes, with a full pull.
    notion.app.resolve(discussion);
    notion.app.comment({ parent: ids[2] ?? "" }, "Three is a crowd");
    expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
    expect((await type(["search", "walrus"])).stderr).toContain("Nothing found");
    expect((await type(["search", "crowd"])).stdout).toContain("Start/Talk.md");
  });

  test("a token that may not read them is told once, and everything else goes on", async () => {
    const { type, notion, page, configure, askedFor, home } = await talk([paragraph("one")]);
    const { token } = notion.connect({ capabilities: [...everything] });
    const connection = [...notion.world.connections.values()].find((one) => one.token === token);
    expect(connection).toBeDefined();
    if (connection?.shared instanceof Set) connection.shared.add(home);
    configure("comments: true\n");
    notion.clearRequests();
    expect(await type(["pull", "--full"], token)).toMatchObject({ code: 0 });
    expect(askedFor()).toBe(1);
    expect((await type(["status"])).stdout).toContain("The token may not read comments");
    notion.clearRequests();
    expect(await type(["pull"], token)).toMatchObject({ code: 0 });
    expect(askedFor()).toBe(0);
    // With the capability they are read, and the remark goes.
    notion.app.comment({ parent: page }, "At last");
    expect(await type(["pull", "--full"])).toMatchObject({ code: 0 });
    expect((await type(["status"])).stdout).not.toContain("may not read comments");
    expect((await type(["search", "last"])).stdout).toContain("Talk.md");
  });

  test("comments: pages asks once a page", async () => {
    const { type, notion, page, ids, configure, askedFor } = await talk(
      ["one", "two", "three"].map(paragraph),
    );
    notion.app.comment({ parent: page }, "A zeppelin");
    notion.app.comment({ parent: ids[0] ?? "" }, "A balloon");
    configure("comments: pages\n");
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    expect(askedFor()).toBe(2);
    expect((await type(["search", "zeppelin", "--json"])).json()).toHaveLength(1);
  });
});

describe("a block with comments", () => {
  const order = ["one", "two", "three", "four"];
  /** Two neighbours change places: one of them is made anew. */
  test.each([
    ["the first", 1],
    ["the second", 2],
  ])("stays when it changes places with another: %s of the two", async (_, at) => {
    const { type, notion, ids, page, configure, edit } = await talk(order.map(paragraph));
    const commented = ids[at] ?? "";
    notion.app.comment({ parent: commented }, "Keep me");
    configure("comments: true\n");
    expect(await type(["pull"])).toMatchObject({ code: 0 });
    edit((file) => file.replace("two\n\nthree", "three\n\ntwo"));
    const pushed = await type(["push", "--two-way"]);
    expect(pushed).toMatchObject({ code: 0 });
    const now = ok(await ask(notion, "GET", `/blocks/${page}/children`))["results"] as {
      id: string;
      paragraph: { rich_text: { plain_text: string }[] };
    }[];
    const texts = now.map((block) => block.paragraph.rich_text[0]?.plain_text);
    expect(texts).toEqual(["one", "three", "two", "four"]);
    expect(now.map(({ id }) => id)).toContain(commented);
    expect(now.map(({ id }) => id)).not.toContain(ids[at === 1 ? 2 : 1]);
    const left = ok(await ask(notion, "GET", `/comments?block_id=${commented}`));
    expect(left["results"]).toHaveLength(1);
  });
});

/** Issue of every push: what was not edited is not touched. */
describe("after a push of one edit, every other block has its id, its comments and its edit time", () => {
  const words = ["alpha", "beta", "gamma", "delta", "epsilon"];
  const cases: readonly (readonly [string, (file: string) => string])[] = [
    ["a text", (file) => file.replace("gamma", "gamma ray")],
    ["a checkbox", (file) => file.replace("- [ ] buy", "- [x] buy")],
    ["a new block", (file) => file.replace("gamma\n", "gamma\n\nnew\n")],
    ["a deleted block", (file) => file.replace("gamma\n\n", "")],
    ["another type", (file) => file.replace("gamma\n", "## gamma\n")],
    [
      "a moved block",
      (file) => file.replace("alpha\n\n", "").replace("epsilon\n", "epsilon\n\nalpha\n"),
    ],
    ["a text below a toggle", (file) => file.replace("inside", "deep inside")],
  ];
  test.each(cases)("%s", async (_, change) => {
    const { type, notion, page, ids, edit, later } = await talk([
      ...words.map(paragraph),
      { to_do: { rich_text: text("buy"), checked: false } },
      { toggle: { rich_text: text("more"), children: [paragraph("inside")] } },
    ]);
    for (const id of ids) notion.app.comment({ parent: id }, `about ${id}`);
    await later();
    const sight = async () => {
      const seen = new Map<string, unknown>();
      const visit = async (parent: string): Promise<void> => {
        const list = ok(await ask(notion, "GET", `/blocks/${parent}/children`))["results"];
        for (const block of list as Record<string, unknown>[]) {
          const id = String(block["id"]);
          const comments = ok(await ask(notion, "GET", `/comments?block_id=${id}`))["results"];
          seen.set(id, { block, comments });
          if (block["has_children"] === true) await visit(id);
        }
      };
      await visit(page);
      return seen;
    };
    const before = await sight();
    edit(change);
    notion.clearRequests();
    expect(await type(["push", "--two-way"])).toMatchObject({ code: 0 });
    const writes = notion.requests.filter(
      ({ method }) => method === "PATCH" || method === "DELETE",
    );
    expect(writes.length).toBeGreaterThan(0);
    expect(writes.length).toBeLessThanOrEqual(2);
    const after = await sight();
    const touched = [...before.keys()].filter((id) => {
      const now = after.get(id);
      return JSON.stringify(now) !== JSON.stringify(before.get(id));
    });
    // The edited block alone, or the one that was made anew.
    expect(touched.length).toBeLessThanOrEqual(1);
    const added = [...after.keys()].filter((id) => !before.has(id));
    expect(touched.length + added.length).toBeGreaterThan(0);
    expect(added.length).toBeLessThanOrEqual(1);
  });
});
