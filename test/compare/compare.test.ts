import { expect, test } from "vitest";
import { compare, printed } from "./compare.ts";

test("a one-word edit costs one write and keeps all that it does not touch; the usual pipeline keeps less of everything", async () => {
  const [ours, usual] = await compare();
  if (ours === undefined || usual === undefined) throw new Error("two ways are compared");
  // What is compared is there to be lost.
  for (const count of [
    "blocks",
    "comments",
    "colours",
    "mentions",
    "pages",
    "databases",
  ] as const) {
    expect(ours[count].before, count).toBeGreaterThan(0);
    expect(usual[count].before, count).toBe(ours[count].before);
    expect(ours[count].after, count).toBe(ours[count].before);
    expect(usual[count].after, count).toBeLessThan(ours[count].after);
  }
  expect(ours.arrived).toBe(true);
  expect(ours.writes).toBe(1);
  // Times of the edited block, and of the ones that contain it, may move.
  expect(ours.untouched.after).toBeGreaterThanOrEqual(ours.untouched.before - 3);
  expect(ours.reads + ours.writes).toBeLessThan(usual.reads + usual.writes);
  expect(usual.untouched.after).toBe(0);
  expect(usual.databases.after).toBe(0);
  expect(printed([ours, usual])).toContain("child databases trashed");
});
