import { describe, expect, test } from "vitest";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { mergeTrees, type Policy, withVersion } from "../../../sync/plan/merge.ts";
import { lines, outline, tree } from "../../support/outline.ts";
import { cellsOf, columns, edit, image, known, retext, row, table } from "../../support/trees.ts";

interface Case {
  readonly base: string;
  readonly local: string;
  readonly remote: string;
  readonly merged: string;
  /** What the file shows, where that differs: something is held back. */
  readonly file?: string;
  readonly conflicts?: readonly string[];
  readonly notes?: readonly string[];
  readonly policy?: Policy;
}

function check(name: string, given: Case) {
  test(name, () => {
    const base = tree(given.base);
    const merged = mergeTrees(
      "page",
      { base, local: tree(given.local, "local"), remote: tree(given.remote) },
      given.policy ?? "hold",
    );
    expect(outline(merged.blocks)).toEqual(lines(given.merged));
    expect(merged.conflicts.map(({ id, fields }) => `${id} ${fields}`)).toEqual(
      given.conflicts ?? [],
    );
    expect(merged.notes.map(({ code }) => code)).toEqual(given.notes ?? []);
    if ((given.policy ?? "hold") === "hold")
      expect(outline(withVersion(merged.blocks, merged.conflicts, "local"))).toEqual(
        lines(given.file ?? given.merged),
      );
  });
}

describe("one side changed", () => {
  const base = `
    a
    b
    c`;
  check("takes a text edited in the file", {
    base,
    local: `
      a
      b: B
      c`,
    remote: base,
    merged: `
      a
      B
      c`,
  });
  check("takes a text edited in Notion", {
    base,
    local: base,
    remote: `
      a
      b: B
      c`,
    merged: `
      a
      B
      c`,
  });
  check("takes a block added in Notion", {
    base,
    local: base,
    remote: `
      a
      +n
      b
      c`,
    merged: `
      a
      n
      b
      c`,
  });
  check("takes a block added in the file", {
    base,
    local: `
      a
      b
      +n
      c`,
    remote: base,
    merged: `
      a
      b
      n
      c`,
  });
  check("takes a deletion in Notion", {
    base,
    local: base,
    remote: `
      a
      c`,
    merged: `
      a
      c`,
  });
  check("takes a deletion in the file", {
    base,
    local: `
      a
      c`,
    remote: base,
    merged: `
      a
      c`,
  });
  check("takes a new order from Notion", {
    base,
    local: base,
    remote: `
      c
      a
      b`,
    merged: `
      c
      a
      b`,
  });
  check("takes a new order from the file", {
    base,
    local: `
      b
      c
      a`,
    remote: base,
    merged: `
      b
      c
      a`,
  });
  check("takes another type from Notion", {
    base,
    local: base,
    remote: `
      a
      # b
      c`,
    merged: `
      a
      # b
      c`,
  });
  check("takes a subtree that moved into a toggle in Notion", {
    base: `
      > t
      a
        x`,
    local: `
      > t
      a
        x`,
    remote: `
      > t
        a
          x`,
    merged: `
      > t
        a
          x`,
  });
});

