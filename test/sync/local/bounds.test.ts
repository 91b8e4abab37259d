import { describe, expect, test } from "vitest";
import {
  boundsOf,
  everythingShared,
  inWords,
  type Outside,
  type ScopeRules,
  type Subject,
} from "../../../sync/local/bounds.ts";

type Options = Partial<ScopeRules> & { readonly ignored?: string };

/** A page by its titles, each its own id and name; `Tasks/` ends a database's. */
const subject = (titles: string, day = 15): Subject => {
  const ids = titles.replace(/\/$/, "").split("/");
  const path = titles.endsWith("/") ? `${titles}_database.yaml` : `${titles}.md`;
  return { path, titles: ids, ids, edited: `2026-11-${day}T10:00:00.000Z` };
};

const check = async (
  { ignored = "", ...rules }: Options,
  what: Subject,
  expected: Outside | null,
) => {
  const bounds = await boundsOf({ ...everythingShared, ...rules }, ignored);
  expect(
    bounds === null ? null : bounds.why(what),
    `${what.path} in ${JSON.stringify(rules)}`,
  ).toBe(expected);
};

describe("a page is held by the vault", () => {
  test.each<[string, Options, string, Outside | null]>([
    ["when nothing narrows the scope", {}, "A/B", null],
    ["below a root", { roots: ["B"] }, "A/B/C", null],
    ["that is a root", { roots: ["B"] }, "A/B", null],
    ["not beside a root", { roots: ["B"] }, "A/C", "roots"],
    ["down to the depth", { depth: 2 }, "A/B", null],
    ["not below it", { depth: 2 }, "A/B/C", "depth"],
    ["with the depth counted from the root", { roots: ["B"], depth: 2 }, "A/B/C", null],
    ["and a database counts as a level", { depth: 1 }, "A/Tasks/", "depth"],
    ["where a path names it", { only: ["A/B"] }, "A/B", null],
    ["below what a path names", { only: ["A/B"] }, "A/B/C/D", null],
    ["not above it", { only: ["A/B"] }, "A", "only"],
    ["where its name alone is given, at any level", { only: ["B"] }, "A/B/C", null],
    ["not below a name at the top", { only: ["/B"] }, "A/B", "only"],
    ["where its file is named", { only: ["A/B.md"] }, "A/B", null],
    ["but nothing below its file", { only: ["A/B.md"] }, "A/B/C", "only"],
    ["below its folder", { only: ["A/B/"] }, "A/B/C", null],
    ["but not itself where its folder is named", { only: ["A/B/"] }, "A/B", "only"],
    ["where one of several patterns names it", { only: ["A", "B/**"] }, "B/C", null],
    ["whatever the case of its letters", { only: ["handbook"] }, "Handbook/First", null],
    ["of a database that is named, rows too", { only: ["Tasks"] }, "A/Tasks/Oak", null],
    ["as a database that is named", { only: ["Tasks"] }, "A/Tasks/", null],
    ["not where it is ignored", { ignored: "# note\nDrafts\n" }, "A/Drafts", "ignored"],
    ["not below what is ignored", { ignored: "Drafts" }, "A/Drafts/Old", "ignored"],
    ["itself where its folder is ignored", { ignored: "Archive/" }, "Archive", null],
    ["not in an ignored folder", { ignored: "Archive/" }, "Archive/Old", "ignored"],
    ["where an exception is made", { ignored: "/A/*\n!/A/Keep\n" }, "A/Keep", null],
    ["below an exception", { ignored: "/A/*\n!/A/Keep\n" }, "A/Keep/All", null],
    ["not beside an exception", { ignored: "/A/*\n!/A/Keep\n" }, "A/Other", "ignored"],
    ["where a pattern for files does not match", { ignored: "Draft *.md\r\n" }, "Drafty", null],
    ["not where one does", { ignored: "Draft *.md\r\n" }, "A/Draft 1", "ignored"],
  ])("%s", (_, options, titles, expected) => check(options, subject(titles), expected));

  test("when it was edited since the date, not when before, and always while it is new", async () => {
    await check({ since: "2026-11-10" }, subject("A/B", 10), null);
    await check({ since: "2026-11-11" }, subject("A/B", 10), "since");
    await check({ since: "2026-11-11" }, { ...subject("A/B", 10), edited: null }, null);
  });

  test("where its titles are named although its file bears other characters", async () => {
    const what = { ...subject("A/Why - Because"), titles: ["A", "Why: Because"] };
    await check({ only: ["A/Why: Because"] }, what, null);
    await check({ only: ["A/Why - Because"] }, what, null);
  });
});

test("a path alone is enough for the patterns", async () => {
  const bounds = await boundsOf({ ...everythingShared, only: ["A"] }, "Drafts/\n");
  expect(bounds?.whyPath("A/New.md")).toBeNull();
  expect(bounds?.whyPath("A/Drafts/New.md")).toBe("ignored");
  expect(bounds?.whyPath("B.md")).toBe("only");
});

test("rules that leave nothing out are none", async () => {
  expect(await boundsOf(everythingShared, "\n# nothing\n\n")).toBeNull();
});

test("are told as the configuration has them", async () => {
  const rules = { roots: [], only: ["A", "B/**"], depth: 3, since: "2026-01-01" };
  expect(inWords({ rules, ignored: "x\n" })).toBe(
    "only A, B/**; depth 3; since 2026-01-01; .notionmirrorignore",
  );
});
