/** How near the server comes to recorded sessions, and what counts as near. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiText as run } from "../support/api-text.ts";
import { Bindings } from "./bindings.ts";
import { compare } from "./compare.ts";
import { replay, type Step } from "./replay.ts";
import { figuresOf } from "./report.ts";
import { type Interaction, readSessions } from "./session.ts";

const recorded = process.env["NOTION_MIRROR_RECORDED"];
const root = "11111111-1111-4111-8111-111111111111";
const row = "22222222-2222-4222-8222-222222222222";
const bot = "33333333-3333-4333-8333-333333333333";

const page = (id: string, parent: object, title: string, more: object = {}) => ({
  object: "page",
  id,
  created_time: "2026-07-01T10:00:00.000Z",
  last_edited_time: "2026-07-01T10:00:00.000Z",
  created_by: { object: "user", id: bot },
  last_edited_by: { object: "user", id: bot },
  cover: null,
  icon: null,
  parent,
  in_trash: false,
  is_archived: false,
  is_locked: false,
  properties: { title: { id: "title", type: "title", title: [run(title)] } },
  url: `https://www.notion.so/${title}-${id.replaceAll("-", "")}`,
  public_url: null,
  request_id: id,
  ...more,
});

const step = (
  method: string,
  path: string,
  body: unknown,
  status: number,
  answer: object,
): Interaction => ({
  request: { method, path, query: [], body },
  response: { status, body: answer as Interaction["response"]["body"] },
});

const inRoot = { type: "page_id", page_id: root };
const makeRow = {
  parent: inRoot,
  properties: { title: { title: [{ text: { content: "Row" } }] } },
};

async function play(...interactions: readonly Interaction[]): Promise<readonly Step[]> {
  return replay({ name: "own", date: "2026-07-01T10:00:00Z", version: "2026-03-11", interactions });
}

describe("a replay", () => {
  const readRoot = step(
    "GET",
    `/v1/pages/${root}`,
    null,
    200,
    page(root, { type: "workspace", workspace: true }, "Root"),
  );
  const writeRow = step("POST", "/v1/pages", makeRow, 200, page(row, inRoot, "Row"));
  const readRow = step("GET", `/v1/pages/${row}`, null, 200, page(row, inRoot, "Row"));

  it("counts what a step made and what an earlier one changed, not what was seeded", async () => {
    const steps = await play(readRoot, writeRow, readRow, readRoot);
    expect(steps.map((one) => one.counted)).toEqual([false, true, true, true]);
    expect(steps.flatMap((one) => one.differences)).toEqual([]);
  });

  it("tells each difference with its place", async () => {
    const wrong = step(
      "POST",
      "/v1/pages",
      makeRow,
      200,
      page(row, inRoot, "Row", { is_locked: true }),
    );
    const [, second] = await play(readRoot, wrong);
    expect(second?.differences).toEqual([{ at: "is_locked", recorded: true, ours: false }]);
  });

  it("undoes a change that is an object's first sight, so that it has to happen", async () => {
    const locked = page(root, { type: "workspace", workspace: true }, "Root", { is_locked: true });
    const asked = step("PATCH", `/v1/pages/${root}`, { is_locked: true }, 200, locked);
    const idle = step("PATCH", `/v1/pages/${root}`, { in_trash: false }, 200, locked);
    expect((await play(asked)).flatMap((one) => one.differences)).toEqual([]);
    expect((await play(idle)).flatMap((one) => one.differences)).toEqual([]);
    const unmoved = step("PATCH", `/v1/pages/${root}`, { is_locked: false }, 200, locked);
    expect((await play(unmoved)).flatMap((one) => one.differences)).toHaveLength(1);
  });

  it("counts refusals, and compares their words", async () => {
    const answer = {
      object: "error",
      status: 400,
      code: "validation_error",
      message: 'path failed validation: path.page_id should be a valid uuid, instead was `"AAA"`.',
      request_id: row,
    };
    const [only] = await play(step("GET", "/v1/pages/AAA", null, 400, answer));
    expect(only).toMatchObject({ counted: true, differences: [] });
  });
});

describe("a comparison", () => {
  it("wants the same id for the same object throughout", () => {
    const bindings = new Bindings();
    const other = "44444444-4444-4444-8444-444444444444";
    const differences = (a: object, b: object) => compare(a, b, bindings, new Set());
    expect(
      differences(
        { id: root, url: `https://www.notion.so/A-${root.replaceAll("-", "")}` },
        { id: row, url: `https://app.notion.com/p/A-${row.replaceAll("-", "")}` },
      ),
    ).toEqual([]);
    expect(differences({ id: root }, { id: other })).toHaveLength(1);
    expect(differences({ id: other }, { id: row })).toHaveLength(1);
  });

  it("overlooks when something happened, not how its time is printed", () => {
    const differences = (a: string, b: string) =>
      compare({ created_time: a }, { created_time: b }, new Bindings(), new Set());
    expect(differences("2026-07-01T10:00:00.000Z", "2026-11-20T09:30:00.000Z")).toEqual([]);
    expect(differences("2026-07-01T10:00:00.000Z", "2026-11-20T09:30:12.000Z")).toHaveLength(1);
    expect(differences("2026-07-01T10:00:07.120+00:00", "2026-11-20T09:30:12.000+00:00")).toEqual(
      [],
    );
  });
});

describe.skipIf(recorded === undefined)("recorded sessions (NOTION_MIRROR_RECORDED)", () => {
  it("are answered alike, 97 of 100 times over all and over the kinds of answers", {
    timeout: 60_000,
  }, async () => {
    const played = [];
    for (const session of readSessions(join(recorded ?? "", "sessions"))) {
      played.push({ name: session.name, steps: await replay(session) });
    }
    const figures = figuresOf(played);
    expect(figures.counted).toBeGreaterThan(300);
    expect(figures.mean).toBeGreaterThan(0.97);
  });

  const objects = [
    ["pages.ndjson", "/v1/pages/", 470],
    ["data_sources.ndjson", "/v1/data_sources/", 390],
    ["blocks.ndjson", "/v1/blocks/", 380],
  ] as const;
  it.each(objects)(
    "%s: each object of the current versions is served as it was seen",
    { timeout: 60_000 },
    async (file, path, least) => {
      let seen = 0;
      for (const line of readFileSync(join(recorded ?? "", file), "utf8")
        .trim()
        .split("\n")) {
        const { _meta, ...body } = JSON.parse(line) as Record<string, unknown>;
        const version = versionOf(body);
        if (version === undefined) continue;
        const read = step("GET", `${path}${String(body["id"])}`, null, 200, body);
        const [only] = await replay({
          name: file,
          date: "2026-07-01T00:00:00Z",
          version,
          interactions: [read],
        });
        expect(only?.differences, String(body["id"])).toEqual([]);
        seen += 1;
      }
      expect(seen).toBeGreaterThan(least);
    },
  );
});

/** Of a whole object of a version that has data sources. */
function versionOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { object, type } = body;
  const stands = JSON.stringify(body["parent"] ?? null);
  if (stands === "null" || type === "child_page" || type === "child_database") return undefined;
  if (object !== "block" && object !== "page" && object !== "data_source") return undefined;
  if (
    !("in_trash" in body) ||
    !("created_by" in body) ||
    !String(body["created_time"]).endsWith(":00.000Z")
  ) {
    return undefined;
  }
  if (!("archived" in body)) return "2026-03-11";
  return object === "data_source" || stands.includes("data_source_id") ? "2025-09-03" : undefined;
}
