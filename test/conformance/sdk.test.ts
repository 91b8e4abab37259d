import {
  APIErrorCode,
  Client,
  collectPaginatedAPI,
  isFullBlock,
  isFullPage,
} from "@notionhq/client";
import { expect, test } from "vitest";
import { createNotion, type Notion } from "../../fixtures/index.ts";

const versions = ["2025-09-03", "2026-03-11"] as const;

/** The official client, talking to the server without a socket. */
function clientFor(notion: Notion, notionVersion: string): Client {
  return new Client({
    auth: notion.token,
    notionVersion,
    retry: false,
    fetch: async (url: string, init: RequestInit = {}) => {
      const { pathname, search } = new URL(url);
      const response = await notion.handle({
        method: init.method ?? "GET",
        path: `${pathname}${search}`,
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(typeof init.body === "string" ? { body: init.body } : {}),
      });
      return new Response(response.body, { status: response.status, headers: response.headers });
    },
  } as ConstructorParameters<typeof Client>[0]);
}

const rt = (content: string) => [{ text: { content } }];

test.each(versions)(
  "the official client makes, edits and trashes a page at %s",
  async (version) => {
    const notion = createNotion({ workspace: "empty" });
    const client = clientFor(notion, version);
    expect((await client.users.me({})).type).toBe("bot");
    const found = await client.search({ filter: { property: "object", value: "page" } });
    const [start] = found.results;
    if (start === undefined) throw new Error("search found nothing");
    const page = await client.pages.create({
      parent: { page_id: start.id },
      properties: { title: { title: rt("Oak") } },
      children: [{ paragraph: { rich_text: rt("one") } }, { to_do: { rich_text: rt("two") } }],
    });
    if (!isFullPage(page)) throw new Error("expected a whole page");
    expect(page.created_time).toMatch(/:00\.000Z$/);
    expect(Object.hasOwn(page, "archived")).toBe(version === "2025-09-03");
    const blocks = await collectPaginatedAPI(client.blocks.children.list, {
      block_id: page.id,
      page_size: 1,
    });
    expect(blocks.map((block) => isFullBlock(block) && block.type)).toEqual(["paragraph", "to_do"]);
    const first = blocks[0]?.id ?? "";
    const appended = await client.blocks.children.append({
      block_id: page.id,
      position: { type: "after_block", after_block: { id: first } },
      children: [{ paragraph: { rich_text: rt("between") } }],
    });
    expect(appended.results.map((block) => isFullBlock(block) && block.type)).toEqual([
      "paragraph",
      "to_do",
    ]);
    await client.blocks.update({
      block_id: first,
      paragraph: { rich_text: [...rt("a"), ...rt("b")] },
    });
    expect(await client.blocks.retrieve({ block_id: first })).toMatchObject({
      paragraph: { rich_text: [{ plain_text: "ab" }], color: "default" },
    });
    expect(await client.blocks.delete({ block_id: first })).toMatchObject({ in_trash: true });
    await client.pages.update({ page_id: page.id, in_trash: true });
    expect(await client.pages.retrieve({ page_id: page.id })).toMatchObject({ in_trash: true });
    await expect(client.blocks.children.list({ block_id: page.id })).rejects.toMatchObject({
      code: APIErrorCode.ObjectNotFound,
    });
  },
);