describe("both sides changed different blocks", () => {
  check("merges edits of two blocks", {
    base: `
      a
      b`,
    local: `
      a: A
      b`,
    remote: `
      a
      b: B`,
    merged: `
      A
      B`,
  });
  check("merges an edit and an insertion", {
    base: `
      a
      b`,
    local: `
      a: A
      b`,
    remote: `
      a
      +n
      b`,
    merged: `
      A
      n
      b`,
  });
  check("merges an edit and a deletion of another block", {
    base: `
      a
      b`,
    local: `
      a: A
      b`,
    remote: `
      a`,
    merged: `
      A`,
  });
  check("merges insertions at two places", {
    base: `
      a
      b`,
    local: `
      a
      +l
      b`,
    remote: `
      a
      b
      +r`,
    merged: `
      a
      l
      b
      r`,
  });
  check("keeps both insertions at one place, Notion's first", {
    base: `
      a
      b`,
    local: `
      a
      +l1
      +l2
      b`,
    remote: `
      a
      +r1
      +r2
      b`,
    merged: `
      a
      r1
      r2
      l1
      l2
      b`,
  });
  check("keeps both insertions at the start", {
    base: `
      a`,
    local: `
      +l
      a`,
    remote: `
      +r
      a`,
    merged: `
      r
      l
      a`,
  });
  check("keeps both insertions at the end", {
    base: `
      a`,
    local: `
      a
      +l`,
    remote: `
      a
      +r`,
    merged: `
      a
      r
      l`,
  });
  check("keeps both insertions into an empty page", {
    base: "",
    local: "+l",
    remote: "+r",
    merged: `
      r
      l`,
  });
  check("keeps both insertions into one toggle", {
    base: `
      > t
        x`,
    local: `
      > t
        x
        +l`,
    remote: `
      > t
        x
        +r`,
    merged: `
      > t
        x
        r
        l`,
  });
  check("puts an insertion behind a block that Notion moved", {
    base: `
      a
      b
      c`,
    local: `
      a
      +n
      b
      c`,
    remote: `
      b
      c
      a`,
    merged: `
      b
      c
      a
      n`,
  });
  check("puts an insertion where its deleted neighbour was", {
    base: `
      a
      b
      c`,
    local: `
      a
      b
      +n
      c`,
    remote: `
      a
      c`,
    merged: `
      a
      n
      c`,
  });
  check("merges an edit with a move of the same block", {
    base: `
      a
      b
      c`,
    local: `
      a: A
      b
      c`,
    remote: `
      b
      c
      a`,
    merged: `
      b
      c
      A`,
  });
  check("merges moves of two blocks", {
    base: `
      a
      b
      c
      d
      e`,
    local: `
      b
      c
      d
      a
      e`,
    remote: `
      a
      b
      e
      c
      d`,
    merged: `
      b
      e
      c
      d
      a`,
  });
  check("merges edits at different depths", {
    base: `
      > t
        x
          y`,
    local: `
      > t: T
        x
          y`,
    remote: `
      > t
        x
          y: Y`,
    merged: `
      > T
        x
          Y`,
  });
  check("merges an edit inside a block that Notion moved", {
    base: `
      > t
        x
      a
      b`,
    local: `
      > t
        x: X
      a
      b`,
    remote: `
      a
      b
      > t
        x`,
    merged: `
      a
      b
      > t
        X`,
  });
  check("adds to a toggle that Notion moved", {
    base: `
      > t
        x
      a`,
    local: `
      > t
        x
        +n
      a`,
    remote: `
      a
      > t
        x`,
    merged: `
      a
      > t
        x
        n`,
  });
});

describe("both sides did the same", () => {
  check("takes equal edits as one", {
    base: "a",
    local: "a: A",
    remote: "a: A",
    merged: "A",
  });
  check("takes equal deletions as one", {
    base: `
      a
      b`,
    local: "a",
    remote: "a",
    merged: "a",
  });
  check("takes equal insertions at one place as one", {
    base: `
      a
      b`,
    local: `
      a
      +n
      b`,
    remote: `
      a
      +n
      b`,
    merged: `
      a
      n
      b`,
  });
  check("keeps equal insertions at two places", {
    base: `
      a
      b`,
    local: `
      a
      +n
      b`,
    remote: `
      a
      b
      +n`,
    merged: `
      a
      n
      b
      n`,
  });
  check("takes as many of equal insertions as one side has", {
    base: "a",
    local: `
      a
      +n
      +n`,
    remote: `
      a
      +n`,
    merged: `
      a
      n
      n`,
  });
  check("takes the same move as one", {
    base: `
      a
      b
      c`,
    local: `
      c
      a
      b`,
    remote: `
      c
      a
      b`,
    merged: `
      c
      a
      b`,
  });
  check("takes the same tick as one", {
    base: "[ ] a",
    local: "[x] a",
    remote: "[x] a",
    merged: "[x] a",
  });
  check("takes the same change of type as one", {
    base: "a",
    local: "# a",
    remote: "# a",
    merged: "# a",
  });
  check("takes equal additions to a toggle as one", {
    base: "> t",
    local: `
      > t
        +n`,
    remote: `
      > t
        +n`,
    merged: `
      > t
        n`,
  });
});

