/**
 * Real rows: every writable value of every recorded page comes back from its front matter, and the front
 * matter read and printed again is the same bytes.
 */
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { databaseToYaml } from "../../../converters/index.ts";
import { type Schema, schemaOf } from "../../../converters/page/keys.ts";
import { printFrontMatter } from "../../../converters/page/print.ts";
import { readPageFrontMatter } from "../../../converters/page/read.ts";
import { updateFrontMatter } from "../../../converters/page/update.ts";
import { canonicalProperty, emptyValue, isWritable } from "../../../src/notion/properties.ts";
import type { Database, DataSource, Page, PropertyValue } from "../../../src/notion/types.ts";
import { canonicalJson } from "../../../src/platform/hash.ts";
import { recordedLines } from "../../support/recordings.ts";

/** A value of an older API version or of the property endpoint as the page endpoint gives it today. */
function upgraded(value: PropertyValue): PropertyValue {
  const {
    object: _,
    request_id: __,
    next_url: ___,
    ...rest
  } = value as unknown as Record<string, unknown>;
  return rest as unknown as PropertyValue;
}

/** Every page as a row, whatever its parent was called when it was recorded. */
const rows = recordedLines<Page>("pages.ndjson").map((page): Page => {
  const properties = Object.entries(page.properties).map(
    ([name, value]) => [name, upgraded(value)] as const,
  );
  const parent = { type: "data_source_id", data_source_id: "x", database_id: "y" } as const;
  return { ...page, parent, properties: Object.fromEntries(properties) };
});

// Skipped where the recordings are not at hand; the notice above says so.
describe.skipIf(rows.length === 0)("recorded rows", () => {
  test("give back every writable value", () => {
    const counts = new Map<string, number>();
    for (const page of rows) {
      const context = { schema: schemaOf(page) };
      const printed = printFrontMatter(page, { context });
      const parsed = readPageFrontMatter(printed, { context });
      expect(parsed.notes, page.id).toEqual([]);
      expect(parsed.notionId).toBe(page.id);
      for (const [name, value] of Object.entries(page.properties)) {
        counts.set(value.type, (counts.get(value.type) ?? 0) + 1);
        if (!isWritable(value.type) || value.type === "title") continue;
        const back = parsed.properties.get(name)?.value ?? emptyValue(value.type);
        expect(back, `${page.id} ${name}`).not.toBeNull();
        if (back !== null) expect(canonicalProperty(back), name).toEqual(canonicalProperty(value));
      }
      expect(updateFrontMatter(printed, page, { context })).toBe(printed);
    }
    console.error(`${rows.length} rows: ${JSON.stringify(Object.fromEntries(counts))}`);
  });

  test("hold in a bare file, whatever the page that it said before", () => {
    for (const [index, page] of rows.entries()) {
      if (index % 4 !== 0) continue;
      const other = rows[(index * 7 + 1) % rows.length] ?? page;
      const schema: Schema = { ...schemaOf(other), ...schemaOf(page) };
      const context = { schema };
      const before = printFrontMatter(other, { context });
      const after = updateFrontMatter(before, page, { context });
      const parsed = readPageFrontMatter(after, { context });
      const wanted = readPageFrontMatter(printFrontMatter(page, { context }), { context });
      expect(parsed.notionId).toBe(page.id);
      expect(parsed.notes.filter((note) => note.kind === "error")).toEqual([]);
      const said = (from: typeof parsed) =>
        [...from.properties]
          // An unchecked box of a property that the page has not is as good as none.
          .filter(([name]) => Object.hasOwn(page.properties, name))
          .map(([name, property]) => canonicalJson([name, property.typed]))
          .sort();
      expect(said(parsed)).toEqual(said(wanted));
    }
  });

  test("have databases that print as YAML without anything that changes by itself", () => {
    const sources = recordedLines<DataSource | Database>("data_sources.ndjson");
    for (const source of sources) {
      const database = { ...source, object: "database", is_locked: false } as unknown as Database;
      const data = source as DataSource;
      if (data.properties === undefined) continue;
      const yaml = databaseToYaml(database, [data]);
      expect(yaml).not.toMatch(/X-Amz|expiry_time/);
      const read = parse(yaml) as { data_sources: Record<string, { properties: object }> };
      expect(Object.keys(read.data_sources[data.id]?.properties ?? {})).toEqual(
        Object.keys(data.properties),
      );
    }
  });
});
