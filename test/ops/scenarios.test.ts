/**
 * Edits as people make them, each with the least number of writes worked out by hand beside it.
 *
 * Every scenario runs against the embedded server: afterwards Notion holds exactly the wanted tree, every block
 * that was not part of the edit has its old id, its old edit time and its comments, and no other page, database or
 * row was touched.
 */
import { describe, expect, test } from "vitest";
import { canonicalContent } from "../../src/notion/canonical.ts";
import {
  type BlockTree,
  childrenOf,
  contentOf,
  walk,
  withChildren,
} from "../../src/notion/tree.ts";
import { planPage } from "../../sync/plan/plan.ts";
import { ownChildren } from "../../sync/plan/trees.ts";
import { execute } from "../../sync/push/execute.ts";
import { createBench, pageId, planted, uuid } from "../support/bench.ts";
import { bystanders } from "../support/bystanders.ts";
import {
  as,
  callout,
  cellsOf,
  childDatabase,
  childPage,
  code,
  column,
  columns,
  divider,
  edit,
  h1,
  h2,
  hosted,
  image,
  labelOf,
  li,
  linkPreview,
  num,
  p,
  quote,
  retext,
  row,
  synced,
  syncedCopy,
  tab,
  table,
  tabs,
  text,
  todo,
  toggle,
  toggleH1,
  unsupported,
} from "../support/trees.ts";

type Blocks = readonly BlockTree[];

interface Outcome {
  readonly requests: readonly string[];
  readonly created: number;
}

async function run(
  before: Blocks,
  change: (blocks: Blocks) => Blocks,
  writes: number,
  title?: { readonly to: string },
  /** Places, in `before`, of blocks with comments. */
  commented: readonly number[] = [],
): Promise<Outcome> {
  const blocks = planted(before);
  const bench = createBench(blocks);
  const others = await bystanders(
    bench,
    [...own(blocks)].map(({ id }) => id ?? ""),
  );
  const remote = await bench.read();
  const wanted = change(blocks);
  const version = { page: await bench.page(), blocks: remote };
  const update =
    title === undefined ? {} : { properties: { title: { title: [text(title.to)] as never } } };
  const plan = planPage({
    page: pageId,
    base: version,
    local: { update, blocks: wanted },
    remote: version,
    policy: "hold",
    pinned: new Set(commented.map((at) => first(blocks, at).id ?? "")),
  });
  const outcome = await bench.clock.run(execute(plan.operations, bench.parts));
  expect(outcome.status).toBe("done");
  const requests = bench.writes();
  expect(requests).toHaveLength(writes);

  const after = await bench.read();
  expect(forms(after)).toEqual(forms(plan.merged.blocks));
  if (plan.notes.length === 0) expect(forms(after)).toEqual(forms(wanted));
  const touched = touchedIds(requests);
  const old = new Map([...own(remote)].map((block) => [block.id, block]));
  const there = new Set([...own(after)].map(({ id }) => id));
  const kept = [...own(wanted)].flatMap(({ id }) => (id === undefined ? [] : [id]));
  const remade = kept.filter((id) => !there.has(id));
  await others.check(kept.filter((id) => there.has(id)));
  let created = 0;
  for (const block of own(after)) {
    const was = old.get(block.id);
    if (was === undefined) created++;
    else if (
      !touched.has(block.id ?? "") &&
      ![...own(childrenOf(block))].some((child) => !same(child, old))
    )
      expect(block.last_edited_time, labelOf(block)).toBe(was.last_edited_time);
  }
  // What is there in the end and has another id was made anew, and nothing more was than had to be.
  expect(remade.length).toBeLessThanOrEqual(created);
  return { requests, created };
}

const same = (block: BlockTree, old: ReadonlyMap<string | undefined, BlockTree>): boolean =>
  old.get(block.id)?.last_edited_time === block.last_edited_time;

function* own(blocks: Blocks): Generator<BlockTree> {
  for (const block of blocks) {
    yield block;
    yield* own(ownChildren(block));
  }
}

