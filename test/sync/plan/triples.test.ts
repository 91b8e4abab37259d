/**
 * One page, edited twice by people who do not know of each other: what must hold whatever they did.
 *
 * `TRIPLES=10000 npx vitest run test/sync/plan/triples.test.ts` is the long run; a failure names its seed
 * (`TRIPLE=…`).
 */
import { describe, expect, test } from "vitest";
import {
  type BlockTree,
  childrenOf,
  contentOf,
  walk,
  withChildren,
} from "../../../src/notion/tree.ts";
import type { RichText } from "../../../src/notion/types.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { mergeTrees } from "../../../sync/plan/merge.ts";
import { planPage } from "../../../sync/plan/plan.ts";
import { planted } from "../../support/bench.ts";
import { outline } from "../../support/outline.ts";
import { below, perturb, randomBlocks } from "../../support/random-trees.ts";
import { firstSeed } from "../../support/seed.ts";
import { pageOf } from "../../support/trees.ts";

const count = Number(process.env["TRIPLES"] ?? 100);
const only = process.env["TRIPLE"];
const seeds =
  only === undefined ? Array.from({ length: count }, (_, i) => firstSeed + i) : [Number(only)];

type Blocks = readonly BlockTree[];
interface Triple {
  readonly seed: number;
  readonly base: Blocks;
  /** As a file gives it: new blocks without ids. */
  readonly local: Blocks;
  /** As Notion gives it: every block has an id. */
  readonly remote: Blocks;
}

/** The last group of an id says who made the block. */
const named = (blocks: Blocks, next: { id: number }): Blocks =>
  blocks.map((block) => {
    const id = block.id ?? `00000000-0000-4000-8000-${(next.id++).toString(16).padStart(12, "0")}`;
    const children = childrenOf(block);
    const whole = { ...block, id } as BlockTree;
    return children.length === 0 ? whole : withChildren(whole, named(children, next));
  });

const unnamed = (blocks: Blocks, known: ReadonlySet<string | undefined>): Blocks =>
  blocks.map((block) => {
    const children = childrenOf(block);
    const { id, ...bare } = block;
    const whole = (known.has(id) ? block : bare) as BlockTree;
    return children.length === 0 ? whole : withChildren(whole, unnamed(children, known));
  });

function triple(seed: number): Triple {
  const random = seededRandom(seed);
  const base = planted(randomBlocks(random, 1 + below(random, 8), 3));
  const typed = (who: string) => {
    let n = 0;
    return () => `${who}${n++}`;
  };
  return {
    seed,
    base,
    local: perturb(random, base, 1 + below(random, 5), typed("mine")),
    remote: named(perturb(random, base, 1 + below(random, 5), typed("theirs")), { id: 0x10000 }),
  };
}

const merge = ({ base, local, remote }: Triple) =>
  mergeTrees("page", { base, local, remote }, "hold");

const swapped = ({ seed, base, local, remote }: Triple): Triple => {
  const known = new Set([...walk(base)].map(({ id }) => id));
  return { seed, base, local: unnamed(remote, known), remote: named(local, { id: 0x20000 }) };
};

const triples = seeds.map(triple);

function each(check: (given: Triple) => void) {
  for (const given of triples) {
    const { seed } = given;
    try {
      check(given);
    } catch (error) {
      console.error(`TRIPLE=${seed}`);
      throw error;
    }
  }
}

const textOf = (block: BlockTree): string =>
  ((contentOf(block)["rich_text"] ?? []) as RichText[])
    .map((run) => (run.type === "text" ? run.text.content : ""))
    .join("");

/** Words typed by one side, wherever they stand. */
const typedIn = (blocks: Blocks, who: string): readonly string[] =>
  [...walk(blocks)].flatMap((block) => textOf(block).match(new RegExp(`${who}\\d+`, "g")) ?? []);

const sorted = (blocks: Blocks) => [...outline(blocks)].sort();

