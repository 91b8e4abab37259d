/** The helper that holds requests against the SDK's types. */
import { describe, expect, it } from "vitest";
import { sdkEndpoints } from "./sdk-endpoints.ts";
import { checkRequest, checkResponse } from "./sdk-schema.ts";

const id = "38c9ce7b-60a4-8101-9f8e-000000000001";

describe("the SDK's types", () => {
  it("know 49 endpoints that are not of agents", () => {
    expect(sdkEndpoints).toHaveLength(49);
  });

  it("take requests of their form", () => {
    expect(checkRequest("GET", "/v1/users/me")).toEqual([]);
    expect(
      checkRequest("GET", `/v1/blocks/${id}/children?page_size=100&start_cursor=${id}`),
    ).toEqual([]);
    expect(
      checkRequest("POST", "/v1/search", { filter: { property: "object", value: "page" } }),
    ).toEqual([]);
    const paragraph = { paragraph: { rich_text: [{ text: { content: "a" } }] } };
    expect(checkRequest("PATCH", `/v1/blocks/${id}/children`, { children: [paragraph] })).toEqual(
      [],
    );
  });

  it("say where a request is not", () => {
    expect(checkRequest("GET", "/v1/nowhere")).toEqual([
      "GET /v1/nowhere is no endpoint of the SDK",
    ]);
    expect(checkRequest("GET", "/v1/users?page_size=ten")[0]).toContain(
      "/page_size must be number",
    );
    const paragraph = { paragraph: { rich_text: [{ text: { content: 1 } }] } };
    expect(checkRequest("PATCH", `/v1/blocks/${id}/children`, { children: [paragraph] })).toContain(
      "/children/0/paragraph/rich_text/0/text/content must be string",
    );
    expect(checkRequest("PATCH", `/v1/pages/${id}`, { colour: "red" })).toEqual([
      "/ must NOT have additional properties (colour)",
    ]);
  });

  it("say what an answer lacks, and let new keys pass", () => {
    expect(checkResponse("GET", `/v1/pages/${id}`, { object: "page", id, new_key: 1 })).toEqual([]);
    expect(checkResponse("GET", `/v1/pages/${id}`, { object: "page" })).not.toEqual([]);
  });
});
