/**
 * A file's front matter brought to say what a page says: every byte that has nothing to do with it stays.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { updateFrontMatter } from "../../../converters/index.ts";
import { printFrontMatter } from "../../../converters/page/print.ts";
import { readPageFrontMatter } from "../../../converters/page/read.ts";
import { canonicalProperty, emptyValue } from "../../../src/notion/properties.ts";
import type { Page } from "../../../src/notion/types.ts";
import { canonicalJson } from "../../../src/platform/hash.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";
import { makeRow, row, workspace } from "../../support/property-arbitraries.ts";

const { page, schema } = makeRow([
  ["Kind", { type: "select", content: { id: "o0", name: "Todo", color: "default" } }],
  ["Count", { type: "number", content: 5 }],
  ["Tags", { type: "multi_select", content: [{ id: "o0", name: "Todo", color: "default" }] }],
  ["Notes", { type: "rich_text", content: [] }],
  ["Total", { type: "formula", content: { type: "number", number: 10 } }],
]);
const context = { ...workspace, schema };
const id = page.id;
const withValues = (values: Readonly<Record<string, unknown>>, more: object = {}): Page => {
  const properties = Object.entries(page.properties).map(([name, value]) => [
    name,
    name in values ? { ...value, [value.type]: values[name] } : value,
  ]);
  return { ...page, ...more, properties: Object.fromEntries(properties) } as Page;
};
const check = (before: string, wanted: Page, after: string, options = {}) => {
  expect(updateFrontMatter(before, wanted, { context, ...options })).toBe(after);
  expect(updateFrontMatter(after, wanted, { context, ...options })).toBe(after);
};

const byHand = `---
# my notes
notion_id: "${id}"   # keep
Count:   5
aliases: [x,   'y']
Kind: todo # soon
Tags: [ Todo ]

# read-only
Total: 10
---
Body stays   
`;

describe("a file formatted by hand", () => {
  test("is not touched where it says the same", () => check(byHand, page, byHand));
  test("gets a changed number and nothing else", () =>
    check(byHand, withValues({ Count: 6 }), byHand.replace("Count:   5", "Count: 6")));
  test("keeps the comment behind a changed value", () =>
    check(
      byHand,
      withValues({ Kind: { id: "o2", name: "Done", color: "red" } }),
      byHand.replace("Kind: todo # soon", "Kind: Done # soon"),
    ));
  test("gets a new key where a full print has it", () =>
    check(
      byHand,
      withValues({ Notes: [{ type: "text", text: { content: "new", link: null } }] }),
      byHand.replace("Tags: [ Todo ]\n", "Tags: [ Todo ]\nNotes: new\n"),
    ));
  test("loses the key of an emptied property with its line", () =>
    check(byHand, withValues({ Count: null }), byHand.replace("Count:   5\n", "")));
  test("gets a list that grew", () =>
    check(
      byHand,
      withValues({ Tags: [{ name: "Todo" }, { name: "Done" }] }),
      byHand.replace("Tags: [ Todo ]\n", "Tags:\n  - Todo\n  - Done\n"),
    ));
  test("gets a computed value below the comment", () => {
    check(
      byHand,
      withValues({ Total: { type: "number", number: 12 } }),
      byHand.replace("Total: 10", "Total: 12"),
    );
    const without = byHand.replace("\n# read-only\nTotal: 10", "");
    check(without, page, without.replace("\n---\nBody", "\n# read-only\nTotal: 10\n---\nBody"));
  });
  test("gets icon and lock behind the id", () =>
    check(
      byHand,
      withValues({}, { icon: { type: "emoji", emoji: "🦄" }, is_locked: true }),
      byHand.replace("# keep\n", "# keep\nicon: 🦄\nlocked: true\n"),
    ));
  test("keeps what was held and what was not understood", () => {
    const bad = byHand.replace("Count:   5", "Count: five");
    check(bad, withValues({ Count: 6 }), bad);
    check(byHand, withValues({ Count: 6 }), byHand, { keep: new Set(["Count"]) });
  });
  test("gets the edit of a computed value put back", () =>
    check(byHand.replace("Total: 10", "Total: 99"), page, byHand));
  test("keeps its line ends and its byte order mark", () => {
    const windows = `\uFEFF${byHand.replaceAll("\n", "\r\n")}`;
    check(windows, withValues({ Count: 6 }), windows.replace("Count:   5", "Count: 6"));
    check(
      windows,
      withValues({ Tags: [{ name: "Todo" }, { name: "Done" }] }),
      windows.replace("Tags: [ Todo ]\r\n", "Tags:\r\n  - Todo\r\n  - Done\r\n"),
    );
  });
});

describe("other files", () => {
  const bare = withValues({
    Kind: null,
    Count: null,
    Tags: [],
    Total: { type: "number", number: null },
  });
  test("without front matter get one", () => {
    check("Body\n", bare, `---\nnotion_id: ${id}\n---\n\nBody\n`);
    check("\nBody\n", bare, `---\nnotion_id: ${id}\n---\n\nBody\n`);
    check("", bare, `---\nnotion_id: ${id}\n---\n`);
    check("---\nText\n---\n", bare, `---\nnotion_id: ${id}\n---\n\n---\nText\n---\n`);
    check("a\r\nb", bare, `---\r\nnotion_id: ${id}\r\n---\r\n\r\na\r\nb`);
  });
  test("get the id first, above what a person keeps there", () =>
    check("---\ntags: [a]\n---\nx", bare, `---\nnotion_id: ${id}\ntags: [a]\n---\nx`));
  test("in braces are printed anew", () => {
    const after = updateFrontMatter("---\n{ Count: 1, mine: [a] }\n---\nx", page, { context });
    expect(readPageFrontMatter(after, { context })).toMatchObject({ notionId: id });
    expect(after).toMatch(/^mine:\n {2}- a$/m);
    expect(after).toMatch(/^Count: 5$/m);
  });
  test("that are broken are left alone", () => {
    const broken = '---\nCount: "5\n---\nx';
    check(broken, page, broken);
  });
  test("get a title where the name could not say it, and keep it up", () => {
    check("---\nnotion_id: x\n---\n", bare, `---\nnotion_id: ${id}\ntitle: "A: b"\n---\n`, {
      title: "A: b",
    });
    check(
      `---\nnotion_id: ${id}\ntitle: Old\n---\n`,
      bare,
      `---\nnotion_id: ${id}\ntitle: New\n---\n`,
      {
        title: "New",
      },
    );
  });
  test("typed without quotes keep what was typed", () => {
    const typed = `---\nnotion_id: ${id}\nsee: one: two\nCount: 5\n---\n`;
    const wanted = withValues({
      Count: 6,
      Kind: null,
      Tags: [],
      Total: { type: "number", number: null },
    });
    check(typed, wanted, typed.replace("5", "6"));
  });
});

const numRuns = lawRuns(60);

test(
  "any row's file can be brought to say any other row",
  () => {
    fc.assert(
      fc.property(row, row, fc.boolean(), (from, to, windows) => {
        const all = { ...from.schema, ...to.schema };
        const options = { context: { ...workspace, schema: all }, base: from.page };
        const printed = printFrontMatter(from.page, {
          context: { ...workspace, schema: from.schema },
        });
        const before = `${printed}\nBody\n`.replaceAll("\n", windows ? "\r\n" : "\n");
        const after = updateFrontMatter(before, to.page, options);
        const said = readPageFrontMatter(after, options);
        expect(said.notes.filter((note) => note.kind === "error")).toEqual([]);
        expect(after.slice(said.bodyStart)).toBe(windows ? "\r\nBody\r\n" : "\nBody\n");
        for (const [name, value] of Object.entries(to.page.properties)) {
          const back = said.properties.get(name)?.value ?? emptyValue(value.type);
          expect(canonicalJson(back && canonicalProperty(back))).toBe(
            canonicalJson(canonicalProperty(value)),
          );
        }
        expect(updateFrontMatter(after, to.page, options)).toBe(after);
      }),
      { numRuns },
    );
  },
  lawTimeoutMs(numRuns),
);