describe(`${seeds.length} triples`, { timeout: 3_600_000 }, () => {
  test("equal versions merge into themselves", () => {
    each(({ base, remote, seed }) => {
      const same = merge({ seed, base, local: remote, remote });
      expect(outline(same.blocks)).toEqual(outline(remote));
      expect(same.conflicts).toEqual([]);
      expect(same.notes).toEqual([]);
    });
  });

  test("one side's edits are taken as they are", () => {
    each(({ base, local, remote, seed }) => {
      expect(outline(merge({ seed, base, local, remote: base }).blocks)).toEqual(outline(local));
      expect(outline(merge({ seed, base, local: base, remote }).blocks)).toEqual(outline(remote));
    });
  });

  test("no word that anybody typed is lost", () => {
    each((given) => {
      const plan = planOf(given);
      const mine = new Set(typedIn(plan.merged.file, "mine"));
      const theirs = new Set(typedIn(plan.merged.blocks, "theirs"));
      expect(typedIn(given.local, "mine").filter((word) => !mine.has(word))).toEqual([]);
      expect(typedIn(given.remote, "theirs").filter((word) => !theirs.has(word))).toEqual([]);
    });
  });

  test("no word is doubled", () => {
    each((given) => {
      const { file, blocks } = planOf(given).merged;
      for (const who of ["mine", "theirs"])
        for (const tree of [file, blocks]) {
          const words = typedIn(tree, who);
          expect(words.length).toBe(new Set(words).size);
        }
    });
  });

  test("what neither side deleted is there, and no id is there twice", () => {
    each((given) => {
      const { blocks } = merge(given);
      const ids = [...walk(blocks)].map(({ id }) => id).filter((id) => id !== undefined);
      expect(ids.length).toBe(new Set(ids).size);
      const mine = new Set([...walk(given.local)].map(({ id }) => id));
      const theirs = new Set([...walk(given.remote)].map(({ id }) => id));
      const kept = new Set(ids);
      const agreed = [...walk(given.base)].filter(({ id }) => mine.has(id) && theirs.has(id));
      expect(agreed.filter(({ id }) => !kept.has(id ?? ""))).toEqual([]);
    });
  });

  test("it does not matter which side is which", () => {
    each((given) => {
      const one = merge(given);
      const other = merge(swapped(given));
      expect(one.conflicts.map(({ id }) => id).sort()).toEqual(
        other.conflicts.map(({ id }) => id).sort(),
      );
      if (one.conflicts.length > 0) return;
      // Where Notion's place wins, or comes first, the sides do matter: but only for the order.
      if (one.notes.some(({ code }) => code !== "edit_beats_delete")) return;
      if (other.notes.some(({ code }) => code !== "edit_beats_delete")) return;
      expect(sorted(one.blocks)).toEqual(sorted(other.blocks));
    });
  });

  test("planning again after the plan was carried out plans nothing", () => {
    each((given) => {
      const { merged, conflicts } = planOf(given);
      const known = new Set([...walk(given.remote)].map(({ id }) => id));
      const next = { id: 0x30000 };
      const after = named(withoutStrangers(merged.blocks, known), next);
      // The three views share their new blocks: they get the same ids in the same order.
      const same = (view: Blocks) => named(withoutStrangers(view, known), { id: 0x30000 });
      const again = planPage({
        page: "page",
        base: { page: pageOf("page"), blocks: same(merged.base) },
        local: { update: {}, blocks: same(merged.file) },
        remote: { page: pageOf("page"), blocks: after },
        policy: "hold",
      });
      expect(again.operations).toEqual([]);
      expect(again.conflicts.map(({ key }) => key).sort()).toEqual(
        conflicts.map(({ key }) => key).sort(),
      );
    });
  });
});

const planOf = ({ base, local, remote }: Triple) =>
  planPage({
    page: "page",
    base: { page: pageOf("page"), blocks: base },
    local: { update: {}, blocks: local },
    remote: { page: pageOf("page"), blocks: remote },
    policy: "hold",
  });

/** Blocks that Notion no longer has are made anew: without their ids. */
const withoutStrangers = (blocks: Blocks, known: ReadonlySet<string | undefined>): Blocks =>
  unnamed(blocks, known);
