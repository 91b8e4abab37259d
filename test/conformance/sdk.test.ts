import {
  APIErrorCode,
  type Client,
  collectDataSourceTemplates,
  collectPaginatedAPI,
  isFullBlock,
  isFullDatabase,
  isFullDataSource,
  isFullPage,
  iterateAllDataSourceRows,
  iteratePaginatedAPI,
} from "@notionhq/client";
import { describe, expect, test } from "vitest";
import { createNotion, largeWorkspace, type NotionOptions } from "../../fixtures/index.ts";
import { clientFor } from "./client.ts";

const rt = (content: string) => [{ text: { content } }];
const paragraph = (content: string) => ({ paragraph: { rich_text: rt(content) } });

/** A client on an empty workspace, its page, and what moves the clock. */
async function setUp(notionVersion: string | undefined, options: NotionOptions = {}) {
  const clock = { nowMs: Date.UTC(2026, 10, 20, 9) };
  const notion = createNotion({
    workspace: "empty",
    clock: { now: () => clock.nowMs },
    ...options,
  });
  const client = clientFor(notion, notionVersion === undefined ? {} : { notionVersion });
  const page_id = notion.world.roots[0] ?? "";
  return { notion, client, page_id, clock };
}

async function makeTable(client: Client, page_id: string) {
  const database = await client.databases.create({
    parent: { type: "page_id", page_id },
    title: rt("Boats"),
    initial_data_source: {
      properties: {
        Name: { title: {} },
        Length: { number: { format: "number" } },
        Kind: { select: { options: [{ name: "Skiff", color: "blue" }] } },
        Twice: { formula: { expression: 'prop("Length") * 2' } },
      },
    },
  });
  if (!isFullDatabase(database)) throw new Error("expected a whole database");
  const [source] = database.data_sources;
  if (source === undefined) throw new Error("expected a data source");
  return { database_id: database.id, data_source_id: source.id };
}

const versions = [
  ["by default", undefined],
  ["at 2026-03-11", "2026-03-11"],
] as const;

