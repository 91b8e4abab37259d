import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchQuery, searchText } from "../../src/mirror/search.ts";
import type { Comment } from "../../src/notion/types.ts";
import { apiText as run } from "../support/api-text.ts";
import { block, mirrorAt, page, uuid } from "./support.ts";

const read = { editedTime: "2026-01-02T00:00:00.000Z", unsettled: false };

function library() {
  const mirror = mirrorAt();
  mirror.pages.put(page({ id: uuid(1), title: "Road map" }), 1);
  mirror.blocks.putRemote(
    uuid(1),
    [block("a", "We ship in spring"), block("b", "The café opens", [block("c", "deep inside")])],
    read,
  );
  mirror.pages.put(
    page({
      id: uuid(2),
      title: "Spring",
      properties: { Tag: { id: "t", type: "select", select: { name: "Urgent" } } },
    }),
    1,
  );
  mirror.pages.put(page({ id: uuid(3), title: "会議の議事録" }), 1);
  mirror.files.put({ path: "Road map.md", id: uuid(1), hash: "", size: 0, mtimeMs: 0, ino: 0 });
  const find = (words: string) => searchText(mirror, words, 10).map((hit) => hit.id);
  return { mirror, find };
}

describe("search", () => {
  const cases: readonly [words: string, expected: readonly number[]][] = [
    ["spring", [2, 1]],
    ["SPRING ship", [1]],
    ["spr", [2, 1]],
    ["cafe", [1]],
    ["CAFÉ", [1]],
    ["deep", [1]],
    ["urgent", [2]],
    ['"in spring"', [1]],
    ['"spring in"', []],
    ["spring -ship", [2]],
    ["road-map", [1]],
    ["議事録", [3]],
    ["nothing", []],
    ["", []],
    ["-spring", []],
    ["*** !!", []],
    ["title:spring", []],
    ["spring AND", []],
    ["NEAR(spring", []],
  ];
  test.each(cases)("for %j finds pages %j", (words, expected) => {
    expect(library().find(words)).toEqual(expected.map(uuid));
  });

  test("tells title, file and the words around", () => {
    const { mirror } = library();
    expect(searchText(mirror, "ship", 1, { marks: ["[", "]"] })).toEqual([
      {
        id: uuid(1),
        title: "Road map",
        path: "Road map.md",
        hasBody: true,
        state: "live",
        snippet: "We [ship] in spring The café opens deep inside",
      },
    ]);
  });

  test("follows edits of titles, text and comments at once", () => {
    const { mirror, find } = library();
    mirror.pages.put(page({ id: uuid(2), title: "Autumn" }), 2);
    mirror.blocks.putRemote(uuid(1), [block("a", "changed")], read);
    const comment = {
      object: "comment",
      id: uuid(5),
      parent: { type: "page_id", page_id: uuid(2) },
      rich_text: [run("remarkable")],
    } as unknown as Comment;
    mirror.people.putComments(uuid(2), [comment]);
    expect(find("spring")).toEqual([]);
    expect(find("autumn remarkable")).toEqual([uuid(2)]);
    expect(find("changed road")).toEqual([uuid(1)]);
    mirror.people.putComments(uuid(2), []);
    expect(find("remarkable")).toEqual([]);
  });

  test("leaves pages in the trash out unless they are asked for", () => {
    const { mirror, find } = library();
    mirror.pages.setState(uuid(2), "trashed");
    expect(find("spring")).toEqual([uuid(1)]);
    expect(searchText(mirror, "spring", 10, { trashed: true })).toHaveLength(2);
  });

  test("takes any text without a complaint", () => {
    const { mirror } = library();
    const odd = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(
          fc.constantFrom('"', "'", "-", "*", "(", ")", "AND", "NOT", "a", " ", "^", ":", "\0"),
        )
        .map((it) => it.join("")),
    );
    fc.assert(fc.property(odd, (words) => Array.isArray(searchText(mirror, words, 5))));
  });

  test("says what it asks the index", () => {
    expect(matchQuery('a "b c" -d')).toBe('("a"* AND "b c") NOT ("d"*)');
  });
});
