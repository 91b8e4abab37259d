/**
 * Property tests of front matter: every writable value comes back from its YAML, other YAML readers see the
 * same texts, and no text makes the reader throw.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { printText, printValue } from "../../../converters/front-matter/write.ts";
import { printFrontMatter } from "../../../converters/page/print.ts";
import { readPageFrontMatter } from "../../../converters/page/read.ts";
import { canonicalProperty, emptyValue } from "../../../src/notion/properties.ts";
import type { PropertyValue } from "../../../src/notion/types.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";
import { makeRow, row, text, workspace } from "../../support/property-arbitraries.ts";

const runs = lawRuns(200);
const timeout = lawTimeoutMs(runs);

describe("L1: values → YAML → values", () => {
  test(
    "gives back every writable value of random rows",
    () => {
      fc.assert(
        fc.property(row, ({ page, schema }) => {
          const context = { ...workspace, schema };
          const printed = printFrontMatter(page, { context });
          const parsed = readPageFrontMatter(printed, { context });
          expect(parsed.notes).toEqual([]);
          expect(parsed.notionId).toBe(page.id);
          for (const [name, value] of Object.entries(page.properties)) {
            const back = parsed.properties.get(name)?.value ?? emptyValue(value.type);
            expect(back === null ? null : canonicalProperty(back)).toEqual(
              canonicalProperty(value),
            );
          }
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );

  test(
    "prints the same bytes again",
    () => {
      fc.assert(
        fc.property(row, ({ page, schema }) => {
          const context = { ...workspace, schema };
          expect(printFrontMatter(page, { context })).toBe(printFrontMatter(page, { context }));
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );
});

describe("rich text that is easily mistaken", () => {
  test.each([
    ["one line break and no more", "\n"],
    ["two line breaks and no more", "\n\n"],
    ["a line break at the end", "a\n"],
    ["a line break at the start", "\na"],
    ["a space", " "],
  ])("%s comes back", (_name, content) => {
    const given = [{ type: "text", text: { content, link: null }, annotations: {} }];
    const { page, schema } = makeRow([["Notes", { type: "rich_text", content: given }]]);
    const context = { ...workspace, schema };
    const parsed = readPageFrontMatter(printFrontMatter(page, { context }), { context });
    const back = parsed.properties.get("Notes")?.value;
    expect(back && canonicalProperty(back)).toEqual(
      canonicalProperty(page.properties["Notes"] as PropertyValue),
    );
  });
});

describe("texts in YAML", () => {
  test.each(["core", "yaml-1.1", "failsafe"] as const)(
    "stay texts for readers of %s",
    (schema) => {
      fc.assert(
        fc.property(text, (value) => {
          expect(parse(`key:${printValue(value, "")}\n`, { schema })).toEqual({ key: value });
          expect(Object.keys(parse(`${printText(value)}: x\n`, { schema }))).toEqual([value]);
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );
});

describe("L6: no front matter makes the reader throw", () => {
  const yamlish = fc
    .array(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(..."ab:-#\n '\"[]{}*&!|>%@`\\,?=~_1.0/<\t\r") }),
        fc.constantFrom(
          "notion_id: ",
          "---\n",
          "\n",
          "title: ",
          "- ",
          "Due: ",
          ": ",
          "&a ",
          "*a",
          "<<: ",
        ),
      ),
    )
    .map((parts) => parts.join(""));
  test(
    "whatever stands between the lines",
    () => {
      fc.assert(
        fc.property(yamlish, row, (source, { schema }) => {
          const file = `---\n${source}\n---\nbody\n`;
          const parsed = readPageFrontMatter(file, { context: { schema } });
          expect(parsed.bodyStart).toBeLessThanOrEqual(file.length);
          for (const note of parsed.notes) expect(note.line).toBeGreaterThan(0);
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );
});
