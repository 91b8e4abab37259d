/**
 * Every endpoint of the official SDK but those of agents, asked by the SDK itself; each request and each
 * answer is held against the SDK's types. The table that comes of it is `fixtures/endpoints.md`:
 * `UPDATE=1 npx vitest run test/conformance/endpoints` writes it anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNotion, type Notion } from "../../fixtures/index.ts";
import { routes } from "../../fixtures/notion-server/routes.ts";
import { type Watched, watch } from "../support/sdk-client.ts";
import { sdkEndpoints } from "../support/sdk-endpoints.ts";
import { validatorOf } from "../support/sdk-schema.ts";

const tablePath = fileURLToPath(new URL("../../fixtures/endpoints.md", import.meta.url));
const versions = ["2025-09-03", "2026-03-11"] as const;
const words = (content: string) => [{ text: { content } }];

/** Names of the tests that asked an endpoint, by the SDK's name of it. */
const exercised = new Map<string, Set<string>>();

interface Tour extends Watched {
  readonly notion: Notion;
  /** A page to make things on. */
  readonly page: string;
}

const implemented = new Set(routes.map(({ method, path }) => `${method} ${path}`));

/** Runs a test at both versions, and notes what it asked; skipped where the server lacks what it needs. */
function tour(
  name: string,
  run: (tour: Tour) => Promise<void>,
  needs: readonly string[] = [],
): void {
  const lacks = needs.some((endpoint) => !implemented.has(endpoint));
  it.skipIf(lacks).each(versions)(`${name} (%s)`, async (version) => {
    const notion = createNotion({ workspace: "empty" });
    const watched = watch(notion, version);
    const found = await watched.client.search({ filter: { property: "object", value: "page" } });
    const root = found.results[0]?.id ?? "";
    const { id: page } = await watched.client.pages.create({
      parent: { page_id: root },
      properties: { title: { title: words("Harbour") } },
    });
    await run({ ...watched, notion, page });
    expect(watched.violations).toEqual([]);
    for (const endpoint of watched.asked) {
      exercised.set(endpoint, (exercised.get(endpoint) ?? new Set()).add(name));
    }
  });
}

/** A database with a table of boats, and the id of its data source. */
async function boats({ client, page }: Tour): Promise<{ database: string; source: string }> {
  const database = await client.databases.create({
    parent: { type: "page_id", page_id: page },
    title: words("Boats"),
    initial_data_source: {
      properties: {
        Name: { title: {} },
        Length: { number: { format: "number" } },
        Kind: { select: { options: [{ name: "Sloop" }, { name: "Ketch" }] } },
        State: { status: {} },
        Built: { date: {} },
      },
    },
  });
  const source = "data_sources" in database ? (database.data_sources[0]?.id ?? "") : "";
  return { database: database.id, source };
}

beforeAll(() => {
  for (const { name } of sdkEndpoints) validatorOf(`${name}Response`);
}, 60_000);