describe("an edit beats a deletion", () => {
  const base = `
    a
    b
    c`;
  check("when Notion edited what the file deleted", {
    base,
    local: `
      a
      c`,
    remote: `
      a
      b: B
      c`,
    merged: `
      a
      B
      c`,
    notes: ["edit_beats_delete"],
  });
  check("when the file edited what Notion deleted", {
    base,
    local: `
      a
      b: B
      c`,
    remote: `
      a
      c`,
    merged: `
      a
      B
      c`,
    notes: ["edit_beats_delete"],
  });
  check("when Notion ticked what the file deleted", {
    base: `
      [ ] a
      b`,
    local: "b",
    remote: `
      [x] a
      b`,
    merged: `
      [x] a
      b`,
    notes: ["edit_beats_delete"],
  });
  check("for the whole of a deleted toggle in which a child was edited", {
    base: `
      > t
        x
        y
      a`,
    local: "a",
    remote: `
      > t
        x: X
        y
      a`,
    merged: `
      > t
        X
        y
      a`,
    notes: ["edit_beats_delete"],
  });
  check("for the whole of a toggle that Notion deleted while the file edited a child", {
    base: `
      > t
        x
        y
      a`,
    local: `
      > t
        x: X
        y
      a`,
    remote: "a",
    merged: `
      > t
        X
        y
      a`,
    notes: ["edit_beats_delete"],
  });
  check("when Notion added into what the file deleted", {
    base: `
      > t
        x
      a`,
    local: "a",
    remote: `
      > t
        x
        +n
      a`,
    merged: `
      > t
        x
        n
      a`,
    notes: ["edit_beats_delete"],
  });
  check("when the file added into what Notion deleted", {
    base: `
      > t
        x
      a`,
    local: `
      > t
        x
        +n
      a`,
    remote: "a",
    merged: `
      > t
        x
        n
      a`,
    notes: ["edit_beats_delete"],
  });
  check("but a mere move does not", {
    base,
    local: `
      a
      c`,
    remote: `
      b
      a
      c`,
    merged: `
      a
      c`,
  });
  check("and only where the edit is", {
    base: `
      a
      b
      c
      d`,
    local: "a",
    remote: `
      a
      b
      c: C
      d`,
    merged: `
      a
      C`,
    notes: ["edit_beats_delete"],
  });
  check("when a block was moved into a deleted toggle", {
    base: `
      > t
        x
      a`,
    local: "a",
    remote: `
      > t
        x
        a`,
    merged: `
      > t
        x
        a`,
    notes: ["edit_beats_delete"],
  });
  check("not for what the file took out of the toggle that it deleted", {
    base: `
      > t
        x
        y
      a`,
    local: `
      x
      a`,
    remote: `
      > t
        x
        y
      a`,
    merged: `
      x
      a`,
  });
  check("and what was taken out of it is not doubled", {
    base: `
      > t
        x
        y
      a`,
    local: `
      x
      a`,
    remote: `
      > t
        x
        y: Y
      a`,
    merged: `
      x
      > t
        Y
      a`,
    notes: ["edit_beats_delete"],
  });
});

describe("moves on both sides", () => {
  check("Notion's place wins when both moved a block within a list", {
    base: `
      a
      b
      c
      d`,
    local: `
      b
      a
      c
      d`,
    remote: `
      b
      c
      d
      a`,
    merged: `
      b
      c
      d
      a`,
    notes: ["moved_both"],
  });
  check("Notion's place wins when both moved a block into a toggle", {
    base: `
      a
      > t
        x
      > u
        y`,
    local: `
      > t
        x
        a
      > u
        y`,
    remote: `
      > t
        x
      > u
        y
        a`,
    merged: `
      > t
        x
      > u
        y
        a`,
    notes: ["moved_both"],
  });
  check("two blocks that were moved into each other take Notion's places", {
    base: `
      > t
        x
      > u
        y`,
    local: `
      > u
        y
        > t
          x`,
    remote: `
      > t
        x
        > u
          y`,
    merged: `
      > t
        x
        > u
          y`,
  });
  check("a move and an edit are both taken", {
    base: `
      > t
        x
      a`,
    local: `
      > t
        x
        a`,
    remote: `
      > t
        x
      a: A`,
    merged: `
      > t
        x
        A`,
  });
  check("a move out of a toggle that Notion deleted is kept", {
    base: `
      > t
        x
      a`,
    local: `
      > t
      x
      a`,
    remote: "a",
    merged: `
      x
      a`,
    notes: ["move_beats_delete"],
  });
});

