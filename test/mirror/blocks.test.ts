import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BlockTree, walk } from "../../src/notion/tree.ts";
import { block, mirrorAt, page, uuid } from "./support.ts";

const read = { editedTime: "2026-01-02T00:00:00.000Z", unsettled: false };

function stored() {
  const mirror = mirrorAt();
  mirror.pages.put(page(), 1);
  return {
    mirror,
    put: (tree: readonly BlockTree[]) => mirror.blocks.putRemote(uuid(1), tree, read),
    get: () => mirror.blocks.remote(uuid(1)),
    /** Rows that `work` wrote in the table of blocks. */
    written: (work: () => void) => {
      const log = "CREATE TEMP TABLE IF NOT EXISTS log (n); DELETE FROM log;";
      mirror.database.exec(log);
      for (const event of ["INSERT", "UPDATE", "DELETE"])
        mirror.database.exec(
          `CREATE TEMP TRIGGER IF NOT EXISTS log_${event} AFTER ${event} ON main.blocks
           BEGIN INSERT INTO log VALUES (1); END`,
        );
      work();
      return mirror.database.prepare("SELECT count(*) FROM log").pluck().get();
    },
  };
}

describe("a stored tree", () => {
  test("is null while it was never read, and empty when the page is", () => {
    const { put, get } = stored();
    expect(get()).toBeNull();
    put([]);
    expect(get()).toEqual([]);
  });

  test("needs its page first", () => {
    const mirror = mirrorAt();
    expect(() => mirror.blocks.putRemote(uuid(1), [], read)).toThrow(/stored before its blocks/);
  });

  test("may hold one id in several places", () => {
    const { put, get } = stored();
    const copy = block("s", "synced", [block("t", "child")]);
    const tree = [block("a", "one", [copy]), copy, copy];
    put(tree);
    expect(get()).toEqual(tree);
    put([copy, block("a", "one", [copy])]);
    expect(get()).toEqual([copy, block("a", "one", [copy])]);
  });

  const hundred = Array.from({ length: 100 }, (_, n) => block(`b${n}`, `text ${n}`));
  const cases: readonly [string, readonly BlockTree[], number][] = [
    ["no change writes nothing", hundred, 0],
    ["one edit writes one row", hundred.with(50, block("b50", "edited")), 1],
    ["an insertion writes one row", hundred.toSpliced(50, 0, block("new", "new")), 1],
    ["a deletion removes one row", hundred.toSpliced(50, 1), 1],
    ["a move writes two rows", [hundred[70] as BlockTree, ...hundred.toSpliced(70, 1)], 2],
    [
      "an indentation writes one row",
      hundred.toSpliced(50, 2, block("b50", "text 50", [block("b51", "text 51")])),
      // and its parent, which has children now
      2,
    ],
  ];
  test.each(cases)("%s", (_, tree, rows) => {
    const { put, get, written } = stored();
    put(hundred);
    expect(written(() => put(tree))).toBe(rows);
    expect(get()).toEqual(tree);
  });

  test("makes room when a gap is full", () => {
    const { put, get } = stored();
    let tree = [block("first", ""), block("last", "")];
    put(tree);
    for (let n = 0; n < 40; n++) {
      tree = tree.toSpliced(1, 0, block(`n${n}`, ""));
      put(tree);
    }
    expect(get()).toEqual(tree);
  });
});

test("pages with a copy of a synced block are found, without a look at other blocks", () => {
  const mirror = mirrorAt();
  const synced = (id: string, from: string | null) => ({
    ...block(id, ""),
    type: "synced_block",
    synced_block: {
      synced_from: from === null ? null : { type: "block_id", block_id: from },
    },
  });
  const trees = [
    [synced("o", null), block("a", "o")],
    [block("b", "", [synced("c", "o") as unknown as BlockTree]), synced("d", "o")],
    [synced("e", "other")],
  ];
  for (const [n, tree] of trees.entries()) {
    mirror.pages.put(page({ id: uuid(n + 1) }), 1);
    mirror.blocks.putRemote(uuid(n + 1), tree as unknown as BlockTree[], read);
  }
  expect(mirror.blocks.copiesOf("o")).toEqual([uuid(2)]);
  expect(mirror.blocks.copiesOf("e")).toEqual([]);
  const steps = mirror.database
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT page FROM blocks
       WHERE type = 'synced_block' AND json ->> '$.synced_block.synced_from.block_id' = 'o'`,
    )
    .all();
  expect(steps.map(({ detail }) => detail).join()).toContain("blocks_of_copies");
});

test("any tree comes back as it was put, whatever stood there before", () => {
  const id = fc.constantFrom(..."abcdefghij");
  const { forest } = fc.letrec<{ forest: BlockTree[]; tree: BlockTree }>((tie) => ({
    forest: fc.array(tie("tree"), { maxLength: 5 }),
    tree: fc
      .tuple(id, fc.string({ unit: "binary", maxLength: 4 }), fc.option(tie("forest")))
      .map(([own, text, children]) => block(own, text, children ?? undefined)),
  }));
  fc.assert(
    fc.property(fc.array(forest, { minLength: 1, maxLength: 4 }), (versions) => {
      const mirror = mirrorAt();
      mirror.pages.put(page(), 1);
      for (const version of versions) {
        mirror.blocks.putRemote(uuid(1), version, read);
        expect(mirror.blocks.remote(uuid(1))).toEqual(JSON.parse(JSON.stringify(version)));
        const rows = mirror.database.prepare("SELECT count(*) FROM blocks").pluck().get();
        expect(rows).toBe([...walk(version)].length);
      }
      mirror.close();
    }),
    { numRuns: 150 },
  );
});
