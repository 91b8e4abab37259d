/**
 * Random schemas and rows for property tests, and a small workspace that resolves their ids.
 */
import fc from "fast-check";
import type { Context } from "../../converters/context.ts";
import type { Schema } from "../../converters/page/keys.ts";
import type { Page, PropertyValue } from "../../src/notion/types.ts";
import { apiText } from "./api-text.ts";

const hex = "0123456789abcdef";
const idFrom = (seed: number): string =>
  `${seed.toString(16).padStart(8, "0")}-0000-4000-8000-${hex[seed % 16]}00000000000`.slice(0, 36);

const users = [
  { id: idFrom(1), name: "Ada Lovelace", email: "ada@example.com" },
  { id: idFrom(2), name: "Grace Hopper", email: "grace@example.com" },
  { id: idFrom(3), name: "Sam", email: "sam1@example.com" },
  { id: idFrom(4), name: "Sam", email: "sam2@example.com" },
  { id: idFrom(5), name: "O'Hara, [Kim] <k>", email: "kim@example.com" },
];
const pages = [
  { id: idFrom(101), title: "Write the guide", path: "Tasks/Write the guide.md" },
  { id: idFrom(102), title: "100% (really) [draft] \\ #1", path: "../Other/100% (really).md" },
  { id: idFrom(103), title: "Ünïcode ✨", path: "Ünïcode ✨.md" },
  { id: idFrom(104), title: "Outside", path: null },
];

/** People, pages and emoji by id and by name. */
export const workspace = {
  user: (id) => users.find((user) => user.id === id) ?? null,
  userId: (key) =>
    users.filter((user) => user.name === key || user.email === key).map((user) => user.id),
  pathOf: (id) => pages.find((page) => page.id === id)?.path ?? null,
  idOf: (path) => {
    const page = pages.find((candidate) => candidate.path === path);
    return page === undefined ? null : { id: page.id, kind: "page" };
  },
  title: (id) => pages.find((page) => page.id === id)?.title ?? null,
  emoji: (name) => (name === "logo" ? idFrom(201) : null),
} satisfies Context;

/** Text without NUL, lone surrogates and carriage returns, with everything that YAML and Markdown care about. */
export const text = fc.oneof(
  fc.constantFrom(
    "012",
    "3.10",
    "12345678901234567890",
    "yes",
    "No",
    "null",
    "~",
    "true",
    "2026-01-02",
    "2026-01-02T10:00:00Z",
    "1:30",
    "0x1F",
    ".5",
    "- item",
    "# not a comment",
    "a # comment",
    "key: value",
    "key:",
    "[x](y)",
    "{a: b}",
    "*alias",
    "&anchor",
    "!tag",
    "|",
    ">",
    "'single'",
    '"double"',
    "%directive",
    "@at",
    "`code`",
    "---",
    "...",
    "=",
    "<<",
    "? complex",
    " leading",
    "trailing ",
    "tab\there",
    "two\nlines",
    "ends\n",
    "gap\n\nhere",
    "\nfirst",
    "  indented\nlines",
    "space line\n \nafter",
    "next\u0085line",
    "sep\u2028para\u2029",
    "\uFEFFmark",
    "emoji 👩‍👩‍👧",
    "RTL שלום",
    "e\u0301 combining",
    "back\\slash",
    "C:\\path\\new",
    "\u0007bell",
    "\u007f",
  ),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."ab :-#\n'\"[]{}*&!|>%@`\\,?=~_1.0/<") }),
);

const option = fc.constantFrom("Todo", "Doing", "Done", "yes", "012", "null", "A: b", "- c", "é");
const options = ["Todo", "Doing", "Done", "yes", "012", "null", "A: b", "- c", "é"].map(
  (name, index) => ({ id: `o${index}`, name, color: "default", description: null }),
);
const chosen = option.map((name) => {
  const { id, color } = options.find((candidate) => candidate.name === name) ??
    options[0] ?? { id: "", color: "" };
  return { id, name, color };
});
const day = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
const zone = fc.constantFrom("+00:00", "+01:00", "-04:00", "+05:30", "+12:45", "-11:00");
const moment = fc.tuple(day, zone).map(([iso, offset]) => `${iso.slice(0, 16)}:00.000${offset}`);
const range = fc.oneof(
  fc.tuple(day, fc.option(day)).map(([a, b]) => ordered(a.slice(0, 10), b?.slice(0, 10) ?? null)),
  fc.tuple(moment, fc.option(moment)).map(([a, b]) => ordered(a, b)),
);

