import { describe, expect, test } from "vitest";
import { forestHash } from "../../../src/notion/canonical.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { requestsOf } from "../../../sync/plan/batch.ts";
import { minimise } from "../../../sync/plan/minimise.ts";
import {
  as,
  childPage,
  columns,
  divider,
  edit,
  h1,
  hosted,
  known,
  labelOf,
  li,
  p,
  retext,
  syncedCopy,
  table,
  todo,
  toggle,
  toggleH1,
  unsupported,
} from "../../support/trees.ts";

/** Requests in short: `+a,b<x` appends a and b after x, `~a` updates, `-a` deletes. */
function check(
  remote: readonly BlockTree[],
  wanted: readonly BlockTree[],
  requests: readonly string[],
  codes: readonly string[] = [],
) {
  const plan = minimise(remote, wanted, { page: "page" });
  const seen = plan.operations.map((op) => {
    switch (op.kind) {
      case "append-blocks": {
        const after = typeof op.after === "string" ? op.after : op.after.id;
        const parent = op.parent === "page" ? "" : ` in ${op.parent}`;
        return `+${op.children.map(labelOf)}<${after}${parent}`;
      }
      case "update-block":
        return `~${op.block} ${Object.keys(op.update)}`;
      case "trash-block":
        return `-${op.block}`;
      default:
        return op.kind;
    }
  });
  expect(seen).toEqual(requests);
  expect(plan.notes.map((note) => note.code)).toEqual(codes);
  return plan;
}

const abcde = known([p("a"), p("b"), p("c"), p("d"), p("e")]);
const [a, b, c, d, e] = abcde as readonly [BlockTree, BlockTree, BlockTree, BlockTree, BlockTree];

describe("within one list", () => {
  test("sends nothing for equal trees", () => {
    check(abcde, abcde, []);
  });

  test("updates only the fields that changed", () => {
    check(abcde, [a, retext(b, "B"), c, d, e], ["~b rich_text"]);
    check(abcde, [a, edit(b, { color: "red" }), c, d, e], ["~b color"]);
    const list = known([todo("x", false), p("y")]);
    check(
      list,
      [edit(list[0] as BlockTree, { checked: true }), list[1] as BlockTree],
      ["~x checked"],
    );
  });

  test("appends a run of new blocks at once, after its left neighbour", () => {
    check(abcde, [a, p("1"), p("2"), b, c, d, e, p("3")], ["+1,2<a", "+3<e"]);
    check(abcde, [p("0"), ...abcde], ["+0<start"]);
    check([], [p("0")], ["+0<end"]);
  });

  test("deletes one block with one request, after all appends", () => {
    check(abcde, [a, c, p("new"), d, e], ["+new<c", "-b"]);
  });

  test("moves the smaller side", () => {
    check(abcde, [b, c, d, e, a], ["+a<e", "-a"]);
    check(abcde, [d, e, a, b, c], ["+d,e<start", "-d", "-e"]);
  });

  test("leaves the fewest runs where several choices keep as many blocks", () => {
    check(abcde, [b, a, d, c, e], ["+a,d<b", "-a", "-d"]);
    check(abcde, [e, d, c, b, a], ["+d,c,b,a<e", "-a", "-b", "-c", "-d"]);
  });

  test("creates a block of another type anew", () => {
    check(abcde, [a, as("b", h1("b")), c, d, e], ["+b<a", "-b"]);
  });

  test("takes a wanted block that equals a leaving one for that one", () => {
    check(abcde, [a, p("b"), c, d, e], []);
  });
});

describe("below the first level", () => {
  const nested = known([toggle("t", li("x", li("y"))), table(["q", "r"], ["s", "u"]), p("z")]);
  const [t, grid, z] = nested as readonly [BlockTree, BlockTree, BlockTree];

  test("edits three levels down with one update", () => {
    const [x] = t.children as readonly [BlockTree];
    const [y] = x.children as readonly [BlockTree];
    const wanted = [{ ...t, children: [{ ...x, children: [retext(y, "Y")] }] }, grid, z];
    check(nested, wanted as BlockTree[], ["~y rich_text"]);
  });

  test("rewrites one row for one cell", () => {
    const [head, body] = grid.children as readonly [BlockTree, BlockTree];
    const rows = [head, edit(body, { cells: [[], []] })];
    check(nested, [t, { ...grid, children: rows } as BlockTree, z], ["~s u cells"]);
  });

  test("moves a block into another parent as a new one", () => {
    const wanted = [{ ...t, children: [...(t.children ?? []), z] }, grid];
    check(nested, wanted as BlockTree[], ["+z<x in t", "-z"]);
  });

  test("builds a table anew when it gets another column", () => {
    const wider = edit(
      { ...grid, children: table(["q", "r", "1"], ["s", "u", "2"]).children } as BlockTree,
      { table_width: 3 },
    );
    check(nested, [t, wider, z], [`+<t`, `-${grid.id}`]);
  });

  test("makes columns anew where that is cheaper, unless something in them was left as it was", () => {
    const before = known([columns([p("a"), p("b")], [p("c")])]);
    const list = before[0] as BlockTree;
    const [left, right] = list.children as readonly [BlockTree, BlockTree];
    const [, second] = left.children as readonly [BlockTree, BlockTree];
    const [third] = right.children as readonly [BlockTree];
    const wanted = (inRight: BlockTree): readonly BlockTree[] => [
      {
        ...list,
        children: [
          { ...left, children: [retext(second, "B")] },
          { ...right, children: [inRight] },
        ],
      },
    ];
    check(before, wanted(retext(third, "C")), ["+<start", `-${list.id}`]);
    check(before, wanted(third), ["~b rich_text", "-a"]);
  });

  test("takes the children out before it turns a toggle heading off", () => {
    const before = known([toggleH1("h", p("i"))]);
    const heading = before[0] as BlockTree;
    const { children, ...bare } = edit(heading, { is_toggleable: false });
    const wanted = [bare, ...(children ?? [])] as BlockTree[];
    check(before, wanted, ["+i<h", "-i", "~h is_toggleable,rich_text"]);
  });
});