describe("one block changed on both sides", () => {
  check("merges words apart from each other", {
    base: "a: the quick brown fox jumps",
    local: "a: the slow brown fox jumps",
    remote: "a: the quick brown fox sleeps",
    merged: "the slow brown fox sleeps",
  });
  check("holds edits of one word", {
    base: "a: one two",
    local: "a: one three",
    remote: "a: one four",
    merged: "one four",
    file: "one three",
    conflicts: ["a rich_text"],
  });
  check("gives one word to the file if told so", {
    base: "a: one two",
    local: "a: one three",
    remote: "a: one four",
    merged: "one three",
    conflicts: ["a rich_text"],
    policy: "local",
  });
  check("gives one word to Notion if told so", {
    base: "a: one two",
    local: "a: one three",
    remote: "a: one four",
    merged: "one four",
    conflicts: ["a rich_text"],
    policy: "remote",
  });
  check("merges a tick and a text", {
    base: "[ ] a: milk",
    local: "[x] a: milk",
    remote: "[ ] a: oat milk",
    merged: "[x] oat milk",
  });
  check("holds a whole block, and nothing but that block", {
    base: `
      [ ] a: milk
        x
      b`,
    local: `
      [x] a: rice milk
        x: X
      b: B`,
    remote: `
      [ ] a: oat milk
        x
        +n
      b`,
    merged: `
      [ ] oat milk
        X
        n
      B`,
    file: `
      [x] rice milk
        X
        n
      B`,
    conflicts: ["a rich_text"],
  });
  check("merges bold from one side and words from the other", {
    base: "a: one two three",
    local: "a: one *two* three",
    remote: "a: one two three four",
    merged: "one *two* three four",
  });
  check("puts a new word into the bold of its sentence", {
    base: "a: one two three",
    local: "a: one 2 three",
    remote: "a: *one two three*",
    merged: "*one 2 three*",
  });
  check("holds bold and italic of one word, which are both kept", {
    base: "a: one two",
    local: "a: *one* two",
    remote: "a: _one_ two",
    merged: "_*one*_ two",
  });
  check("keeps the new type and the new text", {
    base: "a: one",
    local: "a: one two",
    remote: "# a: one",
    merged: "# one two",
  });
  check("holds two new types", {
    base: "a: one",
    local: "# a: one",
    remote: "- a: one",
    merged: "- one",
    file: "# one",
    conflicts: ["a type"],
  });
  check("merges words that both sides added in different places", {
    base: "a: one two",
    local: "a: zero one two",
    remote: "a: one two three",
    merged: "zero one two three",
  });
  check("holds words that both sides added at one place", {
    base: "a: one",
    local: "a: one two",
    remote: "a: one three",
    merged: "one three",
    file: "one two",
    conflicts: ["a rich_text"],
  });
  check("takes words that both sides added alike once", {
    base: "a: one. end",
    local: "a: one two. end",
    remote: "a: one two. END",
    merged: "one two. END",
  });
  check("merges a deletion of words with an edit of others", {
    base: "a: one two three four",
    local: "a: one four",
    remote: "a: one two three 4",
    merged: "one two three 4",
    file: "one four",
    conflicts: ["a rich_text"],
  });
  check("does not stumble over words that JavaScript knows", {
    base: "a: constructor __proto__ end",
    local: "a: constructor toString end",
    remote: "a: valueOf __proto__ end",
    merged: "valueOf toString end",
  });
});

