/**
 * A changed block changes its own lines and no other byte (L5), in Notion-flavored Markdown: single edits of
 * printed generated pages and of a file formatted by hand.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, parseBlocks, splice } from "../../../converters/index.ts";
import { forestKey } from "../../../converters/markdown/keys.ts";
import { type BlockTree, childrenOf, withChildren } from "../../../src/notion/tree.ts";
import { blocks as generated } from "../../support/arbitraries.ts";
import { asks, editOf } from "../../support/asked-edits.ts";
import { handFormatted } from "../../support/hand-formatted.ts";
import { lawRuns, lawTimeoutMs } from "../../support/law-runs.ts";
import { edited, paragraph, reworded } from "../../support/tree-edits.ts";

const notion = { flavor: "notion" } as const;

const byHand = `# Trip

<callout icon="🧭" color="blue_bg">
Pack **light**
</callout>

<toggle>Things
- [ ] rope
- [x] map

text</toggle>

<ul><li color="red">red</li><li>plain</li></ul>

1. one
2. two

   <p color="gray">deep</p>
3. three

<columns>
<column ratio="0.5">

Left

</column>
<column>
> quoted
> words
</column>
</columns>

<table>
<tr><th>a</th><td>b</td></tr>
<tr><th>c</th><td>d</td></tr>
</table>

<tabs>
<tab icon="🧭">First

inside
</tab>
<tab>Second</tab>
</tabs>

<todo color="red" checked="true">done</todo>
last
`;

const texts = [byHand, byHand.replaceAll("\n", "\r\n"), ...Object.values(handFormatted)];

/** Whether a changed text differs from the one before in the lines of its block alone. */
function isMinimal(text: string, result: string, { start, end }: { start: number; end: number }) {
  return result.startsWith(text.slice(0, start)) && result.endsWith(text.slice(end));
}

const ask = asks(
  fc.oneof(
    fc.constantFrom(...texts),
    generated.map((blocks) => blocksToMarkdown(blocks, notion)),
  ),
);

const numRuns = lawRuns(60);

describe("splice", () => {
  test(
    "shows the edit, and a change touches the lines of its block alone",
    () => {
      fc.assert(
        fc.property(ask, (asked) => {
          const found = editOf(asked, notion);
          if (found === null) return;
          const { edit, parsed, block } = found;
          const wanted = edited(parsed.blocks, edit);
          const result = splice(asked.text, wanted, notion);
          expect(forestKey(parseBlocks(result, notion).blocks)).toBe(forestKey(wanted));
          const span = parsed.spans.get(block) ?? { start: 0, end: 0 };
          if (edit.kind === "change") expect(isMinimal(asked.text, result, span)).toBe(true);
        }),
        { numRuns },
      );
    },
    lawTimeoutMs(numRuns) * 2,
  );

  test("brings any text to show any blocks", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts, "", "\n"), generated, (text, wanted) => {
        const result = splice(text, wanted, notion);
        const normal = parseBlocks(blocksToMarkdown(wanted, notion), notion).blocks;
        expect(forestKey(parseBlocks(result, notion).blocks)).toBe(forestKey(normal));
      }),
      { numRuns: Math.min(numRuns, 60) },
    );
  });

  test.each(texts)("leaves a text alone when nothing differs", (text) => {
    expect(splice(text, parseBlocks(text, notion).blocks, notion)).toBe(text);
  });

  const p = paragraph;
  const first = (list: readonly BlockTree[]) => list[0] as BlockTree;
  test.each([
    [
      "a child of a tag that had none",
      "<toggle>More</toggle>\n",
      (list) => [withChildren(first(list), [p("new")])],
      "<toggle>More\n\nnew\n</toggle>\n",
    ],
    [
      "the only child taken out",
      "<toggle>More\n\nold\n</toggle>\n",
      (list) => [withChildren(first(list), [])],
      "<toggle>More\n</toggle>\n",
    ],
    [
      "an item that counts on",
      "1) a\n2) b\n\nend\n",
      (list) => [...list.slice(0, 2), { ...first(list) }, ...list.slice(2)],
      "1) a\n2) b\n3) a\n\nend\n",
    ],
    [
      "a row of a table in tags",
      "<table>\n<tr><th>a</th><td>b</td></tr>\n</table>\n",
      (list) => [
        withChildren(first(list), [...childrenOf(first(list)), ...childrenOf(first(list))]),
      ],
      "<table>\n<tr><th>a</th><td>b</td></tr>\n<tr>\n<th>a</th>\n<td>b</td>\n</tr>\n</table>\n",
    ],
    [
      "an item that shares its line with another",
      '<ul><li color="red">a</li><li>b</li></ul>\n\n1. c\n',
      (list) => [first(list), reworded(list[1] as BlockTree, "new") as BlockTree, ...list.slice(2)],
      '<ul><li color="red">a</li>\n- new\n</ul>\n\n1. c\n',
    ],
    [
      "an item of a list in tags",
      "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
      (list) => list.slice(1),
      "<ul>\n<li>b</li>\n</ul>\n",
    ],
  ] satisfies readonly (readonly [
    string,
    string,
    (list: readonly BlockTree[]) => readonly BlockTree[],
    string,
  ])[])("%s", (_name, text, change, result) => {
    expect(splice(text, change(parseBlocks(text, notion).blocks), notion)).toBe(result);
  });
});