describe("pinned blocks", () => {
  const blocks = known([p("a"), childPage("Sub"), p("b"), unsupported(), p("c"), hosted("i.png")]);
  const [one, sub, two, odd, three, picture] = blocks as readonly BlockTree[] as [
    BlockTree,
    BlockTree,
    BlockTree,
    BlockTree,
    BlockTree,
    BlockTree,
  ];

  test("stay while everything else is reordered around them", () => {
    check(blocks, [three, sub, two, odd, one, picture], ["+c<start", `+a<${odd.id}`, "-a", "-c"]);
  });

  test("come back when their line is gone", () => {
    check(blocks, [one, two, odd, three, picture], [], ["kept"]);
    check(blocks, [one, sub, two, three, picture], [], ["kept"]);
  });

  test("may be deleted when nothing but their bytes lies at Notion", () => {
    check(blocks, [one, sub, two, odd, three], [`-${picture.id}`]);
  });

  test("come back when they were moved", () => {
    check(blocks, [sub, one, two, odd, three, picture], ["+a<Sub", "-a"]);
    check(blocks, [one, odd, two, sub, three, picture], ["+b<unsupported", "-b"], ["put_back"]);
  });

  test("keep their containers", () => {
    const nested = known([p("a"), toggle("t", p("x"), childPage("Sub"), p("y")), p("b")]);
    const [first, , last] = nested as readonly [BlockTree, BlockTree, BlockTree];
    const plan = check(nested, [first, last], [], ["kept", "kept"]);
    expect(forestHash(plan.blocks)).toBe(forestHash(nested));
  });

  test("go back into the container that they were taken out of", () => {
    const nested = known([p("a"), toggle("t", p("x"), childPage("Sub")), p("b")]);
    const [first, t, last] = nested as readonly [BlockTree, BlockTree, BlockTree];
    const [x, page] = t.children as readonly [BlockTree, BlockTree];
    check(nested, [page, first, { ...t, children: [x] } as BlockTree, last], [], ["put_back"]);
    check(nested, [first, page, x, last], ["+x<t", "-x"], ["kept", "put_back"]);
  });

  test("synced copies are neither entered nor made anew", () => {
    const copied = known([p("a"), syncedCopy("o", as("k", p("inside"))), p("b")]);
    const [first, copy, last] = copied as readonly [BlockTree, BlockTree, BlockTree];
    const touched = { ...copy, children: [as("k", p("changed"))] } as BlockTree;
    check(copied, [first, touched, last], []);
    check(copied, [copy, first, last], ["+a<synced_block", "-a"]);
  });
});

test("what the API would refuse is said before anything is planned to be sent", () => {
  const linked = { type: "file", file: { type: "file", file: { url: "Notes/Gone.md" } } };
  const plan = minimise([], [p("x".repeat(2_001)), hosted("i.png"), linked as BlockTree], {
    page: "page",
  });
  expect(plan.notes.map((note) => note.message)).toEqual([
    "A block of type image can't be sent: a file that lies at Notion can't be copied.",
    "A block of type file can't be sent: no page and no copy of a file at Notion lies at Notes/Gone.md, and other files on this disk can't be uploaded.",
  ]);
});

test("a new block keeps its place between columns of a list", () => {
  const before = known([columns([p("a")], [p("b")]), divider()]);
  const list = before[0] as BlockTree;
  const [left, right] = list.children as readonly [BlockTree, BlockTree];
  const wanted = [{ ...list, children: [left, ...(columns([p("n")]).children ?? []), right] }];
  const plan = minimise(before, [...wanted, before[1]] as BlockTree[], { page: "page" });
  expect(requestsOf(plan.operations)).toMatchObject([
    {
      path: "/v1/blocks/column_list/children",
      body: {
        children: [
          {
            type: "column",
            column: {
              children: [
                {
                  type: "paragraph",
                  paragraph: { rich_text: [{ type: "text", text: { content: "n" } }] },
                },
              ],
            },
          },
        ],
        position: { type: "after_block", after_block: { id: "column" } },
      },
    },
  ]);
});
