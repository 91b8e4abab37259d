/**
 * What is in doubt, looked at closely: who else wrote there meanwhile, what came too late, whose name it bears.
 */
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../fixtures/index.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { planPage } from "../../../sync/plan/plan.ts";
import { adopt } from "../../../sync/push/adopt.ts";
import { execute } from "../../../sync/push/execute.ts";
import type { Self } from "../../../sync/push/parts.ts";
import { recover } from "../../../sync/push/recover.ts";
import { type Bench, createBench, pageId, planted } from "../../support/bench.ts";
import { cycle, type Site } from "../../support/cycle.ts";
import { outline } from "../../support/outline.ts";
import { as, p, pageOf, retext } from "../../support/trees.ts";

type Blocks = readonly BlockTree[];

const siteOf = (blocks: Blocks, local: Blocks): Site => ({
  id: pageId,
  base: { page: pageOf(pageId), blocks },
  local: { update: {}, blocks: local },
});

const run = (bench: Bench, site: Site) => bench.clock.run(cycle(site, bench.parts, bench.client));

describe("adoption", () => {
  const by = (id: string, author: string, text: string) =>
    ({ ...as(id, p(text)), created_by: { object: "user", id: author } }) as BlockTree;
  const bot = { id: "me", kind: "bot" } as const;
  const person = { id: "me", kind: "person" } as const;
  const ids = (sent: Blocks, listed: Blocks, self: Self) => {
    const { blocks, applied } = adopt(sent, listed, new Set(["old"]), self);
    return [blocks.map((block) => block?.id ?? null), applied];
  };

  test("takes equal new blocks of ours, in order", () => {
    const listed = [by("old", "me", "a"), by("1", "me", "a"), by("2", "me", "a")];
    expect(ids([p("a"), p("a")], listed, bot)).toEqual([["1", "2"], 2]);
  });

  test("leaves what others made", () => {
    const listed = [by("1", "you", "a"), by("2", "me", "a")];
    expect(ids([p("a")], listed, person)).toEqual([["2"], 1]);
    expect(ids([p("a")], [by("1", "you", "a")], bot)).toEqual([[null], 0]);
  });

  test("takes a block of the bot's that somebody has edited since", () => {
    expect(ids([p("a")], [by("1", "me", "edited")], bot)).toEqual([["1"], 1]);
  });

  test("takes an edited block under a person's name only between equal ones", () => {
    expect(ids([p("a")], [by("1", "me", "edited")], person)).toEqual([[null], 0]);
    const listed = [by("1", "me", "a"), by("2", "me", "edited"), by("3", "me", "c")];
    expect(ids([p("a"), p("b"), p("c")], listed, person)).toEqual([["1", "2", "3"], 3]);
  });

  test("takes a bot that a person authorised for either of the two", () => {
    const either = { id: "bot", kind: "bot", owner: "me" } as const;
    expect(ids([p("a")], [by("1", "me", "a")], either)).toEqual([["1"], 1]);
    expect(ids([p("a")], [by("1", "me", "edited")], either)).toEqual([[null], 0]);
    expect(ids([p("a")], [by("1", "bot", "edited")], either)).toEqual([["1"], 1]);
  });

  test("tells a prefix from a gap", () => {
    const sent = [p("a"), p("b"), p("c")];
    expect(ids(sent, [by("1", "me", "a"), by("2", "me", "b")], bot)).toEqual([["1", "2", null], 2]);
    expect(ids(sent, [by("1", "me", "a"), by("3", "me", "c")], bot)).toEqual([["1", null, "3"], 3]);
  });
});

