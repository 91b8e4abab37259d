/**
 * What an edited front matter changes in Notion, and what it never does.
 */
import { describe, expect, test } from "vitest";
import type { Context } from "../../../converters/context.ts";
import { pageToMarkdown } from "../../../converters/index.ts";
import type { Page } from "../../../src/notion/types.ts";
import { lift } from "../../../sync/lift/lift.ts";
import { makeRow, workspace } from "../../support/property-arbitraries.ts";

const option = (name: string, i: number) => ({ id: `o${i}`, name, color: "default" });
const signed = "https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b/me.jpeg?X-Amz-Signature=1";
const { page: row, schema } = makeRow([
  ["Kind", { type: "select", content: option("Todo", 0) }],
  ["Count", { type: "number", content: 5 }],
  ["Ready", { type: "checkbox", content: true }],
  ["Tags", { type: "multi_select", content: [option("Todo", 0), option("Done", 2)] }],
  ["Due", { type: "date", content: { start: "2026-01-02", end: null, time_zone: null } }],
  [
    "Files",
    {
      type: "files",
      content: [
        {
          name: "me.jpeg",
          type: "file",
          file: { url: signed, expiry_time: "2026-01-01T01:00:00.000Z" },
        },
        { name: "Plan", type: "external", external: { url: "https://x.y/1" } },
      ],
    },
  ],
  ["Total", { type: "formula", content: { type: "number", number: 10 } }],
]);
const page = {
  ...row,
  icon: { type: "emoji", emoji: "🦄" },
  cover: { type: "external", external: { url: "https://x.y/c.png" } },
} as Page;
const context: Context = { ...workspace, schema };

