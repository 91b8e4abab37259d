import { describe, expect, test } from "vitest";
import { connect } from "../../src/notion/connection.ts";
import { createNotionClient } from "../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../src/notion/pacing.ts";
import {
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportError,
} from "../../src/notion/transport.ts";
import { silentLog } from "../../src/platform/log.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { virtualClock } from "../support/virtual-clock.ts";

type Step = Partial<HttpResponse> | Error;

/** A network that answers with `steps`, one a request; the last one again and again. */
function setUp(steps: readonly Step[]) {
  const clock = virtualClock();
  const requests: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    requests.push(request);
    await clock.sleep(100);
    const step = steps[Math.min(requests.length, steps.length) - 1];
    if (step instanceof Error) throw step;
    return { status: 200, headers: {}, body: '{"object":"list","results":[]}', ...step };
  };
  const random = seededRandom(1);
  const parts = {
    transport,
    token: "ntn_test",
    pacer: unlimitedPacer({ clock, random }),
    clock,
    random,
    log: silentLog,
  };
  return { clock, requests, parts, connection: connect(parts) };
}

const refusal = (status: number, code: string, data: object = {}): Step => ({
  status,
  body: JSON.stringify({ object: "error", status, code, message: "m", additional_data: data }),
});
const fine: Step = { body: '{"object":"page","id":"p","properties":{},"request_id":"r"}' };
const read = { kind: "read", method: "GET", path: "pages/p" } as const;
const write = { kind: "write", method: "PATCH", path: "pages/p", body: { a: 1 } } as const;

describe("headers", () => {
  test("a request without a body has no content type", async () => {
    const { clock, requests, connection } = setUp([fine]);
    await clock.run(connection.send(read));
    expect(requests).toEqual([
      {
        method: "GET",
        path: "/v1/pages/p",
        headers: {
          authorization: "Bearer ntn_test",
          "notion-version": "2026-03-11",
          "user-agent": "notion-mirror",
        },
      },
    ]);
  });

  test("a request with a body has one", async () => {
    const { clock, requests, connection } = setUp([fine]);
    await clock.run(connection.send(write));
    expect(requests[0]).toMatchObject({
      headers: { "content-type": "application/json" },
      body: '{"a":1}',
    });
  });

  test("a token with a line break is refused before anything leaves", () => {
    const { parts } = setUp([fine]);
    expect(() => connect({ ...parts, token: "ntn_a\nb" })).toThrow("token");
  });
});

describe("a read", () => {
  test.each([
    ["409", refusal(409, "conflict_error")],
    ["500", refusal(500, "internal_server_error")],
    ["502 in HTML", { status: 502, body: "<html>" }],
    ["503", refusal(503, "service_unavailable")],
    ["504", refusal(504, "gateway_timeout")],
    ["529", refusal(529, "service_overload", { retry_after: "3" })],
    ["429", refusal(429, "rate_limited", { retry_after: "3" })],
    ["a broken connection", new TransportError("reset", { sent: true })],
    ["a refused connection", new TransportError("refused", { sent: false })],
    ["a body that is cut off", { body: '{"object":"pa' }],
  ] as const)("is repeated after %s", async (_, step) => {
    const { clock, requests, connection } = setUp([step, step, fine]);
    const answer = await clock.run(connection.send(read));
    expect(answer["id"]).toBe("p");
    expect(requests).toHaveLength(3);
    expect(connection.counts).toMatchObject({ reads: 3, writes: 0, repeated: 2 });
  });

  test("gives up after half a minute of trouble, with the last error", async () => {
    const { clock, requests, connection } = setUp([refusal(503, "service_unavailable")]);
    await expect(clock.run(connection.send(read))).rejects.toMatchObject({
      code: "service_unavailable",
    });
    expect(requests).toHaveLength(7);
    expect(clock.monotonic()).toBeGreaterThan(15_000);
    expect(clock.monotonic()).toBeLessThan(60_000);
  });

  test.each([
    [400, "validation_error"],
    [401, "unauthorized"],
    [403, "restricted_resource"],
    [404, "object_not_found"],
  ])("is not repeated after %i", async (status, code) => {
    const { clock, requests, connection } = setUp([refusal(status, code), fine]);
    await expect(clock.run(connection.send(read))).rejects.toMatchObject({ code, status });
    expect(requests).toHaveLength(1);
  });

  test("waits as long as Notion asks, however long", async () => {
    const { clock, connection } = setUp([
      refusal(429, "rate_limited", { retry_after: "7200" }),
      fine,
    ]);
    await clock.run(connection.send(read));
    expect(clock.monotonic()).toBe(7_200_000 + 200);
  });

  test("stops waiting when asked to", async () => {
    const { clock, connection } = setUp([refusal(503, "service_unavailable")]);
    const controller = new AbortController();
    const sending = connection.send(read, { signal: controller.signal });
    await clock.advance(150);
    controller.abort(new Error("enough"));
    await expect(sending).rejects.toThrow("enough");
  });
});