describe("while a write is in doubt", () => {
  const blocks = planted([p("a"), p("b")]);
  const [a, b] = blocks as readonly [BlockTree, BlockTree];

  test("our new block is ours although somebody edited it at once", async () => {
    const bench = createBench(blocks);
    const site = siteOf(blocks, [a, p("new"), b]);
    bench.notion.inject({
      matching: ({ method, path }) => method === "PATCH" && path.endsWith("/children"),
      times: 1,
      fault: { kind: "lost", applied: true },
    });
    const running = cycle(site, bench.parts, {
      ...bench.client,
    });
    // Between the lost answer and the first look.
    const real = bench.notion.handle;
    let edited = false;
    (bench.notion as { handle: typeof real }).handle = async (request, signal) => {
      const made = [...bench.notion.world.store.all()].find(
        (record) => record.kind === "block" && record.createdBy === bench.notion.connection.userId,
      );
      if (made !== undefined && !edited) {
        edited = true;
        bench.notion.app.editText(made.id, "new, edited");
      }
      return real(request, signal);
    };
    expect(await bench.clock.run(running)).toBe(true);
    expect(await run(bench, site)).toBe(true);
    expect(outline(await bench.read())).toEqual(["a", "new, edited", "b"]);
    expect(outline(site.local.blocks)).toEqual(["a", "new, edited", "b"]);
  });

  test("somebody else's edit of the same block is merged, not overwritten", async () => {
    const long = planted([p("one two three four")]);
    const bench = createBench(long);
    const site = siteOf(long, [retext(long[0] as BlockTree, "1 two three four")]);
    bench.notion.inject({
      matching: ({ method }) => method === "PATCH",
      times: 1,
      fault: { kind: "lost", applied: false },
    });
    const running = cycle(site, bench.parts, bench.client);
    bench.clock.sleep(10_000).then(
      () => bench.notion.app.editText(long[0]?.id ?? "", "one two three 4"),
      () => undefined,
    );
    expect(await bench.clock.run(running)).toBe(true);
    expect(outline(await bench.read())).toEqual(["1 two three 4"]);
  });

  test("an update is not sent again before the server can't be working on it any more", async () => {
    const bench = createBench(blocks);
    const site = siteOf(blocks, [retext(a, "A"), b]);
    bench.notion.inject({
      matching: ({ method }) => method === "PATCH",
      times: 1,
      fault: { kind: "lost", applied: false },
    });
    const started = bench.clock.monotonic();
    expect(await run(bench, site)).toBe(true);
    expect(bench.clock.monotonic() - started).toBeGreaterThanOrEqual(90_000);
    expect(bench.writes()).toHaveLength(2);
  });

  test("a restart goes on with the window and does not begin a new one", async () => {
    const bench = createBench(blocks);
    bench.mirror.journal.put({
      id: "x",
      run: "earlier",
      page: pageId,
      target: pageId,
      kind: "append",
      payload: {
        kind: "append",
        parent: pageId,
        after: "end",
        blocks: [p("c")],
        before: [],
        authors: [],
      },
      state: "sent",
      sentAt: bench.clock.now() - 80_000,
    });
    const started = bench.clock.monotonic();
    expect(await bench.clock.run(recover(bench.parts))).toMatchObject({ absent: 1 });
    expect(bench.clock.monotonic() - started).toBe(10_000);
  });

  test("a clock that was set back gives the whole window", async () => {
    const bench = createBench(blocks);
    bench.mirror.journal.put({
      id: "x",
      run: "earlier",
      page: pageId,
      target: a.id ?? "",
      kind: "trash-block",
      payload: { kind: "trash-block", block: a.id ?? "" },
      state: "sent",
      sentAt: bench.clock.now() + 3_600_000,
    });
    const started = bench.clock.monotonic();
    expect(await bench.clock.run(recover(bench.parts))).toMatchObject({ absent: 1 });
    expect(bench.clock.monotonic() - started).toBe(90_000);
  });

  test("nothing is sent to what is in doubt and can't be looked at", async () => {
    const bench = createBench(blocks);
    const version = { page: await bench.page(), blocks: await bench.read() };
    const plan = planPage({
      page: pageId,
      base: version,
      local: { update: {}, blocks: [a, p("c"), b] },
      remote: version,
      policy: "hold",
    });
    bench.notion.inject({
      matching: ({ path }) => path.endsWith("/children"),
      fault: { kind: "lost", applied: false },
    });
    const first = await bench.clock.run(execute(plan.operations, bench.parts));
    // The list can't be read before the append either: nothing was sent yet.
    expect(bench.writes()).toEqual([]);
    expect(first.status).toBe("failed");

    bench.notion.clearFaults();
    let writes = 0;
    bench.notion.inject({
      matching: ({ method, path }) => {
        if (method === "PATCH") writes++;
        return path.endsWith("/children") && writes > 0;
      },
      fault: { kind: "lost", applied: true },
    });
    const second = await bench.clock.run(execute(plan.operations, bench.parts));
    expect(second.status).toBe("doubtful");
    const third = await bench.clock.run(execute(plan.operations, bench.parts));
    expect(third.status).toBe("doubtful");
    expect(bench.writes()).toHaveLength(1);
  });
});

