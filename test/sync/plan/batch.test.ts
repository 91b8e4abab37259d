import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { limits } from "../../../src/notion/limits.ts";
import { type BlockTree, countBlocks } from "../../../src/notion/tree.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { requestsOf } from "../../../sync/plan/batch.ts";
import { bytesOf, requestsForRun } from "../../../sync/plan/layout.ts";
import { minimise } from "../../../sync/plan/minimise.ts";
import type { Operation } from "../../../sync/plan/operations.ts";
import { below, randomBlocks } from "../../support/random-trees.ts";
import { code, columns, li, p, tab, table, tabs, text, toggle } from "../../support/trees.ts";

const appended = (...children: BlockTree[]): Operation => ({
  kind: "append-blocks",
  page: "page",
  parent: "page",
  after: { id: "anchor" },
  children,
  expected: ["anchor"],
});

type Json = Readonly<Record<string, unknown>>;

/** Blocks in a request, its longest array, and the levels of children below its own blocks. */
function measure(children: readonly Json[]): { blocks: number; widest: number; depth: number } {
  let blocks = 0;
  let widest = children.length;
  let depth = 0;
  for (const child of children) {
    blocks++;
    const type = String(child["type"]);
    const inner = ((child[type] as Json)["children"] ?? []) as readonly Json[];
    if (inner.length === 0) continue;
    const below = measure(inner);
    blocks += below.blocks;
    widest = Math.max(widest, below.widest);
    depth = Math.max(depth, below.depth + (type === "column_list" ? 0 : 1));
  }
  return { blocks, widest, depth };
}

function expectWithinLimits(operations: readonly Operation[]): number {
  let created = 0;
  for (const request of requestsOf(operations)) {
    if (request.kind !== "append" && request.kind !== "create-page") continue;
    const { blocks, widest, depth } = measure(request.children as unknown as readonly Json[]);
    created += blocks;
    expect(widest).toBeLessThanOrEqual(limits.arrayMax);
    expect(blocks).toBeLessThanOrEqual(limits.blocksPerRequestMax);
    expect(depth).toBeLessThanOrEqual(limits.nestingMax);
    expect(bytesOf(request.body)).toBeLessThanOrEqual(limits.requestBytesMax);
    expect(countBlocks(request.sent)).toBe(blocks);
  }
  return created;
}

const paths = (operations: readonly Operation[]) =>
  requestsOf(operations).map(({ method, path }) => `${method} ${path}`);
const positions = (operations: readonly Operation[]) =>
  requestsOf(operations).map(({ body }) => (body as { position?: unknown }).position);

