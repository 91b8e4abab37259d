/**
 * What people paste, and what comes of it: a table of texts, the Markdown that they print as, and the warnings
 * with line and column. Each is stable and loses no word (L2).
 */
import { describe, expect, test } from "vitest";
import { blocksToMarkdown, markdownToBlocks, parseBlocks } from "../../converters/index.ts";
import { comparable } from "../support/comparable.ts";
import { handFormatted } from "../support/hand-formatted.ts";
import { isLongRun } from "../support/law-runs.ts";
import { lostWords } from "../support/words.ts";

const pasted: readonly (readonly [
  name: string,
  text: string,
  printed: string,
  warnings: readonly string[],
])[] = [
  [
    "HTML within a line",
    'Press <kbd>Ctrl</kbd> and <a href="https://a.b/">go</a>, H<sub>2</sub>O<br/>new line\n',
    'Press \\<kbd>Ctrl\\</kbd> and \\<a href="https://a.b/">go\\</a>, H\\<sub>2\\</sub>O\\\nnew line\n',
    [],
  ],
  [
    "an HTML comment",
    "before\n\n<!-- a comment -->\n\nafter <!-- inside --> end\n",
    "before\n\n\\<!-- a comment -->\n\nafter \\<!-- inside --> end\n",
    [],
  ],
  [
    "an HTML table",
    "<table>\n<tr><td>a</td><td>b</td></tr>\n</table>\n",
    "\\<table> \\<tr>\\<td>a\\</td>\\<td>b\\</td>\\</tr> \\</table>\n",
    [],
  ],
  [
    "HTML that is ours, written another way",
    '<details open="">\n<summary>Title</summary>\n\ntext\n\n</details>\n\na<br />b <strong>c</strong>\n',
    "<details>\n<summary>Title</summary>\n\ntext\n\n</details>\n\na\\\nb \\<strong>c\\</strong>\n",
    [],
  ],
  [
    "footnotes",
    "Text[^1] and[^note].\n\n[^1]: First words.\n[^note]: Second\n    indented words.\n",
    "Text[^1] and[^note].\n\n\\[^1]: First words. \\[^note]: Second indented words.\n",
    [],
  ],
  ["a definition list", "Term\n: Definition\n: Another\n", "Term : Definition : Another\n", []],
  ["setext headings", "One\n===\n\nTwo\nlines\n---\n", "# One\n\n## Two lines\n", []],
  [
    "headings too deep",
    "##### Five\n\n###### Six ######\n",
    "#### Five\n\n#### Six\n",
    ["1:1 heading_too_deep", "3:1 heading_too_deep"],
  ],
  [
    "indented code",
    "Text\n\n    code *here*\n\tmore\n\n    last\n",
    "Text\n\n```\ncode *here*\nmore\n\nlast\n```\n",
    [],
  ],
  [
    "reference links",
    '[a][b], [c][], [d], [e][none]\n\n[b]: /b "Title"\n[c]: /c\n[d]: <d e>\n[unused]: /u\n',
    "[a](/b), [c](/c), [d](<d e>), [e][none]\n",
    ["1:1 link_title_dropped", "6:1 unused_definition"],
  ],
  [
    "a reference image",
    '![alt text][i]\n\n[i]: https://a.b/c.png "T"\n',
    "![alt text](https://a.b/c.png)\n",
    ["1:1 link_title_dropped"],
  ],
  [
    "link titles",
    '[a](https://a.b/ "Title") ![b](https://a.b/c.png "Other")\n',
    "[a](https://a.b/)\n\n![b](https://a.b/c.png)\n",
    ["1:1 link_title_dropped", "1:27 link_title_dropped"],
  ],
  [
    "bare addresses",
    "https://a.b/c and www.a.b and me@a.b\n\nhttps://a.b/\n",
    "https://a.b/c and www.a.b and me@a.b\n\nhttps://a.b/\n",
    [],
  ],
  [
    "images in a paragraph",
    "Before ![one](a.png) between ![two](b.png) after.\n",
    "Before\n\n![one](a.png)\n\nbetween\n\n![two](b.png)\n\nafter.\n",
    [],
  ],
  [
    "an image in a heading and a cell",
    "# Title ![one](a.png)\n\n| ![two](b.png) |\n| - |\n",
    "# Title [one](a.png)\n\n| [two](b.png) |\n| --- |\n",
    ["1:9 image_in_text", "3:3 image_in_text"],
  ],
  [
    "a linked image",
    "[![badge](https://a.b/c.svg)](https://a.b/)\n",
    '<image src="https://a.b/c.svg">[badge](https://a.b/)</image>\n',
    [],
  ],
  ["hard wraps", "one  \ntwo\\\nthree\nfour   \n", "one\\\ntwo\\\nthree four\n", []],
  [
    "deep nesting",
    "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n            > 7\n",
    "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n\n            > 7\n",
    [],
  ],
  [
    "nesting past all sense",
    `${"> ".repeat(120)}deep\n\nafter\n`,
    `\\${"> ".repeat(120)}deep\n\nafter\n`,
    ["1:1 nested_too_deep"],
  ],
  [
    "Windows line ends",
    "# a\r\n\r\n- b\r\n- c\r\n\r\n```\r\nd\r\ne\r\n```\r\n",
    "# a\n\n- b\n- c\n\n```\nd\ne\n```\n",
    [],
  ],
  ["old Mac line ends", "# a\r\r- b\r- c\r", "# a\n\n- b\n- c\n", []],
  ["mixed line ends", "a\r\nb\nc\r\n\r\nd\re\n", "a b c\n\nd e\n", []],
  ["a byte order mark", "\ufeff# a\n\ntext\n", "# a\n\ntext\n", []],
  ["tabs", "-\ta\n\n\tb\n\n1.\tc\n\n\tcode\n", "- a\n\n  b\n\n1. c\n\n   code\n", []],
  [
    "NUL",
    "a\u0000b\n\n```\n\u0000\n```\n",
    "a\ufffdb\n\n```\n\ufffd\n```\n",
    ["1:2 invalid_character"],
  ],
  ["a lone surrogate", "a\ud800b\n", "a\ufffdb\n", ["1:2 invalid_character"]],
  [
    "right-to-left text",
    "\u05e9\u05dc\u05d5\u05dd **\u05e2\u05d5\u05dc\u05dd** \u0645\u0631\u062d\u0628\u0627 \u202eabc\u202c\n",
    "\u05e9\u05dc\u05d5\u05dd **\u05e2\u05d5\u05dc\u05dd** \u0645\u0631\u062d\u0628\u0627 \u202eabc\u202c\n",
    [],
  ],
  [
    "combining text",
    "e\u0301 **e\u0301** a\u0308\u0323\u0301\n",
    "e\u0301 **e\u0301** a\u0308\u0323\u0301\n",
    [],
  ],
  [
    "emoji of several characters",
    "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 **\ud83c\udde9\ud83c\uddea** 1\ufe0f\u20e3\n",
    "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 **\ud83c\udde9\ud83c\uddea** 1\ufe0f\u20e3\n",
    [],
  ],
  ["other spaces", "a\u00a0b\u2003c\u3000d\u200be\n", "a\u00a0b\u2003c\u3000d\u200be\n", []],
  [
    "an unclosed tag",
    "<details>\n<summary>T</summary>\n\ntext\n",
    "<details>\n<summary>T</summary>\n\ntext\n\n</details>\n",
    ["1:1 unclosed_tag"],
  ],
  [
    "a stray closing tag",
    "text\n\n</details>\n\nmore </b> text\n",
    "text\n\n\\</details>\n\nmore \\</b> text\n",
    ["3:1 stray_tag"],
  ],
  ["dividers of all kinds", "---\n\n***\n\n- - -\n\n___\n", "***\n\n---\n\n---\n\n---\n", []],
  ["lists of all bullets", "* a\n* b\n\n+ c\n\n- d\n", "- a\n- b\n- c\n- d\n", []],
  [
    "a list without a blank line",
    "text\n- a\n- b\nlazy\n1. c\n",
    "text\n\n- a\n- b lazy\n\n1. c\n",
    [],
  ],
  ["loose and tight lists", "- a\n\n- b\n\n\n- c\n", "- a\n- b\n- c\n", []],
  ["numbers out of order", "3. a\n7. b\n\n1) c\n", "3. a\n4. b\n1) c\n", []],
  [
    "tasks",
    "- [ ] a\n- [x] b\n- [X] c\n- [] d\n* [ ] e\n\n1. [ ] f\n",
    "- [ ] a\n- [x] b\n- [x] c\n- [] d\n- [ ] e\n- [ ] f\n",
    [],
  ],
  [
    "a table without outer bars",
    "a | b\n--|--\nc | d | e\nf\n",
    "| a | b |  |\n| --- | --- | --- |\n| c | d | e |\n| f |  |  |\n",
    ["1:1 ragged_table"],
  ],
  [
    "a table with aligned columns",
    "| a | b |\n|:--|:-:|\n| `x\\|y` | **z** |\n",
    "| a | b |\n| --- | --- |\n| `x\\|y` | **z** |\n",
    [],
  ],
  [
    "GitHub's alerts",
    "> [!warning]\n> text\n\n> [!NOTE] Title\n> text\n",
    "> [!WARNING]\n> text\n\n> [!NOTE]\n> Title text\n",
    [],
  ],
  [
    "Obsidian's",
    "> [!faq]- Folded\n> text\n\n[[Wiki link]] and [[a|b]] ==mark== #tag %%hidden%%\n",
    "> \\[!faq]- Folded text\n\n[[Wiki link]] and [[a|b]] ==mark== #tag %%hidden%%\n",
    [],
  ],
  [
    "math",
    "$a$ and $$b$$ and $5 and $6\n\n$$\nx\n$$\n\n\\(a\\) \\[b\\]\n",
    "$a$ and \\$\\$b\\$$ and \\$5 and \\$6\n\n$$\nx\n$$\n\n(a) [b]\n",
    [],
  ],
  ["strikethrough", "~~a~~ ~b~ ~~~c~~~\n", "~~a~~ ~b~ \\~\\~\\~c\\~\\~\\~\n", []],
  [
    "underscores and stars",
    "snake_case_word *a*b __c__d **e**f ***g***\n",
    "snake_case_word *a*b \\_\\_c__d **e**f ***g***\n",
    [],
  ],
  [
    "references to characters",
    "&copy; &amp; &#42;a&#42; &nbsp;x &unknown;\n",
    "\u00a9 & \\*a\\* \u00a0x \\&unknown;\n",
    [],
  ],
  ["escapes", "\\*a\\* \\# \\[b\\] 1\\. \\_ \\q\n", "\\*a\\* # [b] 1. _ \\q\n", []],
  [
    "code fences",
    '~~~ruby title="x"\na\n~~~\n\n```\nunclosed\n',
    "```ruby\na\n```\n\n```\nunclosed\n```\n",
    ["1:1 code_meta_dropped"],
  ],
  ["an unknown language", "```brainfuck\n+\n```\n", "```\n+\n```\n", ["1:1 unknown_language"]],
  ["inline code", "`a` ``b`c`` ` d ` `e\nf`\n", "`a` ``b`c`` `d` `e f`\n", []],
  [
    "front matter of others in the body",
    "---\ntitle: x\n---\n\ntext\n",
    "***\n\n## title: x\n\ntext\n",
    [],
  ],
  ["a soft hyphen and joiners", "a\u00adb c\u200dd\n", "a\u00adb c\u200dd\n", []],
  [
    "an address in angle brackets",
    "see <https://a.b/> or <me@a.b>\n\n<https://a.b/>\n",
    "see <https://a.b/> or [me@a.b](mailto:me@a.b)\n\n<https://a.b/>\n",
    [],
  ],
  ["a quote without its marks", "> a\nb\n\nc\n", "> a b\n\nc\n", []],
  ["quotes in quotes", "> > > a\n> b\n", "> <br>\n>\n> > <br>\n> >\n> > > a b\n", []],
  ["text pasted from a terminal", "\u001b[31mred\u001b[0m\n", "\u001b[31mred\u001b[0m\n", []],
  [
    "smart punctuation",
    "\u201ca\u201d \u2013 \u2018b\u2019 \u2026 \u2014 \u00abc\u00bb\n",
    "\u201ca\u201d \u2013 \u2018b\u2019 \u2026 \u2014 \u00abc\u00bb\n",
    [],
  ],
];