describe("what comes too late", () => {
  const blocks = planted([p("a"), p("b")]);
  const [a, b] = blocks as readonly [BlockTree, BlockTree];

  test("a second copy of what we appended goes to the trash", async () => {
    const bench = createBench(blocks);
    const site = siteOf(blocks, [a, p("new"), p("new 2"), b]);
    bench.notion.inject({
      matching: ({ method }) => method === "PATCH",
      times: 1,
      fault: { kind: "late", afterMs: 120_000 },
    });
    expect(await run(bench, site)).toBe(true);
    expect(outline(await bench.read())).toEqual(["a", "new", "new 2", "b"]);
    await bench.clock.advance(60_000);
    expect(outline(await bench.read())).toEqual(["a", "new", "new 2", "new", "new 2", "b"]);
    expect(await run(bench, site)).toBe(true);
    expect(outline(await bench.read())).toEqual(["a", "new", "new 2", "b"]);
    expect(outline(site.local.blocks)).toEqual(["a", "new", "new 2", "b"]);
  });

  test("an old text does not overwrite the newer one", async () => {
    const bench = createBench(blocks);
    const site = siteOf(blocks, [retext(a, "first"), b]);
    bench.notion.inject({
      matching: ({ method }) => method === "PATCH",
      times: 1,
      fault: { kind: "late", afterMs: 120_000 },
    });
    expect(await run(bench, site)).toBe(true);
    site.local = { update: {}, blocks: [retext(a, "second"), b] };
    expect(await run(bench, site)).toBe(true);
    await bench.clock.advance(60_000);
    expect(outline(await bench.read())).toEqual(["first", "b"]);
    expect(await run(bench, site)).toBe(true);
    expect(outline(await bench.read())).toEqual(["second", "b"]);
    expect(outline(site.local.blocks)).toEqual(["second", "b"]);
  });

  test("is forgotten after a day", async () => {
    const bench = createBench(blocks);
    const site = siteOf(blocks, [retext(a, "first"), b]);
    bench.notion.inject({
      matching: ({ method }) => method === "PATCH",
      times: 1,
      fault: { kind: "lost", applied: false },
    });
    expect(await run(bench, site)).toBe(true);
    expect(bench.mirror.journal.open().map(({ state }) => state)).toEqual(["zombie"]);
    await bench.clock.advance(25 * 3_600_000);
    await bench.clock.run(recover(bench.parts));
    expect(bench.mirror.journal.open()).toEqual([]);
  });
});

describe("before a write is sent again", () => {
  const blocks = planted([p("a"), p("b"), p("c")]);
  const [a, b, c] = blocks as readonly [BlockTree, BlockTree, BlockTree];
  const refused: readonly (readonly [string, Fault])[] = [
    ["409", { kind: "error", status: 409 }],
    ["no answer", { kind: "lost", applied: false }],
  ];

  /** The first write fails, and somebody edits the page at that moment. */
  function meeting(fault: Fault, edit: (bench: Bench) => void): Bench {
    const bench = createBench(blocks);
    let met = false;
    bench.notion.inject({
      matching: ({ method }) => {
        if (method === "GET" || met) return false;
        met = true;
        edit(bench);
        return true;
      },
      times: 1,
      fault,
    });
    return bench;
  }

  test.each(refused)("a block edited meanwhile is not deleted (%s)", async (_name, fault) => {
    const site = siteOf(blocks, [a, c]);
    const bench = meeting(fault, ({ notion }) => notion.app.editText(b.id ?? "", "b, edited"));
    expect(await run(bench, site)).toBe(true);
    expect(outline(await bench.read())).toEqual(["a", "b, edited", "c"]);
    expect(outline(site.local.blocks)).toEqual(["a", "b, edited", "c"]);
  });

  test.each(refused)("blocks added meanwhile come before ours (%s)", async (_name, fault) => {
    const site = siteOf(blocks, [a, p("ours"), b, c]);
    const theirs = {
      type: "paragraph",
      paragraph: { rich_text: [{ text: { content: "theirs" } }] },
    };
    const bench = meeting(fault, ({ notion }) =>
      notion.app.insert(pageId, [theirs], { after: a.id ?? "" }),
    );
    expect(await run(bench, site)).toBe(true);
    expect(outline(await bench.read())).toEqual(["a", "theirs", "ours", "b", "c"]);
    expect(outline(site.local.blocks)).toEqual(["a", "theirs", "ours", "b", "c"]);
  });

  test("a 409 is answered after one to four seconds, six times at most, and told", async () => {
    const bench = createBench(blocks);
    const site = siteOf(blocks, [retext(a, "A"), b, c]);
    const version = { page: await bench.page(), blocks: await bench.read() };
    const plan = planPage({
      page: pageId,
      base: version,
      local: site.local,
      remote: version,
      policy: "hold",
    });
    const sentAt: number[] = [];
    bench.notion.inject({
      matching: ({ method }) => {
        if (method === "PATCH") sentAt.push(bench.clock.monotonic());
        return method === "PATCH";
      },
      fault: { kind: "error", status: 409 },
    });
    const outcome = await bench.clock.run(execute(plan.operations, bench.parts));
    expect(outcome.status).toBe("refused");
    expect(outcome.operations).toMatchObject([
      { kind: "refused", error: { code: "conflict_error" } },
    ]);
    expect(sentAt).toHaveLength(6);
    const waits = sentAt.slice(1).map((at, i) => at - (sentAt[i] ?? 0));
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(1_000);
      expect(wait).toBeLessThanOrEqual(4_000);
    }
    expect(new Set(waits).size).toBe(5);
    expect(outline(await bench.read())).toEqual(["a", "b", "c"]);
  });
});
