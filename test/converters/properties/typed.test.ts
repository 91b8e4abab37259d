/**
 * What people type in front matter, and what it means: a table a type.
 */
import { describe, expect, test } from "vitest";
import type { Context } from "../../../converters/context.ts";
import { readPageFrontMatter } from "../../../converters/page/read.ts";
import { workspace } from "../../support/property-arbitraries.ts";

const options = ["Todo", "In progress", "Done", "null", "yes"].map((name, i) => ({
  id: `o${i}`,
  name,
  color: "default",
}));
const types = {
  Name: { title: {} },
  Notes: { rich_text: {} },
  Count: { number: { format: "number" } },
  Kind: { select: { options } },
  Tags: { multi_select: { options } },
  State: { status: { options, groups: [] } },
  Due: { date: {} },
  Who: { people: {} },
  Files: { files: {} },
  Ready: { checkbox: {} },
  Link: { url: {} },
  Mail: { email: {} },
  Phone: { phone_number: {} },
  Parent: { relation: {} },
  Where: { place: {} },
  Checked: { verification: {} },
  Total: { formula: {} },
  Sum: { rollup: {} },
  Nr: { unique_id: {} },
  Born: { created_time: {} },
};
const schema = Object.fromEntries(
  Object.entries(types).map(([name, config]) => [
    name,
    { id: name, name, description: null, type: Object.keys(config)[0], ...config },
  ]),
);
const context = { ...workspace, schema } as unknown as Context;
const read = (yaml: string, allowNewOptions = false) =>
  readPageFrontMatter(`---\n${yaml}\n---\n`, { context, allowNewOptions });

/** `[yaml, value]`: the value in its write form, without the key that says its type. */
function check(name: keyof typeof types, rows: readonly (readonly [string, unknown])[]) {
  test.each(rows)("%s", (yaml, expected) => {
    const parsed = read(yaml);
    expect(parsed.notes).toEqual([]);
    const value = parsed.properties.get(name)?.value as Record<string, unknown> | null | undefined;
    const [type = ""] = Object.keys(types[name]);
    expect(value?.[type]).toEqual(expected);
  });
}

/** `[yaml, line, column, message]` */
function checkErrors(rows: readonly (readonly [string, number, number, string])[]) {
  test.each(rows)("%s", (yaml, line, column, message) => {
    const parsed = read(yaml);
    expect(parsed.notes).toHaveLength(1);
    expect(parsed.notes[0]).toMatchObject({ kind: "error", line, column, message });
    expect([...parsed.properties.values()].filter(({ value }) => value !== null)).toEqual([]);
  });
}

const person = (n: number) => ({
  object: "user",
  id: workspace.userId(n === 1 ? "Ada Lovelace" : "Grace Hopper")[0],
});
const ada = person(1);
const grace = person(2);
const [sam1, sam2] = workspace.userId("Sam");
const guide = { id: workspace.idOf("Tasks/Write the guide.md")?.id };
const outside = "00000068-0000-4000-8000-800000000000";
const run = (content: string, more = {}) => ({
  type: "text",
  text: { content, link: null },
  ...more,
});

describe("number", () => {
  check("Count", [
    ["Count: 42", 42],
    ["Count: 012", 12],
    ["Count: 3.10", 3.1],
    ["Count: -1.5e3", -1500],
    ["Count: .5", 0.5],
    ["Count: 1_000_000", 1_000_000],
    ["Count: 12%", 0.12],
    ['Count: "7"', 7],
    ["Count:", null],
    ["Count: null", null],
    ["Count: 1e21", 1e21],
  ]);
  checkErrors([
    ["Count: many", 2, 8, 'Count: "many" is not a number: write 42, 3.10, 1e6 or 12%'],
    ["Count: 1,234", 2, 8, 'Count: "1,234" is not a number: write 42, 3.10, 1e6 or 12%'],
    [
      "Count: 12345678901234567890",
      2,
      8,
      'Count: "12345678901234567890" has more digits than Notion keeps (about 16)',
    ],
    ["Count: [1, 2]", 2, 8, "Count: a list of 2 is not a number: write 42, 3.10, 1e6 or 12%"],
    ["Count: 0x1F", 2, 8, 'Count: "0x1F" is not a number: write 42, 3.10, 1e6 or 12%'],
  ]);
});