const forms = (blocks: Blocks): unknown =>
  blocks.map((block) => [block.type, canonicalContent(block), forms(ownChildren(block))]);

/** Ids in the paths of writes. */
const touchedIds = (requests: readonly string[]): ReadonlySet<string> =>
  new Set(requests.map((request) => /[0-9a-f-]{36}/.exec(request)?.[0] ?? ""));

const texts = (count: number, prefix = "block"): Blocks =>
  Array.from({ length: count }, (_, i) => p(`${prefix} ${i}`));

const replaceAt = (blocks: Blocks, index: number, ...by: Blocks): Blocks => [
  ...blocks.slice(0, index),
  ...by,
  ...blocks.slice(index + 1),
];
const insertAt = (blocks: Blocks, index: number, ...added: Blocks): Blocks => [
  ...blocks.slice(0, index),
  ...added,
  ...blocks.slice(index),
];
const moved = (blocks: Blocks, from: number, count: number, to: number): Blocks => {
  const section = blocks.slice(from, from + count);
  return insertAt([...blocks.slice(0, from), ...blocks.slice(from + count)], to, ...section);
};
const first = (blocks: Blocks, index = 0): BlockTree => blocks[index] as BlockTree;
/** The forest with the block of that text exchanged, at any depth. */
const mapped = (blocks: Blocks, label: string, change: (block: BlockTree) => BlockTree): Blocks =>
  blocks.map((block) => {
    if (labelOf(block) === label) return change(block);
    const children = childrenOf(block);
    return children.length === 0 ? block : withChildren(block, mapped(children, label, change));
  });
const say = (to: string) => (block: BlockTree) => retext(block, to);

interface Scenario {
  readonly name: string;
  /** How the number comes about. */
  readonly why: string;
  readonly before: Blocks;
  readonly change: (blocks: Blocks) => Blocks;
  readonly writes: number;
  readonly created?: number;
}

