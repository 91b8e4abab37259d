/** The real transport against real sockets on loopback. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type HttpRequest, TransportError } from "../../src/notion/transport.ts";
import { undiciTransport } from "../../src/notion/undici.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get: HttpRequest = { method: "GET", path: "/v1/users/me?a=b", headers: { "x-test": "1" } };
const post: HttpRequest = { method: "POST", path: "/v1/search", headers: {}, body: '{"ü":1}' };

test("carries method, path, headers and body there, status, headers and body back", async () => {
  const url = await listen((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      response.writeHead(404, { "X-Notion-Request-Id": "r" });
      response.end(`${request.method} ${request.url} ${request.headers["x-test"]} ${text}`);
    });
  });
  const send = undiciTransport(`${url}/`);
  expect(await send(get)).toMatchObject({
    status: 404,
    headers: { "x-notion-request-id": "r" },
    body: "GET /v1/users/me?a=b 1 ",
  });
  expect((await send(post)).body).toBe('POST /v1/search undefined {"ü":1}');
});

test("nothing that listens: not one byte was sent", async () => {
  const url = await listen(() => undefined);
  servers.pop()?.close();
  await expect(undiciTransport(url)(post)).rejects.toMatchObject({
    name: "TransportError",
    sent: false,
  });
});

test.each([
  ["before the headers", (_: unknown, response: { destroy(): void }) => response.destroy()],
  [
    "within the body",
    (
      _: unknown,
      response: {
        writeHead(status: number, headers: Record<string, string>): void;
        write(text: string, then: () => void): void;
        destroy(): void;
      },
    ) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    },
  ],
])("a connection that breaks %s: the request was sent", async (_, listener) => {
  const url = await listen(listener as RequestListener);
  const error = await undiciTransport(url)(post).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TransportError);
  expect(error).toMatchObject({ sent: true });
});

test.each([
  ["never answers", () => undefined],
  [
    "stops within the body",
    (_: unknown, response: { writeHead(s: number): void; write(t: string): void }) => {
      response.writeHead(200);
      response.write("half");
    },
  ],
])("a server that %s is given up after the deadline", async (_, listener) => {
  const url = await listen(listener as RequestListener);
  await expect(undiciTransport(url, { timeoutMs: 150 })(post)).rejects.toMatchObject({
    message: expect.stringContaining("No whole answer"),
    sent: true,
  });
});

test("an abort ends headers and body with its own reason", async () => {
  const url = await listen((_, response) => {
    response.writeHead(200);
    response.write("half");
  });
  const controller = new AbortController();
  const reason = new Error("stop");
  const sending = undiciTransport(url)(post, controller.signal);
  controller.abort(reason);
  await expect(sending).rejects.toBe(reason);
  await expect(undiciTransport(url)(post, controller.signal)).rejects.toBe(reason);
});