describe.each(versions)("the official client %s", (_, version) => {
  const archived = version === undefined;

  test("makes, reads, edits, moves and trashes a page", async () => {
    const { client, page_id } = await setUp(version);
    const page = await client.pages.create({
      parent: { page_id },
      properties: { title: { title: rt("Oak") } },
      icon: { type: "emoji", emoji: "🌳" },
      children: [paragraph("one"), { to_do: { rich_text: rt("two") } }],
    });
    if (!isFullPage(page)) throw new Error("expected a whole page");
    expect(page.created_time).toBe("2026-11-20T09:00:00.000Z");
    expect(Object.hasOwn(page, "archived")).toBe(archived);
    const title = await client.pages.properties.retrieve({
      page_id: page.id,
      property_id: "title",
    });
    expect(title).toMatchObject({ object: "list", results: [{ title: { plain_text: "Oak" } }] });
    const shelf = await client.pages.create({ parent: { page_id }, properties: {} });
    const moved = await client.pages.move({
      page_id: page.id,
      parent: { type: "page_id", page_id: shelf.id },
    });
    expect(moved).toMatchObject({ parent: { page_id: shelf.id } });
    await client.pages.update({ page_id: page.id, in_trash: true });
    expect(await client.pages.retrieve({ page_id: page.id })).toMatchObject({ in_trash: true });
    await expect(client.blocks.children.list({ block_id: page.id })).rejects.toMatchObject({
      code: APIErrorCode.ObjectNotFound,
      status: 404,
    });
  });

  test("appends, lists, edits and deletes blocks", async () => {
    const { client, page_id } = await setUp(version);
    await client.blocks.children.append({
      block_id: page_id,
      children: ["a", "b", "c"].map(paragraph),
    });
    const blocks = await collectPaginatedAPI(client.blocks.children.list, {
      block_id: page_id,
      page_size: 1,
    });
    expect(blocks).toHaveLength(3);
    const first = blocks[0]?.id ?? "";
    const appended = await client.blocks.children.append({
      block_id: page_id,
      position: { type: "after_block", after_block: { id: first } },
      children: [paragraph("between")],
    });
    expect(appended.results).toHaveLength(3);
    await client.blocks.update({ block_id: first, paragraph: { rich_text: rt("A") } });
    const read = await client.blocks.retrieve({ block_id: first });
    expect(
      isFullBlock(read) && read.type === "paragraph" && read.paragraph.rich_text[0]?.plain_text,
    ).toBe("A");
    expect(await client.blocks.delete({ block_id: first })).toMatchObject({ in_trash: true });
  });

  test("makes and changes a database and its data sources", async () => {
    const { client, page_id } = await setUp(version);
    const { database_id, data_source_id } = await makeTable(client, page_id);
    await client.databases.update({ database_id, is_inline: true });
    expect(await client.databases.retrieve({ database_id })).toMatchObject({ is_inline: true });
    const changed = await client.dataSources.update({
      data_source_id,
      properties: { Length: { name: "Metres" }, Due: { type: "date", date: {} } },
    });
    if (!isFullDataSource(changed)) throw new Error("expected a whole data source");
    expect(Object.keys(changed.properties).sort()).toEqual([
      "Due",
      "Kind",
      "Metres",
      "Name",
      "Twice",
    ]);
    const second = await client.dataSources.create({
      parent: { type: "database_id", database_id },
      properties: { Title: { title: {} } },
    });
    const read = await client.dataSources.retrieve({ data_source_id: second.id });
    expect(read).toMatchObject({ parent: { database_id } });
  });

  test("makes rows from values and templates, and queries them page by page", async () => {
    const { client, notion, page_id } = await setUp(version);
    const { data_source_id } = await makeTable(client, page_id);
    notion.app.addTemplate(data_source_id, { title: "Usual", isDefault: true });
    expect(await collectDataSourceTemplates(client, { data_source_id })).toMatchObject([
      { name: "Usual", is_default: true },
    ]);
    for (const length of [5, 3, 4]) {
      await client.pages.create({
        parent: { data_source_id },
        properties: {
          Name: { title: rt(`${length} m`) },
          Length: { number: length },
          Kind: { select: { name: length > 3 ? "Tern" : "Skiff" } },
        },
      });
    }
    const found: unknown[] = [];
    for await (const row of iteratePaginatedAPI(client.dataSources.query, {
      data_source_id,
      page_size: 1,
      filter: { property: "Kind", select: { equals: "Tern" } },
      sorts: [{ property: "Length", direction: "ascending" }],
    })) {
      if (!isFullPage(row)) throw new Error("expected a whole page");
      found.push(row.properties["Twice"]);
    }
    expect(found).toMatchObject([{ formula: { number: 8 } }, { formula: { number: 10 } }]);
  });

  test("searches, and lists people and emojis", async () => {
    const { client } = await setUp(version, { workspace: "demo" });
    const found = await client.search({
      query: "sampler",
      filter: { property: "object", value: "page" },
      sort: { timestamp: "last_edited_time", direction: "ascending" },
    });
    expect(found.results).toHaveLength(2);
    const me = await client.users.me({});
    const users = await client.users.list({ page_size: 10 });
    expect(users.results.map((user) => user.id)).toContain(me.id);
    expect((await client.users.retrieve({ user_id: me.id })).type).toBe("bot");
    expect((await client.customEmojis.list({})).results).toMatchObject([{ name: "tern" }]);
  });

  test("reads every page, block and property of the demo as its types say", async () => {
    const { client } = await setUp(version, { workspace: "demo" });
    const all = await collectPaginatedAPI(client.search, {});
    const walk = async (block_id: string): Promise<number> => {
      const blocks = await collectPaginatedAPI(client.blocks.children.list, { block_id });
      let count = blocks.length;
      for (const block of blocks) {
        if (!isFullBlock(block)) throw new Error("expected a whole block");
        if (block.has_children && block.type !== "child_page") count += await walk(block.id);
      }
      return count;
    };
    let blocks = 0;
    for (const page of all.filter(isFullPage)) {
      blocks += await walk(page.id);
      for (const { id } of Object.values(page.properties)) {
        await client.pages.properties.retrieve({ page_id: page.id, property_id: id });
      }
    }
    expect(blocks).toBeGreaterThan(250);
  });

  test("comments", async () => {
    const { client, page_id } = await setUp(version);
    const made = await client.comments.create({ parent: { page_id }, rich_text: rt("Hm.") });
    const changed = await client.comments.update({ comment_id: made.id, markdown: "**Ah.**" });
    expect(changed.id).toBe(made.id);
    const read = await client.comments.retrieve({ comment_id: made.id });
    expect(read).toMatchObject({ rich_text: [{ plain_text: "Ah.", annotations: { bold: true } }] });
    await client.comments.delete({ comment_id: made.id });
    expect((await client.comments.list({ block_id: page_id })).results).toEqual([]);
  });

  test("uploads a file in one part and in several", async () => {
    const { client, page_id } = await setUp(version);
    const one = await client.fileUploads.create({ filename: "a.txt" });
    const sent = await client.fileUploads.send({
      file_upload_id: one.id,
      file: { filename: "a.txt", data: new Blob(["hello"], { type: "text/plain" }) },
    });
    expect(sent.status).toBe("uploaded");
    await client.blocks.children.append({
      block_id: page_id,
      children: [{ file: { type: "file_upload", file_upload: { id: one.id } } }],
    });
    const many = await client.fileUploads.create({
      mode: "multi_part",
      filename: "b.txt",
      number_of_parts: 1,
    });
    await client.fileUploads.send({
      file_upload_id: many.id,
      part_number: "1",
      file: { filename: "b.txt", data: new Blob(["hello"], { type: "text/plain" }) },
    });
    await client.fileUploads.complete({ file_upload_id: many.id });
    expect(await client.fileUploads.retrieve({ file_upload_id: many.id })).toMatchObject({
      status: "uploaded",
      number_of_parts: { total: 1, sent: 1 },
    });
    expect((await client.fileUploads.list({ status: "uploaded" })).results).toHaveLength(2);
  });

  test("makes, queries and deletes views", async () => {
    const { client, page_id } = await setUp(version);
    const { database_id, data_source_id } = await makeTable(client, page_id);
    await client.pages.create({ parent: { data_source_id }, properties: {} });
    const made = await client.views.create({
      data_source_id,
      database_id,
      name: "Board",
      type: "board",
      configuration: {
        type: "board",
        group_by: { type: "select", property_id: "Kind", sort: { type: "manual" } },
      },
    });
    const view_id = made.id;
    await client.views.update({ view_id, name: "By kind" });
    expect(await client.views.retrieve({ view_id })).toMatchObject({ name: "By kind" });
    expect((await client.views.list({ database_id })).results).toHaveLength(2);
    const query = await client.views.queries.create({ view_id });
    expect(query.total_count).toBe(1);
    expect(await client.views.queries.results({ view_id, query_id: query.id })).toMatchObject({
      results: [{ object: "page" }],
    });
    await client.views.queries.delete({ view_id, query_id: query.id });
    await client.views.delete({ view_id });
  });

  test("makes meeting notes and finds them", async () => {
    const { client, page_id } = await setUp(version);
    const { results } = await client.blocks.children.append({
      block_id: page_id,
      children: [{ audio: { external: { url: "https://files.example.com/a.mp3" } } }],
    });
    await client.blocks.meetingNotes.create({
      source: { type: "block", block_id: results[0]?.id ?? "" },
    });
    if (archived) return;
    expect((await client.blocks.meetingNotes.query({})).results).toHaveLength(1);
  });

  test("gets tokens, looks into them and revokes them", async () => {
    const { client, notion } = await setUp(version);
    const app = { client_id: "pretend-client", client_secret: "pretend-secret" };
    const granted = await client.oauth.token({
      ...app,
      grant_type: "authorization_code",
      code: notion.app.authorize(),
    });
    const token = granted.access_token;
    expect(await client.oauth.introspect({ ...app, token })).toMatchObject({ active: true });
    await client.oauth.revoke({ ...app, token });
    expect(await client.oauth.introspect({ ...app, token })).toMatchObject({ active: false });
  });

  test("follows a task until it has ended", async () => {
    const { client, clock, page_id } = await setUp(version);
    const start = async (parent: string): Promise<string> => {
      const task = await client.request<{ id: string }>({
        path: "pages",
        method: "post",
        body: {
          parent: { page_id: parent },
          markdown: "# Keel\nLaid in September.",
          allow_async: true,
        },
      });
      return task.id;
    };
    const shelf = await client.pages.create({ parent: { page_id }, properties: {} });
    const [good, bad] = [await start(page_id), await start(shelf.id)];
    await client.pages.update({ page_id: shelf.id, in_trash: true });
    const statuses: string[] = [];
    for (const afterMs of [0, 1_000, 1_500]) {
      clock.nowMs += afterMs;
      statuses.push((await client.asyncTasks.retrieve({ task_id: good })).status);
    }
    expect(statuses).toEqual(["queued", "running", "succeeded"]);
    expect(await client.asyncTasks.retrieve({ task_id: bad })).toMatchObject({
      status: "failed",
      error: { status: 400, code: "validation_error" },
    });
    clock.nowMs += 2 * 86_400_000;
    await expect(client.asyncTasks.retrieve({ task_id: good })).rejects.toMatchObject({
      code: APIErrorCode.ObjectNotFound,
    });
  });

  test("understands refusals", async () => {
    const { client, page_id, notion } = await setUp(version);
    await expect(
      client.blocks.children.append({
        block_id: page_id,
        children: Array.from({ length: 101 }, () => paragraph("x")),
      }),
    ).rejects.toMatchObject({ code: APIErrorCode.ValidationError, status: 400 });
    const stranger = clientFor(notion, { auth: "ntn_wrong" });
    await expect(stranger.users.me({})).rejects.toMatchObject({ code: APIErrorCode.Unauthorized });
    notion.inject({ request: 1, fault: { kind: "error", status: 429, retryAfterS: 9 } });
    await expect(client.users.me({})).rejects.toMatchObject({ code: APIErrorCode.RateLimited });
  });
});

test("the SDK's helper reads past the cap of 10,000 rows", async () => {
  const workspace = largeWorkspace({ pages: 1, rows: 10_500, imported: [0, 3_000] });
  const { client } = await setUp(undefined, { workspace });
  const { results } = await client.search({ filter: { property: "object", value: "data_source" } });
  const seen = new Set<string>();
  for await (const row of iterateAllDataSourceRows(client, {
    data_source_id: results[0]?.id ?? "",
    filter_properties: ["title"],
  })) {
    seen.add(row.id);
  }
  expect(seen.size).toBe(10_500);
}, 120_000);