describe("fields", () => {
  const [block] = known([image("https://a.b/1.png", "old words")]) as readonly [BlockTree];
  const merge = (base: BlockTree, local: BlockTree, remote: BlockTree) =>
    mergeTrees("page", { base: [base], local: [local], remote: [remote] }, "hold");

  test("merges a caption and an address", () => {
    const { blocks, conflicts } = merge(
      block,
      edit(block, { caption: [] }),
      edit(block, { external: { url: "https://a.b/2.png" } }),
    );
    expect(blocks).toMatchObject([
      { image: { caption: [], external: { url: "https://a.b/2.png" } } },
    ]);
    expect(conflicts).toEqual([]);
  });

  test("holds two new addresses", () => {
    const { conflicts } = merge(
      block,
      edit(block, { external: { url: "https://a.b/2.png" } }),
      edit(block, { external: { url: "https://a.b/3.png" } }),
    );
    expect(conflicts.map(({ fields }) => fields)).toEqual([["source"]]);
  });

  test("merges a colour and a text, and holds two colours", () => {
    const [a] = known(tree("a: words")) as readonly [BlockTree];
    const { blocks } = merge(a, edit(a, { color: "red" }), retext(a, "other words"));
    expect(outline(blocks)).toEqual(["other words {red}"]);
    const both = merge(a, edit(a, { color: "red" }), edit(a, { color: "blue" }));
    expect(both.conflicts.map(({ fields }) => fields)).toEqual([["color"]]);
  });

  test("merges two cells of a row, and holds one", () => {
    const [line] = known([row("a", "b")]) as readonly [BlockTree];
    const cells = (...values: string[]) => ({ ...row(...values), id: line.id }) as BlockTree;
    const apart = merge(line, cells("A", "b"), cells("a", "B"));
    expect(outline(apart.blocks)).toEqual(["table_row A B"]);
    expect(apart.conflicts).toEqual([]);
    const same = merge(line, cells("1", "b"), cells("2", "b"));
    expect(same.conflicts.map(({ fields }) => fields)).toEqual([["cells"]]);
  });
});

describe("tables and columns", () => {
  const [grid] = known([table(["a", "b"], ["c", "d"])]) as readonly [BlockTree];
  const [head, body] = grid.children as readonly [BlockTree, BlockTree];
  const wide = edit(
    {
      ...grid,
      children: [
        edit(head, { cells: cellsOf("a", "b", "x") }),
        edit(body, { cells: cellsOf("c", "d", "y") }),
      ],
    } as BlockTree,
    { table_width: 3 },
  );

  test("takes a new column from either side", () => {
    for (const side of ["local", "remote"] as const) {
      const { blocks, conflicts } = mergeTrees(
        "page",
        { base: [grid], local: [grid], remote: [grid], [side]: [wide] },
        "hold",
      );
      expect(outline(blocks)).toEqual(["table ", "  table_row a b x", "  table_row c d y"]);
      expect(conflicts).toEqual([]);
    }
  });

  test("holds the whole table when the other side edited a row of it", () => {
    const edited = {
      ...grid,
      children: [head, edit(body, { cells: cellsOf("c", "D") })],
    } as BlockTree;
    const other = { ...grid, children: [head] } as BlockTree;
    for (const remote of [edited, other]) {
      const { blocks, conflicts } = mergeTrees(
        "page",
        { base: [grid], local: [wide], remote: [remote] },
        "hold",
      );
      expect(blocks).toEqual([remote]);
      expect(conflicts.map(({ fields }) => fields)).toEqual([["table_width"]]);
      expect(outline(withVersion(blocks, conflicts, "local"))).toEqual(outline([wide]));
    }
  });

  test("merges rows that both sides added", () => {
    const local = { ...grid, children: [head, body, row("l", "l")] } as BlockTree;
    const theirs = known([row("r", "r")])[0] as BlockTree;
    const remote = { ...grid, children: [head, theirs, body] } as BlockTree;
    const { blocks } = mergeTrees(
      "page",
      { base: [grid], local: [local], remote: [remote] },
      "hold",
    );
    expect(outline(blocks)).toEqual([
      "table ",
      "  table_row a b",
      "  table_row r r",
      "  table_row c d",
      "  table_row l l",
    ]);
  });

  test("merges edits in two columns", () => {
    const base = known([columns(tree("a"), tree("b"))]);
    const change = (text: string, to: string): readonly BlockTree[] => {
      const visit = (block: BlockTree): BlockTree =>
        block.id === text
          ? retext(block, to)
          : block.children === undefined
            ? block
            : ({ ...block, children: block.children.map(visit) } as BlockTree);
      return base.map(visit);
    };
    const { blocks, conflicts } = mergeTrees(
      "page",
      { base, local: change("a", "A"), remote: change("b", "B") },
      "hold",
    );
    expect(
      outline(blocks)
        .filter((line) => /[AB]/.test(line))
        .map((line) => line.trim()),
    ).toEqual(["A", "B"]);
    expect(conflicts).toEqual([]);
  });
});
