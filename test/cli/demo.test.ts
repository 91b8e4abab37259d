/**
 * The demo, whole, as the first command of the README runs it; and what it sends, held against the types
 * of the official SDK.
 */
import { expect, test } from "vitest";
import type { HttpRequest, Transport } from "../../src/notion/transport.ts";
import { undiciTransport } from "../../src/notion/undici.ts";
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
    world: { connect: async (baseUrl) => recording(undiciTransport(baseUrl)) },
  });
  expect(seen).toMatchObject({ code: 0 });
  expect(seen.stdout).toContain("Nothing to do: files and Notion agree.");
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
    "/v1/blocks/ID",
    "/v1/blocks/ID",
    "/v1/blocks/ID/children",
    "/v1/pages/ID",
  ]);
  expect(screen.folder.list().filter((path) => path.endsWith(".md")).length).toBeGreaterThan(20);
});
