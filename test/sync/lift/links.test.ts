/**
 * Links of a settled file mean what they meant, wherever their targets lie today and whatever they are called.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Context, pageToMarkdown } from "../../../converters/index.ts";
import { notionUrl } from "../../../src/notion/ids.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import type { Page } from "../../../src/notion/types.ts";
import { lift } from "../../../sync/lift/lift.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";
import {
  as,
  childDatabase,
  childPage,
  known,
  li,
  linkTo,
  mention,
  p,
  pageOf,
  table,
  text,
  toggle,
} from "../../support/trees.ts";

const idOf = (name: string) =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString("hex").padStart(12, "0")}`;

interface Place {
  readonly path: string | null;
  readonly title?: string;
  readonly isChild?: boolean;
}

/** Where everything lies, by name; a path that nothing lies at is nothing. */
type World = Readonly<Record<string, Place>>;

function contextOf(world: World): Context {
  const byId = new Map(Object.entries(world).map(([name, place]) => [idOf(name), { name, place }]));
  return {
    pathOf: (id) => byId.get(id)?.place.path ?? null,
    idOf: (path) => {
      for (const [id, { place }] of byId)
        if (place.path === path) return { id, kind: path.endsWith(".yaml") ? "database" : "page" };
      return null;
    },
    title: (id) => {
      const found = byId.get(id);
      return found === undefined ? null : (found.place.title ?? found.name);
    },
    isChild: (id) => byId.get(id)?.place.isChild === true,
  };
}

const page = pageOf(idOf("page"));
const child = (name: string) => as(idOf(name), childPage(name));
const to = (name: string) => mention(idOf(name), name);

/** The file is settled in `then`, edited and lifted in `now`. */
function lifted(
  blocks: readonly BlockTree[],
  then: World,
  now: World,
  change: (text: string) => string = (whole) => whole,
  more: { readonly page?: Page; readonly relocated?: boolean } = {},
) {
  const base = known(blocks);
  const shown = more.page ?? page;
  const printed = pageToMarkdown(shown, base, { context: contextOf(then) });
  const result = lift({
    base: { page: shown, blocks: base, text: printed },
    text: change(printed),
    options: { context: contextOf(now), relocated: more.relocated },
  });
  return { base, result, printed };
}

const swap = (from: string, with_: string) => (whole: string) => {
  expect(whole).toContain(from);
  return whole.replace(from, with_);
};

const then: World = {
  A: { path: "Page/A.md", isChild: true },
  B: { path: "Page/B.md", isChild: true },
  D: { path: "Page/D/_database.yaml", isChild: true },
  Far: { path: "../Far.md" },
  Near: { path: "Near.md" },
};
const blocks = [
  p("typed"),
  child("A"),
  p([text("see "), to("Far"), text(" and "), to("Near")]),
  toggle("more", child("B"), li([to("A")])),
  as(idOf("D"), childDatabase("D")),
  p([to("Far")]),
  as("link", linkTo(idOf("Near"))),
  table([[to("Far")], "x"]),
  p([text("there", { link: notionUrl(idOf("Near")) })]),
];

describe("what nobody touched is the base's own, and so is what stands beside an edit", () => {
  test.each<[string, World]>([
    ["a child lies elsewhere", { ...then, A: { path: "Elsewhere/A.md", isChild: true } }],
    ["a child lies nowhere", { ...then, A: { path: null, isChild: true } }],
    [
      "nothing lies anywhere",
      Object.fromEntries(Object.keys(then).map((id) => [id, { path: null }])),
    ],
    [
      "two children have changed places",
      {
        ...then,
        A: { path: "Page/B.md", isChild: true },
        B: { path: "Page/A.md", isChild: true },
      },
    ],
    ["a child moved to another page", { ...then, A: { path: "../Far/A.md" } }],
    [
      "another page lies where a child lay, and is no child",
      { ...then, A: { path: "Page/A 2.md", isChild: true }, Far: { path: "Page/A.md" } },
    ],
    [
      "a page that is mentioned became a child",
      { ...then, Far: { path: "Page/Far.md", isChild: true } },
    ],
    [
      "titles changed, and with them the places",
      {
        ...then,
        A: { path: "Page/Alpha.md", title: "Alpha", isChild: true },
        Far: { path: "../Further.md", title: "Further" },
      },
    ],
    [
      "a page is called what a link to it says",
      { ...then, Near: { path: "there.md", title: "there" } },
    ],
    ["a database moved", { ...then, D: { path: "../D/_database.yaml" } }],
  ])("%s", (_name, now) => {
    const still = lifted(blocks, then, now);
    expect(still.result).toMatchObject({ update: {}, notes: [], errors: [] });
    expect(still.result.blocks).toEqual(still.base);
    for (const [index, block] of still.result.blocks.entries())
      expect(block).toBe(still.base[index]);

    const { base, result } = lifted(blocks, then, now, swap("typed", "typed anew"));
    expect(result).toMatchObject({ update: {}, notes: [], errors: [] });
    expect(result.blocks.slice(1)).toEqual(base.slice(1));
    expect(result.blocks[0]?.id).toBe("typed");
  });
});