describe("checkbox", () => {
  check("Ready", [
    ["Ready: true", true],
    ["Ready: Yes", true],
    ["Ready: x", true],
    ["Ready: on", true],
    ["Ready: FALSE", false],
    ["Ready: no", false],
    ["Ready:", false],
  ]);
  checkErrors([["Ready: maybe", 2, 8, 'Ready: "maybe" is neither true nor false']]);
});

describe("select and status", () => {
  check("Kind", [
    ["Kind: Done", { id: "o2", name: "Done" }],
    ["Kind: done", { id: "o2", name: "Done" }],
    ["Kind: [Done]", { id: "o2", name: "Done" }],
    ["Kind: null", { id: "o3", name: "null" }],
    ["Kind: yes", { id: "o4", name: "yes" }],
    ["Kind: ~", null],
    ["Kind:", null],
  ]);
  check("State", [["State: In progress", { id: "o1", name: "In progress" }]]);
  const known = '"Todo", "In progress", "Done", "null", "yes"';
  checkErrors([
    ["Kind: Open", 2, 7, `Kind: "Open" is no option: ${known} are`],
    ["State: Open", 2, 8, `State: "Open" is no option: ${known} are`],
    ["Kind: [Done, Todo]", 2, 7, "Kind: a list of 2 is not the name of one option"],
    ["Kind: a, b", 2, 7, 'Kind: "a, b" is no option: the name of an option has no comma'],
  ]);
  test("a new option of a select is made where that is allowed, one of a status never", () => {
    const parsed = read("Kind: Open\nState: Open", true);
    expect(parsed.properties.get("Kind")?.value).toEqual({ select: { name: "Open" } });
    expect(parsed.properties.get("State")?.value).toBeNull();
  });
});

describe("multi_select", () => {
  const done = { id: "o2", name: "Done" };
  const todo = { id: "o0", name: "Todo" };
  check("Tags", [
    ["Tags:\n  - Done\n  - Todo", [done, todo]],
    ["Tags:\n- Done\n- Todo", [done, todo]],
    ["Tags: [Done, todo]", [done, todo]],
    ["Tags: Done, Todo", [done, todo]],
    ["Tags: Done", [done]],
    ["Tags: [Done, Done]", [done]],
    ["Tags: []", []],
    ["Tags:", []],
  ]);
  checkErrors([
    [
      "Tags:\n  - Done\n  - Nope",
      4,
      5,
      'Tags: "Nope" is no option: "Todo", "In progress", "Done", "null", "yes" are',
    ],
  ]);
});

describe("date", () => {
  const start = "2026-01-02";
  const at = (time: string) => `${start}T${time}`;
  check("Due", [
    ["Due: 2026-01-02", { start }],
    ["Due: 2026-1-2", { start }],
    ["Due: 2026/01/02", { start }],
    ["Due: 2 January 2026", { start }],
    ["Due: Jan 2, 2026", { start }],
    ["Due: January 2nd, 2026", { start }],
    ["Due: 2026-01-02T09:30+01:00", { start: at("09:30:00.000+01:00") }],
    ["Due: 2026-01-02 09:30 +0100", { start: at("09:30:00.000+01:00") }],
    ["Due: 2026-01-02T09:30:15Z", { start: at("09:30:15.000+00:00") }],
    ["Due: 2026-01-02 9:30 pm", { start: at("21:30:00.000+00:00") }],
    ["Due: 2026-01-02 09:30", { start: at("09:30:00.000+00:00") }],
    [
      "Due: 2026-01-02 09:30 Europe/Berlin",
      { start: at("09:30:00.000+00:00"), time_zone: "Europe/Berlin" },
    ],
    ["Due: 2026-01-02/2026-01-05", { start, end: "2026-01-05" }],
    ["Due: 2026-01-02 → 2026-01-05", { start, end: "2026-01-05" }],
    ["Due: 2026-01-02 to 2026-01-05", { start, end: "2026-01-05" }],
    ["Due: 2026/01/02 - 2026/01/05", { start, end: "2026-01-05" }],
    ["Due: [2026-01-02, 2026-01-05]", { start, end: "2026-01-05" }],
    ["Due: { start: 2026-01-02, end: 2026-01-05 }", { start, end: "2026-01-05" }],
    [
      "Due: 2026-01-02T09:30+01:00/10:15",
      { start: at("09:30:00.000+01:00"), end: at("10:15:00.000+01:00") },
    ],
    ["Due:", null],
  ]);
  const forms = "write 2026-01-02, 2026-01-02T09:30+01:00, or start/end";
  checkErrors([
    ["Due: someday", 2, 6, `Due: "someday" is not a date: ${forms}`],
    ["Due: 01/02/2026", 2, 6, `Due: "01/02/2026" is not a date: ${forms}`],
    ["Due: 2026-02-30", 2, 6, 'Due: "2026-02-30" has no such day'],
    ["Due: 2026-01-02T25:00", 2, 6, 'Due: "2026-01-02T25:00" has no such time'],
    ["Due: 2026-01-05/2026-01-02", 2, 6, 'Due: "2026-01-05/2026-01-02" ends before it starts'],
  ]);
});