describe("requests", () => {
  test("follow one another at one place, each behind the last block of the one before", () => {
    const many = appended(...Array.from({ length: 250 }, (_, i) => p(`${i}`)));
    expect(paths([many])).toEqual(Array(3).fill("PATCH /v1/blocks/page/children"));
    expect(positions([many])).toEqual([
      { type: "after_block", after_block: { id: "anchor" } },
      { type: "after_block", after_block: { id: "{1.100}" } },
      { type: "after_block", after_block: { id: "{2.100}" } },
    ]);
  });

  test("name what an earlier one creates", () => {
    const deep = appended(p("a"), li("1", li("2", li("3", li("4")))));
    expect(paths([deep])).toEqual(
      [
        "PATCH /v1/blocks/page/children",
        // Cut below the first level: its id comes with the answer, and no children have to be read.
        "PATCH /v1/blocks/{1.2}/children",
      ].map((path, i) => (i === 0 ? path : expect.stringMatching(/^PATCH \/v1\/blocks\/\{1\.2/))),
    );
  });

  test("are cut where the fewest follow", () => {
    const wide = li("top", ...Array.from({ length: 50 }, (_, i) => li(`${i}`, li("b", li("c")))));
    expect(requestsOf([appended(wide)])).toHaveLength(2);
    const chains = Array.from({ length: 10 }, (_, i) => li(`${i}`, li("b", li("c", li("d")))));
    expect(requestsOf([appended(...chains)])).toHaveLength(11);
    expect(requestsForRun(chains)).toBe(11);
  });

  test("stay below 1,000 blocks and 500 KB", () => {
    const bushy = Array.from({ length: 40 }, (_, i) =>
      toggle(`${i}`, ...Array.from({ length: 60 }, (_, j) => p(`${j}`))),
    );
    expect(expectWithinLimits([appended(...bushy)])).toBe(40 * 61);
    expect(requestsOf([appended(...bushy)])).toHaveLength(3);
    const heavy = Array.from({ length: 60 }, () => code("字".repeat(20_000)));
    expect(expectWithinLimits([appended(...heavy)])).toBe(60);
    const one = toggle("t", ...Array.from({ length: 60 }, () => code("字".repeat(20_000))));
    expect(expectWithinLimits([appended(one)])).toBe(61);
  });

  test("give tables a row, columns their content and tabs a tab", () => {
    const blocks = [
      table(...Array.from({ length: 230 }, (_, i) => [`${i}`])),
      columns([li("a", li("b", li("c")))], [p("d")]),
      tabs(tab("one", p("x", li("y"))), tab("two")),
      toggle("t", columns([p("a")], [p("b")]), p("after")),
      li("a", li("b", table(["c"]))),
    ];
    const created = expectWithinLimits([appended(...blocks)]);
    expect(created).toBe(countBlocks(blocks));
  });

  test("hold the limits for any tree, and create each block once", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const blocks = randomBlocks(random, 1 + below(random, 150), 6);
      const page: Operation = {
        kind: "create-page",
        path: "New",
        create: {},
        parent: { page: { id: "parent" } },
        children: blocks,
      };
      expect(expectWithinLimits([appended(...blocks)]), `seed ${seed}`).toBe(countBlocks(blocks));
      expect(expectWithinLimits([page]), `seed ${seed}`).toBe(countBlocks(blocks));
    }
  });

  test("cut long texts between characters, not inside one", () => {
    const smile = "😀".repeat(1_500);
    const [request] = requestsOf([appended(p(`x${smile}`))]);
    const body = request?.body as {
      children: { paragraph: { rich_text: { text: { content: string } }[] } }[];
    };
    const runs = body.children[0]?.paragraph.rich_text.map((run) => run.text.content);
    expect(runs?.map((run) => run.length)).toEqual([1_999, 1_002]);
    expect(runs?.join("")).toBe(`x${smile}`);
  });

  test("leave out what Notion computes and what is the default", () => {
    const read = {
      ...p([{ ...text("a"), plain_text: "a", href: null }] as never),
      id: "x",
      created_time: "2026-01-01T00:00:00.000Z",
    };
    const { operations } = minimise([], [read], { page: "page" });
    expect(requestsOf(operations)[0]?.body).toEqual({
      children: [
        { type: "paragraph", paragraph: { rich_text: [{ type: "text", text: { content: "a" } }] } },
      ],
      position: { type: "end" },
    });
  });
});

const recorded = process.env["NOTION_MIRROR_RECORDED"];
const trees = recorded === undefined ? "" : `${recorded}/trees`;

// Needs recordings that are not part of the project.
describe.skipIf(!existsSync(trees))("recorded pages", () => {
  const files = existsSync(trees) ? readdirSync(trees) : [];
  test.each(files)("%s is written anew within the limits, and costs nothing as it is", (file) => {
    const { blocks } = JSON.parse(readFileSync(`${trees}/${file}`, "utf8")) as {
      blocks: readonly BlockTree[];
    };
    expect(minimise(blocks, blocks, { page: "page" }).operations).toEqual([]);
    const anew = minimise([], blocks, { page: "page" });
    expectWithinLimits(anew.operations);
  });
});
