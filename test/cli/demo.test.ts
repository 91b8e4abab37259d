/**
 * The demo, whole, as the first command of the README runs it; and what it sends, held against the types
 * of the official SDK.
 */
import { join } from "node:path";
import { Client } from "@notionhq/client";
import { expect, test } from "vitest";
import { undiciDownload } from "../../src/notion/download.ts";
import type { HttpRequest, Transport } from "../../src/notion/transport.ts";
import { undiciTransport } from "../../src/notion/undici.ts";
import type { Process } from "../../src/platform/process.ts";
import { checkRequest } from "../support/sdk-schema.ts";
import { terminal } from "../support/terminal.ts";

test("tells its story, and every request in it is one that the official SDK's types allow", async () => {
  const screen = terminal();
  const sent: HttpRequest[] = [];
  const recording =
    (transport: Transport): Transport =>
    (request, signal) => {
      sent.push(request);
      return transport(request, signal);
    };
  const seen = await screen.type(["demo"], {
    world: {
      connect: async (baseUrl) => recording(undiciTransport(baseUrl)),
      download: undiciDownload,
    },
  });
  expect(seen).toMatchObject({ code: 0 });
  expect(seen.stdout).toContain("Nothing to do: files and Notion agree.");
  expect(seen.stdout.match(/^✓ /gm)).toHaveLength(11);
  for (const chapter of ["conflicts", "resolve", "undo", "search", "sql"])
    expect(seen.stdout).toContain(`\n$ notion-mirror ${chapter}`);
  expect(sent.length).toBeGreaterThan(50);
  for (const request of sent) {
    const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
    expect(
      checkRequest(request.method, request.path, body),
      `${request.method} ${request.path}`,
    ).toEqual([]);
  }
  const written = sent.filter((request) => request.method === "PATCH");
  expect(written.map((request) => request.path.replace(/[0-9a-f-]{36}/, "ID")).sort()).toEqual([
    // A word, a tick, a line of the contested page.
    "/v1/blocks/ID",
    "/v1/blocks/ID",
    "/v1/blocks/ID",
    "/v1/blocks/ID/children",
    // A property, a page to the trash, and out of it.
    "/v1/pages/ID",
    "/v1/pages/ID",
    "/v1/pages/ID",
  ]);
  expect(screen.folder.list().filter((path) => path.endsWith(".md")).length).toBeGreaterThan(20);
}, 60_000);

test("stops with 1 where something is not as it says", async () => {
  const screen = terminal();
  const deaf =
    (transport: Transport): Transport =>
    async (request, signal) => {
      // Somebody who edits alongside: one write more than the story tells of.
      if (request.method === "PATCH" && request.path.startsWith("/v1/pages/"))
        await transport(request, signal);
      return transport(request, signal);
    };
  const seen = await screen.type(["demo"], {
    world: {
      connect: async (baseUrl) => deaf(undiciTransport(baseUrl)),
      download: undiciDownload,
    },
  });
  expect(seen.code).toBe(1);
  expect(seen.stderr).toContain("The demo stopped: this is not so: Three files, 5 requests");
}, 60_000);

test("--keep goes on: what is edited in a file or through the SDK arrives, until Ctrl-C", async () => {
  const screen = terminal();
  const signals = new Set<(name: string) => void>();
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const stdout = { isTerminal: false, width: 100, write };
  const onSignal = (callback: (name: string) => void) => {
    signals.add(callback);
    return () => void signals.delete(callback);
  };
  const until = (what: string, holds: () => boolean | Promise<boolean>) =>
    expect.poll(holds, { message: what, timeout: 60_000, interval: 50 }).toBe(true);
  const ended = screen.type(["demo", "--keep"], {
    world: {
      connect: async (url) => undiciTransport(url),
      download: undiciDownload,
      process: { stdout, onSignal } as Process,
    },
  });
  await until("the workspace stays up", () => /Ctrl-C stops\./.test(text) && signals.size > 1);
  const [, url = ""] = /^ {2}url {4}(\S+)$/m.exec(text) ?? [];
  const [, auth = ""] = /^ {2}token {2}(\S+)$/m.exec(text) ?? [];
  const [, vault = ""] = /^ {2}vault {2}(\S+)$/m.exec(text) ?? [];
  const [, block_id = ""] = /block_id: "([^"]+)"/.exec(text) ?? [];
  const week = "notion-demo/Tern & Co/Handbook/First week.md";
  const handbook = "notion-demo/Tern & Co/Handbook.md";
  expect(vault).toBe(join(screen.folder.path, "notion-demo"));
  const client = new Client({ auth, baseUrl: url });
  const page_id = /^notion_id: (\S+)/m.exec(screen.folder.read(week))?.[1] ?? "";
  const said = async () =>
    JSON.stringify(await client.blocks.children.list({ block_id: page_id, page_size: 100 }));
  screen.folder.write(week, screen.folder.read(week).replace("Tick as you go.", "Tick at once."));
  await until("the file's edit is in Notion", async () => (await said()).includes("Tick at once."));
  const rich_text = [{ text: { content: "Mornings in the shed, all of us" } }];
  await client.blocks.update({ block_id, bulleted_list_item: { rich_text } });
  await until("Notion's edit is in the file", () =>
    screen.folder.read(handbook).includes("- Mornings in the shed, all of us\n"),
  );
  for (const stop of [...signals]) stop("SIGINT");
  expect(await ended).toMatchObject({ code: 0 });
  expect(text).toContain("open it in your editor");
  await expect(client.users.me({})).rejects.toThrow();
}, 180_000);