describe("people", () => {
  check("Who", [
    ["Who: Ada Lovelace", [ada]],
    ["Who: '@Ada Lovelace'", [ada]],
    ["Who: @Ada Lovelace", [ada]],
    ["Who: ada@example.com", [ada]],
    ["Who: Ada Lovelace, Grace Hopper", [ada, grace]],
    ["Who: [Ada Lovelace, grace@example.com]", [ada, grace]],
    [`Who:\n  - Sam <${sam2}>`, [{ object: "user", id: sam2 }]],
    ["Who: Sam <sam1@example.com>", [{ object: "user", id: sam1 }]],
    [`Who: "[@Sam](notion://user/${sam1})"`, [{ object: "user", id: sam1 }]],
    [`Who: ${sam1?.replaceAll("-", "")}`, [{ object: "user", id: sam1 }]],
    ["Who:", []],
  ]);
  checkErrors([
    ["Who: Sam", 2, 6, `Who: "Sam" is several people: write "Sam <${sam1}>" or "Sam <${sam2}>"`],
    [
      "Who:\n  - Ada Lovelace\n  - Nobody",
      4,
      5,
      'Who: "Nobody" is nobody in this workspace. Write a name, an e-mail address, or "Name <id>"',
    ],
  ]);
});

describe("relation", () => {
  check("Parent", [
    ['Parent: "[Write the guide](Tasks/Write%20the%20guide.md)"', [guide]],
    ["Parent: [Write the guide](Tasks/Write%20the%20guide.md)", [guide]],
    ["Parent:\n  - [Write the guide](Tasks/Write%20the%20guide.md)", [guide]],
    ['Parent: "[Write the guide](Tasks/Write the guide.md)"', [guide]],
    ["Parent: Tasks/Write the guide.md", [guide]],
    ["Parent: Tasks/Write the guide", [guide]],
    [`Parent: notion://page/${outside}`, [{ id: outside }]],
    [`Parent: https://www.notion.so/Title-${outside.replaceAll("-", "")}`, [{ id: outside }]],
    ["Parent: []", []],
  ]);
  checkErrors([
    [
      "Parent: Nowhere.md",
      2,
      9,
      'Parent: "Nowhere.md" leads to no page of this vault. Write "[Title](path.md)", a path, a Notion address or notion://page/ID',
    ],
  ]);
});

describe("files", () => {
  const external = (name: string, url: string) => ({ name, type: "external", external: { url } });
  check("Files", [
    ["Files: https://x.y/a%20b.pdf", [external("a b.pdf", "https://x.y/a%20b.pdf")]],
    ['Files: ["[Plan](https://x.y/1)"]', [external("Plan", "https://x.y/1")]],
    ["Files: [Plan](https://x.y/1)", [external("Plan", "https://x.y/1")]],
    ["Files:", []],
  ]);
  checkErrors([
    [
      "Files: plan.pdf",
      2,
      8,
      'Files: "plan.pdf" is a file on this disk, which can\'t be sent to Notion yet. Write an address, or "[name](address)"',
    ],
  ]);
});

