/**
 * A push that is cut off anywhere, or that gets no answer, a wrong one or a late one to any request, ends like
 * one that nothing happened to: the same tree, nothing twice, and nothing left to send.
 *
 * The default run takes every sixth step and some of the faults; `CRASH=all npx vitest run
 * test/sync/push/crash.test.ts` takes them all.
 */
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../fixtures/index.ts";
import { canonicalContent } from "../../../src/notion/canonical.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { withChildren } from "../../../src/notion/tree.ts";
import { ownChildren } from "../../../sync/plan/trees.ts";
import { type Bench, createBench, freshMirror, pageId, planted } from "../../support/bench.ts";
import { cycle, Killer, type Site } from "../../support/cycle.ts";
import {
  columns,
  edit,
  h1,
  li,
  p,
  pageOf,
  retext,
  table,
  text,
  todo,
  toggle,
} from "../../support/trees.ts";

type Blocks = readonly BlockTree[];

interface Scenario {
  readonly name: string;
  readonly before: Blocks;
  readonly change: (blocks: Blocks) => Blocks;
  readonly title?: string;
}

const at = (blocks: Blocks, index: number): BlockTree => blocks[index] as BlockTree;
const many = (count: number, prefix: string): Blocks =>
  Array.from({ length: count }, (_, i) => p(`${prefix}${i}`));

const scenarios: readonly Scenario[] = [
  {
    name: "an edit",
    before: [p("a"), p("b")],
    change: (b) => [at(b, 0), retext(at(b, 1), "B")],
  },
  {
    name: "edits of two blocks",
    before: [p("a"), todo("b"), p("c")],
    change: (b) => [retext(at(b, 0), "A"), edit(at(b, 1), { checked: true }), at(b, 2)],
  },
  {
    name: "an insertion",
    before: [p("a"), p("b")],
    change: (b) => [at(b, 0), p("new"), at(b, 1)],
  },
  {
    name: "equal blocks inserted between equal blocks",
    before: [p("x"), p("x")],
    change: (b) => [at(b, 0), p("x"), p("x"), at(b, 1), p("x")],
  },
  {
    name: "a deletion",
    before: [p("a"), toggle("b", p("c")), p("d")],
    change: (b) => [at(b, 0), at(b, 2)],
  },
  {
    name: "another type",
    before: [p("a"), p("b"), p("c")],
    change: (b) => [at(b, 0), h1("b"), at(b, 2)],
  },
  {
    name: "a move",
    before: [p("a"), p("b"), p("c"), p("d")],
    change: (b) => [at(b, 1), at(b, 2), at(b, 0), at(b, 3)],
  },
  {
    name: "130 blocks",
    before: [p("a"), p("z")],
    change: (b) => [at(b, 0), ...many(130, "n"), at(b, 1)],
  },
  {
    name: "a deep list",
    before: [p("a")],
    change: (b) => [...b, li("1", li("2", li("3", li("4", li("5")), li("6"))))],
  },
  {
    name: "a table and columns",
    before: [p("a")],
    change: (b) => [table(["x", "y"], ["1", "2"]), ...b, columns([p("l")], [toggle("r", li("m"))])],
  },
  {
    name: "a title and a text",
    before: [p("a")],
    change: (b) => [retext(at(b, 0), "A")],
    title: "New title",
  },
  {
    name: "everything at once",
    before: [h1("h"), p("a"), toggle("t", p("x"), p("y")), p("b"), p("c")],
    change: (b) => [
      p("first"),
      retext(at(b, 0), "H"),
      at(b, 3),
      withChildren(at(b, 2), [at(ownChildren(at(b, 2)), 1), p("inside"), p("inside")]),
      p("last"),
    ],
    title: "Other",
  },
];

const all = process.env["CRASH"] === "all";
const kinds = ["bot", "person"] as const;

interface World {
  readonly bench: Bench;
  readonly site: Site;
  readonly wanted: unknown;
}

function begin(scenario: Scenario, kind: "bot" | "person", killer = new Killer()): World {
  const blocks = planted(scenario.before);
  const bench = benchOf(createBench(blocks, { kind }), kind, killer);
  const change = scenario.change(blocks);
  const update =
    scenario.title === undefined
      ? {}
      : { properties: { title: { title: [text(scenario.title)] as never } } };
  return {
    bench,
    site: {
      id: pageId,
      base: { page: pageOf(pageId), blocks },
      local: { update, blocks: change },
    },
    wanted: forms(change),
  };
}

/** The same Notion and the same mirror, with a process of its own: what a restart finds. */
function benchOf(old: Bench, kind: "bot" | "person", killer: Killer): Bench {
  const bench = createBench([], {
    kind,
    notion: old.notion,
    mirror: old.mirror,
    clock: old.clock,
    wrap: (transport) => killer.transport(transport),
  });
  return {
    ...bench,
    parts: {
      ...bench.parts,
      clock: killer.clock(old.clock),
      mirror: { ...old.mirror, journal: killer.journal(old.mirror.journal) },
    },
  };
}

