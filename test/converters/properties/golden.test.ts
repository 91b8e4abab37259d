/**
 * Golden pairs: `fixtures/properties/TYPE.json` (values as the API gives them) ⇄ `TYPE.yaml` (the front
 * matter). One pair a type, and one a nasty case. `UPDATE=1` rewrites the YAML; the diff is reviewed.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Context } from "../../../converters/context.ts";
import type { Schema } from "../../../converters/page/keys.ts";
import { printFrontMatter } from "../../../converters/page/print.ts";
import { readPageFrontMatter } from "../../../converters/page/read.ts";
import { canonicalProperty, emptyValue, isWritable } from "../../../src/notion/properties.ts";
import type { Page, PropertyValue } from "../../../src/notion/types.ts";

const folder = "fixtures/properties";
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

const id = (n: number) =>
  `${n.toString(16).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
const people: Readonly<Record<string, readonly string[]>> = {
  "Ada Lovelace": [id(1)],
  "Grace Hopper": [id(2)],
  Sam: [id(3), id(4)],
};
const pages: Readonly<Record<string, readonly [title: string, path: string | null]>> = {
  [id(101)]: ["Write the guide", "Tasks/Write the guide.md"],
  [id(102)]: ["100% (really) [draft]", "../Other/100% (really).md"],
  [id(104)]: ["Outside", null],
};
const workspace: Context = {
  userId: (name) => people[name] ?? [],
  title: (page) => pages[page]?.[0] ?? null,
  pathOf: (page) => pages[page]?.[1] ?? null,
  idOf: (path) => {
    const found = Object.entries(pages).find(([, [, known]]) => known === path);
    return found === undefined ? null : { id: found[0], kind: "page" };
  },
};

test("every property type has a pair", () => {
  const types = readFileSync("src/notion/properties.ts", "utf8").matchAll(
    /^ {2}(\w+): "(?:written|computed)",$/gm,
  );
  expect([...types].map(([, type]) => type).filter((type) => !names.includes(type ?? ""))).toEqual(
    [],
  );
});

describe.each(names)("%s", (name) => {
  const { schema, values } = JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")) as {
    schema: Schema;
    values: Readonly<Record<string, PropertyValue>>;
  };
  const context = { ...workspace, schema };
  const page = {
    id: id(999),
    icon: null,
    cover: null,
    is_locked: false,
    parent: { type: "data_source_id", data_source_id: id(500), database_id: id(501) },
    properties: values,
  } as unknown as Page;
  const printed = printFrontMatter(page, { context }).replace(`notion_id: ${page.id}\n`, "");
  const file = `${folder}/${name}.yaml`;

  test("prints as its YAML", () => {
    if (process.env["UPDATE"] === "1") writeFileSync(file, printed);
    expect(printed).toBe(readFileSync(file, "utf8"));
  });

  test("reads back as its values", () => {
    const parsed = readPageFrontMatter(readFileSync(file, "utf8"), { context });
    expect(parsed.notes).toEqual([]);
    for (const [key, value] of Object.entries(values)) {
      if (!isWritable(value.type) || value.type === "title") {
        expect(parsed.properties.get(key)?.value ?? null).toBeNull();
        continue;
      }
      if (value.type === "verification" && value.verification?.state === "expired") {
        expect(parsed.properties.get(key)?.value).toBeNull();
        continue;
      }
      const back = parsed.properties.get(key)?.value ?? emptyValue(value.type);
      expect(back && canonicalProperty(back), key).toEqual(canonicalProperty(value));
    }
  });
});