function lifted(change: (text: string) => string, base: Page = page, title?: string) {
  const text = pageToMarkdown(base, [], { context, ...(title === undefined ? {} : { title }) });
  const edited = change(text);
  const {
    update,
    title: retitled,
    notes,
    errors,
  } = lift({
    base: { page: base, blocks: [], text },
    text: edited,
    options: { context },
  });
  return { update, title: retitled, notes: notes.map(({ code }) => code), errors };
}
const swap = (from: string, to: string) => (text: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

const nothing = { update: {}, title: undefined, notes: [], errors: [] };

describe("a value that says the same is not sent", () => {
  test.each([
    ["untouched", (text: string) => text],
    ["in another order", swap("Kind: Todo\nCount: 5", "Count: 5\nKind: Todo")],
    [
      "in other words",
      swap("Kind: Todo\nCount: 5\nReady: true", "Kind: todo # soon\nCount: 5.0\nReady: yes"),
    ],
    ["as a flow list", swap("Tags:\n  - Todo\n  - Done", "Tags: [Todo, Done]")],
    ["as a written-out date", swap("Due: 2026-01-02", "Due: January 2, 2026")],
    ["with CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
  ])("%s", (_, change) => {
    expect(lifted(change)).toEqual(nothing);
  });
});

describe("one that changed is sent, alone and in its write form", () => {
  test.each([
    ["Count: 5", "Count: 6", { properties: { Count: { number: 6 } } }],
    ["Kind: Todo", "Kind: Done", { properties: { Kind: { select: { id: "o2", name: "Done" } } } }],
    [
      "Due: 2026-01-02",
      "Due: 2026-01-03",
      { properties: { Due: { date: { start: "2026-01-03" } } } },
    ],
    ["Ready: true", "Ready: false", { properties: { Ready: { checkbox: false } } }],
    ["icon: 🦄", "icon: 🐍", { icon: { type: "emoji", emoji: "🐍" } }],
    [
      "cover: https://x.y/c.png",
      "cover: https://x.y/d.png",
      { cover: { type: "external", external: { url: "https://x.y/d.png" } } },
    ],
    ["icon: 🦄", "icon: 🦄\nlocked: true", { is_locked: true }],
  ])("%s → %s", (from, to, update) => {
    expect(lifted(swap(from, to))).toEqual({ ...nothing, update });
  });
  test.each([
    ["Count: 5\n", { properties: { Count: { number: null } } }],
    ["Kind: Todo\n", { properties: { Kind: { select: null } } }],
    ["Ready: true\n", { properties: { Ready: { checkbox: false } } }],
    ["icon: 🦄\n", { icon: null }],
    ["cover: https://x.y/c.png\n", { cover: null }],
  ])("without %s it is emptied", (line, update) => {
    expect(lifted(swap(line, ""))).toEqual({ ...nothing, update });
  });
  test("a hosted file that stays is sent back as it was read", () => {
    const { update } = lifted(swap('"[Plan](https://x.y/1)"', "https://x.y/2.pdf"));
    expect(update.properties?.["Files"]).toMatchObject({
      files: [
        { name: "me.jpeg", type: "file", file: { url: signed } },
        { name: "2.pdf", type: "external", external: { url: "https://x.y/2.pdf" } },
      ],
    });
  });
  test("a title key", () => {
    expect(lifted(swap("title: Old", "title: New"), page, "Old")).toEqual({
      ...nothing,
      title: "New",
    });
    expect(lifted(swap("title: Old\n", ""), page, "Old")).toEqual(nothing);
  });
});

describe("what is never sent", () => {
  test("a value that was not understood; the others go", () => {
    const { update, errors } = lifted(
      swap("Kind: Todo\nCount: 5", "Kind: Todo\nCount: five\nDue2: x").bind(null),
    );
    expect(update).toEqual({});
    expect(errors).toMatchObject([{ key: "Count", line: 6, column: 8, code: "not_number" }]);
    const both = lifted((text) => text.replace("Count: 5", "Count: five").replace("true", "false"));
    expect(both.update).toEqual({ properties: { Ready: { checkbox: false } } });
  });
  test("a computed value, edited or taken out: the rest of the page is sent", () => {
    expect(lifted(swap("Total: 10", "Total: 11"))).toMatchObject({
      update: {},
      notes: ["read_only"],
      errors: [],
    });
    expect(lifted(swap("\nTotal: 10", ""))).toMatchObject({
      update: {},
      notes: ["read_only_gone"],
      errors: [],
    });
  });
  test("a key that is no property", () => {
    expect(lifted(swap("Count: 5", "Count: 5\naliases: [a]"))).toEqual({
      ...nothing,
      notes: ["unknown_key"],
    });
  });
  test("anything, when the front matter is broken or gone", () => {
    expect(lifted(swap("Count: 5", 'Count: "5'))).toMatchObject({
      update: {},
      errors: [{ code: "front_matter_yaml" }],
    });
    expect(lifted((text) => text.slice(text.lastIndexOf("---\n") + 4))).toMatchObject({
      update: {},
      errors: [{ code: "front_matter_gone" }],
    });
  });
  test("a relation that is known in part only", () => {
    const partial = makeRow([["Parent", { type: "relation", content: [{ id: page.id }] }]]);
    const value = { ...partial.page.properties["Parent"], has_more: true };
    const base = { ...partial.page, properties: { Parent: value } } as unknown as Page;
    const context = { schema: partial.schema };
    const text = pageToMarkdown(base, [], { context });
    expect(text).toContain("# read-only\nParent:");
    const edited = text.replace(
      / {2}- .*\n/,
      "  - notion://page/0123abcd-0000-4000-8000-000000000000\n",
    );
    const result = lift({
      base: { page: base, blocks: [], text },
      text: edited,
      options: { context },
    });
    expect(result).toMatchObject({ update: {}, errors: [{ code: "relation_incomplete" }] });
  });
  test("an old mistake that nobody touched is no news", () => {
    const text = pageToMarkdown(page, [], { context }).replace("Count: 5", "Count: five");
    const result = lift({
      base: { page, blocks: [], text },
      text: text.replace("Ready: true", "Ready: false"),
      options: { context },
    });
    expect(result).toMatchObject({
      update: { properties: { Ready: { checkbox: false } } },
      errors: [],
    });
  });
});

test("without a schema the row's own values tell what its keys mean", () => {
  const text = pageToMarkdown(page, []);
  const result = lift({
    base: { page, blocks: [], text },
    text: text.replace("Kind: Todo", "Kind: Later").replace("Count: 5", "Count: 7"),
  });
  expect(result).toMatchObject({
    update: { properties: { Kind: { select: { name: "Later" } }, Count: { number: 7 } } },
    errors: [],
  });
});

test("a plain page has only our keys", () => {
  const plain = { ...page, parent: { type: "workspace", workspace: true } } as Page;
  const text = pageToMarkdown(plain, []);
  expect(text).toBe(`---\nnotion_id: ${page.id}\nicon: 🦄\ncover: https://x.y/c.png\n---\n`);
  const result = lift({
    base: { page: plain, blocks: [], text },
    text: text.replace("icon", "Count: 7\nicon"),
  });
  expect(result).toMatchObject({ update: {}, errors: [], notes: [{ code: "unknown_key" }] });
});
