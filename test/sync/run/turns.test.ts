import { expect, test } from "vitest";
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { turnsOf } from "../../../sync/run/turns.ts";

/** A promise that is settled from outside. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test("one works at a time, in the order in which they came, and a failure keeps nobody back", async () => {
  const turns = turnsOf({} as Mirror);
  const order: string[] = [];
  const first = gate();
  expect(turns.busy).toBe(false);
  const one = turns.take(async () => {
    order.push("one begins");
    await first.opened;
    order.push("one fails");
    throw new Error("one");
  });
  const two = turns.take(async () => {
    order.push("two");
    return 2;
  });
  const three = turns.take(async () => order.push("three"));
  await Promise.resolve();
  expect(turns.busy).toBe(true);
  first.open();
  await expect(one).rejects.toThrow("one");
  expect(await two).toBe(2);
  await three;
  expect(order).toEqual(["one begins", "one fails", "two", "three"]);
  expect(turns.busy).toBe(false);
});

test("each mirror has a line of its own, the same for all who have it open", async () => {
  const [mine, other] = [{} as Mirror, {} as Mirror];
  expect(turnsOf(mine)).toBe(turnsOf(mine));
  const wait = gate();
  const held = turnsOf(mine).take(() => wait.opened);
  expect(await turnsOf(other).take(async () => "free")).toBe("free");
  wait.open();
  await held;
});
