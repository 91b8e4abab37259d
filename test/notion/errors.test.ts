import { describe, expect, test } from "vitest";
import {
  errorIn,
  fateOf,
  isPassing,
  isUnreachable,
  type NotionError,
} from "../../src/notion/errors.ts";
import { TransportError } from "../../src/notion/transport.ts";
import { exitCodes } from "../../src/platform/errors.ts";

const now = Date.UTC(2026, 10, 21, 12, 0, 0);
const request = { method: "PATCH", path: "/v1/blocks/b?x=1" };

function answer(
  status: number,
  code: string,
  more: { message?: string; data?: object; headers?: Record<string, string> } = {},
): NotionError {
  const body = JSON.stringify({
    object: "error",
    status,
    code,
    message: more.message ?? "words",
    ...(more.data === undefined ? {} : { additional_data: more.data }),
    request_id: "r1",
  });
  const error = errorIn(request, { status, headers: more.headers ?? {}, body }, now);
  if (error === null) throw new Error("expected an error");
  return error;
}

test("a 2xx is no error", () => {
  expect(errorIn(request, { status: 200, headers: {}, body: "{}" }, now)).toBeNull();
});

test("an error keeps Notion's own code, status, request id and additional data", () => {
  const error = answer(503, "service_unavailable", {
    data: { committed_resource_id: "p", committed_child_ids: ["a", "b"] },
  });
  expect(error).toMatchObject({
    name: "NotionError",
    code: "service_unavailable",
    status: 503,
    requestId: "r1",
    additionalData: { committed_resource_id: "p", committed_child_ids: ["a", "b"] },
    where: "PATCH /v1/blocks/b",
  });
});

describe("the fate of a write", () => {
  test.each([
    [400, "validation_error", "no"],
    [401, "unauthorized", "no"],
    [403, "restricted_resource", "no"],
    [404, "object_not_found", "no"],
    [429, "rate_limited", "no"],
    [409, "conflict_error", "doubt"],
    [500, "internal_server_error", "doubt"],
    [502, "bad_gateway", "doubt"],
    [503, "service_unavailable", "doubt"],
    [504, "gateway_timeout", "doubt"],
    [529, "service_overload", "doubt"],
  ] as const)("after %i %s is %s", (status, code, fate) => {
    expect(fateOf(answer(status, code))).toBe(fate);
  });

  test("is no when no byte left, doubt when one did or nobody knows", () => {
    expect(fateOf(new TransportError("x", { sent: false }))).toBe("no");
    expect(fateOf(new TransportError("x", { sent: true }))).toBe("doubt");
    expect(fateOf(new Error("aborted"))).toBe("doubt");
  });
});

test.each([
  [409, true],
  [500, true],
  [502, true],
  [503, true],
  [504, true],
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [429, false],
])("a read is repeated after %i: %s", (status, repeated) => {
  expect(isPassing(answer(status, "x"))).toBe(repeated);
});

describe("how long to wait", () => {
  test.each([
    ["the header in seconds", { headers: { "retry-after": "37" } }, 37_000],
    [
      "the header as a date",
      { headers: { "retry-after": "Sat, 21 Nov 2026 12:01:30 GMT" } },
      90_000,
    ],
    ["the body where no header came", { data: { retry_after: "600" } }, 600_000],
    [
      "the header before the body",
      { headers: { "retry-after": "5" }, data: { retry_after: "60" } },
      5_000,
    ],
    ["nothing said", {}, null],
  ])("%s", (_, more, ms) => {
    expect(answer(429, "rate_limited", more).retryAfterMs).toBe(ms);
  });
});

describe("what to do next", () => {
  test("a refused token says where to get one", () => {
    const error = answer(401, "unauthorized", { message: "API token is invalid." });
    expect(error.next).toContain("NOTION_API_TOKEN");
    expect(error.exitCode).toBe(exitCodes.permission);
  });

  test.each([
    ["Insufficient permissions: insert comment capability", "comments”"],
    ["This integration may not insert content", "“Insert content”"],
    ["Update is not allowed", "“Update content”"],
    ["Insufficient permissions for this endpoint.", "“Read content”, “Update content”"],
  ])("a 403 saying %j names the capability", (message, capability) => {
    const error = answer(403, "restricted_resource", { message });
    expect(error.next).toContain(capability);
    expect(error.exitCode).toBe(exitCodes.permission);
  });

  test("a full workspace is told apart from a missing capability", () => {
    const error = answer(403, "restricted_resource", { data: { block_limit: "block_creation" } });
    expect(error.next).toContain("block limit");
  });

  test("a 403 in HTML without a request id is the network's, not Notion's", () => {
    const error = errorIn(
      request,
      { status: 403, headers: { "cf-ray": "1" }, body: "<html>no</html>" },
      now,
    );
    expect(error).toMatchObject({ code: "network_blocked", status: 403, requestId: null });
    expect(error?.next).toContain("proxy");
    expect(isUnreachable(error)).toBe(false);
  });

  test("an answer that is no error body still has a code", () => {
    expect(errorIn(request, { status: 502, headers: {}, body: "<html/>" }, now)).toMatchObject({
      code: "http_502",
      status: 502,
    });
  });
});