describe("a write", () => {
  test.each([
    ["409", refusal(409, "conflict_error")],
    ["500", refusal(500, "internal_server_error")],
    ["503", refusal(503, "service_unavailable")],
    ["529", refusal(529, "service_overload", { retry_after: "3" })],
    ["a broken connection", new TransportError("reset", { sent: true })],
    ["a refused connection", new TransportError("refused", { sent: false })],
    ["a body that is cut off", { body: '{"object":"pa' }],
  ] as const)("is left to the caller after %s", async (_, step) => {
    const { clock, requests, connection } = setUp([step, fine]);
    await expect(clock.run(connection.send(write))).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  test("is sent again after a 429, and says anew when it leaves", async () => {
    const { clock, connection } = setUp([
      refusal(429, "rate_limited", { retry_after: "90" }),
      fine,
    ]);
    const sentAt: number[] = [];
    await clock.run(connection.send(write, { onSend: () => sentAt.push(clock.monotonic()) }));
    expect(sentAt).toEqual([0, 90_100]);
    expect(connection.counts).toMatchObject({ writes: 2, throttled: 1 });
  });
});

test("a blocked connection stops at once", async () => {
  const { clock, requests, connection } = setUp([
    refusal(429, "rate_limited", {
      rate_limit_reason: "public_api_request_blocked",
      retry_after: "1",
    }),
    fine,
  ]);
  await expect(clock.run(connection.send(read))).rejects.toMatchObject({ code: "rate_limited" });
  await expect(clock.run(connection.send(read))).rejects.toMatchObject({ code: "rate_limited" });
  expect(requests).toHaveLength(1);
});

describe("what comes back", () => {
  test("new keys stay, the request id goes", async () => {
    const { clock, parts } = setUp([
      { body: '{"object":"page","id":"p","properties":{},"shiny":{"new":1},"request_id":"r"}' },
    ]);
    const page = await clock.run(createNotionClient(parts).page("p"));
    expect(page).toEqual({ object: "page", id: "p", properties: {}, shiny: { new: 1 } });
  });

  test("an object of which only the id is shown names the capability", async () => {
    const { clock, parts } = setUp([{ body: '{"object":"page","id":"p"}' }]);
    await expect(clock.run(createNotionClient(parts).page("p"))).rejects.toMatchObject({
      code: "partial_object",
    });
  });

  test.each([
    ["the last page", { has_more: false, next_cursor: null }, null, false],
    ["a short page that goes on", { has_more: true, next_cursor: "c" }, "c", false],
    [
      "a list that stopped at the cap",
      {
        has_more: false,
        next_cursor: null,
        request_status: { type: "incomplete", incomplete_reason: "query_result_limit_reached" },
      },
      null,
      true,
    ],
    ["a list that breaks off", { has_more: true, next_cursor: null }, null, true],
  ])("%s", async (_, more, nextCursor, incomplete) => {
    const { clock, parts } = setUp([
      { body: JSON.stringify({ object: "list", results: [], ...more }) },
    ]);
    const list = await clock.run(createNotionClient(parts).query("d", {}));
    expect(list).toEqual({ results: [], nextCursor, incomplete });
  });

  test("an append with a position answers with the siblings that follow: only the new ones are ours", async () => {
    const block = (id: string) => ({ object: "block", id, type: "divider", divider: {} });
    const { clock, requests, parts } = setUp([
      { body: JSON.stringify({ object: "list", results: ["n", "o", "p"].map(block) }) },
    ]);
    const created = await clock.run(
      createNotionClient(parts).append("x", [{ divider: {} }], {
        type: "after_block",
        after_block: { id: "m" },
      }),
    );
    expect(created.map(({ id }) => id)).toEqual(["n"]);
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      children: [{ divider: {} }],
      position: { type: "after_block", after_block: { id: "m" } },
    });
  });

  test("a property's items are read to the end, whatever the size of the pages", async () => {
    const item = (id: string) => ({ object: "property_item", type: "relation", relation: { id } });
    const { clock, requests, parts } = setUp([
      {
        body: JSON.stringify({
          object: "list",
          results: [item("a")],
          has_more: true,
          next_cursor: "PLuaRX",
        }),
      },
      { body: JSON.stringify({ object: "list", results: [item("b")], has_more: false }) },
    ]);
    const items = await clock.run(createNotionClient(parts).propertyItems("p", "%3CnJT"));
    expect(items).toEqual([item("a"), item("b")]);
    expect(requests.map(({ path }) => path)).toEqual([
      "/v1/pages/p/properties/%3CnJT?page_size=100",
      "/v1/pages/p/properties/%3CnJT?start_cursor=PLuaRX&page_size=100",
    ]);
  });
});
