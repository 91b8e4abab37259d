import { beforeAll, describe, expect, test } from "vitest";
import { type FirstHour, firstHour } from "./first-hour.ts";

const second = 1_000;

/** `npm run first-hour` is the long run, of 5,000 pages. */
describe("the first minutes of a clone of 600 pages into a folder", () => {
  let seen: FirstHour;
  beforeAll(async () => {
    seen = await firstHour({ pages: 600, saves: 8 });
  }, 120_000);

  test("the first file is there within 5 seconds", () => {
    expect(seen.firstFile).toBeLessThanOrEqual(5 * second);
  });

  test("all titles and row properties are there within 30 seconds", () => {
    expect(seen.titles).toBeLessThanOrEqual(30 * second);
  });

  test("the 25 newest pages have files that can be edited within 60 seconds", () => {
    expect(seen.newest).toBeLessThanOrEqual(60 * second);
  });

  test("every save starts its write within a second", () => {
    expect(seen.unsent).toEqual([]);
    expect(seen.saves.length).toBeGreaterThan(5);
    expect(seen.saves.at(-1)).toBeLessThanOrEqual(second);
  });

  test("the budget is used and never overdrawn", () => {
    expect(seen.refused).toBe(0);
    expect(seen.requestsPerMinute).toBeGreaterThan(150);
  });
});
