import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultConfig, editConfig, parseConfig } from "../../src/config.ts";
import { connectionOf } from "../../src/connection.ts";
import { SyncError } from "../../src/platform/errors.ts";
import { version } from "../../src/version.ts";

const messageOf = async (source: string): Promise<string> => {
  try {
    await parseConfig(source, "notion-mirror.yaml");
  } catch (error) {
    if (error instanceof SyncError) return error.message;
    throw error;
  }
  throw new Error("accepted");
};

describe("notion-mirror.yaml", () => {
  test("is the defaults when empty or full of comments", async () => {
    expect(await parseConfig("", "x")).toEqual(defaultConfig);
    expect(await parseConfig("# mode: pull\n", "x")).toEqual(defaultConfig);
  });

  test("sets every key", async () => {
    const source = [
      "mode: pull",
      "flavor: plain",
      "conflict: remote",
      "linkify: false",
      "only: [Handbook, Notes/**]",
      "depth: 3",
      "since: 2026-01-31",
      "roots: [https://www.notion.so/Plan-0123456789abcdef0123456789abcdef]",
      "push_delay: 500ms",
      "poll_interval: 2m",
      "overlap: 90",
      "max_delete: 3",
      "max_edit: 0",
      "requests_per_minute: 600",
      "bodies: lazy",
      "rows: { 0123456789abcdef0123456789abcdef: sql }",
      "files: { max_size: 1.5MB }",
      "merge_tool: meld",
    ].join("\n");
    expect(await parseConfig(source, "x")).toEqual({
      ...defaultConfig,
      mode: "pull",
      conflict: "remote",
      linkify: false,
      only: ["Handbook", "Notes/**"],
      depth: 3,
      since: "2026-01-31",
      roots: ["01234567-89ab-cdef-0123-456789abcdef"],
      pushDelayMs: 500,
      pollIntervalMs: 120_000,
      overlapMs: 90_000,
      maxDelete: 3,
      maxEdit: 0,
      requestsPerMinute: 600,
      fileBytesMax: 1.5 * 2 ** 20,
      mergeTool: "meld",
      sources: {
        "*": { bodies: "lazy" },
        "01234567-89ab-cdef-0123-456789abcdef": { rows: "sql" },
      },
    });
  });

  test.each([
    ["flavor: html", 'expected `flavor` to be one of plain, notion, got "html"'],
    ["files: some", "expected `files` to be all, none, or a mapping such as max_size: 20MB"],
    ["mode: both", 'notion-mirror.yaml:1: expected `mode` to be one of two-way, pull, got "both"'],
    ["\n\nmax_delte: 3", "notion-mirror.yaml:3: unknown key `max_delte`"],
    [
      "max_delete: -1",
      "notion-mirror.yaml:1: expected `max_delete` to be a whole number of at least 0, got -1",
    ],
    ["roots: home", "expected `roots` to be a list of page or database URLs or ids"],
    ["push_delay: soon", "expected `push_delay` to be a time such as 2s"],
    ["depth: 0", "notion-mirror.yaml:1: expected `depth` to be a whole number of at least 1"],
    ["only: [1]", "expected `only` to be a pattern such as Handbook"],
    ["since: 2026-02-31", "expected `since` to be a date such as 2026-01-31"],
    ["since: last week", "expected `since` to be a date such as 2026-01-31"],
    ["- a\n- b", "expected keys and values"],
    ["a: [", "not valid YAML"],
  ])("refuses %j and says where and what", async (source, message) => {
    expect(await messageOf(source)).toContain(message);
  });
});

describe("an edit of the configuration", () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    [
      "changes a value in its place, and leaves comments and order alone",
      "# mine\ndepth: 2 # two\n\nmode: pull # for now\n",
      { depth: 3 },
      "# mine\ndepth: 3 # two\n\nmode: pull # for now\n",
    ],
    [
      "adds what is new at the end",
      "mode: pull\n",
      { since: "2026-01-31" },
      "mode: pull\nsince: 2026-01-31\n",
    ],
    ["takes a key out", "mode: pull\ndepth: 2\n", { depth: undefined }, "mode: pull\n"],
    [
      "adds lists below a file of comments",
      "# every key is optional\n# mode: two-way\n",
      { only: ["A", "B/**"] },
      "# every key is optional\n# mode: two-way\nonly:\n  - A\n  - B/**\n",
    ],
    ["changes nothing for nothing", "# a\n", {}, "# a\n"],
    ["makes an empty file one", "", { depth: 1 }, "depth: 1\n"],
  ])("%s", async (_, source, changes, expected) => {
    const edited = await editConfig(source, changes);
    expect(edited).toBe(expected);
    await parseConfig(edited, "x");
  });
});

describe("the environment", () => {
  test("gives NOTION_API_TOKEN before NOTION_TOKEN, and Notion's own address", () => {
    expect(connectionOf({ NOTION_API_TOKEN: " a ", NOTION_TOKEN: "b" })).toEqual({
      token: "a",
      baseUrl: "https://api.notion.com",
    });
    expect(
      connectionOf({ NOTION_TOKEN: "b", NOTION_API_BASE_URL: "http://127.0.0.1:8080/v1/" }),
    ).toEqual({
      token: "b",
      baseUrl: "http://127.0.0.1:8080",
    });
  });

  test("without a token says how to get one, with exit code 4", () => {
    expect(() => connectionOf({})).toThrowError(
      expect.objectContaining({
        code: "no_token",
        exitCode: 4,
        next: expect.stringContaining("export NOTION_API_TOKEN"),
      }),
    );
  });

  test("refuses an address that is none", () => {
    expect(() =>
      connectionOf({ NOTION_TOKEN: "b", NOTION_API_BASE_URL: "localhost:80" }),
    ).toThrowError(expect.objectContaining({ code: "bad_base_url", exitCode: 2 }));
  });
});

test("the version is the package's", () => {
  expect(JSON.parse(readFileSync("package.json", "utf8"))).toMatchObject({ version });
});