describe("texts", () => {
  check("Link", [
    ["Link: https://x.y/?a=b#c", "https://x.y/?a=b#c"],
    ["Link:", null],
    ["Link: null", null],
    ['Link: "null"', "null"],
  ]);
  check("Mail", [["Mail: ada@example.com", "ada@example.com"]]);
  check("Phone", [
    ["Phone: 012 345", "012 345"],
    ["Phone: 0049301234567890123", "0049301234567890123"],
    ["Phone: +49 30 1", "+49 30 1"],
  ]);
  check("Notes", [
    ["Notes: plain", [expect.objectContaining(run("plain"))]],
    ["Notes: 012", [expect.objectContaining(run("012"))]],
    ["Notes: 3.10", [expect.objectContaining(run("3.10"))]],
    ["Notes: null", [expect.objectContaining(run("null"))]],
    ["Notes: 2026-01-02", [expect.objectContaining(run("2026-01-02"))]],
    ["Notes: see: below", [expect.objectContaining(run("see: below"))]],
    ["Notes: |\n  one\n  two", [expect.objectContaining(run("one\ntwo"))]],
    ["Notes: |-\n  one\n\n  two", [expect.objectContaining(run("one\n\ntwo"))]],
    ["Notes: |-\n  - a\n  - b", [expect.objectContaining(run("- a\n- b"))]],
    [
      "Notes: a **b**",
      [
        expect.objectContaining(run("a ")),
        expect.objectContaining({ annotations: expect.objectContaining({ bold: true }) }),
      ],
    ],
    ["Notes:", []],
  ]);
  checkErrors([
    [
      `Mail: ${"a".repeat(201)}`,
      2,
      7,
      `Mail: "${"a".repeat(57)}…" has 201 characters: at most 200 are taken`,
    ],
    ["Link: {a: b}", 2, 7, "Link: a mapping with 1 keys is no text: write one line"],
  ]);
});

describe("place and verification", () => {
  check("Where", [
    ["Where: 52.52, 13.405", { lat: 52.52, lon: 13.405 }],
    [
      "Where:\n  lat: 52.52\n  lon: 13.405\n  name: Berlin",
      { lat: 52.52, lon: 13.405, name: "Berlin" },
    ],
    ["Where:", null],
  ]);
  check("Checked", [
    ["Checked: verified", { state: "verified" }],
    [
      "Checked: Verified 2026-01-01/2026-04-01",
      { state: "verified", date: { start: "2026-01-01", end: "2026-04-01" } },
    ],
    ["Checked: unverified", { state: "unverified" }],
  ]);
  checkErrors([
    [
      "Where: Berlin",
      2,
      8,
      'Where: "Berlin" is no place: write lat, lon and, if you like, name and address below each other',
    ],
    [
      "Where: 95, 13",
      2,
      8,
      'Where: "95, 13" is no place: lat is a number from -90 to 90, lon one from -180 to 180',
    ],
    [
      "Checked: sure",
      2,
      10,
      'Checked: "sure" is no verification: write unverified, verified, or verified start/end',
    ],
  ]);
});