const scenarios: readonly Scenario[] = [
  {
    name: "the text of one of 200 blocks",
    why: "1 update",
    before: texts(200),
    change: (b) => replaceAt(b, 90, say("new")(first(b, 90))),
    writes: 1,
  },
  {
    name: "the text of three blocks",
    why: "3 updates",
    before: texts(20),
    change: (b) =>
      [3, 9, 15].reduce((all, i) => replaceAt(all, i, say(`new ${i}`)(first(b, i))), b),
    writes: 3,
  },
  {
    name: "a word made bold",
    why: "1 update",
    before: texts(3),
    change: (b) =>
      replaceAt(b, 1, retext(first(b, 1), [text("block "), text("1", { bold: true })])),
    writes: 1,
  },
  {
    name: "a colour",
    why: "1 update",
    before: texts(3),
    change: (b) => replaceAt(b, 1, edit(first(b, 1), { color: "red_background" })),
    writes: 1,
  },
  {
    name: "a tick",
    why: "1 update",
    before: [todo("a"), todo("b"), todo("c")],
    change: (b) => replaceAt(b, 1, edit(first(b, 1), { checked: true })),
    writes: 1,
  },
  {
    name: "text, tick and colour of one to-do",
    why: "1 update with three fields",
    before: [todo("a"), todo("b")],
    change: (b) => replaceAt(b, 0, edit(say("new")(first(b)), { checked: true, color: "green" })),
    writes: 1,
  },
  {
    name: "the language of a code block",
    why: "1 update",
    before: [code("x = 1"), p("a")],
    change: (b) => replaceAt(b, 0, edit(first(b), { language: "python" })),
    writes: 1,
  },
  {
    name: "the icon of a callout",
    why: "1 update",
    before: [callout("a")],
    change: (b) => replaceAt(b, 0, edit(first(b), { icon: { type: "emoji", emoji: "🦄" } })),
    writes: 1,
  },
  {
    name: "the caption of an image",
    why: "1 update",
    before: [image("https://a.b/c.png", "old"), p("a")],
    change: (b) => replaceAt(b, 0, edit(first(b), { caption: [text("new")] })),
    writes: 1,
  },
  {
    name: "the address of an image",
    why: "1 update",
    before: [image("https://a.b/c.png"), p("a")],
    change: (b) => replaceAt(b, 0, edit(first(b), { external: { url: "https://a.b/d.png" } })),
    writes: 1,
  },
  {
    name: "a text over 2,000 characters",
    why: "1 update: runs are cut, not requests",
    before: texts(2),
    change: (b) => replaceAt(b, 0, say("long ".repeat(1_000))(first(b))),
    writes: 1,
  },
  {
    name: "another type",
    why: "1 append + 1 delete: the API has no change of type",
    before: texts(5),
    change: (b) => replaceAt(b, 2, h2("block 2")),
    writes: 2,
    created: 1,
  },
  {
    name: "another type of three neighbours",
    why: "1 append + 3 deletes",
    before: texts(6),
    change: (b) => [
      ...b.slice(0, 2),
      todo("block 2"),
      todo("block 3"),
      todo("block 4"),
      ...b.slice(5),
    ],
    writes: 4,
    created: 3,
  },
  {
    name: "one block at the end",
    why: "1 append",
    before: texts(200),
    change: (b) => [...b, p("new")],
    writes: 1,
    created: 1,
  },
  {
    name: "one block at the start",
    why: "1 append",
    before: texts(20),
    change: (b) => [p("new"), ...b],
    writes: 1,
    created: 1,
  },
  {
    name: "three blocks in the middle of 200",
    why: "1 append",
    before: texts(200),
    change: (b) => insertAt(b, 100, ...texts(3, "new")),
    writes: 1,
    created: 3,
  },
  {
    name: "250 blocks at one place",
    why: "⌈250 / 100⌉ appends",
    before: texts(4),
    change: (b) => insertAt(b, 2, ...texts(250, "new")),
    writes: 3,
    created: 250,
  },
  {
    name: "one block at each of two places",
    why: "1 append a place",
    before: texts(6),
    change: (b) => insertAt(insertAt(b, 4, p("new 2")), 1, p("new 1")),
    writes: 2,
    created: 2,
  },
  {
    name: "the first blocks of an empty page",
    why: "1 append",
    before: [],
    change: () => [h1("Title"), p("a"), li("b", li("c", li("d")))],
    writes: 1,
    created: 5,
  },
  {
    name: "a list four levels deep",
    why: "2 appends: two levels of children go along, the fourth level follows",
    before: texts(1),
    change: (b) => [...b, li("1", li("2", li("3", li("4"))))],
    writes: 2,
    created: 4,
  },
  {
    name: "fifty list items of four levels",
    why: "2 appends when cut below the top: the item alone, then three levels of fifty",
    before: texts(1),
    change: (b) => [
      ...b,
      li("top", ...Array.from({ length: 50 }, (_, i) => li(`a${i}`, li(`b${i}`, li(`c${i}`))))),
    ],
    writes: 2,
    created: 151,
  },
  {
    name: "a table of 150 rows",
    why: "1 append with 100 rows + 1 append of 50 rows to the table",
    before: texts(1),
    change: (b) => [...b, table(...Array.from({ length: 150 }, (_, i) => [`${i}`, "x"]))],
    writes: 2,
    created: 151,
  },
  {
    name: "two columns with lists in them",
    why: "1 append: columns do not count as a level",
    before: texts(1),
    change: (b) => [...b, columns([li("a", li("b"))], [li("c", li("d"))])],
    writes: 1,
    created: 7,
  },
  {
    name: "columns inside a toggle",
    why: "2 appends: columns can't go along inside another block",
    before: texts(1),
    change: (b) => [...b, toggle("t", columns([p("a")], [p("b")]))],
    writes: 2,
    created: 6,
  },
  {
    name: "one of 200 blocks deleted",
    why: "1 delete",
    before: texts(200),
    change: (b) => replaceAt(b, 50),
    writes: 1,
  },
  {
    name: "a run of five deleted",
    why: "5 deletes: there is no delete of several",
    before: texts(20),
    change: (b) => [...b.slice(0, 5), ...b.slice(10)],
    writes: 5,
  },
  {
    name: "a toggle with forty blocks deleted",
    why: "1 delete: what is inside goes with it",
    before: [p("a"), toggle("t", ...texts(40, "inner")), p("b")],
    change: (b) => replaceAt(b, 1),
    writes: 1,
  },
  {
    name: "one block moved far",
    why: "1 append + 1 delete",
    before: texts(30),
    change: (b) => moved(b, 3, 1, 25),
    writes: 2,
    created: 1,
  },
  {
    name: "two neighbours exchanged",
    why: "1 append + 1 delete: one of them moves",
    before: texts(10),
    change: (b) => moved(b, 4, 1, 5),
    writes: 2,
    created: 1,
  },
  {
    name: "a section of 30 moved past 4 blocks",
    why: "the 4 move instead: 1 append + 4 deletes",
    before: texts(50),
    change: (b) => moved(b, 10, 30, 14),
    writes: 5,
    created: 4,
  },
  {
    name: "a section of 3 moved to the top",
    why: "1 append + 3 deletes",
    before: texts(20),
    change: (b) => moved(b, 12, 3, 0),
    writes: 4,
    created: 3,
  },
  {
    name: "a page turned upside down",
    why: "the longest rising sequence is 1: 1 append of 9 + 9 deletes",
    before: texts(10),
    change: (b) => [...b].reverse(),
    writes: 10,
    created: 9,
  },
  {
    name: "odd before even",
    why: "LIS of 0 2 4 6 8 1 3 5 7 9 is 6 (0 2 4 6 8 9 …): 1 append of 4 + 4 deletes",
    before: texts(10),
    change: (b) => [...b.filter((_, i) => i % 2 === 0), ...b.filter((_, i) => i % 2 === 1)],
    writes: 5,
    created: 4,
  },
  {
    name: "a block indented below its neighbour",
    why: "1 append under the neighbour + 1 delete",
    before: [li("a"), li("b"), li("c")],
    change: (b) => [withChildren(first(b), [first(b, 1)]), first(b, 2)],
    writes: 2,
    created: 1,
  },
  {
    name: "an edit and an insertion beside it",
    why: "1 update + 1 append",
    before: texts(5),
    change: (b) => insertAt(replaceAt(b, 2, say("new")(first(b, 2))), 3, p("and more")),
    writes: 2,
    created: 1,
  },
  {
    name: "an edit three levels down",
    why: "1 update",
    before: [li("a", li("b", li("c", li("d")))), p("e")],
    change: (b) => mapped(b, "d", say("new")),
    writes: 1,
  },
  {
    name: "a block added three levels down",
    why: "1 append to its parent",
    before: [li("a", li("b", li("c"))), p("e")],
    change: (b) => mapped(b, "c", (c) => withChildren(c, [li("new")])),
    writes: 1,
    created: 1,
  },
  {
    name: "an edit inside the original of a synced block",
    why: "1 update",
    before: [synced(p("a"), p("b")), p("c")],
    change: (b) => mapped(b, "a", say("new")),
    writes: 1,
  },
  {
    name: "a block added to the original of a synced block",
    why: "1 append",
    before: [synced(p("a")), p("c")],
    change: (b) => [withChildren(first(b), [...childrenOf(first(b)), p("new")]), first(b, 1)],
    writes: 1,
    created: 1,
  },
  {
    name: "an edit in a column",
    why: "1 update",
    before: [columns([p("a")], [p("b")])],
    change: (b) => mapped(b, "b", say("new")),
    writes: 1,
  },
  {
    name: "a new column",
    why: "1 append to the list of columns",
    before: [columns([p("a")], [p("b")])],
    change: (b) => [withChildren(first(b), [...childrenOf(first(b)), column(p("c"))])],
    writes: 1,
    created: 2,
  },
  {
    name: "a block moved to the other column",
    why: "1 append + 1 delete",
    before: [columns([p("a"), p("b")], [p("c")])],
    change: (b) => {
      const [left, right] = childrenOf(first(b)) as readonly [BlockTree, BlockTree];
      const [a, second] = childrenOf(left) as readonly [BlockTree, BlockTree];
      return [
        withChildren(first(b), [
          withChildren(left, [a]),
          withChildren(right, [...childrenOf(right), second]),
        ]),
      ];
    },
    writes: 2,
    created: 1,
  },
  {
    name: "a cell",
    why: "1 update of its row",
    before: [table(["a", "b"], ["c", "d"], ["e", "f"])],
    change: (b) => mapped(b, "c d", (line) => edit(line, { cells: cellsOf("c", "D") })),
    writes: 1,
  },
  {
    name: "a row in the middle of a table",
    why: "1 append to the table",
    before: [table(["a", "b"], ["c", "d"])],
    change: (b) => [withChildren(first(b), insertAt(childrenOf(first(b)), 1, row("x", "y")))],
    writes: 1,
    created: 1,
  },
  {
    name: "another column of a table",
    why: "1 append + 1 delete: the width of a table is fixed",
    before: [p("a"), table(["a", "b"], ["c", "d"]), p("z")],
    change: (b) => replaceAt(b, 1, table(["a", "b", "1"], ["c", "d", "2"])),
    writes: 2,
    created: 3,
  },
  {
    name: "the header of a table",
    why: "1 update",
    before: [table(["a", "b"])],
    change: (b) => [edit(first(b), { has_column_header: false })],
    writes: 1,
  },
  {
    name: "the label of a tab",
    why: "1 update",
    before: [tabs(tab("one", p("a")), tab("two", p("b")))],
    change: (b) => mapped(b, "two", say("second")),
    writes: 1,
  },
  {
    name: "a heading that gets children",
    why: "1 update that makes it a toggle + 1 append of its children",
    before: [h1("a"), p("b")],
    change: (b) => [withChildren(edit(first(b), { is_toggleable: true }), [p("new")]), first(b, 1)],
    writes: 2,
    created: 1,
  },
  {
    name: "a toggle heading that becomes a plain one",
    why: "1 append of what was inside + 1 delete + 1 update",
    before: [toggleH1("a", p("x")), p("b")],
    change: (b) => {
      const { children, ...bare } = edit(first(b), { is_toggleable: false });
      return [bare as BlockTree, ...(children ?? []), first(b, 1)];
    },
    writes: 3,
    created: 1,
  },
  {
    name: "a toggle unwrapped",
    why: "1 append of its 3 blocks + 1 delete",
    before: [p("a"), toggle("t", ...texts(3)), p("b")],
    change: (b) => [first(b), ...childrenOf(first(b, 1)), first(b, 2)],
    writes: 2,
    created: 3,
  },
  {
    name: "three blocks wrapped into a toggle",
    why: "1 append of the toggle with copies + 3 deletes",
    before: [p("a"), ...texts(3), p("b")],
    change: (b) => [first(b), toggle("t", ...b.slice(1, 4)), first(b, 4)],
    writes: 4,
    created: 4,
  },
  {
    name: "a quote split in two",
    why: "1 update + 1 append",
    before: [quote("one two"), p("a")],
    change: (b) => [say("one")(first(b)), quote("two"), first(b, 1)],
    writes: 2,
    created: 1,
  },
  {
    name: "identical dividers, one taken out of three",
    why: "1 delete",
    before: [divider(), p("a"), divider(), p("b"), divider()],
    change: (b) => replaceAt(b, 2),
    writes: 1,
  },
  {
    name: "a numbered item inserted",
    why: "1 append: numbers are computed",
    before: [num("a"), num("b"), num("c")],
    change: (b) => insertAt(b, 1, num("new")),
    writes: 1,
    created: 1,
  },
];

