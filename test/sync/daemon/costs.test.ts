/**
 * What saves cost and how soon they are sent, readings included: the watching engine in virtual time.
 */
import { expect, test } from "vitest";
import { seededRandom } from "../../../src/platform/random.ts";
import { listsOf } from "../../support/lists.ts";
import { flat, named, nested, type Watched, watched } from "./watched.ts";

const minute = 60_000;

const replaced =
  (from: string | RegExp, to: string) =>
  ({ change }: Watched): void =>
    change((text) => text.replace(from, to));

/** What `what` finds goes behind what `behind` finds. */
const moved =
  (what: RegExp, behind: RegExp) =>
  ({ change }: Watched): void =>
    change((text) => {
      const [part = ""] = what.exec(text) ?? [];
      return text.replace(part, "").replace(behind, (all) => all + part);
    });

const line = (n: number) => new RegExp(`^ *(?:- )?Line ${n}\\.\\n\\n?`, "m");
/** A line of `nested` with the four below it. */
const section = (n: number) => new RegExp(`^- Line ${n}\\.\\n(?: +- .*\\n)+`, "m");

/** Each at a place of its own, so that they can follow one another. */
const edits = {
  text: replaced("Line 7.", "Line 7, edited."),
  insert: ({ change }: Watched): void =>
    change((text) =>
      text.replace(/^( *- |)Line 13\.\n/m, (all, mark: string) =>
        mark === "" ? `New.\n\n${all}` : `${mark}New.\n${all}`,
      ),
    ),
  delete: replaced(line(8), ""),
  move: moved(line(9), line(10)),
  type: replaced(/^( *)(?:- )?Line 14\./m, "$11. Line 14."),
  checkbox: replaced("- [ ] Line 0.", "- [x] Line 0."),
  title: ({ rename }: Watched): void => rename("Longer"),
} as const;

const property = { property: replaced("Done: false", "Done: true") } as const;

const sections = {
  "section moved": moved(section(1), section(6)),
  "section deleted": replaced(section(16), ""),
} as const;

const aBlock = {
  text: ["GET a block", "PATCH a block"],
  delete: ["GET a block", "DELETE a block"],
};
const aPage = ["GET the page", "PATCH the page"];

/** What is sent for an edit in a list of blocks that one request reads, that two read, and in a longer one. */
const inList = {
  text: [aBlock.text, aBlock.text, aBlock.text],
  checkbox: [aBlock.text, aBlock.text, aBlock.text],
  delete: [aBlock.delete, aBlock.delete, aBlock.delete],
  insert: [
    ["GET a list", "PATCH a list"],
    ["GET a list", "GET a list", "PATCH a list"],
    ["GET a block", "PATCH a list"],
  ],
  move: [
    ["GET a list", "PATCH a list", "DELETE a block"],
    ["GET a list", "GET a list", "PATCH a list", "DELETE a block"],
    ["GET a block", "PATCH a list", "GET a block", "DELETE a block"],
  ],
  type: [
    ["GET a list", "PATCH a list", "DELETE a block"],
    ["GET a list", "GET a list", "PATCH a list", "DELETE a block"],
    ["GET a block", "PATCH a list", "GET a block", "DELETE a block"],
  ],
  title: [aPage, aPage, aPage],
  property: [aPage, aPage, aPage],
  // What is below a block that goes is looked at before it goes, and what is below a new one when it is made.
  "section moved": [
    ["GET a list", "PATCH a list", "GET a list", "DELETE a block", "GET a list"],
    [],
    [],
  ],
  "section deleted": [["GET a block", "GET a list", "DELETE a block"], [], []],
} as const satisfies Record<string, readonly [Lines, Lines, Lines]>;

type Lines = readonly string[];

const pages = [
  ["20 blocks", flat(20), 0, edits],
  ["200 blocks", flat(200), 1, edits],
  ["300 blocks", flat(300), 2, edits],
  ["20 blocks, nested", nested(20), 0, { ...sections, ...edits }],
  ["200 blocks, nested", nested(200), 0, { ...sections, ...edits }],
  ["300 blocks, nested", nested(300), 0, { ...sections, ...edits }],
  ["a row's 20 blocks", flat(20), 0, { ...property, ...edits }],
] as const;

test.each(pages)(
  "within two minutes of it an edit costs four requests at most and one reading of the page: %s",
  async (name, blocks, length, made) => {
    const isRow = name.includes("row");
    const world = await watched(blocks, isRow);
    // A row's own values come with the query of its data source.
    const object = isRow ? [] : ["GET the page"];
    let pause = 0;
    for (const [kind, edit] of Object.entries(made)) {
      // Anywhere between two polls, and in a minute.
      await world.time.advance(minute + 7_000 * pause++);
      world.notion.clearRequests();
      edit(world);
      await world.time.advance(2 * minute);
      const requests = world.notion.requests
        .filter(({ path }) => !/\/(search|query)$/.test(path))
        .map(named(world.page));
      const sent: Lines = inList[kind as keyof typeof inList][length];
      const count = listsOf(world.mirror.blocks.remote(world.page) ?? []);
      const lists: Lines = Array.from({ length: count }, () => "GET a list");
      if (sent.length > 4) {
        // Lists of the page among them: then its reading comes when the two minutes are over.
        expect(sent.length).toBeLessThanOrEqual(4 + 1 + lists.length);
        expect(requests, kind).toEqual(sent);
        await world.time.advance(minute);
        continue;
      }
      const reading = [...sent, ...object, ...lists];
      expect(requests.slice(0, reading.length), kind).toEqual(reading);
      // A poll that comes after the reading looks at the page once more where a request is left for it.
      const looks = requests.slice(reading.length);
      expect(looks, kind).toEqual(looks.map(() => "GET the page"));
      expect(sent.length + looks.length, kind).toBeLessThanOrEqual(4);
    }
  },
  120_000,
);

test("ten saves in a minute cost fifty requests at most", async () => {
  const world = await watched(flat(200));
  for (let save = 0; save < 10; save++) {
    world.change((text) => text.replace(`Line ${10 * save + 1}.`, `Save ${save}.`));
    await world.time.advance(6_000);
  }
  await world.time.advance(120_000);
  const all = world.notion.requests.length;
  console.error(`ten saves: ${all} requests, polls included`);
  expect(all).toBeLessThanOrEqual(50);
}, 60_000);

test("of forty saves 95 % are sent within three seconds", async () => {
  const world = await watched(flat(200));
  const random = seededRandom(7);
  const waits: number[] = [];
  for (let save = 0; save < 40; save++) {
    world.notion.clearRequests();
    const before = world.time.monotonic();
    world.change((text) => text.replace(`Line ${save + 1}.`, `Save ${save}.`));
    const sent = () => world.notion.requests.some(({ method }) => method === "PATCH");
    while (!sent() && world.time.monotonic() - before < 60_000) await world.time.advance(20);
    waits.push(world.time.monotonic() - before);
    await world.time.advance(Math.floor(random.next() * 40_000));
  }
  waits.sort((a, b) => a - b);
  const p95 = waits[Math.ceil(waits.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY;
  console.error(`save → write: p95 ${p95} ms, most ${waits.at(-1)} ms`);
  expect(p95).toBeLessThan(3_000);
}, 60_000);
