/**
 * docs/front-matter.md says the truth: its example prints as it stands, every row of its tables is read,
 * and what it calls printed is what is printed.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Context } from "../../../converters/context.ts";
import type { Schema } from "../../../converters/page/keys.ts";
import { printFrontMatter } from "../../../converters/page/print.ts";
import { readPageFrontMatter } from "../../../converters/page/read.ts";
import { isValueType, isWritable } from "../../../src/notion/properties.ts";
import type { Page } from "../../../src/notion/types.ts";
import { workspace } from "../../support/property-arbitraries.ts";

const document = readFileSync("docs/front-matter.md", "utf8");
const rows = [...document.matchAll(/^\| (.+?) \| (.*?) \|(.*)\|$/gm)].map(
  ([, first = "", second = "", third = ""]) => [first, second, third] as const,
);
const examples = (cell: string) =>
  [...cell.matchAll(/`([^`:]+: [^`]+)`/g)].map(([, example = ""]) => example);

const options = ["Draft", "Done", "blue", "red"].map((name, i) => ({
  id: `o${i}`,
  name,
  color: "default",
}));
const propertyRows = rows.filter(([types]) => types.split(", ").every(isValueType));
const schema: Record<string, unknown> = {
  Tags: { type: "multi_select", multi_select: { options } },
  Total: { type: "formula", formula: {} },
};
for (const [type, printed, typed] of propertyRows)
  for (const example of examples(`${printed} ${typed}`))
    schema[example.split(":")[0] ?? ""] = { type, [type]: { options } };
const context: Context = { ...workspace, schema: schema as Schema };
const read = (yaml: string) => readPageFrontMatter(`---\n${yaml}\n---\n`, { context });
/** The page that a front matter says. */
function pageOf(parsed: ReturnType<typeof read>, more: object = {}): Page {
  const values = [...parsed.properties].map(([name, { type, value }]) => [
    name,
    { id: name, type, ...value },
  ]);
  const parent = { type: "data_source_id" };
  return {
    id: parsed.notionId ?? "x",
    parent,
    icon: parsed.icon,
    properties: Object.fromEntries(values),
    ...more,
  } as Page;
}

test("it has a row for every property type but the title", () => {
  const types = propertyRows.flatMap(([types]) => types.split(", "));
  expect(types).toHaveLength(23);
});

describe.each(propertyRows.flatMap((row) => (isWritable(row[0]) ? [[row[0], row] as const] : [])))(
  "%s",
  (_, [, printed, typed]) => {
    test.each(examples(printed))("prints %s", (example) => {
      const parsed = read(example);
      expect(parsed.notes).toEqual([]);
      expect(printFrontMatter(pageOf(parsed), { context })).toContain(`\n${example}\n`);
    });
    test.each([...examples(printed), ...examples(typed)])("reads %s", (example) => {
      const parsed = read(example);
      expect(parsed.notes).toEqual([]);
      expect([...parsed.properties.values()].map(({ value }) => value)).not.toContain(null);
    });
  },
);

test.each(rows.filter(([key]) => /^`\w+`$/.test(key)))("our key %s", (key, _, example) => {
  const [line = ""] = examples(example);
  const parsed = read(line);
  expect(line.startsWith(key.replaceAll("`", ""))).toBe(true);
  expect(parsed.notes).toEqual([]);
  expect(Object.keys(parsed)).toContain(
    { notion_id: "notionId" }[key.replaceAll("`", "")] ?? key.replaceAll("`", ""),
  );
});

test("its example is a full print", () => {
  const example = /```yaml\n(---\n[\s\S]*?---\n)```/.exec(document)?.[1] ?? "";
  const parsed = readPageFrontMatter(example, { context });
  expect(parsed.notes).toEqual([]);
  const names = [...parsed.properties.keys()];
  const page = pageOf(parsed);
  const total = { id: "t", type: "formula", formula: { type: "number", number: 84 } };
  const properties = Object.fromEntries(
    names.map((name) => [name, name === "Total" ? total : page.properties[name]]),
  );
  const inOrder = Object.fromEntries(names.map((name) => [name, (schema as Schema)[name]]));
  const printed = printFrontMatter({ ...page, properties } as unknown as Page, {
    context: { ...context, schema: inOrder as Schema },
  });
  expect(printed).toBe(example);
});

test("its error is the error", () => {
  const error = /```text\n(.*)\n```/.exec(document)?.[1];
  expect(read("Count: five").notes.map((note) => note.message)).toEqual([error]);
});