describe("edits", () => {
  test.each(scenarios)("$name: $writes ($why)", async ({ before, change, writes, created }) => {
    const outcome = await run(before, change, writes);
    expect(outcome.created).toBe(created ?? 0);
  });

  test("a title: 1 update of the page", async () => {
    const { requests } = await run(texts(3), (b) => b, 1, { to: "New title" });
    expect(requests).toEqual([`PATCH /v1/pages/${pageId}`]);
  });

  test("a title and a text: 2", async () => {
    await run(texts(3), (b) => replaceAt(b, 1, say("new")(first(b, 1))), 2, { to: "New title" });
  });

  test("nothing: 0", async () => {
    await run(texts(20), (b) => b, 0);
  });
});

/** Blocks that must be left alone, whatever happens around them. */
const pinned: Readonly<Record<string, () => BlockTree>> = {
  "child page": () => childPage("Sub"),
  "child database": () => childDatabase("Tasks"),
  "unsupported block": () => unsupported(),
  "synced copy": () => syncedCopy(uuid(0x77), as(uuid(0x78), p("mirrored"))),
  "hosted image": () => hosted("a.png"),
  "link preview": () => linkPreview("https://a.b/c"),
  "toggle with a child page": () => toggle("t", childPage("Inner")),
};
const edits: Readonly<
  Record<string, { change: (around: Blocks, at: number) => Blocks; writes: number }>
