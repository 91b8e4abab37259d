/**
 * The official client on a pretend Notion, without a socket, with the options that a user gives it. Every answer is
 * held against the SDK's own types.
 */
import { Client } from "@notionhq/client";
import { expect } from "vitest";
import type { Notion } from "../../fixtures/index.ts";
import { checkResponse } from "../support/sdk-schema.ts";

type ClientOptions = NonNullable<ConstructorParameters<typeof Client>[0]>;

export function clientFor(notion: Notion, options: ClientOptions = {}): Client {
  return new Client({
    auth: notion.token,
    retry: false,
    logger: () => {},
    fetch: (async (url: string, init: RequestInit = {}) => {
      const { pathname, search } = new URL(url);
      const request = new Request("http://127.0.0.1/", { ...init, method: "POST" });
      const bytes = new Uint8Array(await request.arrayBuffer());
      const response = await notion.handle({
        method: init.method ?? "GET",
        path: `${pathname}${search}`,
        headers: Object.fromEntries(request.headers),
        body: new TextDecoder().decode(bytes),
        bytes,
      });
      note(init.method ?? "GET", pathname, response.status, JSON.parse(response.body));
      return new Response(response.body, { status: response.status, headers: response.headers });
    }) as NonNullable<ClientOptions["fetch"]>,
    ...options,
  });
}

function note(method: string, path: string, status: number, body: unknown): void {
  if (status >= 202) return;
  expect(checkResponse(method, path, asTyped(body)), `${method} ${path}`).toEqual([]);
}

/**
 * As the SDK's types have it: they still name what 2026-03-11 took away, and do not know all columns that tables
 * have, which recordings show.
 */
function asTyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTyped);
  if (value === null || typeof value !== "object") return value;
  const object: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    if (!isColumn(one) || !untypedColumns.has(one.type)) object[key] = asTyped(one);
  }
  return "in_trash" in object ? { archived: object["in_trash"], ...object } : object;
}

const untypedColumns = new Set(["button", "place"]);

const isColumn = (value: unknown): value is { readonly type: string } =>
  value !== null && typeof value === "object" && "description" in value && "type" in value;
