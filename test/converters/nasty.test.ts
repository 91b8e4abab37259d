/**
 * Text stays text (L4): strings that look like syntax, in every place that holds text.
 */
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks } from "../../converters/index.ts";
import { comparable } from "../support/comparable.ts";
import { nastyStrings } from "../support/nasty.ts";
import { make, textPlaces as places, run } from "../support/text-places.ts";

test("there are more than two hundred strings", () => {
  expect(nastyStrings.length).toBeGreaterThanOrEqual(200);
});

describe.each(Object.entries(places))("%s", (_name, place) => {
  test("keeps every string as it is", () => {
    for (const text of nastyStrings) {
      const given = [place(text)];
      const markdown = blocksToMarkdown(given);
      const back = markdownToBlocks(markdown).blocks;
      expect(back.map(comparable), markdown).toEqual(given.map(comparable));
      expect(blocksToMarkdown(back)).toBe(markdown);
    }
  });
});

test.each([
  ["2 * 3 and snake_case", "2 * 3 and snake_case"],
  ["$5 only", "$5 only"],
  ["AT&T [draft] 50% <3 ~5!", "AT&T [draft] 50% <3 ~5!"],
  ["10:30:45", "10:30:45"],
  ["C:\\temp", "C:\\temp"],
  ["1. x", "1\\. x"],
  ["a - b", "a - b"],
  ["*a*", "\\*a\\*"],
])("writes %j with no more escapes than it needs", (text, markdown) => {
  expect(blocksToMarkdown([make("paragraph", { rich_text: [run(text)] })])).toBe(`${markdown}\n`);
});
