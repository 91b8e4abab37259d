import { describe, expect, test } from "vitest";
import { blockHash } from "../../../src/notion/canonical.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { planPage } from "../../../sync/plan/plan.ts";
import type { Echo } from "../../../sync/plan/prepare.ts";
import type { Sent } from "../../../sync/plan/sent.ts";
import { outline, tree } from "../../support/outline.ts";
import { as, p, pageOf, retext } from "../../support/trees.ts";

type Blocks = readonly BlockTree[];

const plan = (
  base: Blocks,
  local: Blocks,
  remote: Blocks,
  more: { sent?: readonly Sent[]; echoes?: readonly Echo[] },
) =>
  planPage({
    page: "page",
    base: { page: pageOf("page"), blocks: base },
    local: { update: {}, blocks: local },
    remote: { page: pageOf("page"), blocks: remote },
    policy: "hold",
    ...more,
  });

const kinds = (result: ReturnType<typeof planPage>) => result.operations.map(({ kind }) => kind);
const base = tree("a\nb");
const [a, b] = base as readonly [BlockTree, BlockTree];

describe("after a push that ended half-way", () => {
  const sent: readonly Sent[] = [
    { kind: "append", parent: "page", after: { id: "a" }, blocks: [as("x", p("new"))] },
  ];

  test("what was created is not created again", () => {
    const result = plan(base, [a, p("new"), p("more"), b], [a, as("x", p("new")), b], { sent });
    expect(kinds(result)).toEqual(["append-blocks"]);
    expect(outline(result.merged.file)).toEqual(["a", "new", "more", "b"]);
  });

  test("what was created and edited in the file since is updated", () => {
    const result = plan(base, [a, p("new!"), b], [a, as("x", p("new")), b], { sent });
    expect(kinds(result)).toEqual(["update-block"]);
  });

  test("what was created and taken out of the file since is deleted", () => {
    const result = plan(base, base, [a, as("x", p("new")), b], { sent });
    expect(kinds(result)).toEqual(["trash-block"]);
  });

  test("what was created and edited in Notion since is kept as it is there", () => {
    const result = plan(base, [a, p("new"), b], [a, as("x", p("theirs")), b], { sent });
    expect(kinds(result)).toEqual([]);
    expect(outline(result.merged.file)).toEqual(["a", "theirs", "b"]);
  });

  test("an update that arrived is what both agreed on", () => {
    const update: readonly Sent[] = [{ kind: "update", block: as("a", p("first")) }];
    const result = plan(base, [retext(a, "second"), b], [retext(a, "first"), b], { sent: update });
    expect(kinds(result)).toEqual(["update-block"]);
    expect(result.conflicts).toEqual([]);
  });

  test("a deletion that arrived is not taken for somebody else's", () => {
    const trash: readonly Sent[] = [{ kind: "trash", block: "b" }];
    expect(kinds(plan(base, [a], [a], { sent: trash }))).toEqual([]);
  });
});

describe("ids that no answer told", () => {
  test("are learnt from where the blocks stand, for the file's blocks too", () => {
    const inner = p("inner");
    const top = { ...p("top"), id: "t", children: [inner] } as BlockTree;
    const remote = [{ ...p("top"), id: "t", children: [as("i", p("inner"))] } as BlockTree];
    expect(kinds(plan([top], [top], remote, {}))).toEqual([]);
    const edited = { ...top, children: [p("edited")] } as BlockTree;
    const result = plan([top], [edited], remote, {});
    expect(result.operations).toMatchObject([{ kind: "update-block", block: "i" }]);
  });
});

describe("late echoes of our own writes", () => {
  const mine = (id: string, words: string): BlockTree =>
    ({
      ...as(id, p(words)),
      created_by: { object: "user", id: "bot" },
      last_edited_by: { object: "user", id: "bot" },
    }) as BlockTree;

  test("do not overwrite a newer text", () => {
    const now = [retext(a, "second"), b];
    const late = [retext(a, "first"), b];
    const echoes: readonly Echo[] = [{ kind: "update", block: "a", hash: blockHash(p("first")) }];
    const result = plan(now, now, late, { echoes });
    expect(result.operations).toMatchObject([{ kind: "update-block", block: "a" }]);
    expect(outline(result.merged.blocks)).toEqual(["second", "b"]);
    expect(outline(plan(now, now, late, {}).merged.file)).toEqual(["first", "b"]);
  });

  test("do not leave a second copy", () => {
    const agreed = [a, mine("x", "new"), b];
    const echoes: readonly Echo[] = [
      {
        kind: "append",
        parent: "page",
        hashes: [blockHash(p("new"))],
        before: ["a", "b"],
        authors: ["bot"],
      },
    ];
    const result = plan(agreed, agreed, [a, mine("x", "new"), mine("y", "new"), b], { echoes });
    expect(result.operations).toMatchObject([{ kind: "trash-block", block: "y" }]);
    const theirs = { ...mine("y", "new"), created_by: { object: "user", id: "ann" } } as BlockTree;
    expect(kinds(plan(agreed, agreed, [a, mine("x", "new"), theirs, b], { echoes }))).toEqual([]);
  });
});