const forms = (blocks: Blocks): unknown =>
  blocks.map((block) => [block.type, canonicalContent(block), forms(ownChildren(block))]);

/** Runs to the end without any more trouble; then everything must be as if there had been none. */
async function expectSettled(
  { bench, site, wanted }: World,
  title: string | undefined,
  creations: number,
) {
  const { clock } = bench;
  expect(await clock.run(cycle(site, bench.parts, bench.client))).toBe(true);
  expect(forms(await bench.read())).toEqual(wanted);
  if (title !== undefined)
    expect((await bench.page()).properties["title"]).toMatchObject({
      title: [{ plain_text: title }],
    });
  // A late write may still come within a minute of the last look; then nothing is left to do.
  await clock.advance(120_000);
  expect(await clock.run(cycle(site, bench.parts, bench.client))).toBe(true);
  const before = bench.writes().length;
  expect(await clock.run(cycle(site, bench.parts, bench.client))).toBe(true);
  expect(bench.writes().slice(before)).toEqual([]);
  expect(forms(await bench.read())).toEqual(wanted);
  expect(bench.mirror.journal.open().filter(({ state }) => state !== "zombie")).toEqual([]);
  expect(creationsIn(bench)).toBe(creations);
}

/** Blocks that our connection ever made, those in the trash too. */
const creationsIn = ({ notion }: Bench): number =>
  [...notion.world.store.all()].filter(
    (record) => record.kind === "block" && record.createdBy === notion.connection.userId,
  ).length;

describe.each(kinds)("killed at any step, with the token of a %s", (kind) => {
  test.each(scenarios)(
    "$name",
    async (scenario) => {
      const whole = new Killer();
      const untroubled = begin(scenario, kind, whole);
      await untroubled.bench.clock.run(
        cycle(untroubled.site, untroubled.bench.parts, untroubled.bench.client, whole),
      );
      const { steps } = whole;
      const creations = creationsIn(untroubled.bench);
      expect(steps).toBeGreaterThan(8);
      for (let step = 1; step <= steps; step += all ? 1 : 6) {
        const killer = new Killer(step);
        const world = begin(scenario, kind, killer);
        const { bench, site } = world;
        const running = cycle(site, bench.parts, bench.client, killer).catch(() => undefined);
        await bench.clock.run(Promise.race([running, killer.killed]));
        expect(killer.dead).toBe(true);
        const restarted = benchOf(bench, kind, new Killer());
        await expectSettled({ ...world, bench: restarted }, scenario.title, creations).catch(
          (error) => {
            throw new Error(`killed at step ${step} of ${steps}`, { cause: error });
          },
        );
      }
    },
    600_000,
  );
});

const faults: readonly (readonly [string, Fault])[] = [
  ["a lost answer", { kind: "lost", applied: true }],
  ["a lost request", { kind: "lost", applied: false }],
  ["an answer lost and applied after 30 s", { kind: "late", afterMs: 30_000 }],
  ["an answer lost and applied after 80 s", { kind: "late", afterMs: 80_000 }],
  ["a torn answer", { kind: "truncated" }],
  ["409, not applied", { kind: "error", status: 409 }],
  ["409, applied", { kind: "error", status: 409, applied: true }],
  ["429", { kind: "error", status: 429, retryAfterS: 3 }],
  ["500, applied", { kind: "error", status: 500, applied: true }],
  ["502", { kind: "error", status: 502 }],
  ["503 that names what was committed", { kind: "error", status: 503, committed: true }],
  ["503, not applied", { kind: "error", status: 503 }],
  ["504, applied", { kind: "error", status: 504, applied: true }],
  ["529", { kind: "error", status: 529, retryAfterS: 2 }],
];

describe.each(kinds)("trouble with any request, with the token of a %s", (kind) => {
  for (const [i, scenario] of scenarios.entries()) {
    const taken = faults.filter((_, j) => all || (j + 5 * i + 7 * kinds.indexOf(kind)) % 28 === 0);
    test.each(taken)(
      `${scenario.name}: %s`,
      async (_name, fault) => {
        const untroubled = begin(scenario, kind);
        await untroubled.bench.clock.run(
          cycle(untroubled.site, untroubled.bench.parts, untroubled.bench.client),
        );
        const requests = untroubled.bench.notion.requests.length;
        const creations = creationsIn(untroubled.bench);
        for (let request = 1; request <= requests; request++) {
          const world = begin(scenario, kind);
          world.bench.notion.inject({ request, fault });
          await expectSettled(world, scenario.title, creations).catch((error) => {
            throw new Error(`request ${request} of ${requests}`, { cause: error });
          });
        }
      },
      600_000,
    );
  }
});

test("the mirror of a bench is a real one", () => {
  const bench = createBench([]);
  expect(freshMirror(bench.clock).journal.open()).toEqual([]);
});
