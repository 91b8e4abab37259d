import { expect, test } from "vitest";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { emptiesPage, isMassEdit, tooManyDeletions } from "../../../sync/plan/guards.ts";
import { p, toggle } from "../../support/trees.ts";

test("a page of five blocks or more is not emptied unasked", () => {
  const five = [p("1"), p("2"), p("3"), p("4"), p("5")];
  expect(emptiesPage(five, [])).toBe(true);
  expect(emptiesPage([toggle("t", p("1"), p("2"), p("3"), p("4"))], [])).toBe(true);
  expect(emptiesPage(five.slice(1), [])).toBe(false);
  expect(emptiesPage(five, [p("left")])).toBe(false);
  expect(emptiesPage([], [])).toBe(false);
});

test.each([
  // deleted, in scope, stops
  [10, 100, false],
  [11, 100, true],
  [50, 1_000, false],
  [51, 1_000, true],
  [5, 10, false],
  [6, 10, true],
  [1, 2, false],
  [2, 2, true],
  [1, 1, true],
  [0, 1, false],
])("%i deletions of %i pages stop: %s", (deleted, inScope, stops) => {
  expect(tooManyDeletions(deleted, inScope)).toBe(stops);
});

test("the limit of deletions can be set", () => {
  expect(tooManyDeletions(30, 100, 30)).toBe(false);
  expect(tooManyDeletions(31, 100, 30)).toBe(true);
  expect(tooManyDeletions(1, 100, 0)).toBe(true);
});

test("many files changed at once hold pushing", () => {
  expect(isMassEdit(50, 60)).toBe(false);
  expect(isMassEdit(51, 60)).toBe(true);
  expect(isMassEdit(100, 2_000)).toBe(false);
  expect(isMassEdit(101, 2_000)).toBe(true);
  expect(isMassEdit(3, 2_000, 2)).toBe(true);
});

test("that its child pages stay does not make a page less emptied", () => {
  const page = { type: "child_page", child_page: { title: "Below" } } as BlockTree;
  const text = { type: "divider", divider: {} } as BlockTree;
  const full = [page, ...Array.from({ length: 5 }, () => text)];
  expect(emptiesPage(full, [page])).toBe(true);
  expect(emptiesPage(full, [page, text])).toBe(false);
  expect(emptiesPage([page, page, page, page, page], [page])).toBe(false);
});