function ordered(a: string, b: string | null) {
  const [start, end] = b !== null && Date.parse(b) < Date.parse(a) ? [b, a] : [a, b];
  return { start, end, time_zone: null };
}

const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    "https://example.com/a (1).png",
    "https://example.com/na%20me.pdf?x=1#y",
    "https://example.com",
    "https://example.com/<odd>/[x].txt",
  ),
);
const external = fc
  .tuple(fc.oneof(text, fc.constant("name.pdf")), url)
  .map(([name, address]) => ({ name, type: "external", external: { url: address } }));
const hosted = fc.constantFrom("me.jpeg", "a b.pdf", "other name").map((name) => ({
  name,
  type: "file",
  file: {
    url: "https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b/me.jpeg?X-Amz-Signature=1",
    expiry_time: "2026-01-01T01:00:00.000Z",
  },
}));
const runs = text.map((content) => (content === "" ? [] : [apiText(content)]));
const anyone = fc.constantFrom(...users.map(({ id, name }) => ({ object: "user", id, name })), {
  object: "group",
  id: idFrom(9),
  name: "Crew",
});

/** Contents of every writable property type but the title. */
const contents: Record<string, fc.Arbitrary<unknown>> = {
  rich_text: runs,
  number: fc.option(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  select: fc.option(chosen),
  multi_select: fc.uniqueArray(chosen, { selector: ({ name }) => name }),
  status: fc.option(chosen),
  date: fc.option(range),
  people: fc.uniqueArray(anyone, { selector: ({ id }) => id }),
  files: fc.array(fc.oneof(external, hosted), { maxLength: 3 }),
  checkbox: fc.boolean(),
  url: fc.option(
    fc.oneof(
      url,
      text.filter((value) => value.trim() !== ""),
    ),
  ),
  email: fc.option(text.filter((value) => value.trim() !== "")),
  phone_number: fc.option(text.filter((value) => value.trim() !== "")),
  relation: fc.uniqueArray(fc.constantFrom(...pages.map(({ id }) => ({ id }))), {
    selector: ({ id }) => id,
  }),
  place: fc.option(
    fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      name: fc.option(text),
      address: fc.option(text),
      aws_place_id: fc.constant(null),
      google_place_id: fc.option(fc.constant("ChIJ")),
    }),
  ),
  verification: fc.oneof(
    fc.constant({ state: "unverified", date: null, verified_by: null }),
    range.map((date) => ({ state: "verified", date, verified_by: { id: idFrom(1) } })),
  ),
};

const name = fc.oneof(
  fc.constantFrom(
    "notion_id",
    "notion-id",
    "title",
    "icon",
    "cover",
    "locked",
    "property:x",
    "__proto__",
    "constructor",
    "toString",
    "Due: when?",
    "# hash",
    "- dash",
    "yes",
    "012",
    "2026-01-02",
    '"quoted"',
    "two\nlines",
  ),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
    .filter((value) => value.trim() !== ""),
);

export interface Row {
  readonly page: Page;
  readonly schema: Schema;
}

const property = fc
  .constantFrom(...Object.keys(contents))
  .chain((type) => (contents[type] ?? fc.constant(null)).map((content) => ({ type, content })));

export const row: fc.Arbitrary<Row> = fc
  .uniqueArray(fc.tuple(name, property), {
    selector: ([key]) => key.normalize("NFC"),
    maxLength: 8,
  })
  .map((entries) => makeRow(entries));

export function makeRow(
  entries: readonly (readonly [string, { readonly type: string; readonly content: unknown }])[],
): Row {
  const values = entries.map(([key, { type, content }], index) => {
    // As it comes over the wire: JSON knows no -0.
    const value = JSON.parse(JSON.stringify({ id: `p${index}`, type, [type]: content }));
    return [key, value as unknown as PropertyValue] as const;
  });
  const schema = entries.map(([key, { type }], index) => {
    const config = ["select", "multi_select", "status"].includes(type) ? { options } : {};
    return [key, { id: `p${index}`, name: key, description: null, type, [type]: config }] as const;
  });
  const page = {
    object: "page",
    id: idFrom(999),
    parent: { type: "data_source_id", data_source_id: idFrom(500), database_id: idFrom(501) },
    icon: null,
    cover: null,
    is_locked: false,
    properties: Object.fromEntries(values),
  };
  return {
    page: page as unknown as Page,
    schema: Object.fromEntries(schema) as unknown as Schema,
  };
}
