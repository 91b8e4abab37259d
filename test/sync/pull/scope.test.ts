import { describe, expect, test } from "vitest";
import { bodyInScope, type ScopeOptions, scopeOf } from "../../../sync/pull/scope.ts";

/** A path of titles, each its own id, edited on that day of November. */
const check = (options: ScopeOptions, path: string, expected: boolean, day = 15) => {
  const nodes = path
    .split(" > ")
    .map((title) => ({ id: title, title, editedTime: `2026-11-${day}T10:00:00.000Z` }));
  expect(bodyInScope(scopeOf(options), nodes), `${path} within ${JSON.stringify(options)}`).toBe(
    expected,
  );
};

describe("a page is mirrored", () => {
  test.each<[string, ScopeOptions, string, boolean]>([
    ["when nothing narrows the scope", {}, "A > B", true],
    ["below a root", { roots: ["B"] }, "A > B > C", true],
    ["that is a root", { roots: ["B"] }, "A > B", true],
    ["not beside a root", { roots: ["B"] }, "A > C", false],
    ["down to the depth", { depth: 2 }, "A > B", true],
    ["not below it", { depth: 2 }, "A > B > C", false],
    ["with the depth counted from the root", { roots: ["B"], depth: 2 }, "A > B > C", true],
    ["where a pattern names it", { only: ["/Projects"] }, "Projects", true],
    ["below what a pattern names", { only: ["/Projects"] }, "Projects > Boat > Plan", true],
    ["not elsewhere", { only: ["/Projects"] }, "Diary", false],
    ["where any of several patterns names it", { only: ["/A", "/B/**"] }, "B > C", true],
    [
      "not where it is ignored",
      { ignored: "Archive/\n# a comment\nDrafts\n" },
      "A > Drafts",
      false,
    ],
    ["not below what is ignored", { ignored: "Archive/" }, "Archive > Old", false],
    ["where an exception is made", { ignored: "/A/*\n!/A/Keep" }, "A > Keep", true],
    ["whatever its title holds", { ignored: "x" }, "../A > / > ..", true],
  ])("%s", (_, options, path, expected) => check(options, path, expected));

  test("when it was edited since the time asked for, and not when before", () => {
    check({ since: "2026-11-10" }, "A > B", true, 10);
    check({ since: "2026-11-11" }, "A > B", false, 10);
  });
});