describe("pasted text", () => {
  test.each(pasted)("%s", (_name, text, printed, warnings) => {
    const read = markdownToBlocks(text);
    expect(blocksToMarkdown(read.blocks)).toBe(printed);
    expect(read.warnings.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(
      warnings,
    );
    expect(lostWords(text, read)).toEqual([]);
    const again = markdownToBlocks(printed);
    expect(again.blocks.map(comparable)).toEqual(read.blocks.map(comparable));
    expect(blocksToMarkdown(again.blocks)).toBe(printed);
  });

  test("a byte order mark and Windows line ends do not shift the places of blocks", () => {
    const text = "\ufeff# a\r\n\r\ntext\r\n";
    const { blocks, spans } = parseBlocks(text);
    expect(
      blocks.map((block) => text.slice(spans.get(block)?.start, spans.get(block)?.end)),
    ).toEqual(["# a", "text"]);
  });
});

/** Ten million characters in the long run; the default suite makes sure that the shapes are read. */
const size = isLongRun ? 10_000_000 : 20_000;
const sized = (piece: string): string => piece.repeat(Math.ceil(size / piece.length));
const prose = "The quick brown fox jumps over the lazy dog, *again* and `again`. ";

describe("files of ten megabytes", () => {
  test.each([
    ["pages formatted by hand", sized(`${Object.values(handFormatted).join("\n\n")}\n\n`)],
    ["paragraphs", sized(`${prose.repeat(5)}\n\n`)],
    ["one paragraph", sized(prose)],
    ["one word", sized("word")],
    ["one list", sized(`- ${prose}\n`)],
    ["one table", `| a | b |\n| - | - |\n${sized(`| ${prose} | ${prose} |\n`)}`],
    ["one fence", `\`\`\`\n${sized(`${prose}\n`)}\`\`\`\n`],
    ["one quote", sized(`> ${prose}\n>\n`)],
  ])(
    "%s: read and printed",
    (name, text) => {
      const start = performance.now();
      const { blocks } = markdownToBlocks(text);
      const read = performance.now();
      const printed = blocksToMarkdown(blocks);
      const end = performance.now();
      if (isLongRun)
        console.error(
          `${name}: ${(text.length / 1e6).toFixed(1)} MB, read in ${((read - start) / 1000).toFixed(1)} s, printed in ${((end - read) / 1000).toFixed(1)} s`,
        );
      expect(blocks.length).toBeGreaterThan(0);
      expect(printed.length).toBeGreaterThan(size / 2);
    },
    600_000,
  );
});
