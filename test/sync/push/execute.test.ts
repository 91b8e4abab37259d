import { describe, expect, test } from "vitest";
import { forestHash } from "../../../src/notion/canonical.ts";
import { type BlockTree, childrenOf } from "../../../src/notion/tree.ts";
import { settledBlocks } from "../../../sync/push/settled.ts";
import { type Bench, createBench, pageId, planted } from "../../support/bench.ts";
import { plannedPush } from "../../support/planned-push.ts";
import {
  code,
  columns,
  h1,
  known,
  li,
  p,
  pageOf,
  retext,
  table,
  toggle,
} from "../../support/trees.ts";

const ids = (blocks: readonly BlockTree[]): unknown =>
  blocks.map((block) => [block.id, ids(childrenOf(block))]);

async function check(
  before: readonly BlockTree[],
  edit: (blocks: readonly BlockTree[]) => readonly BlockTree[],
  writes: number,
) {
  const blocks = planted(before);
  const bench = createBench(blocks);
  const wanted = edit(blocks);
  const { plan, outcome } = await plannedPush(bench, await bench.read(), wanted);
  expect(outcome.status).toBe("done");
  expect(bench.writes()).toHaveLength(writes);
  expect(outcome.writes).toBe(writes);
  const after = await bench.read();
  expect(forestHash(after)).toBe(forestHash(wanted));
  expect(bench.mirror.journal.open().map(({ state }) => state)).toEqual(
    outcome.intents.map(() => "done"),
  );
  const settled = settledBlocks(plan.merged.blocks, outcome);
  expect(forestHash(settled)).toBe(forestHash(after));
  expect(ids(settled)).toEqual(ids(after));
  expect(outcome.complete).toBe(true);
  return { bench, outcome };
}

describe("execute", () => {
  test("reads a block before it updates it, and nothing else", async () => {
    const before = [p("a"), p("b"), p("c")];
    const { bench } = await check(
      before,
      ([a, b, c]) => [a, retext(b as BlockTree, "B"), c] as BlockTree[],
      1,
    );
    expect(bench.reads()).toHaveLength(1);
  });

  test("inserts in the middle, also when what is new is deep", async () => {
    const deep = toggle("1", li("2", li("3", li("4", li("5", li("6"))))));
    await check([p("a"), p("b")], ([a, b]) => [a, deep, b] as BlockTree[], 2);
  });

  test("learns the ids below new blocks from one list each", async () => {
    const { bench } = await check(
      [p("a")],
      ([a]) => [a, toggle("t", p("x"), li("y", li("z")))] as BlockTree[],
      1,
    );
    expect(bench.reads()).toHaveLength(1 + 2);
  });

  test("does not take for agreed what somebody made of a new block at once", async () => {
    const bench: Bench = createBench(planted([p("a")]), {
      wrap: (transport) => async (request, signal) => {
        const answer = await transport(request, signal);
        if (request.method !== "PATCH") return answer;
        const [made] = JSON.parse(answer.body).results as readonly { readonly id: string }[];
        const record = bench.notion.world.store.get(made?.id ?? "");
        const [child = ""] = record !== undefined && "children" in record ? record.children : [];
        bench.notion.app.editText(child, "theirs");
        return answer;
      },
    });
    const [a] = await bench.read();
    const { outcome } = await plannedPush(
      bench,
      [a as BlockTree],
      [a as BlockTree, toggle("t", p("x"))],
    );
    expect(outcome).toMatchObject({ status: "done", complete: false });
  });

  test("appends 250 blocks in three requests, in order", async () => {
    const many = Array.from({ length: 250 }, (_, i) => p(`n${i}`));
    await check([p("a"), p("b")], ([a, b]) => [a, ...many, b] as BlockTree[], 3);
  });

  test("builds tables and columns with what belongs into them", async () => {
    const rows = Array.from({ length: 120 }, (_, i) => [`r${i}`, `s${i}`]);
    await check(
      [p("a")],
      ([a]) => [a, columns([p("x"), toggle("y", p("z", li("deep")))], [h1("w")])] as BlockTree[],
      2,
    );
    await check([p("a")], ([a]) => [a, table(...rows)] as BlockTree[], 2);
  });

  test("plans again when somebody else was there first", async () => {
    const blocks = planted([p("a"), p("b"), p("c")]);
    const bench = createBench(blocks);
    const [a, b, c] = blocks as readonly [BlockTree, BlockTree, BlockTree];
    const remote = await bench.read();
    bench.notion.app.editText(b.id ?? "", "theirs");
    const edited = await plannedPush(bench, remote, [a, retext(b, "ours"), c]);
    expect(edited.outcome.status).toBe("changed");
    bench.notion.app.insert(pageId, [{ type: "divider", divider: {} }]);
    const inserted = await plannedPush(bench, remote, [a, p("new"), b, c]);
    expect(inserted.outcome.status).toBe("changed");
    const deleted = await plannedPush(bench, remote, [a, c]);
    expect(deleted.outcome.status).toBe("changed");
    expect(bench.writes()).toEqual([]);
    expect(bench.mirror.journal.open()).toEqual([]);
  });

  test("deletes nothing after a create that was refused", async () => {
    const blocks = planted([p("a"), p("b")]);
    const bench = createBench(blocks);
    const remote = await bench.read();
    const { outcome } = await plannedPush(bench, remote, [
      blocks[1],
      code("x", "klingon"),
    ] as BlockTree[]);
    expect(outcome.status).toBe("refused");
    expect(outcome.operations.map(({ kind }) => kind)).toEqual(["refused", "left"]);
    expect(outcome.operations[0]).toMatchObject({ block: { type: "code" } });
    expect(forestHash(await bench.read())).toBe(forestHash(blocks));
    expect(bench.mirror.journal.open()).toEqual([]);
  });
});

test("the cast gives ids by text", () => {
  expect(known([p("a"), p("a")]).map(({ id }) => id)).toEqual(["a", "a~2"]);
  expect(pageOf("x").id).toBe("x");
});
