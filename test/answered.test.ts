/** A minute's budget outlives the process that used it. */
import { expect, test } from "vitest";
import { answeredStore } from "../src/answered.ts";
import { openMirror } from "../src/mirror/open.ts";
import { createPacer } from "../src/notion/pacing.ts";
import { seededRandom } from "../src/platform/random.ts";
import { openDatabase } from "../src/platform/sqlite.ts";
import { virtualClock } from "./support/virtual-clock.ts";

const latencyMs = 200;

function connection(name = "mine") {
  const clock = virtualClock(Date.UTC(2026, 8, 1));
  const mirror = openMirror({ openDatabase, path: ":memory:", clock });
  /** When each request left, in ms, whatever process sent it. */
  const starts: number[] = [];
  /** A process that sends `count` requests, and is killed or ends. */
  const process = (called = name) => {
    const store = answeredStore(mirror, clock, called);
    const pacer = createPacer({
      clock,
      random: seededRandom(1),
      requestsPerMinute: store.learnt ?? 180,
      before: store.before,
      onAnswered: () => store.note(pacer),
    });
    const send = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          pacer.run(
            async () => {
              starts.push(clock.monotonic());
              await clock.sleep(latencyMs);
            },
            { priority: "person" },
          ),
        ),
      );
    return { send, store, pacer };
  };
  const most = () =>
    Math.max(
      ...starts.map((first) => starts.filter((at) => at >= first && at < first + 60_000).length),
    );
  return { clock, mirror, process, starts, most };
}

test("a process that follows another within the minute keeps to what is left of it", async () => {
  const { clock, process, most, starts } = connection();
  for (let i = 0; i < 4; i++) {
    const { send, store, pacer } = process();
    await clock.run(send(100));
    store.end(pacer);
    await clock.advance(1_000);
  }
  expect(starts).toHaveLength(400);
  expect(most()).toBeLessThanOrEqual(180);
});

test("of a process that was killed no more than the last second is forgotten", async () => {
  const { clock, process, most, starts } = connection();
  for (let i = 0; i < 3; i++) await clock.run(process().send(150));
  expect(starts).toHaveLength(450);
  // Four at once, each of 200 ms.
  expect(most()).toBeLessThanOrEqual(180 + 20);
});

test("after a minute, of another connection, or by a clock that was set back, nothing counts", async () => {
  const { clock, mirror, process } = connection();
  const first = process();
  await clock.run(first.send(30));
  first.store.end(first.pacer);
  expect(process().store.before.reduce((sum, { count }) => sum + count, 0)).toBe(30);
  expect(process("other").store.before).toEqual([]);
  const earlier = { ...clock, now: () => clock.now() - 3_600_000 };
  expect(answeredStore(mirror, earlier, "mine").before).toEqual([]);
  await clock.advance(60_000);
  expect(process().store.before).toEqual([]);
});

test("what was learnt of the limit is known to the next process", async () => {
  const { clock, mirror } = connection();
  const store = answeredStore(mirror, clock, "mine");
  const pacer = {
    answered: () => [],
    state: () => ({
      ...createPacer({ clock, random: seededRandom(1) }).state(),
      requestsPerMinute: 360,
    }),
  };
  store.note(pacer);
  expect(answeredStore(mirror, clock, "mine").learnt).toBe(360);
  await clock.advance(60_000);
  expect(answeredStore(mirror, clock, "mine").learnt).toBeNull();
});
