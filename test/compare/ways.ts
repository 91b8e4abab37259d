/**
 * Two ways to change a word of a page: ours, and the one that scripts and other tools go.
 *
 * Each begins where its user does (the text is there to be edited), and ends when Notion has the edit.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@notionhq/client";
import { markdownToBlocks } from "@tryfabric/martian";
import { NotionToMarkdown } from "notion-to-md";
import type { Notion } from "../../fixtures/index.ts";
import { runCli } from "../../src/main.ts";
import { realWorld, type World } from "../../src/world.ts";
import { downloadFrom } from "../support/downloads.ts";

export interface Task {
  readonly notion: Notion;
  /** An empty folder. */
  readonly folder: string;
  readonly page: string;
  /** Where the page's file lies in a vault. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** Everything up to the edit; the function that comes back sends it. */
export type Way = (task: Task) => Promise<() => Promise<void>>;

/** The command line: cloned, the file edited in place, `sync`. */
export const ours: Way = async ({ notion, folder, path, from, to }) => {
  const real = realWorld();
  const said: string[] = [];
  const output = { write: (text: string) => void said.push(text), isTerminal: false, width: 100 };
  const root = join(folder, "notes");
  const type = async (argv: readonly string[], workingFolder: string) => {
    const world: World = {
      ...real,
      connect: async () => notion.handle,
      download: downloadFrom(notion),
      process: {
        ...real.process,
        environment: { NOTION_API_TOKEN: notion.token },
        homeFolder: folder,
        workingFolder,
        stdout: output,
        stderr: output,
        ask: async () => null,
      },
    };
    const code = await runCli(world, argv);
    if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}:\n${said.join("")}`);
  };
  await type(["clone", root], folder);
  const file = join(root, path);
  writeFileSync(file, replaced(readFileSync(file, "utf8"), from, to));
  return () => type(["sync", "--two-way"], root);
};

/** notion-to-md, an edit of its text, martian; then all blocks are deleted and the new ones appended. */
export const usual: Way = async ({ notion, page, from, to }) => {
  const client = clientOf(notion);
  const converter = new NotionToMarkdown({ notionClient: client });
  const markdown = converter.toMarkdownString(await converter.pageToMarkdown(page))["parent"] ?? "";
  const edited = replaced(markdown, from, to);
  return async () => {
    const there: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const listed = await client.blocks.children.list({
        block_id: page,
        page_size: 100,
        ...(cursor === undefined ? {} : { start_cursor: cursor }),
      });
      there.push(...listed.results.map((block) => block.id));
      if (listed.next_cursor === null) break;
      cursor = listed.next_cursor;
    }
    const blocks = markdownToBlocks(edited) as Children;
    for (const id of there) await client.blocks.delete({ block_id: id });
    for (let at = 0; at < blocks.length; at += 100)
      await client.blocks.children.append({
        block_id: page,
        children: blocks.slice(at, at + 100),
      });
  };
};

type Children = Parameters<Client["blocks"]["children"]["append"]>[0]["children"];

function replaced(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`expected ${from} once in:\n${text}`);
  return text.replace(from, () => to);
}

/** The official SDK, without a socket. */
function clientOf(notion: Notion): Client {
  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(url);
    const method = init.method ?? "GET";
    const answer = await notion.handle({
      method,
      path: `${pathname}${search}`,
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(typeof init.body === "string" ? { body: init.body } : {}),
    });
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  };
  const options = { auth: notion.token, retry: false, logger: () => undefined, fetch: send };
  return new Client(options as ConstructorParameters<typeof Client>[0]);
}