describe("links in a line that was edited", () => {
  const edited = (now: World, change: (text: string) => string) => {
    const { result } = lifted(blocks, then, now, change);
    expect(result.errors).toEqual([]);
    const third = result.blocks[2] as BlockTree & { readonly type: "paragraph" };
    return third.paragraph.rich_text.map((run) =>
      run.type === "mention" ? (run.mention as { page?: { id: string } }).page?.id : run.type,
    );
  };

  test("go on leading to what they led to, after a move and under another title", () => {
    const now = { ...then, Far: { path: "New/Further.md", title: "Further" } };
    expect(edited(now, swap("see ", "look at "))).toEqual([
      "text",
      idOf("Far"),
      "text",
      idOf("Near"),
    ]);
  });

  test("that were typed lead to what lies there today", () => {
    const now = { ...then, Far: { path: "New/Far.md" } };
    expect(edited(now, swap("[Near](Near.md)", "[Far](New/Far.md)"))).toEqual([
      "text",
      idOf("Far"),
      "text",
      idOf("Far"),
    ]);
  });
});

describe("a file that was moved", () => {
  const was: World = { One: { path: "One.md" }, Two: { path: "Two.md" } };
  const both = [p([text("a "), to("One")]), p([text("b "), to("Two")])];
  /** What the paths mean from where it lies now: another page is called Two there. */
  const now: World = {
    One: { path: "../One.md" },
    Two: { path: "../Two.md" },
    Other: { path: "Two.md", title: "Two" },
  };

  test("has its links led anew by an editor, and nothing changes", () => {
    const anew = (whole: string) =>
      whole.replace("(One.md)", "(../One.md)").replace("(Two.md)", "(../Two.md)");
    const { base, result } = lifted(both, was, now, anew, { relocated: true });
    expect(result.blocks).toEqual(base);
  });

  test("has its links as they were, and nothing changes", () => {
    const { base, result } = lifted(both, was, now, swap("a ", "a new "), { relocated: true });
    expect(result.blocks[1]).toBe(base[1]);
    expect(JSON.stringify(result.blocks[0])).toContain(idOf("One"));
  });
});

test("relations of a row mean the same rows when another is added", () => {
  const relation = (...names: readonly string[]) => ({
    Related: { id: "r", type: "relation", relation: names.map((name) => ({ id: idOf(name) })) },
  });
  const row = {
    ...pageOf(idOf("row"), "Row", relation("A", "B")),
    parent: { type: "data_source_id", data_source_id: idOf("s"), database_id: idOf("d") },
  } as unknown as Page;
  const now: World = {
    A: { path: "Else/A.md" },
    B: { path: null },
    Far: { path: "../Far.md" },
    X: { path: "Page/A.md" },
  };
  const add = (whole: string) =>
    whole.replace(
      /(\n +- [^\n]*B\.md[^\n]*)/,
      (line) => `${line}${line.replace(/\[.*\)/, "[Far](../Far.md)")}`,
    );
  const { result, printed } = lifted([p("a")], then, now, add, { page: row });
  expect(printed).toContain("Page/B.md");
  expect(result.errors).toEqual([]);
  expect(result.update).toEqual({
    properties: { Related: { relation: ["A", "B", "Far"].map((name) => ({ id: idOf(name) })) } },
  });
});

const names = ["A", "B", "C", "E", "F"] as const;
const paths = ["Page/A.md", "Page/B.md", "C.md", "../E.md", "F/F.md", "G.md", null] as const;

/** Pages at places of their own, under titles that may be those of others. */
const worlds = fc
  .tuple(
    fc.shuffledSubarray([...paths], { minLength: names.length, maxLength: names.length }),
    fc.array(fc.constantFrom(...names, "Other"), { minLength: 5, maxLength: 5 }),
  )
  .map(
    ([places, titles]): World =>
      Object.fromEntries(
        names.map((name, index) => [
          name,
          { path: places[index] ?? null, title: titles[index] ?? name, isChild: index < 2 },
        ]),
      ),
  );

const name = fc.constantFrom(...names);
const shown: fc.Arbitrary<BlockTree> = fc.oneof(
  name.map((one) => p([text("x "), to(one)])),
  name.map((one) => p([to(one)])),
  name.map((one) => p([text("called", { link: notionUrl(idOf(one)) }), text(" y")])),
  name.map((one) => as(`link ${one}`, linkTo(idOf(one)))),
  name.map((one) => table([[to(one)], "x"])),
  name.map((one) => toggle("t", li([to(one)]))),
  fc.constant(p("plain")),
);

test(
  "an unchanged file lifts to its base, whatever moved and was renamed",
  () => {
    const property = fc.property(
      fc.array(shown, { maxLength: 8 }),
      fc.boolean(),
      worlds,
      worlds,
      (list, withChildren, was, is) => {
        const children = withChildren ? [child("A"), p("between"), child("B")] : [];
        const { base, result } = lifted(
          [...list, ...children],
          was,
          is,
          (whole) => `${whole}\nnew\n`,
        );
        expect(result).toMatchObject({ update: {}, notes: [], errors: [] });
        expect(result.blocks).toHaveLength(base.length + 1);
        for (const [index, block] of base.entries()) expect(result.blocks[index]).toBe(block);
      },
    );
    fc.assert(property, { numRuns: lawRuns(100) });
  },
  lawTimeoutMs(lawRuns(100)),
);