describe("keys", () => {
  test("ours are read in both spellings, and from addresses", () => {
    const id = "0123abcd-0000-4000-8000-000000000000";
    const bare = id.replaceAll("-", "");
    for (const line of [
      `notion_id: ${id}`,
      `notion-id: ${bare}`,
      `notion_id: https://app.notion.com/p/T-${bare}`,
    ])
      expect(read(line).notionId).toBe(id);
  });
  test("a title under either name", () => {
    expect(read("title: A").title).toBe("A");
    expect(read("Name: A").title).toBe("A");
    expect(read("title: A\nName: B").notes[0]?.message).toBe(
      "Name: the title stands here twice: keep one",
    );
  });
  test("icon, cover and lock", () => {
    expect(read("icon: 🦄\ncover: https://x.y/c.png\nlocked: true")).toMatchObject({
      icon: { type: "emoji", emoji: "🦄" },
      cover: { type: "external", external: { url: "https://x.y/c.png" } },
      locked: true,
    });
    expect(read("icon: icon:snake/purple").icon).toEqual({
      type: "icon",
      icon: { name: "snake", color: "purple" },
    });
    expect(read("icon: :logo:").icon).toMatchObject({ type: "custom_emoji" });
    expect(read("icon:").icon).toBeNull();
  });
  test.each([
    [
      "icon: smile",
      'icon: "smile" is no icon: write an emoji, :custom_name:, icon:name/colour or an address',
    ],
    ["cover: red", 'cover: "red" is no cover: write the address of a picture'],
    ["locked: perhaps", 'locked: "perhaps" is neither true nor false'],
    [
      "notion_id: 12",
      'notion_id: "12" is no id of a Notion page: take the line out to make a new page',
    ],
  ])("%s is an error", (yaml, message) => {
    expect(read(yaml).notes).toMatchObject([{ kind: "error", line: 2, message }]);
  });
  test("an unknown one is kept and noted, with what it may have meant", () => {
    const parsed = read("aliases: [a, b]\ndue: 2026-01-02");
    expect([...parsed.unknown]).toEqual([
      ["aliases", ["a", "b"]],
      ["due", "2026-01-02"],
    ]);
    expect(parsed.notes.map(({ kind, code, line }) => [kind, code, line])).toEqual([
      ["warning", "unknown_key", 2],
      ["warning", "unknown_key", 3],
    ]);
    expect(parsed.notes[1]?.message).toMatch(/the database has "Due"$/);
  });
  test("computed ones are read and never a value", () => {
    const parsed = read("Total: 5\nNr: 3\nSum: 1\nBorn: 2026-01-01");
    expect([...parsed.properties.values()].map(({ value }) => value)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(parsed.notes).toEqual([]);
  });
});

describe("what is no front matter, or broken", () => {
  const state = (text: string) => readPageFrontMatter(text, { context }).state;
  test.each([
    ["a divider and text", "---\nHello world\n---\n"],
    ["two dividers", "---\n---\n"],
    ["a list", "---\n- a\n---\n"],
    ["a comment", "---\n# heading\n---\n"],
    ["a text with a colon in the middle of a sentence", "---\nShe said it twice\nand left\n---\n"],
    ["no end", "---\na: b\n"],
    ["not at the top", "\n---\na: b\n---\n"],
  ])("%s is the page's own text", (_, text) => {
    expect(state(text)).toBe("none");
    expect(readPageFrontMatter(text).bodyStart).toBe(0);
  });
  test.each([
    ["with CRLF", "---\r\nCount: 5\r\n---\r\nBody"],
    ["with a byte order mark", "\uFEFF---\nCount: 5\n---\nBody"],
    ["in braces", "---\n{ Count: 5 }\n---\nBody"],
  ])("%s is read", (_, text) => {
    const parsed = readPageFrontMatter(text, { context });
    expect(parsed.properties.get("Count")?.value).toEqual({ number: 5 });
    expect(text.slice(parsed.bodyStart)).toBe("Body");
  });
  test.each([
    ["a quote left open", 'Kind: "a', 2],
    ["a key twice", "Count: 1\nCount: 2", 3],
    ["a wrong indent", "Count: 1\n   Kind: Done", 3],
    ["two documents", "Count: 1\n...\nKind: Done", 4],
  ])("%s breaks it, but for the page's id", (_, yaml, line) => {
    const id = "0123abcd-0000-4000-8000-000000000000";
    const parsed = readPageFrontMatter(`---\n${yaml}\nnotion_id: ${id}\n---\nBody\n`, { context });
    expect(parsed).toMatchObject({ state: "broken", notionId: id });
    expect(parsed.properties.size).toBe(0);
    expect(parsed.notes[0]).toMatchObject({ kind: "error", code: "front_matter_yaml" });
    expect(parsed.notes[0]?.line).toBeGreaterThanOrEqual(line - 1);
  });
  test("a file of ours whose end was lost is broken, not new", () => {
    const text = "---\nnotion_id: 0123abcd-0000-4000-8000-000000000000\nCount: 1\n\nBody\n";
    expect(readPageFrontMatter(text, { context })).toMatchObject({
      state: "broken",
      notionId: "0123abcd-0000-4000-8000-000000000000",
    });
  });
});

describe("hostile front matter", () => {
  test("carries out no tag", () => {
    const parsed = read('Notes: !!js/function "function () { throw 1 }"\nKind: !<x> Done');
    expect(parsed.properties.get("Kind")?.value).toEqual({ select: { id: "o2", name: "Done" } });
    expect(parsed.properties.get("Notes")?.typed).toBe("function () { throw 1 }");
  });
  test("follows no alias", () => {
    const parsed = read("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nTags: *a");
    expect(parsed.notes.filter((note) => note.kind === "error")).toMatchObject([
      { code: "yaml_alias", line: 5, message: "Tags: *a is an alias: write the value itself" },
    ]);
  });
  test("changes no prototype", () => {
    const parsed = read("__proto__: { polluted: true }\nconstructor: x");
    expect([...parsed.unknown.keys()]).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
  test("is refused beyond its size", () => {
    const id = "notion_id: 0123abcd-0000-4000-8000-000000000000\n";
    const parsed = read(`${id}Notes: ${"a".repeat(1 << 20)}`);
    expect(parsed).toMatchObject({
      state: "broken",
      notionId: "0123abcd-0000-4000-8000-000000000000",
    });
    expect(parsed.notes[0]?.code).toBe("front_matter_too_large");
  });
});
