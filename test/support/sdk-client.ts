/**
 * The official client, talking to the embedded server without a socket; every answer is held against the
 * SDK's response types, and what was asked is kept.
 */
import { Client } from "@notionhq/client";
import type { Notion } from "../../fixtures/index.ts";
import { sdkEndpointOf } from "./sdk-endpoints.ts";
import { checkRequest, checkResponse } from "./sdk-schema.ts";

const taskPath = "/v1/async_tasks/{task_id}";

export interface Watched {
  readonly client: Client;
  /** SDK's names of the endpoints that were asked and answered with 2xx. */
  readonly asked: ReadonlySet<string>;
  /** Requests and answers that are not of the SDK's types, in words. */
  readonly violations: readonly string[];
}

/**
 * The types are those of 2025-09-03, the SDK's default, and later names in one: what a version has no more,
 * or has under its older name, is no violation.
 */
const isOfVersion = (words: string, version: string): boolean =>
  version === "2026-03-11"
    ? words.endsWith("must have required property 'archived'")
    : words.endsWith("must have required property 'meeting_notes'");

export function watch(notion: Notion, notionVersion: "2025-09-03" | "2026-03-11"): Watched {
  const asked = new Set<string>();
  const violations: string[] = [];

  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname, search } = new URL(url);
    const method = init.method ?? "GET";
    const isForm = init.body instanceof FormData;
    const request = new Request(url, { ...init, method });
    const answer = await notion.handle({
      method,
      path: `${pathname}${search}`,
      headers: Object.fromEntries(request.headers),
      ...(isForm ? { bytes: new Uint8Array(await request.arrayBuffer()) } : {}),
      ...(typeof init.body === "string" ? { body: init.body } : {}),
    });
    const body: unknown = JSON.parse(answer.body);
    if (answer.status < 300) {
      const name = sdkEndpointOf(method, pathname)?.endpoint.name;
      if (name !== undefined) asked.add(name);
      const told = (what: string, found: readonly string[]): void => {
        for (const one of found.filter((words) => !isOfVersion(words, notionVersion)))
          violations.push(`${what} of ${method} ${pathname}: ${one}`);
      };
      const sent: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
      if (!isForm) told("request", checkRequest(method, `${pathname}${search}`, sent));
      // What is done later is answered with a task, whatever the SDK's types promise of the endpoint.
      const later = answer.status === 202;
      told("answer", checkResponse(later ? "GET" : method, later ? taskPath : pathname, body));
    }
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  }

  const client = new Client({
    auth: notion.token,
    notionVersion,
    retry: false,
    fetch: send,
  } as ConstructorParameters<typeof Client>[0]);
  return { client, asked, violations };
}
