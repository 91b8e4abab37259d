/**
 * Whole files: front matter and body together, in both directions.
 */
import { describe, expect, test } from "vitest";
import { databaseToYaml, markdownToPage, pageToMarkdown } from "../../../converters/index.ts";
import { walk } from "../../../src/notion/tree.ts";
import type { Database, DataSource, Page } from "../../../src/notion/types.ts";
import { comparable } from "../../support/comparable.ts";
import { makeRow } from "../../support/property-arbitraries.ts";
import { divider, h1, li, p, pageOf, text } from "../../support/trees.ts";

const id = "00000000-0000-4000-8000-000000000001";
const page = pageOf(id, "Title");

describe("pageToMarkdown", () => {
  test("puts the body below the front matter", () => {
    expect(pageToMarkdown(page, [h1("A"), p("b")])).toBe(
      `---\nnotion_id: ${id}\n---\n\n# A\n\nb\n`,
    );
  });
  test("of an empty page is front matter alone", () => {
    expect(pageToMarkdown(page, [])).toBe(`---\nnotion_id: ${id}\n---\n`);
  });
  test("prints a title only where it is asked to", () => {
    expect(pageToMarkdown(page, [], { title: "A/B: c" })).toBe(
      `---\nnotion_id: ${id}\ntitle: "A/B: c"\n---\n`,
    );
  });
  test("prints no properties of a page that is no row", () => {
    const { page: row } = makeRow([["Count", { type: "number", content: 1 }]]);
    expect(pageToMarkdown(row, [])).toContain("Count: 1");
    expect(pageToMarkdown({ ...row, parent: page.parent } as Page, [])).not.toContain("Count");
  });
  test("of a body that begins with a divider reads back, with front matter and without", () => {
    const blocks = [divider(), p("a: b"), divider()];
    const file = pageToMarkdown(page, blocks);
    expect(markdownToPage(file).blocks.map(comparable)).toEqual(blocks.map(comparable));
    const body = file.slice(markdownToPage(file).bodyStart).trimStart();
    expect(body.startsWith("***\n")).toBe(true);
    expect(markdownToPage(body).blocks.map(comparable)).toEqual(blocks.map(comparable));
  });
});

describe("markdownToPage", () => {
  test("gives places in the whole file", () => {
    const file = `---\nnotion_id: ${id}\n---\n\n# A\n\n- b\n  - c\n`;
    const { blocks, spans, bodyStart } = markdownToPage(file);
    expect(file.slice(bodyStart)).toBe("\n# A\n\n- b\n  - c\n");
    const firstLines = [...walk(blocks)].map((block) => {
      const span = spans.get(block);
      return file.slice(span?.start, span?.end).trimStart().split("\n")[0];
    });
    expect(firstLines).toEqual(["# A", "- b", "- c"]);
  });
  test.each(["\n", "\r\n"])("counts the lines of notes from the top of the file (%j)", (end) => {
    const file = ["---", `notion_id: ${id}`, "tags: x", "---", "", "a", "", "<details>", "b"].join(
      end,
    );
    const { notes } = markdownToPage(file);
    expect(notes.map(({ code, line }) => [code, line])).toEqual([
      ["unknown_key", 3],
      ["unclosed_tag", 8],
    ]);
  });
  test("reads a file without front matter from its first character, a byte order mark aside", () => {
    expect(markdownToPage("\uFEFFa\n")).toMatchObject({ notionId: null, bodyStart: 1, notes: [] });
    expect(markdownToPage("\uFEFF# a\n").blocks.map(({ type }) => type)).toEqual(["heading_1"]);
  });
  test("gives values by property name in their write form", () => {
    const { schema } = makeRow([
      ["Count", { type: "number", content: 1 }],
      ["__proto__", { type: "url", content: null }],
    ]);
    const file = "---\nCount: 2\n__proto__: https://x.y\n---\n";
    const { values } = markdownToPage(file, { context: { schema } });
    expect(Object.entries(values)).toEqual([
      ["Count", { number: 2 }],
      ["__proto__", { url: "https://x.y" }],
    ]);
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });
  test("tells an empty icon from none", () => {
    expect(markdownToPage("---\nicon:\n---\n").icon).toBeNull();
    expect("icon" in markdownToPage("---\nlocked: true\n---\n")).toBe(false);
  });
});

describe("databaseToYaml", () => {
  const properties = {
    Name: { id: "title", name: "Name", description: null, type: "title", title: {} },
    State: {
      id: "a",
      name: "State",
      description: "where it is",
      type: "status",
      status: {
        options: [{ id: "1", name: "To do", color: "gray", description: null }],
        groups: [{ id: "g", name: "Open", color: "gray", option_ids: ["1"] }],
      },
    },
    "Parent: page": {
      id: "b",
      name: "Parent: page",
      description: null,
      type: "relation",
      relation: {
        database_id: "d",
        data_source_id: "s",
        type: "dual_property",
        dual_property: { synced_property_name: "Back", synced_property_id: "x" },
      },
    },
  };
  const source = {
    id: "s",
    title: [text("Rows")],
    description: [],
    properties,
  } as unknown as DataSource;
  const database = {
    id,
    title: [text("Tasks")],
    description: [text("All of them")],
    icon: { type: "emoji", emoji: "✅" },
    cover: null,
    is_inline: false,
    is_locked: false,
    last_edited_time: "2026-01-01T00:00:00.000Z",
  } as unknown as Database;

  test("prints what a database is and nothing that changes by itself", () => {
    expect(databaseToYaml(database, [source])).toBe(`notion_id: ${id}
title: Tasks
description: All of them
icon: ✅
data_sources:
  s:
    title: Rows
    properties:
      Name: title
      State:
        type: status
        description: where it is
        options:
          To do: gray
        groups:
          Open: gray
      "Parent: page":
        type: relation
        database_id: d
        data_source_id: s
        dual_property:
          synced_property_name: Back
          synced_property_id: x
`);
  });
});

test("lists and toggles of a row come back with its values", () => {
  const { page: row, schema } = makeRow([
    ["Notes", { type: "rich_text", content: [text("a\nb")] }],
  ]);
  const blocks = [li("a", li("b")), p("c")];
  const file = pageToMarkdown(row, blocks, { context: { schema } });
  const parsed = markdownToPage(file, { context: { schema } });
  expect(parsed.notionId).toBe(row.id);
  expect(parsed.blocks.map(comparable)).toEqual(blocks.map(comparable));
  expect(
    pageToMarkdown({ ...row, ...{ properties: row.properties } }, parsed.blocks, {
      context: { schema },
    }),
  ).toBe(file);
});
