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
import { row, text, workspace } from "../../support/property-arbitraries.ts";

const runs = Number(process.env["LAW_RUNS"] ?? 200);

describe("L1: values → YAML → values", () => {
  test("gives back every writable value of random rows", () => {
    fc.assert(
      fc.property(row, ({ page, schema }) => {
        const context = { ...workspace, schema };
        const printed = printFrontMatter(page, { context });
        const parsed = readPageFrontMatter(printed, { context });
        expect(parsed.notes).toEqual([]);
        expect(parsed.notionId).toBe(page.id);
        for (const [name, value] of Object.entries(page.properties)) {
          const back = parsed.properties.get(name)?.value ?? emptyValue(value.type);
          expect(back === null ? null : canonicalProperty(back)).toEqual(canonicalProperty(value));
        }
      }),
      { numRuns: runs },
    );
  });

  test("prints the same bytes again", () => {
    fc.assert(
      fc.property(row, ({ page, schema }) => {
        const context = { ...workspace, schema };
        expect(printFrontMatter(page, { context })).toBe(printFrontMatter(page, { context }));
      }),
      { numRuns: Math.min(runs, 200) },
    );
  });
});

describe("texts in YAML", () => {
  test.each(["core", "yaml-1.1", "failsafe"] as const)("stay texts for readers of %s", (schema) => {
    fc.assert(
      fc.property(text, (value) => {
        expect(parse(`key:${printValue(value, "")}\n`, { schema })).toEqual({ key: value });
        expect(Object.keys(parse(`${printText(value)}: x\n`, { schema }))).toEqual([value]);
      }),
      { numRuns: runs },
    );
  });
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
  test("whatever stands between the lines", () => {
    fc.assert(
      fc.property(yamlish, row, (source, { schema }) => {
        const file = `---\n${source}\n---\nbody\n`;
        const parsed = readPageFrontMatter(file, { context: { schema } });
        expect(parsed.bodyStart).toBeLessThanOrEqual(file.length);
        for (const note of parsed.notes) expect(note.line).toBeGreaterThan(0);
      }),
      { numRuns: runs },
    );
  });
});
