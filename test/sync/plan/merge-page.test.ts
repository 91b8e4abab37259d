import { describe, expect, test } from "vitest";
import type { PageUpdate } from "../../../src/notion/client.ts";
import { mergePage, withHeld } from "../../../sync/plan/merge-page.ts";
import { pageFieldsHash, pageHolds, sameValue } from "../../../sync/plan/properties.ts";
import { pageOf, text } from "../../support/trees.ts";

const options = (...names: string[]) => ({
  Tags: {
    id: "t",
    type: "multi_select",
    multi_select: names.map((name) => ({ id: `id ${name}`, name, color: "red" })),
  },
});
const number = (value: number | null) => ({ N: { id: "n", type: "number", number: value } });
const title = (words: string): PageUpdate => ({
  properties: { title: { title: [text(words)] as never } },
});
const merge = (
  base: ReturnType<typeof pageOf>,
  local: PageUpdate,
  remote: ReturnType<typeof pageOf>,
  policy: "hold" | "local" | "remote" = "hold",
) => mergePage(base, local, remote, policy, {});

describe("properties", () => {
  const base = pageOf("page", "Old title", { ...number(1), ...options("a", "b") });

  test("that only the file changed are sent", () => {
    const { update, conflicts } = merge(base, { properties: { N: { number: 2 } } }, base);
    expect(update).toEqual({ properties: { N: { number: 2 } } });
    expect(conflicts).toEqual([]);
  });

  test("that Notion has by now are not sent again", () => {
    const remote = pageOf("page", "Old title", { ...number(2), ...options("a", "b") });
    expect(merge(base, { properties: { N: { number: 2 } } }, remote).update).toEqual({});
  });

  test("that both changed are held, or settled by policy", () => {
    const remote = pageOf("page", "Old title", { ...number(3), ...options("a", "b") });
    const local: PageUpdate = { properties: { N: { number: 2 } } };
    expect(merge(base, local, remote)).toMatchObject({ update: {}, conflicts: ["N"] });
    expect(merge(base, local, remote, "local").update).toEqual(local);
    expect(merge(base, local, remote, "remote").update).toEqual({});
    expect(withHeld(remote, base, ["N"]).properties["N"]).toEqual(base.properties["N"]);
  });

  test("one in conflict does not hold the others", () => {
    const remote = pageOf("page", "Old title", { ...number(3), ...options("a", "b") });
    const local: PageUpdate = {
      properties: { N: { number: 2 }, ...title("New title").properties },
    };
    expect(merge(base, local, remote).update).toEqual({
      properties: { title: { title: [text("New title")] } },
    });
  });

  test("titles are merged word by word", () => {
    const remote = pageOf("page", "Old title, 2026", { ...number(1), ...options("a", "b") });
    const { update, conflicts } = merge(base, title("New title"), remote);
    expect(update).toEqual({
      properties: {
        title: { title: [{ type: "text", text: { content: "New title, 2026" } }] },
      },
    });
    expect(conflicts).toEqual([]);
  });

  test("lists are merged item by item", () => {
    const remote = pageOf("page", "Old title", { ...number(1), ...options("b", "c") });
    const local: PageUpdate = {
      properties: { Tags: { multi_select: [{ name: "a" }, { name: "b" }, { name: "d" }] } },
    };
    expect(merge(base, local, remote).update).toEqual({
      properties: { Tags: { multi_select: [{ name: "b" }, { name: "c" }, { name: "d" }] } },
    });
  });

  test("that are gone are refused, not sent", () => {
    const { update, notes } = merge(base, { properties: { Gone: { number: 1 } } }, base);
    expect(update).toEqual({});
    expect(notes.map(({ code }) => code)).toEqual(["property_gone"]);
  });

  test("icons and covers are merged like properties", () => {
    const emoji = (value: string) => ({ type: "emoji", emoji: value }) as never;
    const local: PageUpdate = { icon: emoji("🦄") };
    expect(merge(base, local, base).update).toEqual(local);
    const remote = { ...base, icon: emoji("🐢") };
    expect(merge(base, local, remote)).toMatchObject({ update: {}, conflicts: ["icon"] });
    expect(merge(base, local, { ...base, icon: emoji("🦄") }).update).toEqual({});
  });

  test("already sent count as agreed on", () => {
    const remote = pageOf("page", "Old title", { ...number(2), ...options("a", "b") });
    const local: PageUpdate = { properties: { N: { number: 5 } } };
    const sent: PageUpdate = { properties: { N: { number: 2 } } };
    expect(mergePage(base, local, remote, "hold", sent)).toMatchObject({
      update: local,
      conflicts: [],
    });
  });
});

test.each([
  [{ select: { name: "a" } }, { type: "select", select: { id: "1", name: "a", color: "red" } }],
  [
    { date: { start: "2026-06-15T14:30:00+02:00" } },
    { type: "date", date: { start: "2026-06-15T14:30:00.000+02:00", end: null, time_zone: null } },
  ],
  [{ relation: [{ id: "x" }] }, { type: "relation", relation: [{ id: "x" }], has_more: false }],
  [{ people: [{ id: "x" }] }, { type: "people", people: [{ object: "user", id: "x", name: "X" }] }],
  [{ rich_text: [] }, { id: "r", type: "rich_text", rich_text: [] }],
  [{ number: null }, { id: "n", type: "number", number: null }],
])("what is written reads back as the same: %j", (written, read) => {
  expect(sameValue(written, read)).toBe(true);
});

test("a page shows an update, or it does not", () => {
  const page = pageOf("page", "Title", number(2));
  expect(pageHolds(page, { properties: { N: { number: 2 } } })).toBe(true);
  expect(pageHolds(page, { properties: { N: { number: 3 } } })).toBe(false);
  const update: PageUpdate = { properties: { N: { number: 3 } } };
  expect(pageFieldsHash(page, update)).toBe(
    pageFieldsHash(pageOf("page", "Other", number(2)), update),
  );
  expect(pageFieldsHash(page, update)).not.toBe(
    pageFieldsHash(pageOf("page", "Title", number(4)), update),
  );
});
