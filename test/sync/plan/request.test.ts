/**
 * Blocks in the form that the API takes.
 */
import { describe, expect, test } from "vitest";
import { markdownToBlocks } from "../../../converters/index.ts";
import type { BlockTree } from "../../../src/notion/tree.ts";
import { changeOf, toRequest } from "../../../sync/plan/request.ts";

const items = (markdown: string) => markdownToBlocks(markdown).blocks as readonly BlockTree[];

describe("the numbers of a list", () => {
  const text = '5. Five<!--{list_format="roman"}-->\n6. Six\n1) One\n';

  test("are read from the text", () => {
    const said = items(text).map(
      (item) => item.type === "numbered_list_item" && item.numbered_list_item,
    );
    expect(said).toMatchObject([
      { list_start_index: 5, list_format: "roman" },
      {},
      { list_start_index: 1 },
    ]);
  });

  test("are not sent with a new item", () => {
    for (const item of items(text))
      expect(JSON.stringify(toRequest(item))).not.toMatch(/list_start_index|list_format/);
  });

  test("are no edit of an item that is there", () => {
    const before = items("1. Five\n2. Six\n3. One\n");
    for (const [index, item] of items(text).entries())
      expect(changeOf(before[index] as BlockTree, item)).toEqual({ kind: "none" });
  });

  test("do not go along with an edit of its words", () => {
    const change = changeOf(
      items("5. Five\n")[0] as BlockTree,
      items("7. Seven\n")[0] as BlockTree,
    );
    expect(change).toMatchObject({ kind: "update" });
    expect(JSON.stringify(change)).not.toContain("list_start_index");
  });
});