> = {
  "a block inserted before it": { change: (b, at) => insertAt(b, at, p("new")), writes: 1 },
  "a block inserted after it": { change: (b, at) => insertAt(b, at + 1, p("new")), writes: 1 },
  "its neighbours exchanged": {
    // The blocks around it change places: each is made anew on the other side, or one where it is at an end.
    change: (b, at) => {
      const rest = b.filter((_, i) => i !== at);
      return insertAt([...rest].reverse(), at, first(b, at));
    },
    writes: -1,
  },
  "all its neighbours deleted": { change: (b, at) => [first(b, at)], writes: 3 },
};

describe("around what must not be touched", () => {
  for (const [kind, make] of Object.entries(pinned)) {
    for (const at of [0, 1, 3]) {
      for (const [what, { change, writes }] of Object.entries(edits)) {
        test(`${what}: a ${kind} at place ${at + 1} of 4`, async () => {
          const before = planted(insertAt(texts(3), at, make()));
          const fixed = first(before, at);
          // Three blocks turned around a fixed one: with one on its left two of them cross it, in two runs (2 appends,
          // 2 deletes); at an end one of three stays (1 append, 2 deletes).
          const least = writes >= 0 ? writes : at === 1 ? 4 : 3;
          const { requests } = await run(before, (b) => change(b, at), least);
          const ids = [...walk([fixed])].map((block) => block.id ?? "");
          for (const id of ids)
            expect(requests.filter((request) => request.includes(id))).toEqual([]);
        });
      }
    }
  }

  const talked: readonly (readonly [string, Blocks, number, (b: Blocks) => Blocks, number])[] = [
    [
      "one moved past one with comments: the other is made anew (1 append, 1 delete)",
      texts(2),
      0,
      (b) => moved(b, 0, 1, 1),
      2,
    ],
    [
      "one with comments moved past two: the two are made anew (1 append, 2 deletes)",
      texts(3),
      2,
      (b) => moved(b, 2, 1, 0),
      3,
    ],
    [
      "one with comments moved past a section of three (1 append, 3 deletes)",
      texts(5),
      0,
      (b) => moved(b, 0, 1, 3),
      4,
    ],
  ];
  test.each(talked)("%s", async (_, blocks, at, change, writes) => {
    const before = planted(blocks);
    const { requests } = await run(before, change, writes, undefined, [at]);
    const id = first(before, at).id ?? "";
    expect(requests.filter((request) => request.includes(id))).toEqual([]);
  });

  test("a toggle holds its child page while its text is edited", async () => {
    const { requests } = await run(
      [toggle("t", childPage("Inner"), p("x")), p("a")],
      (b) => mapped(b, "x", say("new")),
      1,
    );
    expect(requests[0]).toMatch(/^PATCH \/v1\/blocks\//);
  });
});

test("what the cast calls content is what Notion stores", async () => {
  const bench = createBench(planted([callout("a"), todo("b", true), table(["c", "d"])]));
  const blocks = await bench.read();
  expect(blocks.map((block) => Object.keys(contentOf(block)).length > 0)).toEqual([
    true,
    true,
    true,
  ]);
});