describe("the official SDK", () => {
  tour("reads people and itself", async ({ client }) => {
    const me = await client.users.me({});
    const { results } = await client.users.list({ page_size: 10 });
    expect(results.map((user) => user.id)).toContain(me.id);
    expect((await client.users.retrieve({ user_id: me.id })).id).toBe(me.id);
    expect((await client.customEmojis.list({ page_size: 5 })).results).toEqual([]);
  });

  tour("makes, reads, changes, moves and trashes pages", async ({ client, page }) => {
    const made = await client.pages.create({
      parent: { page_id: page },
      properties: { title: { title: words("Pier") } },
      icon: { emoji: "⚓" },
      children: [{ heading_2: { rich_text: words("Moorings") } }, { divider: {} }],
    });
    const other = await client.pages.create({ parent: { page_id: page }, properties: {} });
    expect(await client.pages.retrieve({ page_id: made.id })).toMatchObject({ in_trash: false });
    await client.pages.update({
      page_id: made.id,
      properties: { title: { title: words("Quay") } },
    });
    await client.pages.move({ page_id: made.id, parent: { page_id: other.id } });
    const title = await client.pages.properties.retrieve({
      page_id: made.id,
      property_id: "title",
    });
    expect(title).toMatchObject({ object: "list", results: [{ type: "title" }] });
    expect(await client.pages.update({ page_id: made.id, in_trash: true })).toMatchObject({
      in_trash: true,
    });
  });

  tour("appends, reads, changes and deletes blocks", async ({ client, page }) => {
    const { results } = await client.blocks.children.append({
      block_id: page,
      children: [
        { paragraph: { rich_text: words("one") } },
        {
          toggle: { rich_text: words("more"), children: [{ to_do: { rich_text: words("rope") } }] },
        },
        { table: { table_width: 1, children: [{ table_row: { cells: [words("a")] } }] } },
        {
          column_list: {
            children: [
              { column: { children: [{ quote: { rich_text: words("l") } }] } },
              { column: { children: [{ code: { rich_text: words("r"), language: "sql" } }] } },
            ],
          },
        },
        { image: { external: { url: "https://example.com/a.png" } } },
        { bookmark: { url: "https://example.com" } },
        { equation: { expression: "e = mc^2" } },
        { synced_block: { synced_from: null, children: [{ divider: {} }] } },
        { tab: { children: [{ paragraph: { rich_text: words("tab") } }] } },
        { link_to_page: { page_id: page } },
        { callout: { rich_text: words("mind"), icon: { emoji: "💡" }, color: "blue_background" } },
      ],
    });
    const [first] = results.map((block) => block.id);
    const block_id = first ?? "";
    await client.blocks.update({ block_id, paragraph: { rich_text: words("two"), color: "red" } });
    expect(await client.blocks.retrieve({ block_id })).toMatchObject({ type: "paragraph" });
    expect(await client.blocks.delete({ block_id })).toMatchObject({ in_trash: true });
    expect((await client.blocks.children.list({ block_id: page })).results).toHaveLength(10);
  });

  tour("makes and changes databases and data sources", async (given) => {
    const { client, page } = given;
    const { database, source } = await boats(given);
    await client.databases.update({ database_id: database, description: words("Afloat") });
    expect(await client.databases.retrieve({ database_id: database })).toMatchObject({
      object: "database",
    });
    await client.dataSources.update({
      data_source_id: source,
      properties: {
        Length: { name: "Metres" },
        Notes: { rich_text: {} },
        Double: { formula: { expression: 'prop("Name").length() * 2' } },
        Fleet: { relation: { data_source_id: source, single_property: {} } },
        Id: { unique_id: { prefix: "B" } },
      },
    });
    const more = await client.dataSources.create({
      parent: { database_id: database },
      properties: { Name: { title: {} } },
      title: words("Crew"),
    });
    expect(await client.dataSources.retrieve({ data_source_id: source })).toMatchObject({
      properties: { Metres: { type: "number" } },
    });
    const listed = await client.dataSources.listTemplates({ data_source_id: more.id });
    expect(listed.templates).toEqual([]);
    expect(page).not.toBe(database);
  });

  tour("fills a data source, and queries and searches it", async (given) => {
    const { client } = given;
    const { source } = await boats(given);
    for (const [name, length] of [
      ["Alma", 9],
      ["Bora", 12],
      ["Cala", 7],
    ] as const) {
      await client.pages.create({
        parent: { data_source_id: source },
        properties: {
          Name: { title: words(name) },
          Length: { number: length },
          Kind: { select: { name: "Sloop" } },
          State: { status: { name: "Done" } },
          Built: { date: { start: "1998-05-01" } },
        },
      });
    }
    const {
      results,
      has_more: more,
      next_cursor: cursor,
    } = await client.dataSources.query({
      data_source_id: source,
      filter: {
        and: [
          { property: "Length", number: { greater_than: 8 } },
          { timestamp: "created_time", created_time: { past_week: {} } },
        ],
      },
      sorts: [{ property: "Length", direction: "descending" }],
      page_size: 1,
    });
    expect([results.length, more]).toEqual([1, true]);
    const rest = await client.dataSources.query({
      data_source_id: source,
      filter: {
        and: [
          { property: "Length", number: { greater_than: 8 } },
          { timestamp: "created_time", created_time: { past_week: {} } },
        ],
      },
      sorts: [{ property: "Length", direction: "descending" }],
      ...(cursor === null ? {} : { start_cursor: cursor }),
    });
    expect(rest.results).toHaveLength(1);
    expect((await client.search({ query: "alma" })).results).toHaveLength(1);
  });

  tour("shows a database in views", async (given) => {
    const { client } = given;
    const { database, source } = await boats(given);
    const view = await client.views.create({
      data_source_id: source,
      database_id: database,
      name: "By length",
      type: "table",
    });
    const view_id = view.id;
    await client.views.update({
      view_id,
      name: "Short",
      sorts: [{ property: "Length", direction: "ascending" }],
    });
    expect(await client.views.retrieve({ view_id })).toMatchObject({ name: "Short" });
    const { results } = await client.views.list({ database_id: database });
    expect(results.map((one) => one.id)).toContain(view_id);
    const query = await client.views.queries.create({ view_id, page_size: 10 });
    expect(await client.views.queries.results({ view_id, query_id: query.id })).toMatchObject({
      results: [],
    });
    expect(await client.views.queries.delete({ view_id, query_id: query.id })).toMatchObject({
      deleted: true,
    });
    expect((await client.views.delete({ view_id })).id).toBe(view_id);
  });

  tour("discusses", async ({ client, page }) => {
    const { id } = await client.comments.create({
      parent: { page_id: page },
      rich_text: words("Ahoy"),
    });
    expect((await client.comments.list({ block_id: page })).results).toHaveLength(1);
    expect((await client.comments.retrieve({ comment_id: id })).id).toBe(id);
    await client.comments.update({ comment_id: id, markdown: "**Ahoy** again" });
    expect((await client.comments.delete({ comment_id: id })).id).toBe(id);
  });

  tour("uploads files and attaches them", async ({ client, page }) => {
    const { id } = await client.fileUploads.create({
      mode: "single_part",
      filename: "a.txt",
      content_type: "text/plain",
    });
    const data = new Blob(["ahoy"], { type: "text/plain" });
    await client.fileUploads.send({ file_upload_id: id, file: { filename: "a.txt", data } });
    expect(await client.fileUploads.retrieve({ file_upload_id: id })).toMatchObject({
      status: "uploaded",
    });
    await client.blocks.children.append({
      block_id: page,
      children: [{ file: { file_upload: { id } } }],
    });
    const large = await client.fileUploads.create({
      mode: "multi_part",
      filename: "b.mp3",
      content_type: "audio/mpeg",
      number_of_parts: 2,
    });
    const part = new Blob([new Uint8Array(5 * 1024 * 1024)], { type: "audio/mpeg" });
    for (const part_number of ["1", "2"]) {
      await client.fileUploads.send({
        file_upload_id: large.id,
        file: { filename: "b.mp3", data: part },
        part_number,
      });
    }
    await client.fileUploads.complete({ file_upload_id: large.id });
    expect((await client.fileUploads.list({ status: "uploaded" })).results.length).toBeGreaterThan(
      0,
    );
    const note = await client.blocks.meetingNotes.create({
      source: { type: "file_upload", file_upload_id: large.id },
      parent: { type: "page_id", page_id: page },
      title: "Crew meeting",
    });
    const notes = await client.blocks.meetingNotes.query({ limit: 5 });
    expect(notes.results.map((block) => block.id)).toContain(note.id);
  });

  tour(
    "reads and writes a page as Markdown, and waits for a task",
    async ({ client, notion, page }) => {
      const written = await client.pages.updateMarkdown({
        page_id: page,
        type: "replace_content",
        replace_content: { new_str: "# Pier\nA *wooden* one." },
      });
      expect(written).toMatchObject({ object: "page_markdown", truncated: false });
      const read = await client.pages.retrieveMarkdown({ page_id: page });
      expect(read.markdown).toBe("# Pier\nA *wooden* one.");
      const task = await client.pages.updateMarkdown({
        page_id: page,
        allow_async: true,
        type: "insert_content",
        insert_content: { content: "More." },
      });
      expect(task).toMatchObject({ object: "async_task" });
      const asked = await client.asyncTasks.retrieve({ task_id: "id" in task ? task.id : "" });
      expect(asked).toMatchObject({ object: "async_task" });
      expect(notion.requests.at(-1)?.status).toBe(200);
    },
    ["GET /pages/{page_id}/markdown", "PATCH /pages/{page_id}/markdown"],
  );

  tour("is authorised by a person", async ({ client, notion }) => {
    const { clientId: client_id, clientSecret: client_secret } = notion.world.oauth;
    const granted = await client.oauth.token({
      client_id,
      client_secret,
      grant_type: "authorization_code",
      code: notion.app.authorize(),
    });
    const secret = { client_id, client_secret, token: granted.access_token };
    expect(await client.oauth.introspect(secret)).toMatchObject({ active: true });
    await client.oauth.revoke(secret);
    expect(await client.oauth.introspect(secret)).toMatchObject({ active: false });
  });
});

/** Tasks come of writing Markdown alone. */
const waits = (name: string): boolean =>
  name === "GetAsyncTask" && !implemented.has("PATCH /pages/{page_id}/markdown");

afterAll(() => {
  const lines = sdkEndpoints.map(({ name, method, path }) => {
    const tests = [...(exercised.get(name) ?? [])];
    const done = implemented.has(`${method} ${path}`) ? "yes" : "no";
    return `| ${name} | ${method} ${path} | ${done} | ${tests.join("; ")} |`;
  });
  const table = [
    "# Endpoints of the embedded server",
    "",
    `The ${sdkEndpoints.length} endpoints of the official SDK that are not of agents, each asked by the SDK under both`,
    "versions, with every answer held against its types. Made by `test/conformance/endpoints.test.ts`.",
    "",
    "| SDK | endpoint | implemented | exercised by |",
    "| --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
  if (process.env["UPDATE"] === "1") writeFileSync(tablePath, table);
  expect(readFileSync(tablePath, "utf8")).toBe(table);
  const idle = sdkEndpoints.filter(
    ({ name, method, path }) =>
      implemented.has(`${method} ${path}`) && !exercised.has(name) && !waits(name),
  );
  expect(idle.map(({ name }) => name)).toEqual([]);
});
